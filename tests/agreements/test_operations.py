"""For whom a maker sells: never two payees on one day, and what was sold keeps its payee."""

from datetime import date
from typing import Any

import pytest

from consign.agreements.models import Affiliation
from consign.agreements.operations import (
    EndsBeforeStart,
    Overlapping,
    affiliate,
    change_payee,
    end_affiliation,
)
from consign.agreements.queries import affiliation_on
from consign.journal.models import Event
from consign.ledger.queries import accounts_of
from consign.people.models import Coworking, LegalEntity, Maker
from tests.factories import (
    START,
    make_affiliation,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
)

pytestmark = pytest.mark.django_db
BY_AND_AT: dict[str, Any] = {"by": None, "at": START}
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def laine(db: None) -> Maker:
    """A maker without any payee yet."""
    return make_maker("Laine")


@pytest.fixture
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC")


def payee_on(maker: Maker, day: date) -> LegalEntity | None:
    found = affiliation_on(maker, day)
    return found.payee if found else None


class TestAffiliating:
    def test_sales_from_a_day_on_are_the_payees(self, laine: Maker, dies: LegalEntity) -> None:
        made = affiliate(
            maker=laine, payee=dies, starts_on=JULY, project_code="PLU", by=None, at=START
        )
        assert (made.project_code, made.ends_on) == ("PLU", None)
        assert payee_on(laine, JULY) == dies
        assert payee_on(laine, JUNE) is None
        assert Event.objects.get(verb="affiliate").facts == {
            "payee": dies.pk,
            "starts_on": "2026-07-01",
        }

    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [
            (date(2026, 5, 1), None),
            (date(2026, 3, 1), date(2026, 5, 1)),
            (date(2026, 6, 1), date(2026, 6, 2)),
            (JUNE, date(2026, 8, 1)),
            (date(2026, 3, 1), date(2026, 12, 31)),
        ],
    )
    def test_two_payees_never_share_a_day(
        self, laine: Maker, dies: LegalEntity, starts_on: date, ends_on: date | None
    ) -> None:
        make_affiliation(laine, dies, starts_on=date(2026, 5, 1), ends_on=JUNE)
        with pytest.raises(Overlapping, match=r"Laine .* Dies SC") as refused:
            affiliate(
                maker=laine,
                payee=make_entity("Other"),
                starts_on=starts_on,
                ends_on=ends_on,
                by=None,
                at=START,
            )
        assert (refused.value.code, refused.value.place) == (
            "overlapping_affiliations",
            "starts_on",
        )
        assert Affiliation.objects.count() == 1

    def test_the_days_before_and_after_are_free(self, laine: Maker, dies: LegalEntity) -> None:
        make_affiliation(laine, dies, starts_on=date(2026, 5, 1), ends_on=JUNE)
        before, after = make_entity("Before"), make_entity("After")
        make_affiliation(laine, before, ends_on=date(2026, 4, 30))
        make_affiliation(laine, after, starts_on=JULY)
        assert payee_on(laine, date(2026, 4, 30)) == before
        assert payee_on(laine, JUNE) == dies
        assert payee_on(laine, JULY) == after

    def test_an_open_end_reaches_everything_later(self, laine: Maker, dies: LegalEntity) -> None:
        make_affiliation(laine, dies)
        with pytest.raises(Overlapping):
            make_affiliation(laine, make_entity("Other"), starts_on=date(2030, 1, 1))

    def test_two_makers_may_have_one_payee(self, laine: Maker, dies: LegalEntity) -> None:
        other = make_maker("Other")
        for maker in (laine, other):
            make_affiliation(maker, dies)
        assert payee_on(laine, JULY) == payee_on(other, JULY) == dies

    def test_the_last_day_is_not_before_the_first(self, laine: Maker, dies: LegalEntity) -> None:
        with pytest.raises(EndsBeforeStart) as refused:
            affiliate(maker=laine, payee=dies, starts_on=JULY, ends_on=JUNE, **BY_AND_AT)
        assert refused.value.place == "ends_on"
        affiliate(maker=laine, payee=dies, starts_on=JULY, ends_on=JULY, **BY_AND_AT)
        assert Affiliation.objects.count() == 1


