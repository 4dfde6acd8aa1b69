"""Terms: proposed by either side, agreed, accepted or declined, ended; never edited."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionVat,
    Mode,
)
from consign.agreements.operations import end_affiliation
from consign.agreements.queries import NoAgreement, agreement_on, standing_on
from consign.agreements.terms import (
    AlreadyAccepted,
    AlreadyDeclined,
    BelowZero,
    NeverInForce,
    NotAgreed,
    NotInForce,
    Offer,
    OwnNameAddsNothing,
    PercentOutOfRange,
    SplitNamesItsPart,
    VatIsDue,
    accept,
    agree,
    decline,
    end_agreement,
    propose,
)
from consign.agreements.words import in_words
from consign.journal.models import Event
from consign.people.models import Coworking, LegalEntity, Maker, User, VatStatus
from consign.people.operations import set_vat_status
from consign.refusal import Refused
from tests.factories import (
    LONG_AGO,
    START,
    make_affiliation,
    make_agreement,
    make_coworking,
    make_entity,
    make_maker,
    moment,
)

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC")


@pytest.fixture
def affiliation(dies: LegalEntity) -> Affiliation:
    return make_affiliation(make_maker("Laine"), dies)


def offer(**terms: Any) -> Offer:
    return Offer(**{"commission_percent": Decimal(30), **terms})


def proposed(
    coworking: Coworking, affiliation: Affiliation, *, by_maker: bool = False, **changes: Any
) -> Agreement:
    """Terms from the 1st of July on; dates and people may be changed, and every term."""
    known = {"starts_on": JULY, "by": None, "at": START}
    about = {name: changes.pop(name, usual) for name, usual in known.items()}
    return propose(
        coworking=coworking,
        affiliation=affiliation,
        offer=offer(**changes),
        by_maker=by_maker,
        **about,
    )


def decimals(terms: dict[str, str]) -> dict[str, Any]:
    return {name: Decimal(text) for name, text in terms.items()}


def verbs() -> list[str]:
    """What the journal tells of agreements, in order."""
    told = Event.objects.filter(verb__contains="agree") | Event.objects.filter(verb="agree")
    return list(told.order_by("pk").values_list("verb", flat=True))


class TestAnOffer:
    def test_what_an_agreement_says_can_be_offered_again(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        whole = offer(
            mode=Mode.OWN_NAME,
            discount_bearer=Bearer.SPLIT,
            maker_part_percent=Decimal("33.3333"),
            largest_discount_percent=Decimal("12.50"),
            shelf_fee=Decimal("24.20"),
            minimum_payout=Decimal("15.00"),
            loss_percent=Decimal(60),
            unsold_days=45,
            pickup_days=14,
            storage_fee=Decimal("2.00"),
        )
        made = propose(
            coworking=rcoop,
            affiliation=affiliation,
            starts_on=JULY,
            offer=whole,
            by=None,
            at=START,
        )
        assert Offer.of(Agreement.objects.get(pk=made.pk)) == whole


class TestProposing:
    def test_what_a_coworking_proposes_it_has_agreed_to(
        self, rcoop: Coworking, affiliation: Affiliation, cleo: User
    ) -> None:
        agreement = proposed(rcoop, affiliation, by=cleo)
        assert (agreement.proposed_by, agreement.proposed_at) == (cleo, START)
        assert (agreement.agreed_by, agreement.agreed_at) == (cleo, START)
        assert (agreement.accepted_by, agreement.accepted_at) == (None, None)
        assert agreement_on(rcoop, affiliation, JULY) is None
        assert verbs() == ["propose agreement", "agree to terms"]

    def test_the_same_terms_again_are_the_same_proposal(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        first = proposed(rcoop, affiliation)
        assert proposed(rcoop, affiliation, at=moment("2026-02-01")) == first
        assert proposed(rcoop, affiliation, unsold_days=60) != first
        assert verbs().count("propose agreement") == 2

    def test_terms_that_were_answered_can_be_proposed_again(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        accepted = proposed(rcoop, affiliation)
        accept(agreement=accepted, by=ada, at=START)
        declined = proposed(rcoop, affiliation)
        decline(agreement=declined, by=ada, at=START)
        assert len({accepted, declined, proposed(rcoop, affiliation)}) == 3

    @pytest.mark.parametrize(
        ("terms", "refusal", "place"),
        [
            ({"commission_percent": "100.01"}, PercentOutOfRange, "commission_percent"),
            ({"commission_percent": "-0.01"}, PercentOutOfRange, "commission_percent"),
            ({"largest_discount_percent": "101"}, PercentOutOfRange, "largest_discount_percent"),
            ({"loss_percent": "101"}, PercentOutOfRange, "loss_percent"),
            ({"shelf_fee": "-0.01"}, BelowZero, "shelf_fee"),
            ({"storage_fee": "-0.01"}, BelowZero, "storage_fee"),
            ({"minimum_payout": "-0.01"}, BelowZero, "minimum_payout"),
        ],
    )
    def test_figures_that_mean_nothing_are_refused_at_their_place(
        self,
        rcoop: Coworking,
        affiliation: Affiliation,
        terms: dict[str, str],
        refusal: type[Refused],
        place: str,
    ) -> None:
        with pytest.raises(refusal) as refused:
            proposed(rcoop, affiliation, **decimals(terms))
        assert refused.value.place == place
        assert not Agreement.objects.exists()

    @pytest.mark.parametrize("percent", [Decimal(0), Decimal(100)])
    def test_nothing_and_everything_are_percentages(
        self, rcoop: Coworking, affiliation: Affiliation, percent: Decimal
    ) -> None:
        made = proposed(rcoop, affiliation, commission_percent=percent, loss_percent=percent)
        assert (made.commission_percent, made.loss_percent) == (percent, percent)

    @pytest.mark.parametrize(
        ("bearer", "part"),
        [(Bearer.SPLIT, None), (Bearer.MAKER, Decimal(50)), (Bearer.PRO_RATA, Decimal(0))],
    )
    def test_a_part_belongs_to_a_split_discount_and_to_no_other(
        self, rcoop: Coworking, affiliation: Affiliation, bearer: Bearer, part: Decimal | None
    ) -> None:
        with pytest.raises(SplitNamesItsPart) as refused:
            proposed(rcoop, affiliation, discount_bearer=bearer, maker_part_percent=part)
        assert refused.value.place == "maker_part_percent"
        assert not Agreement.objects.exists()

    def test_the_makers_part_is_a_percentage(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        part = Decimal(101)
        with pytest.raises(PercentOutOfRange) as refused:
            proposed(rcoop, affiliation, discount_bearer=Bearer.SPLIT, maker_part_percent=part)
        assert refused.value.place == "maker_part_percent"

    def test_no_vat_comes_on_top_where_nothing_is_invoiced(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        with pytest.raises(OwnNameAddsNothing) as refused:
            proposed(rcoop, affiliation, mode=Mode.OWN_NAME, commission_vat=CommissionVat.ADDED)
        assert refused.value.place == "commission_vat"

    def test_who_is_liable_to_vat_says_what_becomes_of_it(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        none: dict[str, Any] = {"commission_vat": CommissionVat.NONE}
        with pytest.raises(VatIsDue, match="Rcoop is liable to VAT") as refused:
            proposed(rcoop, affiliation, **none)
        assert refused.value.place == "commission_vat"
        exempt = make_coworking("Petit", vat=VatStatus.EXEMPT)
        assert proposed(exempt, affiliation, **none).commission_vat == CommissionVat.NONE

    def test_the_first_day_tells_whether_a_coworking_is_liable(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        exempt = VatStatus.EXEMPT
        set_vat_status(entity=rcoop.operator, status=exempt, starts_on=JULY, by=None, at=START)
        none: dict[str, Any] = {"commission_vat": CommissionVat.NONE}
        assert proposed(rcoop, affiliation, starts_on=JULY, **none).pk
        with pytest.raises(VatIsDue):
            proposed(rcoop, affiliation, starts_on=JUNE, **none)

    def test_terms_that_would_never_hold_are_refused(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        end_affiliation(affiliation=affiliation, ends_on=JUNE, by=None, at=START)
        with pytest.raises(NeverInForce, match="Dies SC ends on 30 June 2026") as refused:
            proposed(rcoop, affiliation)
        assert refused.value.place == "starts_on"
        assert proposed(rcoop, affiliation, starts_on=JUNE).pk


class TestAskedForByTheMaker:
    def test_the_coworking_agrees_first_then_the_payee_accepts(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User, cleo: User
    ) -> None:
        asked = proposed(rcoop, affiliation, by_maker=True, by=ada)
        assert (asked.agreed_by, asked.agreed_at) == (None, None)
        with pytest.raises(NotAgreed, match="Rcoop has not agreed"):
            accept(agreement=asked, by=ada, at=START)
        agree(agreement=asked, by=cleo, at=moment("2026-06-01"))
        accept(agreement=asked, by=ada, at=moment("2026-06-02"))
        asked.refresh_from_db()
        assert (asked.agreed_by, asked.agreed_at) == (cleo, moment("2026-06-01"))
        assert (asked.accepted_by, asked.accepted_at) == (ada, moment("2026-06-02"))
        assert agreement_on(rcoop, affiliation, JULY) == asked

    def test_agreeing_again_changes_nothing(
        self, rcoop: Coworking, affiliation: Affiliation, cleo: User, dan: User
    ) -> None:
        asked = proposed(rcoop, affiliation, by_maker=True)
        agree(agreement=asked, by=cleo, at=START)
        agree(agreement=asked, by=dan, at=moment("2026-06-01"))
        asked.refresh_from_db()
        assert (asked.agreed_by, asked.agreed_at) == (cleo, START)
        assert verbs().count("agree to terms") == 1

    def test_a_coworking_that_proposes_what_was_asked_for_agrees(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User, cleo: User
    ) -> None:
        asked = proposed(rcoop, affiliation, by_maker=True, by=ada)
        same = proposed(rcoop, affiliation, by=cleo)
        assert same == asked
        assert (same.proposed_by, same.agreed_by) == (ada, cleo)


class TestAccepting:
    def test_terms_hold_from_their_first_day_on(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        agreement = accept(agreement=proposed(rcoop, affiliation), by=ada, at=moment("2026-06-01"))
        assert (agreement.accepted_by, agreement.accepted_at) == (ada, moment("2026-06-01"))
        assert agreement_on(rcoop, affiliation, JUNE) is None
        assert agreement_on(rcoop, affiliation, JULY) == agreement
        assert Event.objects.get(verb="accept agreement").chain.name == "rcoop"

    def test_the_text_is_kept_as_it_was_read(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        agreement = proposed(rcoop, affiliation, shelf_fee=Decimal("24.20"))
        with translation.override("fr"):
            accept(agreement=agreement, by=ada, at=START)
            read = in_words(agreement)
        kept = Agreement.objects.get().accepted_text
        assert kept == read
        for words in ("Dies SC", "Laine", "30 %", "24,20 €", "1 juillet 2026"):
            assert words in " ".join(kept.split())

    def test_what_is_renamed_later_leaves_the_kept_text_alone(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        agreement = accept(agreement=proposed(rcoop, affiliation), by=ada, at=START)
        kept = agreement.accepted_text
        LegalEntity.objects.filter(legal_name="Dies SC").update(legal_name="Dies Coop SC")
        Maker.objects.filter(name="Laine").update(name="Lin")
        with translation.override("nl"):
            accept(agreement=Agreement.objects.get(), by=ada, at=moment("2026-06-02"))
        now = Agreement.objects.get()
        assert now.accepted_text == kept
        assert "Dies SC for Laine" in kept
        assert "Dies Coop SC for Lin" in in_words(now)

    def test_accepting_again_is_no_error_and_changes_nothing(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User, ben: User
    ) -> None:
        agreement = proposed(rcoop, affiliation)
        accept(agreement=agreement, by=ada, at=moment("2026-06-01"))
        again = accept(agreement=agreement, by=ben, at=moment("2026-06-02"))
        assert (again.accepted_by, again.accepted_at) == (ada, moment("2026-06-01"))
        assert verbs().count("accept agreement") == 1

    def test_the_first_accepted_of_a_day_stays(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User
    ) -> None:
        first = proposed(rcoop, affiliation)
        second = proposed(rcoop, affiliation, commission_percent=Decimal(25))
        accept(agreement=first, by=ada, at=START)
        with pytest.raises(AlreadyAccepted, match="1 July 2026"):
            accept(agreement=second, by=ada, at=START)
        assert (second.accepted_at, second.accepted_text) == (None, "")
        assert Agreement.objects.get(pk=second.pk).accepted_at is None
        assert agreement_on(rcoop, affiliation, JULY) == first

    def test_later_terms_follow_and_the_earlier_ones_stay_as_they_were(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        first = make_agreement(rcoop, affiliation, percent="30", starts_on=LONG_AGO)
        second = make_agreement(rcoop, affiliation, percent="25", starts_on=JULY)
        assert agreement_on(rcoop, affiliation, JUNE) == first
        assert agreement_on(rcoop, affiliation, JULY) == second


class TestDeclining:
    def test_either_side_says_no_with_a_word(
        self, rcoop: Coworking, affiliation: Affiliation, cleo: User
    ) -> None:
        asked = proposed(rcoop, affiliation, by_maker=True)
        decline(agreement=asked, by=cleo, at=START, reason=" Too little for us. ")
        asked.refresh_from_db()
        assert (asked.declined_by, asked.declined_at) == (cleo, START)
        assert asked.declined_reason == "Too little for us."
        assert verbs() == ["propose agreement", "decline agreement"]

    def test_what_was_declined_is_off_the_table(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User, cleo: User
    ) -> None:
        waiting = proposed(rcoop, affiliation)
        decline(agreement=waiting, by=cleo, at=START)
        with pytest.raises(AlreadyDeclined):
            accept(agreement=waiting, by=ada, at=START)
        with pytest.raises(AlreadyDeclined):
            agree(agreement=waiting, by=cleo, at=START)
        assert agreement_on(rcoop, affiliation, JULY) is None

    def test_declining_again_keeps_the_first_word(
        self, rcoop: Coworking, affiliation: Affiliation, ada: User, cleo: User
    ) -> None:
        waiting = proposed(rcoop, affiliation)
        decline(agreement=waiting, by=ada, at=START, reason="No")
        decline(agreement=waiting, by=cleo, at=moment("2026-06-01"), reason="Never")
        waiting.refresh_from_db()
        assert (waiting.declined_by, waiting.declined_reason) == (ada, "No")

    def test_accepted_terms_are_not_declined(
        self, rcoop: Coworking, affiliation: Affiliation, cleo: User
    ) -> None:
        agreement = make_agreement(rcoop, affiliation, starts_on=JULY)
        with pytest.raises(AlreadyAccepted, match="1 July 2026"):
            decline(agreement=agreement, by=cleo, at=START)
        assert agreement_on(rcoop, affiliation, JULY) == agreement


class TestEnding:
    def test_terms_hold_on_their_last_day_and_not_after_it(
        self, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        agreement = Agreement.objects.get()
        end_agreement(agreement=agreement, ends_on=JUNE, by=cleo, at=START)
        assert standing_on(rcoop, plume, JUNE).agreement == agreement
        with pytest.raises(NoAgreement):
            standing_on(rcoop, plume, JULY)
        assert Event.objects.get(verb="end agreement").facts["ends_on"] == "2026-06-30"

    def test_earlier_terms_do_not_come_back(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        make_agreement(rcoop, affiliation)
        later = make_agreement(rcoop, affiliation, starts_on=date(2026, 6, 1))
        end_agreement(agreement=later, ends_on=JUNE, by=None, at=START)
        assert agreement_on(rcoop, affiliation, JULY) is None
        anew = make_agreement(rcoop, affiliation, starts_on=JULY)
        assert agreement_on(rcoop, affiliation, JULY) == anew

    def test_the_same_day_again_is_noted_once_and_another_day_moves_the_end(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        agreement = make_agreement(rcoop, affiliation)
        for day in (JUNE, JUNE, JULY):
            end_agreement(agreement=agreement, ends_on=day, by=None, at=START)
        assert Agreement.objects.get().ends_on == JULY
        assert verbs().count("end agreement") == 2

    def test_terms_do_not_end_before_they_begin_nor_unaccepted(
        self, rcoop: Coworking, affiliation: Affiliation
    ) -> None:
        agreement = make_agreement(rcoop, affiliation, starts_on=JULY)
        waiting = proposed(rcoop, affiliation)
        for one, day in ((agreement, JUNE), (waiting, JULY)):
            with pytest.raises(NotInForce) as refused:
                end_agreement(agreement=one, ends_on=day, by=None, at=START)
            assert refused.value.place == "ends_on"
        assert not Agreement.objects.filter(ends_on__isnull=False).exists()
