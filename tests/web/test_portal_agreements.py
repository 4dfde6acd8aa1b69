"""A maker's agreements: read, accepted by whom the payee is bound by, and asked for otherwise."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from consign.agreements.models import Agreement, Bearer, Mode
from consign.agreements.operations import end_affiliation
from consign.agreements.terms import Offer, agree, decline, end_agreement, propose
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from tests.factories import (
    START,
    make_agreement,
    make_closed,
    make_item,
    make_maker,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.web.conftest import As, Clock, Costs, text_of

HOME = "/my/comme-une-plume/"
MONEY, ASK = f"{HOME}money/", f"{HOME}agreements/new/rcoop/"
ACCEPT, DECLINE = {"say": "accept"}, {"say": "decline", "reason": "Too much for me."}

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As, clock: Clock) -> Client:
    """Ada's browser, on the 12th of November 2026."""
    clock("2026-11-12")
    return signed_in(ada)


@kept
def waiting(filature: Coworking, plume: Maker) -> Agreement:
    """What La Filature proposes."""
    return make_agreement(
        filature,
        plume.affiliations.get(),
        percent="33.3",
        minimum="15.00",
        largest_discount="10",
        fee="24.20",
        accepted=False,
    )


@kept
def asked(rcoop: Coworking, plume: Maker, ada: User) -> Agreement:
    """What Ada asks Rcoop for."""
    return propose(
        coworking=rcoop,
        affiliation=plume.affiliations.get(),
        starts_on=date(2026, 12, 1),
        offer=Offer(commission_percent=Decimal(25)),
        by=ada,
        at=moment("2026-11-10"),
        by_maker=True,
    )


@kept
def claire(plume: Maker, vic: User) -> User:
    """Advises the payee of "Comme une plume"."""
    User.objects.filter(pk=vic.pk).update(name="Claire")
    add_adviser(entity=plume.affiliations.get().payee, user=vic, by=None, at=START)
    return vic


def at(agreement: Agreement) -> str:
    return f"{HOME}agreements/{agreement.pk}/"


def terms(through: Maker, **changes: str) -> dict[str, str]:
    """What the page sends."""
    sent = {
        "affiliation": str(through.affiliations.get().pk),
        "starts_on": "2026-12-01",
        "commission_percent": "25",
        "mode": "own_name",
        "commission_base": "price_paid_incl_vat",
        "commission_vat": "included",
        "largest_discount_percent": "0",
        "discount_bearer": "pro_rata",
        "maker_part_percent": "",
        "shelf_fee": "10,00",
        "minimum_payout": "0",
        "loss_percent": "60",
        "unsold_days": "90",
        "pickup_days": "30",
        "storage_fee": "0",
    }
    return sent | changes