class TestEnding:
    def test_an_affiliation_gets_its_last_day(self, laine: Maker, dies: LegalEntity) -> None:
        made = make_affiliation(laine, dies)
        end_affiliation(affiliation=made, ends_on=JUNE, **BY_AND_AT)
        assert payee_on(laine, JUNE) == dies
        assert payee_on(laine, JULY) is None
        assert Event.objects.get(verb="end affiliation").facts == {"ends_on": "2026-06-30"}

    def test_the_last_day_may_move_as_long_as_it_is_free(
        self, laine: Maker, dies: LegalEntity
    ) -> None:
        made = make_affiliation(laine, dies, ends_on=date(2026, 3, 31))
        make_affiliation(laine, make_entity("Next"), starts_on=JULY)
        end_affiliation(affiliation=made, ends_on=JUNE, **BY_AND_AT)
        with pytest.raises(Overlapping, match="Next"):
            end_affiliation(affiliation=made, ends_on=JULY, **BY_AND_AT)
        assert Affiliation.objects.get(pk=made.pk).ends_on == JUNE

    def test_it_does_not_end_before_it_starts(self, laine: Maker, dies: LegalEntity) -> None:
        made = make_affiliation(laine, dies, starts_on=JULY)
        with pytest.raises(EndsBeforeStart):
            end_affiliation(affiliation=made, ends_on=JUNE, **BY_AND_AT)
        assert Affiliation.objects.get().ends_on is None


class TestChangingThePayee:
    def test_the_old_payee_ends_the_day_before(self, laine: Maker, dies: LegalEntity) -> None:
        make_affiliation(laine, dies)
        new = make_entity("New")
        made = change_payee(
            maker=laine,
            payee=new,
            starts_on=JULY,
            ends_on=date(2026, 12, 31),
            project_code="PLU",
            **BY_AND_AT,
        )
        assert payee_on(laine, JUNE) == dies
        assert payee_on(laine, JULY) == new
        assert (made.project_code, made.ends_on) == ("PLU", date(2026, 12, 31))

    def test_without_a_payee_on_that_day_it_simply_begins(
        self, laine: Maker, dies: LegalEntity
    ) -> None:
        make_affiliation(laine, dies, ends_on=JUNE)
        new = make_entity("New")
        change_payee(maker=laine, payee=new, starts_on=date(2026, 8, 1), **BY_AND_AT)
        assert payee_on(laine, JUNE) == dies
        assert payee_on(laine, JULY) is None
        assert payee_on(laine, date(2026, 8, 1)) == new

    def test_one_that_begins_on_the_same_day_is_not_replaced(
        self, laine: Maker, dies: LegalEntity
    ) -> None:
        make_affiliation(laine, dies, starts_on=JULY)
        with pytest.raises(Overlapping):
            change_payee(maker=laine, payee=make_entity("New"), starts_on=JULY, **BY_AND_AT)
        assert payee_on(laine, JULY) == dies

    def test_what_was_sold_before_keeps_its_payee(
        self, rcoop: Coworking, plume: Maker, dies: LegalEntity
    ) -> None:
        before = plume.affiliations.get().payee
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-07-05")
        change_payee(maker=plume, payee=dies, starts_on=JULY, **BY_AND_AT)
        assert [account.payee for account in accounts_of(plume)] == [before]

    @pytest.mark.parametrize("ends_on", [None, date(2026, 5, 1)])
    def test_a_refused_change_leaves_the_old_payee_in_place(
        self, laine: Maker, dies: LegalEntity, ends_on: date | None
    ) -> None:
        """The new one would reach into the next, or end before it starts."""
        make_affiliation(laine, dies, ends_on=date(2026, 8, 31))
        make_affiliation(laine, make_entity("Next"), starts_on=date(2026, 9, 1))
        with pytest.raises((Overlapping, EndsBeforeStart)):
            change_payee(
                maker=laine,
                payee=make_entity("New"),
                starts_on=date(2026, 6, 1),
                ends_on=ends_on,
                **BY_AND_AT,
            )
        assert payee_on(laine, date(2026, 8, 31)) == dies
