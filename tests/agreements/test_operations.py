"""For whom a maker sells and on which terms: never two payees on one day, terms never edited."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionBase,
    CommissionVat,
    Mode,
)
from consign.agreements.operations import (
    AlreadyAccepted,
    EndsBeforeStart,
    NeverInForce,
    Overlapping,
    PercentOutOfRange,
    SplitNamesItsPart,
    TermsNotOffered,
    accept,
    affiliate,
    change_payee,
    end_affiliation,
    propose,
)
from consign.agreements.queries import affiliation_on, agreement_on
from consign.journal.models import Event
from consign.people.models import Coworking, LegalEntity, Maker, User
from tests.factories import (
    LONG_AGO,
    START,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    moment,
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


@pytest.fixture
def affiliation(laine: Maker, dies: LegalEntity) -> Affiliation:
    return make_affiliation(laine, dies)


def proposed(coworking: Coworking, affiliation: Affiliation, **changes: Any) -> Agreement:
    terms = {"starts_on": JULY, "commission_percent": Decimal(30), **BY_AND_AT, **changes}
    return propose(coworking=coworking, affiliation=affiliation, **terms)


class TestProposing:
    def test_proposed_terms_do_not_hold_yet(
        self, rcoop: Coworking, affiliation: Affiliation, cleo: User
    ) -> None:
        agreement = proposed(rcoop, affiliation, by=cleo)
        assert (agreement.proposed_by, agreement.proposed_at) == (cleo, START)
        assert (agreement.accepted_by, agreement.accepted_at) == (None, None)
        assert agreement_on(rcoop, affiliation, JULY) is None

    def test_the_same_terms_again_are_the_same_proposal(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        first = proposed(rcoop, affiliation)
        assert proposed(rcoop, affiliation, at=moment("2026-02-01")) == first
        assert proposed(rcoop, affiliation, commission_percent=Decimal(25)) != first
        assert Event.objects.filter(verb="propose agreement").count() == 2

    def test_accepted_terms_can_be_proposed_again(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        """The payee may have accepted others since."""
        first = proposed(rcoop, affiliation)
        accept(agreement=first, by=ada, at=START)
        assert proposed(rcoop, affiliation) != first

    @pytest.mark.parametrize(
        "terms",
        [
            {"mode": Mode.OWN_NAME},
            {"commission_base": CommissionBase.EXCL_VAT},
            {"commission_vat": CommissionVat.ADDED},
            {"commission_vat": CommissionVat.NONE},
        ],
    )
    def test_only_terms_that_can_be_settled_are_offered(
        self, rcoop: Coworking, affiliation: Affiliation, terms: dict[str, Any]
    ) -> None:
        with pytest.raises(TermsNotOffered):
            proposed(rcoop, affiliation, **terms)
        assert not Agreement.objects.exists()

    @pytest.mark.parametrize(
        ("terms", "place"),
        [
            ({"commission_percent": Decimal("100.01")}, "commission_percent"),
            ({"commission_percent": Decimal("-0.01")}, "commission_percent"),
            ({"largest_discount_percent": Decimal(101)}, "largest_discount_percent"),
            (
                {"discount_bearer": Bearer.SPLIT, "maker_part_percent": Decimal(101)},
                "maker_part_percent",
            ),
        ],
    )
    def test_a_percentage_lies_between_0_and_100(
        self, rcoop: Coworking, affiliation: Affiliation, terms: dict[str, Any], place: str
    ) -> None:
        with pytest.raises(PercentOutOfRange) as refused:
            proposed(rcoop, affiliation, **terms)
        assert refused.value.place == place
        assert not Agreement.objects.exists()

    @pytest.mark.parametrize("percent", [Decimal(0), Decimal(100)])
    def test_nothing_and_everything_are_percentages(
        self, rcoop: Coworking, affiliation: Affiliation, percent: Decimal
    ) -> None:
        made = proposed(rcoop, affiliation, commission_percent=percent)
        assert made.commission_percent == percent

    @pytest.mark.parametrize(
        ("bearer", "part"),
        [
            (Bearer.SPLIT, None),
            (Bearer.MAKER, Decimal(50)),
            (Bearer.PRO_RATA, Decimal(0)),
        ],
    )
    def test_a_part_belongs_to_a_split_discount_and_to_no_other(
        self, rcoop: Coworking, affiliation: Affiliation, bearer: Bearer, part: Decimal | None
    ) -> None:
        with pytest.raises(SplitNamesItsPart) as refused:
            proposed(rcoop, affiliation, discount_bearer=bearer, maker_part_percent=part)
        assert refused.value.place == "maker_part_percent"
        assert not Agreement.objects.exists()

    def test_terms_that_would_never_hold_are_refused(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        end_affiliation(affiliation=affiliation, ends_on=JUNE, **BY_AND_AT)
        with pytest.raises(NeverInForce, match="Dies SC ends on 30 June 2026") as refused:
            proposed(rcoop, affiliation)
        assert refused.value.place == "starts_on"
        proposed(rcoop, affiliation, starts_on=JUNE)
        assert Agreement.objects.count() == 1


class TestAccepting:
    def test_terms_hold_from_their_first_day_on(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        agreement = accept(agreement=proposed(rcoop, affiliation), by=ada, at=moment("2026-06-01"))
        assert (agreement.accepted_by, agreement.accepted_at) == (ada, moment("2026-06-01"))
        assert agreement_on(rcoop, affiliation, JUNE) is None
        assert agreement_on(rcoop, affiliation, JULY) == agreement
        assert Event.objects.get(verb="accept agreement").chain.name == "rcoop"

    def test_accepting_again_is_no_error_and_changes_nothing(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User, ben: User
    ) -> None:
        agreement = proposed(rcoop, affiliation)
        accept(agreement=agreement, by=ada, at=moment("2026-06-01"))
        again = accept(agreement=agreement, by=ben, at=moment("2026-06-02"))
        assert (again.accepted_by, again.accepted_at) == (ada, moment("2026-06-01"))
        assert Event.objects.filter(verb="accept agreement").count() == 1

    def test_the_first_accepted_of_a_day_stays(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        first = proposed(rcoop, affiliation)
        second = proposed(rcoop, affiliation, commission_percent=Decimal(25))
        accept(agreement=first, by=ada, at=START)
        with pytest.raises(AlreadyAccepted, match="1 July 2026"):
            accept(agreement=second, by=ada, at=START)
        second.refresh_from_db()
        assert second.accepted_at is None
        assert agreement_on(rcoop, affiliation, JULY) == first

    def test_later_terms_follow_and_the_earlier_ones_stay_as_they_were(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        first = make_agreement(rcoop, affiliation, percent="30", starts_on=LONG_AGO)
        second = make_agreement(rcoop, affiliation, percent="25", starts_on=JULY)
        assert agreement_on(rcoop, affiliation, JUNE) == first
        assert agreement_on(rcoop, affiliation, JULY) == second
