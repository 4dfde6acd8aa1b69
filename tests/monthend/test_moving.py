"""A maker moves to another payee: accounts, settlements, terms, and what stands in the way."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from consign.agreements.models import Affiliation, Agreement
from consign.agreements.operations import EndsBeforeStart, Overlapping, end_affiliation
from consign.agreements.queries import standing_on
from consign.agreements.terms import Offer, VatIsDue
from consign.days import Month
from consign.journal.models import Event
from consign.ledger.models import Account, EntryKind
from consign.ledger.queries import balance, entries_of
from consign.money.split import ZERO
from consign.monthend.moving import move_maker
from consign.monthend.statement import so_far, statement_of
from consign.monthend.terms import StartsInClosedMonth, accept
from consign.people.models import Coworking, LegalEntity, Maker, User, VatStatus
from tests.factories import (
    START,
    any_person,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
MOVE = date(2026, 11, 15)
LAST = date(2026, 11, 14)


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC")


@kept
def laine(rcoop: Coworking) -> Maker:
    """Sells at Rcoop for 30 %, of which nothing below 50 € is paid out."""
    return make_selling_maker(rcoop, "Laine", minimum="50.00")


def moved(
    maker: Maker, payee: LegalEntity, *, by: User | None = None, **changes: Any
) -> Affiliation:
    wanted = {"starts_on": MOVE, "same_terms": True, **changes}
    return move_maker(
        maker=maker, payee=payee, by=by or any_person(), at=moment("2026-11-03"), **wanted
    )


def accepted(affiliation: Affiliation) -> None:
    for agreement in affiliation.agreements.all():
        accept(agreement=agreement, by=any_person(), at=moment("2026-11-04"))


def account_of(maker: Maker, payee: LegalEntity) -> Account:
    return Account.objects.get(maker=maker, payee=payee)


def old_payee(maker: Maker) -> LegalEntity:
    return maker.affiliations.order_by("starts_on")[0].payee


class TestAccounts:
    def test_before_midnight_in_brussels_the_old_payee_is_paid_then_the_new_one(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        accepted(moved(laine, dies))
        early = make_placed(rcoop, laine, "Écharpe", price="20.00").item
        late = make_placed(rcoop, laine, "Bonnet", price="30.00").item
        make_sale(rcoop, early, at="2026-11-14 22:40")
        make_sale(rcoop, late, at="2026-11-14 23:10")
        old, new = account_of(laine, old_payee(laine)), account_of(laine, dies)
        assert [entry.on for entry in entries_of(old)] == [LAST]
        assert [entry.on for entry in entries_of(new)] == [MOVE]
        assert (balance(old), balance(new)) == (Decimal("14.00"), Decimal("21.00"))

    def test_a_refund_goes_to_who_was_paid_and_leaves_the_other_statement_alone(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        """Paid for October, refunded once the old payee has gone: minus 31.50 stays with it."""
        item = make_placed(rcoop, laine, quantity=2).item
        other = make_placed(rcoop, laine, "Bonnet", price="30.00").item
        sale = make_sale(rcoop, [item, other], at="2026-10-20")
        make_paid(make_closed(rcoop), on="2026-11-05")
        accepted(moved(laine, dies))
        make_sale(rcoop, item, at="2026-11-20")
        before = so_far(account_of(laine, dies), Month(2026, 11))
        make_refund(sale, at="2026-11-21")
        old = account_of(laine, old_payee(laine))
        after = so_far(account_of(laine, dies), Month(2026, 11))
        # The piece is on the shelf again; nothing else of the new payee's statement has moved.
        assert replace(after, left=before.left) == before
        assert entries_of(old).filter(kind=EntryKind.REFUND).get().amount == Decimal("-31.50")
        closed = {made.account.payee: made for made in make_closed(rcoop, "2026-11")}
        gone = closed[old.payee]
        assert (gone.opening, gone.payout, gone.closing) == (ZERO, ZERO, Decimal("-31.50"))
        assert closed[dies].payout == 0
        assert closed[dies].closing == Decimal("31.50")

    def test_the_month_of_the_move_gives_two_statements_and_the_old_payee_all_it_is_owed(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        """45.50 is below the minimum of 50.00: it would have been carried on for ever."""
        accepted(moved(laine, dies))
        for title, price, at in (
            ("Écharpe", "45.00", "2026-11-03"),
            ("Gants", "20.00", "2026-11-14 22:40"),
            ("Bonnet", "30.00", "2026-11-14 23:10"),
        ):
            make_sale(rcoop, make_placed(rcoop, laine, title, price=price).item, at=at)
        closed = {made.account.payee: made for made in make_closed(rcoop, "2026-11")}
        assert len(closed) == 2
        old, new = closed[old_payee(laine)], closed[dies]
        assert (old.minimum, old.payout, old.closing) == (ZERO, Decimal("45.50"), ZERO)
        assert (new.minimum, new.payout, new.closing) == (Decimal("50.00"), ZERO, Decimal("21.00"))
        assert [line.title for line in statement_of(old).lines] == ["Écharpe", "Gants"]
        assert [line.title for line in statement_of(new).lines] == ["Bonnet"]

    def test_a_shelf_is_paid_for_by_whoever_had_it(
        self, rcoop: Coworking, dies: LegalEntity
    ) -> None:
        """24.20 a month: 14 of 30 days are 11.29, the other 16 the rest of it."""
        maker = make_maker("Laine")
        first = make_affiliation(maker, starts_on=date(2026, 11, 1))
        make_agreement(rcoop, first, fee="24.20")
        accepted(moved(maker, dies))
        for title, price, at in (
            ("Écharpe", "45.00", "2026-11-03"),
            ("Gants", "20.00", "2026-11-14 22:40"),
            ("Bonnet", "30.00", "2026-11-14 23:10"),
        ):
            placed = make_placed(rcoop, maker, title, price=price, at=moment("2026-11-02"))
            make_sale(rcoop, placed.item, at=at)
        paid = {made.account.payee: made.payout for made in make_closed(rcoop, "2026-11")}
        assert paid == {old_payee(maker): Decimal("34.21"), dies: Decimal("8.09")}


class TestTerms:
    def test_the_old_ones_end_everywhere_and_the_same_are_proposed(
        self, rcoop: Coworking, filature: Coworking, laine: Maker, dies: LegalEntity, cleo: User
    ) -> None:
        make_agreement(filature, laine.affiliations.get(), percent="25", minimum="10.00")
        made = moved(laine, dies, by=cleo, project_code="P-12", ends_on=date(2028, 5, 14))
        old = Agreement.objects.exclude(affiliation=made)
        assert {(one.coworking, one.ends_on) for one in old} == {(rcoop, LAST), (filature, LAST)}
        offered = {one.coworking: one for one in made.agreements.all()}
        assert {where: Offer.of(one) for where, one in offered.items()} == {
            one.coworking: Offer.of(one) for one in old
        }
        assert {one.starts_on for one in offered.values()} == {MOVE}
        assert {one.accepted_at for one in offered.values()} == {None}
        assert {one.agreed_by for one in offered.values()} == {cleo}
        assert (made.project_code, made.ends_on) == ("P-12", date(2028, 5, 14))

    def test_without_the_wish_nothing_is_proposed(self, laine: Maker, dies: LegalEntity) -> None:
        made = moved(laine, dies, same_terms=False)
        assert not made.agreements.exists()
        assert Agreement.objects.get().ends_on == LAST

    def test_terms_that_begin_later_are_carried_or_withdrawn(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        old = laine.affiliations.get()
        make_agreement(rcoop, old, percent="20", starts_on=MOVE)
        never = make_agreement(rcoop, old, percent="15", starts_on=date(2027, 1, 1), accepted=False)
        still = make_agreement(rcoop, old, percent="28", starts_on=LAST, accepted=False)
        made = moved(laine, dies)
        never.refresh_from_db()
        still.refresh_from_db()
        assert made.agreements.get().commission_percent == 20
        assert (never.declined_at, still.declined_at) == (moment("2026-11-03"), None)
        assert standing_on(rcoop, laine, LAST).agreement.commission_percent == 30

    def test_those_of_an_affiliation_whose_end_was_known_end_with_it(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        end_affiliation(affiliation=laine.affiliations.get(), ends_on=LAST, by=None, at=START)
        made = moved(laine, dies)
        old, new = Agreement.objects.order_by("pk")
        assert (old.ends_on, new.affiliation, Offer.of(new)) == (LAST, made, Offer.of(old))

    def test_terms_that_ended_before_stay_as_they_are(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        Agreement.objects.update(ends_on=date(2026, 9, 30))
        made = moved(laine, dies)
        assert Agreement.objects.get().ends_on == date(2026, 9, 30)
        assert not made.agreements.exists()

    def test_a_first_payee_is_only_entered(self, dies: LegalEntity) -> None:
        made = moved(make_maker("Encore rien"), dies)
        assert (made.payee, made.starts_on) == (dies, MOVE)
        assert not Agreement.objects.exists()


class TestRefusals:
    def nothing_has_changed(self, maker: Maker) -> None:
        assert list(maker.affiliations.values_list("ends_on", flat=True)) == [None]
        assert {one.ends_on for one in Agreement.objects.all()} == {None}

    def test_two_payees_never_share_a_day(self, laine: Maker, dies: LegalEntity) -> None:
        moved(laine, dies)
        with pytest.raises(Overlapping):
            moved(laine, make_entity("Other SC"))
        with pytest.raises(Overlapping):
            moved(laine, make_entity("Third SC"), starts_on=date(2026, 11, 1))
        assert laine.affiliations.count() == 2

    def test_it_does_not_end_before_it_begins(self, laine: Maker, dies: LegalEntity) -> None:
        with pytest.raises(EndsBeforeStart):
            moved(laine, dies, ends_on=LAST)
        self.nothing_has_changed(laine)

    def test_no_day_of_a_closed_month_changes_hands(
        self, rcoop: Coworking, filature: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        """Closed at one coworking is enough; the day after it is free."""
        make_agreement(filature, laine.affiliations.get())
        make_sale(filature, make_placed(filature, laine).item, at="2026-10-05")
        make_closed(filature)
        for day in (date(2026, 10, 1), date(2026, 10, 31)):
            with pytest.raises(StartsInClosedMonth) as refused:
                moved(laine, dies, starts_on=day)
            assert refused.value.place == "starts_on"
            assert "October 2026 is closed" in str(refused.value)
        self.nothing_has_changed(laine)
        assert moved(laine, dies, starts_on=date(2026, 11, 1)).pk

    def test_nor_when_the_old_payees_last_day_was_known(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, laine).item)
        last = date(2026, 10, 14)
        end_affiliation(affiliation=laine.affiliations.get(), ends_on=last, by=None, at=START)
        make_closed(rcoop)
        with pytest.raises(StartsInClosedMonth):
            moved(laine, dies, starts_on=date(2026, 10, 15))
        assert laine.affiliations.count() == 1

    def test_a_closed_month_of_the_new_payee_takes_no_new_terms(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        first = old_payee(laine)
        accepted(moved(laine, dies, starts_on=date(2026, 9, 15)))
        make_sale(rcoop, make_placed(rcoop, laine).item, at="2026-09-05")
        make_closed(rcoop, "2026-09")
        with pytest.raises(StartsInClosedMonth):
            moved(laine, first, starts_on=date(2026, 9, 20))
        assert laine.affiliations.count() == 2

    def test_terms_nobody_may_offer_any_more_undo_the_whole_move(
        self, rcoop: Coworking, laine: Maker, dies: LegalEntity
    ) -> None:
        Agreement.objects.update(commission_vat="none")
        with pytest.raises(VatIsDue):
            moved(laine, dies)
        self.nothing_has_changed(laine)
        assert moved(laine, dies, same_terms=False).pk


def test_the_move_is_noted(laine: Maker, dies: LegalEntity, cleo: User) -> None:
    before = laine.affiliations.get()
    made = moved(laine, dies, by=cleo)
    event = Event.objects.get(verb="move maker")
    assert (event.subject, event.by) == ("maker laine", cleo)
    assert event.facts == {"affiliation": made.pk, "before": before.pk, "starts_on": "2026-11-15"}
    assert event.at > START


def test_vat_follows_the_payee(rcoop: Coworking, laine: Maker) -> None:
    made = moved(laine, make_entity("Liable SC", vat=VatStatus.LIABLE))
    accepted(made)
    assert standing_on(rcoop, laine, LAST).vat_status == VatStatus.EXEMPT
    assert standing_on(rcoop, laine, MOVE).vat_status == VatStatus.LIABLE
