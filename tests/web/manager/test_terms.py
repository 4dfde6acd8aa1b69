"""Affiliations and agreements, as a manager enters them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionBase,
    CommissionVat,
    Mode,
)
from consign.agreements.terms import Offer
from consign.people.models import Coworking, LegalEntity, Maker, User, VatStatus
from consign.people.operations import set_vat_status
from tests.factories import (
    LONG_AGO,
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, text_of


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC")


def terms(through: Affiliation, **changes: str) -> dict[str, str]:
    """What the page sends."""
    sent = {
        "affiliation": str(through.pk),
        "starts_on": "2026-12-01",
        "commission_percent": "27,5",
        "mode": "agent",
        "commission_base": "price_paid_incl_vat",
        "commission_vat": "included",
        "largest_discount_percent": "10",
        "discount_bearer": "pro_rata",
        "maker_part_percent": "",
        "shelf_fee": "0",
        "minimum_payout": "20,00",
        "loss_percent": "",
        "unsold_days": "60",
        "pickup_days": "30",
        "storage_fee": "0",
    }
    return sent | changes


# Who is paid


def test_another_payee_ends_the_one_before(
    manager: Client, at: Address, plume: Maker, dies: LegalEntity
) -> None:
    sent = {"payee": dies.slug, "starts_on": "2026-12-01", "moves": "on", "project_code": "P-12"}
    answer = manager.post(at("desk_affiliation", plume.slug), sent)
    old, new = plume.affiliations.order_by("starts_on")
    assert (old.ends_on, new.starts_on, new.payee) == (
        date(2026, 11, 30),
        date(2026, 12, 1),
        dies,
    )
    assert new.project_code == "P-12"
    assert answer["Location"] == f"{at('desk_agreement', plume.slug)}?affiliation={new.pk}"


def test_without_ending_the_one_before_it_is_refused_at_its_place(
    manager: Client, at: Address, plume: Maker, dies: LegalEntity
) -> None:
    sent = {"payee": dies.slug, "starts_on": "2026-12-01", "project_code": "P-12"}
    answer = manager.post(at("desk_affiliation", plume.slug), sent)
    shown = text_of(answer)
    assert answer.status_code == 409
    assert "Comme une plume already has a payee in this time" in shown
    assert answer.context["form"].errors.keys() == {"starts_on"}
    assert 'value="2026-12-01"' in shown
    assert 'value="P-12"' in shown
    assert f'<option value="{dies.slug}" selected>' in shown
    assert plume.affiliations.count() == 1


def test_a_first_payee_is_only_entered(manager: Client, at: Address, dies: LegalEntity) -> None:
    maker = make_maker("Encore rien")
    page = at("desk_affiliation", maker.slug)
    assert "moves" not in manager.get(page).context["form"].fields
    manager.post(page, {"payee": dies.slug, "starts_on": "2026-12-01", "ends_on": "2028-05-31"})
    made = maker.affiliations.get()
    assert (made.starts_on, made.ends_on) == (date(2026, 12, 1), date(2028, 5, 31))


@pytest.mark.parametrize(
    ("changes", "status", "place"),
    [
        ({"payee": "nobody"}, 400, "payee"),
        ({"starts_on": "soon"}, 400, "starts_on"),
        ({"ends_on": "2026-11-01"}, 409, "ends_on"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    manager: Client,
    at: Address,
    plume: Maker,
    dies: LegalEntity,
    changes: dict[str, str],
    status: int,
    place: str,
) -> None:
    sent = {"payee": dies.slug, "starts_on": "2026-12-01", "moves": "on", **changes}
    answer = manager.post(at("desk_affiliation", plume.slug), sent)
    assert answer.status_code == status
    assert answer.context["form"].errors.keys() == {place}
    assert plume.affiliations.get().ends_on is None


def test_a_last_day_alone_is_noted(manager: Client, at: Address, plume: Maker) -> None:
    sent = {"end": "1", "end-ends_on": "2026-12-31"}
    answer = manager.post(at("desk_affiliation", plume.slug), sent)
    assert answer["Location"] == at("desk_maker", plume.slug)
    assert plume.affiliations.get().ends_on == date(2026, 12, 31)


def test_a_last_day_before_the_first_is_refused(manager: Client, at: Address, plume: Maker) -> None:
    sent = {"end": "1", "end-ends_on": "2025-12-31"}
    answer = manager.post(at("desk_affiliation", plume.slug), sent)
    assert answer.status_code == 409
    assert answer.context["end"].errors == {"ends_on": ["The last day lies before the first."]}
    assert 'value="2025-12-31"' in text_of(answer)


def test_nothing_can_be_ended_where_nothing_began(manager: Client, at: Address) -> None:
    maker = make_maker("Encore rien")
    sent = {"end": "1", "end-ends_on": "2026-12-31"}
    assert manager.post(at("desk_affiliation", maker.slug), sent).status_code == 400


def test_a_payee_just_entered_is_chosen_already(
    manager: Client, at: Address, plume: Maker, dies: LegalEntity
) -> None:
    page = at("desk_affiliation", plume.slug)
    assert f'<option value="{dies.slug}" selected>' in text_of(
        manager.get(page, {"payee": dies.slug})
    )


def test_nobody_is_affiliated_by_a_coworking_they_do_not_work_with(
    manager: Client, at: Address, filature: Coworking, dies: LegalEntity
) -> None:
    theirs = make_selling_maker(filature, "Lin & Laine")
    sent = {"payee": dies.slug, "starts_on": "2026-12-01", "moves": "on"}
    assert manager.post(at("desk_affiliation", theirs.slug), sent).status_code == 404
    assert theirs.affiliations.count() == 1


# On which terms


def test_terms_are_proposed_and_wait(
    manager: Client, at: Address, plume: Maker, cleo: User
) -> None:
    affiliation = plume.affiliations.get()
    answer = manager.post(at("desk_agreement", plume.slug), terms(affiliation))
    made = Agreement.objects.get(accepted_at=None)
    assert answer["Location"] == at("desk_maker", plume.slug)
    assert (made.affiliation, made.starts_on) == (affiliation, date(2026, 12, 1))
    assert (made.proposed_by, made.agreed_by) == (cleo, cleo)
    assert Offer.of(made) == Offer(
        commission_percent=Decimal("27.5"),
        largest_discount_percent=Decimal(10),
        minimum_payout=Decimal("20.00"),
        unsold_days=60,
    )


def test_sent_twice_they_are_proposed_once(manager: Client, at: Address, plume: Maker) -> None:
    for _ in range(2):
        manager.post(at("desk_agreement", plume.slug), terms(plume.affiliations.get()))
    assert Agreement.objects.filter(accepted_at=None).count() == 1


def test_every_term_can_be_proposed(manager: Client, at: Address, plume: Maker) -> None:
    sent = terms(
        plume.affiliations.get(),
        mode="own_name",
        commission_base="price_paid_excl_vat",
        discount_bearer="split",
        maker_part_percent="33,3333",
        shelf_fee="24,20",
        loss_percent="60",
    )
    manager.post(at("desk_agreement", plume.slug), sent)
    assert Offer.of(Agreement.objects.get(accepted_at=None)) == Offer(
        commission_percent=Decimal("27.5"),
        mode=Mode.OWN_NAME,
        commission_base=CommissionBase.EXCL_VAT,
        discount_bearer=Bearer.SPLIT,
        maker_part_percent=Decimal("33.3333"),
        largest_discount_percent=Decimal(10),
        shelf_fee=Decimal("24.20"),
        minimum_payout=Decimal("20.00"),
        loss_percent=Decimal(60),
        unsold_days=60,
    )


@pytest.mark.parametrize(
    ("changes", "status", "place"),
    [
        ({"commission_percent": "130"}, 409, "commission_percent"),
        ({"commission_percent": "a third"}, 400, "commission_percent"),
        ({"largest_discount_percent": "-1"}, 409, "largest_discount_percent"),
        ({"discount_bearer": "split"}, 409, "maker_part_percent"),
        ({"maker_part_percent": "50"}, 409, "maker_part_percent"),
        ({"loss_percent": "101"}, 409, "loss_percent"),
        ({"mode": "own_name", "commission_vat": "added"}, 409, "commission_vat"),
        ({"commission_vat": "none"}, 409, "commission_vat"),
        ({"mode": "gift"}, 400, "mode"),
        ({"commission_base": ""}, 400, "commission_base"),
        ({"minimum_payout": "-5"}, 400, "minimum_payout"),
        ({"shelf_fee": "-5"}, 400, "shelf_fee"),
        ({"unsold_days": "0"}, 400, "unsold_days"),
        ({"affiliation": "0"}, 400, "affiliation"),
        ({"starts_on": ""}, 400, "starts_on"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_place(
    manager: Client,
    at: Address,
    plume: Maker,
    changes: dict[str, str],
    status: int,
    place: str,
) -> None:
    sent = terms(plume.affiliations.get(), **changes)
    answer = manager.post(at("desk_agreement", plume.slug), sent)
    assert answer.status_code == status
    assert answer.context["form"].errors.keys() == {place}
    form: Any = answer.context["form"]
    assert {name: form[name].value() for name in sent} == sent
    assert not Agreement.objects.filter(accepted_at=None).exists()


def test_days_that_are_gone_are_refused_at_the_first_day(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    affiliation, page = plume.affiliations.get(), at("desk_agreement", plume.slug)
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
    make_closed(rcoop)
    closed = manager.post(page, terms(affiliation, starts_on="2026-10-31"))
    Affiliation.objects.filter(pk=affiliation.pk).update(ends_on=date(2026, 11, 30))
    never = manager.post(page, terms(affiliation, starts_on="2026-12-01"))
    for answer, told in ((closed, "October 2026 is closed"), (never, "would never hold")):
        assert answer.status_code == 409
        assert told in answer.context["form"].errors["starts_on"][0]
    assert not Agreement.objects.filter(accepted_at=None).exists()


def test_terms_begin_with_what_was_agreed_last(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker, terre: Maker
) -> None:
    make_agreement(rcoop, plume.affiliations.get(), percent="22.5", starts_on=date(2026, 9, 1))
    form = manager.get(at("desk_agreement", plume.slug)).context["form"]
    assert form["commission_percent"].value() == "22.5"
    assert form["starts_on"].value() == date(2026, 11, 3)
    newcomer = make_maker("Encore rien")
    following = make_affiliation(newcomer, starts_on=date(2026, 12, 1))
    form = manager.get(at("desk_agreement", newcomer.slug)).context["form"]
    assert form["starts_on"].value() == following.starts_on
    assert form["commission_percent"].value() == "22.5"


def test_first_terms_of_a_coworking_begin_with_its_minimum(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    Coworking.objects.filter(pk=rcoop.pk).update(minimum_payout=Decimal("15.00"))
    maker = make_maker()
    make_affiliation(maker)
    form = manager.get(at("desk_agreement", maker.slug)).context["form"]
    assert form["minimum_payout"].value() == "15.00"
    assert form["starts_on"].value() == LONG_AGO
    assert form["commission_percent"].value() is None
    assert form["commission_vat"].value() == CommissionVat.INCLUDED


def test_who_is_exempt_begins_without_vat(manager: Client, at: Address, rcoop: Coworking) -> None:
    set_vat_status(
        entity=rcoop.operator, status=VatStatus.EXEMPT, starts_on=START.date(), by=None, at=START
    )
    maker = make_maker()
    make_affiliation(maker)
    form = manager.get(at("desk_agreement", maker.slug)).context["form"]
    assert form["commission_vat"].value() == CommissionVat.NONE


def test_the_affiliation_asked_for_is_chosen(
    manager: Client, at: Address, plume: Maker, dies: LegalEntity
) -> None:
    first = plume.affiliations.get()
    Affiliation.objects.filter(pk=first.pk).update(ends_on=date(2026, 11, 30))
    second = make_affiliation(plume, dies, starts_on=date(2026, 12, 1))
    page = at("desk_agreement", plume.slug)
    for asked, chosen in ((second.pk, second), (first.pk, first), ("x", first), (10**30, first)):
        form = manager.get(page, {"affiliation": str(asked)}).context["form"]
        assert form["affiliation"].value() == chosen.pk


def test_without_a_payee_there_is_nothing_to_agree_on(manager: Client, at: Address) -> None:
    maker = make_maker("Encore rien")
    shown = text_of(manager.get(at("desk_agreement", maker.slug)))
    assert "First say who is paid" in shown
    assert at("desk_affiliation", maker.slug) in shown


def test_a_maker_of_the_network_can_be_offered_terms(
    manager: Client, at: Address, rcoop: Coworking, filature: Coworking
) -> None:
    theirs = make_selling_maker(filature, "Lin & Laine")
    sent = terms(theirs.affiliations.get())
    answer = manager.post(at("desk_agreement", theirs.slug), sent, follow=True)
    assert answer.redirect_chain == [(at("desk_makers"), 302)]
    assert Agreement.objects.get(coworking=rcoop).affiliation.maker == theirs