class TestReadingAndAccepting:
    def test_terms_are_read_and_accepted_word_for_word(
        self, maker: Client, waiting: Agreement, plume: Maker, ada: User
    ) -> None:
        make_item(plume)
        assert at(waiting) in text_of(maker.get(MONEY))
        told = text_of(maker.get(at(waiting)))
        read = ("33.3%", "€15.00", "most 10%", "both, in proportion", "90 days", "€24.20")
        for words in read:
            assert words in told
        page = maker.post(at(waiting), ACCEPT, follow=True)
        assert page.redirect_chain == [(MONEY, 302)]
        assert "Accepted. The terms hold from their first day on." in text_of(page)
        waiting.refresh_from_db()
        assert waiting.accepted_by == ada
        for words in read:
            assert words in waiting.accepted_text
        told = text_of(maker.get(at(waiting)))
        assert "Accept these terms" not in told
        assert "Recorded by Ada, 12/11/2026" in told
        assert waiting.accepted_text.split("\n")[0] in told
        assert "La Filature" in text_of(maker.get(f"{HOME}new/"))

    def test_a_new_maker_goes_on_to_the_first_piece(
        self, maker: Client, waiting: Agreement
    ) -> None:
        page = maker.post(at(waiting), ACCEPT, follow=True)
        assert page.redirect_chain == [(f"{HOME}new/", 302)]
        assert "Accepted. The terms hold from their first day on." in text_of(page)

    def test_terms_that_hold_later_lead_to_no_piece_yet(
        self, maker: Client, plume: Maker, filature: Coworking
    ) -> None:
        later = make_agreement(
            filature, plume.affiliations.get(), starts_on=date(2026, 11, 13), accepted=False
        )
        assert maker.post(at(later), ACCEPT).headers["Location"] == MONEY

    def test_the_kept_text_speaks_the_language_it_was_read_in(
        self, ada: User, plume: Maker, waiting: Agreement, signed_in: As
    ) -> None:
        User.objects.filter(pk=ada.pk).update(language="fr")
        ada.refresh_from_db()
        signed_in(ada).post(at(waiting), ACCEPT)
        waiting.refresh_from_db()
        assert "1 janvier 2026" in waiting.accepted_text
        assert "24,20" in waiting.accepted_text

    def test_a_part_of_the_discount_is_named(
        self, maker: Client, plume: Maker, filature: Coworking
    ) -> None:
        affiliation = plume.affiliations.get()
        split = make_agreement(
            filature, affiliation, bearer=Bearer.SPLIT, maker_part="40", accepted=False
        )
        assert "the maker's part: 40%" in text_of(maker.get(at(split)))

    def test_who_has_an_adviser_reads_and_leaves_accepting_to_them(
        self, maker: Client, waiting: Agreement, claire: User
    ) -> None:
        told = text_of(maker.get(at(waiting)))
        assert "Comme une plume payee accepts these terms" in told
        assert "Your adviser Claire finds them" in told
        assert "Accept these terms" not in told
        assert maker.post(at(waiting), ACCEPT).status_code == 404
        waiting.refresh_from_db()
        assert waiting.accepted_at is None

    def test_without_an_adviser_who_can_sign_in_nobody_is_named(
        self, maker: Client, waiting: Agreement, claire: User
    ) -> None:
        User.objects.filter(pk=claire.pk).update(is_active=False)
        assert "Ask your adviser there." in text_of(maker.get(at(waiting)))

    def test_other_terms_from_the_same_day_are_refused(
        self, maker: Client, plume: Maker, rcoop: Coworking
    ) -> None:
        rival = make_agreement(rcoop, plume.affiliations.get(), percent="40", accepted=False)
        page = maker.post(at(rival), ACCEPT)
        assert page.status_code == 409
        assert "were accepted already" in text_of(page)
        rival.refresh_from_db()
        assert rival.accepted_at is None

    def test_a_month_closed_meanwhile_is_told(
        self, maker: Client, plume: Maker, rcoop: Coworking
    ) -> None:
        late = make_agreement(
            rcoop, plume.affiliations.get(), starts_on=date(2026, 10, 20), accepted=False
        )
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
        make_closed(rcoop)
        page = maker.post(at(late), ACCEPT)
        assert page.status_code == 409
        assert "October 2026 is closed" in text_of(page)

    def test_terms_are_declined_with_a_word(
        self, maker: Client, waiting: Agreement, claire: User
    ) -> None:
        """Also by a maker who does not accept for the payee."""
        maker.post(at(waiting), DECLINE)
        waiting.refresh_from_db()
        assert waiting.declined_reason == "Too much for me."
        told = text_of(maker.get(at(waiting)))
        assert "By Ada" in told
        assert "Too much for me." in told
        assert "La Filature proposes" not in text_of(maker.get(MONEY))

    def test_what_the_coworking_took_back_is_refused(
        self, maker: Client, waiting: Agreement, cleo: User
    ) -> None:
        decline(agreement=waiting, by=cleo, at=START)
        page = maker.post(at(waiting), ACCEPT)
        assert page.status_code == 409
        assert "were declined or withdrawn" in text_of(page)

    def test_terms_of_others_are_not_there(
        self, maker: Client, rcoop: Coworking, terre: Maker
    ) -> None:
        terms = terre.affiliations.get().agreements.get()
        assert maker.get(at(terms)).status_code == 404
        assert maker.post(at(terms), ACCEPT).status_code == 404


class TestTheMoneyPage:
    def test_a_proposal_that_was_overtaken_asks_no_more(
        self, maker: Client, plume: Maker, filature: Coworking, waiting: Agreement
    ) -> None:
        assert "La Filature proposes an agreement" in text_of(maker.get(MONEY))
        make_agreement(filature, plume.affiliations.get(), percent="35")
        assert "La Filature proposes an agreement" not in text_of(maker.get(MONEY))

    def test_a_proposal_under_an_affiliation_that_ended_asks_no_more(
        self, maker: Client, plume: Maker, waiting: Agreement
    ) -> None:
        affiliation = plume.affiliations.get()
        end_affiliation(affiliation=affiliation, ends_on=date(2026, 11, 11), by=None, at=START)
        assert "proposes an agreement" not in text_of(maker.get(MONEY))

    def test_each_agreement_tells_how_it_stands(
        self, maker: Client, rcoop: Coworking, plume: Maker, waiting: Agreement, asked: Agreement
    ) -> None:
        current = Agreement.objects.get(coworking=rcoop, accepted_at__isnull=False)
        told = text_of(maker.get(MONEY))
        for words in ("in force", "to accept", "asked for by the maker"):
            assert words in told
        end_agreement(agreement=current, ends_on=date(2026, 11, 30), by=None, at=START)
        assert "from 01/01/2026 to 30/11/2026" in text_of(maker.get(MONEY))

    def test_pages_of_terms_belong_to_the_money_tab(self, maker: Client, plume: Maker) -> None:
        for page in (at(Agreement.objects.get()), ASK):
            assert f'<a href="{MONEY}" aria-current="page">' in text_of(maker.get(page))

    def test_many_agreements_cost_as_many_queries_as_one(
        self, maker: Client, rcoop: Coworking, plume: Maker, costs: Costs
    ) -> None:
        one = costs(maker, MONEY)
        for month in (2, 3, 4):
            make_agreement(rcoop, plume.affiliations.get(), starts_on=date(2026, month, 1))
        assert costs(maker, MONEY) == one


