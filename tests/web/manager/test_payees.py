"""Legal entities, as a manager enters them."""

from datetime import date

import pytest
from django.test import Client

from consign.agreements.queries import NoVatStatus, standing_on
from consign.codes.text import iban_text
from consign.people.accounts import add_bank_account
from consign.people.models import (
    BankAccount,
    Coworking,
    LegalEntity,
    Maker,
    Role,
    User,
    VatPeriod,
)
from consign.people.operations import amend_legal_entity
from consign.people.queries import bank_account_on, vat_on
from tests.factories import (
    IBANS,
    LONG_AGO,
    START,
    enterprise_number,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.web.conftest import As
from tests.web.manager.conftest import Address, text_of


def entered(**changes: str) -> dict[str, str]:
    """What the page sends."""
    sent = {
        "kind": "cooperative",
        "legal_name": "Dies SC",
        "enterprise_number": enterprise_number(700),
        "street": "Rue des Artisans 1",
        "postcode": "1050",
        "town": "Ixelles",
        "email": "",
        "language": "nl",
        "vat_status": "liable",
        "since": "2026-11-01",
        "iban": f"{IBANS[1][:4]} {IBANS[1][4:]}".lower(),
        "holder": "DiES",
    }
    return sent | changes


LEGAL = {
    "legal_name": "Plume",
    "legal_form": "SRL",
    "register": "RPM Bruxelles",
    "street": "Chaussée de Wavre 7",
    "postcode": "1050",
    "town": "Ixelles",
    "email": "bureau@plume.example",
    "language": "nl",
}


def bank(**changes: str) -> dict[str, str]:
    """What the card of the account sends."""
    usual = {"iban": IBANS[1], "holder": "Plume", "bic": "", "starts_on": "2026-12-01"}
    return {"bank": "1", **{f"bank-{name}": told for name, told in {**usual, **changes}.items()}}


def legal(**changes: str) -> dict[str, str]:
    """What the card of its papers sends."""
    return {"legal": "1", **{f"legal-{name}": told for name, told in {**LEGAL, **changes}.items()}}


def make_change(entity: LegalEntity) -> BankAccount:
    return add_bank_account(
        entity=entity, iban=IBANS[1], holder="New", starts_on=LONG_AGO, by=None, at=START
    )


def paid_to(entity: LegalEntity, day: date = date(2026, 12, 1)) -> str:
    account = bank_account_on(entity, day)
    return account.iban if account else ""


@pytest.fixture
def second(rcoop: Coworking, signed_in: As) -> Client:
    """The browser of Dora, who manages Rcoop too."""
    return signed_in(make_member(rcoop, make_person("dora"), Role.MANAGER))


@kept
def payee(plume: Maker) -> LegalEntity:
    return plume.affiliations.get().payee


def test_a_payee_is_entered_with_status_and_account(manager: Client, at: Address) -> None:
    answer = manager.post(at("desk_entity"), entered())
    made = LegalEntity.objects.get(legal_name="Dies SC")
    assert answer["Location"] == at("desk_payee", made.slug)
    account = BankAccount.objects.get(entity=made)
    assert (account.iban, account.holder, account.starts_on) == (
        IBANS[1],
        "DiES",
        date(2026, 11, 1),
    )
    assert VatPeriod.objects.get(entity=made).status == "liable"
    shown = text_of(manager.get(answer["Location"]))
    assert iban_text(IBANS[1]) in shown


def test_entered_for_a_maker_the_affiliation_comes_next(
    manager: Client, at: Address, plume: Maker
) -> None:
    answer = manager.post(f"{at('desk_entity')}?maker={plume.slug}", entered())
    assert answer["Location"] == f"{at('desk_affiliation', plume.slug)}?payee=dies-sc"


@pytest.mark.parametrize(
    ("changes", "status", "place"),
    [
        ({"enterprise_number": "0123456789"}, 409, "enterprise_number"),
        ({"iban": "BE00000000000000"}, 409, "iban"),
        ({"kind": "shop"}, 400, "kind"),
        ({"vat_status": ""}, 400, "vat_status"),
        ({"email": "dies"}, 400, "email"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    manager: Client, at: Address, changes: dict[str, str], status: int, place: str
) -> None:
    known = LegalEntity.objects.count()
    sent = entered(**changes)
    answer = manager.post(at("desk_entity"), sent)
    assert answer.status_code == status
    form = answer.context["form"]
    assert form.errors.keys() == {place}
    assert {name: form[name].value() for name in sent} == sent
    assert LegalEntity.objects.count() == known


def test_a_number_that_is_known_is_not_entered_twice(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    sent = entered(enterprise_number=payee.enterprise_number)
    answer = manager.post(at("desk_entity"), sent)
    assert answer.status_code == 409
    assert "is already known here. Choose the existing one instead." in text_of(answer)


def test_a_missing_account_is_entered_so_that_the_month_can_be_closed(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    maker = make_maker()
    bare = make_entity("Payee SC", bank=False)
    make_agreement(rcoop, make_affiliation(maker, bare))
    make_sale(rcoop, make_placed(rcoop, maker).item)
    month, page = at("desk_preview", "2026-10"), at("desk_payee", bare.slug)
    assert page in text_of(manager.get(month))
    shown = manager.get(page)
    assert "No bank account is known: nothing can be paid." in text_of(shown)
    proposed = shown.context["bank"].form
    sent = bank(
        iban=IBANS[0],
        holder=proposed["holder"].value(),
        starts_on=str(proposed["starts_on"].value()),
    )
    assert manager.post(page, sent)["Location"] == page
    assert "no bank account" not in text_of(manager.get(month))


def test_another_account_waits_for_a_second_person(
    manager: Client, at: Address, payee: LegalEntity, second: Client, cleo: User
) -> None:
    page = at("desk_payee", payee.slug)
    assert manager.get(page).context["bank"].form["starts_on"].value() == date(2026, 11, 3)
    assert manager.post(page, bank())["Location"] == page
    assert paid_to(payee) == IBANS[0]
    change = BankAccount.objects.get(entity=payee, is_change=True)

    own = text_of(manager.get(page))
    assert "Entered. It holds once somebody else has confirmed it." in own
    assert "Take it back" in own
    assert "Confirm this account" not in own
    refused = manager.post(page, {"confirm": change.pk})
    assert refused.status_code == 409
    assert "Somebody else than who entered it has to confirm it." in text_of(refused)

    theirs = text_of(second.get(page))
    for told in ("Confirm this account", "Cleo entered it on", "Decline", iban_text(IBANS[1])):
        assert told in theirs
    assert second.post(page, {"confirm": change.pk})["Location"] == page
    assert paid_to(payee) == IBANS[1]
    assert "entered by Cleo, confirmed by Dora" in text_of(second.get(page))


def test_the_makers_page_tells_managers_of_a_change_that_waits(
    manager: Client, at: Address, payee: LegalEntity, second: Client, filature: Coworking
) -> None:
    title = "Another bank account waits to be confirmed: Comme une plume payee"
    makers, page = at("desk_makers"), at("desk_payee", payee.slug)
    assert title not in text_of(manager.get(makers))
    manager.post(page, bank())
    own, theirs = text_of(manager.get(makers)), text_of(second.get(makers))
    for shown in (own, theirs):
        assert title in shown
        assert f'href="{page}"' in shown
    assert "You entered it: somebody else has to confirm it." in own
    assert "You entered it" not in theirs
    elsewhere = make_selling_maker(filature, "Lin").affiliations.get().payee
    make_change(elsewhere)
    assert "Lin payee" not in text_of(manager.get(makers))


def test_while_a_change_waits_another_cannot_be_entered(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    page = at("desk_payee", payee.slug)
    manager.post(page, bank())
    assert 'name="bank-iban"' not in text_of(manager.get(page))
    answer = manager.post(page, bank(holder="Somebody else"))
    assert answer.status_code == 409
    assert "Another change of account still waits." in text_of(answer)


@pytest.mark.parametrize("who", ["own", "second"])
def test_a_change_is_declined_or_taken_back(
    manager: Client, at: Address, payee: LegalEntity, second: Client, who: str
) -> None:
    page = at("desk_payee", payee.slug)
    manager.post(page, bank())
    change = BankAccount.objects.get(entity=payee, is_change=True)
    browser = {"own": manager, "second": second}[who]
    assert browser.post(page, {"decline": change.pk})["Location"] == page
    assert paid_to(payee) == IBANS[0]
    late = second.post(page, {"confirm": change.pk})
    assert late.status_code == 409
    assert "This change of account was declined." in text_of(late)


@pytest.mark.parametrize("account", ["0", "x", "99999999999999999999", ""])
def test_only_a_change_of_this_entity_is_confirmed(
    manager: Client, at: Address, payee: LegalEntity, terre: Maker, account: str
) -> None:
    other = terre.affiliations.get().payee
    theirs = BankAccount.objects.get(entity=other)
    page = at("desk_payee", payee.slug)
    for asked in (account, str(theirs.pk)):
        assert manager.post(page, {"confirm": asked}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "place"),
    [
        ({"iban": "BE00000000000000"}, 409, "iban"),
        ({"iban": ""}, 400, "iban"),
        ({"holder": "P" * 71}, 409, "holder"),
        ({"bic": "GEBA"}, 409, "bic"),
        ({"starts_on": "2026-11-02"}, 409, "starts_on"),
        ({"starts_on": ""}, 400, "starts_on"),
    ],
)
def test_a_wrong_account_is_told_at_its_place_and_nothing_is_lost(
    manager: Client,
    at: Address,
    payee: LegalEntity,
    changes: dict[str, str],
    status: int,
    place: str,
) -> None:
    sent = bank(**{"holder": "Plume & Co", **changes})
    answer = manager.post(at("desk_payee", payee.slug), sent)
    assert answer.status_code == status
    form = answer.context["bank"].form
    assert form.errors.keys() == {place}
    assert {f"bank-{name}": form[name].value() for name in form.fields} == {
        name: value for name, value in sent.items() if name != "bank"
    }
    assert BankAccount.objects.filter(entity=payee).count() == 1


def test_a_holder_too_long_for_a_transfer_is_told_how_long_it_may_be(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    answer = manager.post(at("desk_payee", payee.slug), bank(holder="P" * 71))
    assert "The holder's name has 71 characters; a transfer carries at most 70." in text_of(answer)


def test_what_papers_say_is_put_right(manager: Client, at: Address, payee: LegalEntity) -> None:
    page = at("desk_payee", payee.slug)
    assert manager.post(page, legal())["Location"] == page
    payee.refresh_from_db()
    assert {name: getattr(payee, name) for name in LEGAL} == LEGAL
    shown = text_of(manager.get(page))
    for told in ("Plume", "SRL", "RPM Bruxelles", "Chaussée de Wavre 7", "Nederlands"):
        assert told in shown


@pytest.mark.parametrize("name", ["legal_name", "street", "postcode", "town", "language", "email"])
def test_what_papers_need_cannot_be_left_out(
    manager: Client, at: Address, payee: LegalEntity, name: str
) -> None:
    wrong = "plume" if name == "email" else ""
    answer = manager.post(at("desk_payee", payee.slug), legal(**{name: wrong}))
    assert answer.status_code == 400
    assert answer.context["legal"].form.errors.keys() == {name}
    payee.refresh_from_db()
    assert payee.legal_name == "Comme une plume payee"


def test_a_missing_address_is_told_until_it_is_there(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    amend_legal_entity(entity=payee, town="", by=None, at=START)
    page = at("desk_payee", payee.slug)
    warned = "no invoice can be issued"
    assert warned in text_of(manager.get(page))
    manager.post(page, legal())
    assert warned not in text_of(manager.get(page))


def test_a_post_that_says_nothing_changes_nothing(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    assert manager.post(at("desk_payee", payee.slug), {}).status_code == 400


def test_another_vat_status_holds_from_its_day(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    sent = {"vat": "1", "vat-status": "exempt_small", "vat-starts_on": "2027-01-01"}
    manager.post(at("desk_payee", payee.slug), sent)
    assert (vat_on(payee, date(2026, 12, 31)), vat_on(payee, date(2027, 1, 1))) == (
        "liable",
        "exempt_small",
    )


def test_a_missing_vat_status_is_entered(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker, payee: LegalEntity
) -> None:
    VatPeriod.objects.filter(entity=payee).update(starts_on=date(2027, 1, 1))
    with pytest.raises(NoVatStatus):
        standing_on(rcoop, plume, date(2026, 11, 3))
    page = at("desk_payee", payee.slug)
    sent = {"vat": "1", "vat-status": "liable", "vat-starts_on": "2026-11-01"}
    assert manager.post(page, {**sent, "vat-starts_on": ""}).status_code == 400
    assert manager.post(page, sent).status_code == 302
    assert standing_on(rcoop, plume, date(2026, 11, 3)).vat_status == "liable"


def test_payees_of_another_coworkings_makers_are_not_found(
    manager: Client, at: Address, filature: Coworking
) -> None:
    theirs = make_selling_maker(filature, "Lin & Laine").affiliations.get().payee
    page = at("desk_payee", theirs.slug)
    assert manager.get(page).status_code == 404
    assert manager.post(page, bank()).status_code == 404
    assert BankAccount.objects.get(entity=theirs).iban == IBANS[0]