class TestAskingForTerms:
    def test_the_page_begins_with_the_terms_in_force(
        self, maker: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        assert ASK in text_of(maker.get(MONEY))
        make_agreement(rcoop, plume.affiliations.get(), percent="40", accepted=False)
        form = maker.get(ASK).context["form"]
        assert form["commission_percent"].value() == "30"
        assert form["starts_on"].value() == date(2026, 11, 12)

    def test_others_are_proposed_from_what_the_coworking_proposed(
        self, maker: Client, waiting: Agreement
    ) -> None:
        page = f"{HOME}agreements/new/la-filature/?like={waiting.pk}"
        assert page in text_of(maker.get(at(waiting)))
        form = maker.get(page).context["form"]
        assert form["commission_percent"].value() == "33.3"
        assert form["starts_on"].value() == waiting.starts_on

    def test_what_is_asked_for_waits_for_the_coworking(
        self, maker: Client, rcoop: Coworking, plume: Maker, ada: User, cleo: User
    ) -> None:
        page = maker.post(ASK, terms(plume), follow=True)
        made = Agreement.objects.get(accepted_at=None)
        assert page.redirect_chain == [(at(made), 302)]
        assert (made.coworking, made.proposed_by, made.agreed_at) == (rcoop, ada, None)
        assert Offer.of(made) == Offer(
            commission_percent=Decimal(25),
            mode=Mode.OWN_NAME,
            shelf_fee=Decimal("10.00"),
            loss_percent=Decimal(60),
        )
        told = text_of(page)
        assert "Rcoop reads these terms and agrees, or says why not." in told
        assert "Accept these terms" not in told
        refused = maker.post(at(made), ACCEPT)
        assert refused.status_code == 409
        assert "Rcoop has not agreed to these terms yet." in text_of(refused)
        agree(agreement=made, by=cleo, at=moment("2026-11-12 13:00"))
        assert "Accept these terms" in text_of(maker.get(at(made)))
        maker.post(at(made), ACCEPT)
        made.refresh_from_db()
        assert made.accepted_by == ada

    def test_it_is_taken_back(self, maker: Client, asked: Agreement) -> None:
        assert "Take the proposal back" in text_of(maker.get(at(asked)))
        maker.post(at(asked), {"say": "decline"})
        asked.refresh_from_db()
        assert asked.declined_at is not None

    @pytest.mark.parametrize(
        ("changes", "status", "place"),
        [
            ({"commission_percent": "101"}, 409, "commission_percent"),
            ({"commission_vat": "added"}, 409, "commission_vat"),
            ({"starts_on": "2026-10-31"}, 409, "starts_on"),
            ({"shelf_fee": "much"}, 400, "shelf_fee"),
            ({"affiliation": "0"}, 400, "affiliation"),
        ],
    )
    def test_terms_that_cannot_be_are_refused_at_their_place(
        self,
        maker: Client,
        rcoop: Coworking,
        plume: Maker,
        changes: dict[str, str],
        status: int,
        place: str,
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
        make_closed(rcoop)
        sent = terms(plume, **changes)
        page = maker.post(ASK, sent)
        assert page.status_code == status
        form = page.context["form"]
        assert form.errors.keys() == {place}
        assert {name: form[name].value() for name in sent} == sent
        assert Agreement.objects.count() == 1

    def test_the_payee_of_another_is_no_choice(
        self, maker: Client, plume: Maker, terre: Maker
    ) -> None:
        theirs = str(terre.affiliations.get().pk)
        page = maker.post(ASK, terms(plume, affiliation=theirs))
        assert page.context["form"].errors.keys() == {"affiliation"}

    def test_only_coworkings_that_know_the_maker_are_asked(
        self, maker: Client, filature: Coworking, terre: Maker
    ) -> None:
        make_selling_maker(filature, "Ailleurs")
        for page in (
            f"{HOME}agreements/new/la-filature/",
            "/my/terre-de-ben/agreements/new/rcoop/",
        ):
            assert maker.get(page).status_code == 404
            assert maker.post(page).status_code == 404

    def test_without_a_payee_it_is_told_what_to_do(
        self, maker: Client, plume: Maker, ada: User
    ) -> None:
        affiliation = plume.affiliations.get()
        end_affiliation(affiliation=affiliation, ends_on=date(2026, 11, 11), by=None, at=START)
        assert "Nobody is paid for you today" in text_of(maker.get(ASK))

    def test_a_maker_nobody_works_with_yet_has_nobody_to_ask(
        self, maker: Client, ada: User
    ) -> None:
        make_maker("Encore rien", person=ada)
        told = text_of(maker.get("/my/encore-rien/money/"))
        assert "Propose terms" not in told
