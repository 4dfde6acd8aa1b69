"""One prepares a remittance, another approves it, and the bank gets exactly that, once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from lxml import etree

from consign.journal.models import Event
from consign.payouts.checks import problems
from consign.payouts.contents import (
    NoDebtorAccount,
    NotExported,
    NotWritable,
    contents_digest,
    remittance_file,
)
from consign.payouts.gathering import AccountChanged, RemittanceChanged
from consign.payouts.models import Payout, PayoutState, Remittance, RemittanceState
from consign.payouts.operations import (
    InRemittance,
    NoBankAccount,
    NothingChosen,
    NotToPay,
    mark_paid,
)
from consign.payouts.remitting import (
    AlreadyExported,
    ApprovedByPreparer,
    ExecutionInPast,
    ExecutionPassed,
    NotApproved,
    PreparedByAnother,
    RemittanceApproved,
    RemittanceCancelled,
    approve,
    cancel,
    change_remittance,
    export,
    prepare_remittance,
)
from consign.people.models import BankAccount, Coworking, LegalEntity, Maker, User
from consign.refusal import Refused
from consign.settlements.models import Settlement
from consign.settlements.operations import NoAddress
from tests.factories import (
    IBANS,
    any_person,
    make_account,
    make_closed,
    make_coworking,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import (
    EXECUTION,
    make_approved,
    make_exported,
    make_remittance,
    second_person,
)
from tests.underneath import change

pytestmark = pytest.mark.django_db
NUMBERS = ["PO-2026-00001", "PO-2026-00002"]


@kept(autouse=True)
def october(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Settlement]:
    """31.50 for Comme une plume, 33.75 for Terre de Ben."""
    for maker in (plume, terre):
        make_sale(rcoop, make_placed(rcoop, maker).item)
    return make_closed(rcoop)


def states() -> list[str]:
    return list(Payout.objects.order_by("number").values_list("state", flat=True))


def gathered() -> list[int | None]:
    return list(Payout.objects.order_by("number").values_list("remittance", flat=True))


def changed(remittance: Remittance, by: User, **other: Any) -> Remittance:
    told: dict[str, Any] = {
        "execution_on": remittance.execution_on,
        "batch_booking": remittance.batch_booking,
        "instant": remittance.instant,
        "at": moment("2026-11-02 12:30"),
        **other,
    }
    return change_remittance(remittance=remittance, by=by, **told)


def approved(remittance: Remittance, by: User) -> Remittance:
    digest = contents_digest(remittance)
    return approve(remittance=remittance, digest=digest, by=by, at=moment("2026-11-02 13:00"))


def exported(remittance: Remittance, by: User, at: str = "2026-11-02 14:00") -> Remittance:
    return export(remittance=remittance, by=by, at=moment(at))


def cancelled(remittance: Remittance, by: User) -> Remittance:
    return cancel(remittance=remittance, by=by, at=moment("2026-11-02 15:00"))


class TestPreparing:
    def test_payouts_are_gathered_and_still_to_pay(self, rcoop: Coworking) -> None:
        remittance = make_remittance(rcoop, batch_booking=True)
        assert (remittance.number, remittance.state) == ("RM-2026-00001", RemittanceState.DRAFT)
        assert (remittance.execution_on, remittance.batch_booking) == (EXECUTION, True)
        assert not remittance.instant
        assert gathered() == [remittance.pk] * 2
        assert states() == [PayoutState.PREPARED] * 2
        event = Event.objects.get(verb="prepare remittance")
        assert (event.subject, event.chain.name) == ("RM-2026-00001", "rcoop")
        assert event.facts == {"payouts": NUMBERS, "total": "65.25"}
        assert list(problems()) == []

    def test_each_takes_the_account_that_holds_on_the_day(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        payee = plume.affiliations.get().payee
        make_account(payee, starts_on=EXECUTION, at=moment("2026-11-01"))
        make_remittance(rcoop, execution_on=date(2026, 11, 3), at="2026-11-02")
        assert Payout.objects.get(number=NUMBERS[0]).iban == IBANS[0]
        cancelled(Remittance.objects.get(), any_person())
        make_remittance(rcoop)
        one, other = Payout.objects.order_by("number")
        assert (one.holder, one.iban) == ("New", IBANS[1])
        assert (other.holder, other.iban) == ("Terre de Ben payee", IBANS[0])

    def test_a_change_that_nobody_confirmed_is_not_taken(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        account = make_account(plume.affiliations.get().payee, starts_on=date(2026, 11, 2))
        change(BankAccount.objects.filter(pk=account.pk), confirmed_at=None, confirmed_by=None)
        make_remittance(rcoop)
        assert {payout.iban for payout in Payout.objects.all()} == {IBANS[0]}

    def test_two_coworkings_of_one_operator_never_send_one_number_twice(
        self, rcoop: Coworking
    ) -> None:
        other = make_coworking("Other")
        other.operator = rcoop.operator
        other.save(update_fields=["operator"])
        make_sale(other, make_placed(other, make_selling_maker(other, "Third")).item)
        make_closed(other)
        numbers = [make_remittance(coworking).number for coworking in (rcoop, other)]
        assert numbers == ["RM-2026-00001", "RM-2026-00002"]

    def test_nothing_chosen(self, rcoop: Coworking) -> None:
        with pytest.raises(NothingChosen) as refused:
            prepare_remittance(
                coworking=rcoop,
                numbers=[],
                execution_on=EXECUTION,
                by=any_person(),
                at=moment("2026-11-02"),
            )
        assert refused.value.place == "payouts"
        with pytest.raises(NothingChosen):
            changed(make_remittance(rcoop), any_person(), numbers=[])

    def test_a_day_that_has_passed(self, rcoop: Coworking) -> None:
        with pytest.raises(ExecutionInPast) as refused:
            make_remittance(rcoop, execution_on=date(2026, 11, 1))
        assert (refused.value.code, refused.value.place) == ("execution_in_past", "execution_on")
        assert make_remittance(rcoop, execution_on=date(2026, 11, 2)).number == "RM-2026-00001"

    def test_all_or_nothing(self, rcoop: Coworking, cleo: User) -> None:
        for number in ("PO-2026-00009", ""):
            with pytest.raises(NotToPay) as refused:
                make_remittance(rcoop, [NUMBERS[0], number])
            assert refused.value.place == "payouts"
        mark_paid(
            coworking=rcoop,
            numbers=NUMBERS[1:],
            paid_on=date(2026, 11, 2),
            by=cleo,
            at=moment("2026-11-02"),
        )
        with pytest.raises(NotToPay, match=NUMBERS[1]):
            make_remittance(rcoop, NUMBERS)
        assert gathered() == [None, None]
        assert not Remittance.objects.exists()

    def test_payouts_of_another_coworking(self, rcoop: Coworking, filature: Coworking) -> None:
        with pytest.raises(NotToPay):
            make_remittance(filature, NUMBERS)

    def test_a_payout_is_in_one_remittance(self, rcoop: Coworking) -> None:
        first = make_remittance(rcoop, NUMBERS[:1])
        with pytest.raises(InRemittance, match=first.number) as refused:
            make_remittance(rcoop, NUMBERS)
        assert (refused.value.code, refused.value.place) == ("in_remittance", "payouts")
        assert make_remittance(rcoop, NUMBERS[1:]).number == "RM-2026-00002"

    def test_a_payee_without_an_account(self, rcoop: Coworking, terre: Maker) -> None:
        BankAccount.objects.filter(entity=terre.affiliations.get().payee).delete()
        with pytest.raises(NoBankAccount, match="Terre de Ben payee"):
            make_remittance(rcoop)
        assert gathered() == [None, None]

    def test_a_payee_without_an_address(self, rcoop: Coworking, october: list[Settlement]) -> None:
        parties = october[0].parties
        parties["payee"]["town"] = ""
        change(Settlement.objects.filter(pk=october[0].pk), parties=parties)
        with pytest.raises(NoAddress, match="Comme une plume payee") as refused:
            make_remittance(rcoop)
        assert (refused.value.code, refused.value.place) == ("no_address", "payouts")
        assert not Remittance.objects.exists()

    def test_a_payee_to_whom_no_bank_would_transfer(
        self, rcoop: Coworking, october: list[Settlement]
    ) -> None:
        parties = october[0].parties
        parties["payee"]["country"] = "Belgium"
        change(Settlement.objects.filter(pk=october[0].pk), parties=parties)
        with pytest.raises(NotWritable, match="PO-2026-00001 to Comme une plume") as refused:
            make_remittance(rcoop)
        assert refused.value.code == "not_transferable"
        assert not Remittance.objects.exists()

    def test_a_coworking_that_no_bank_would_take_an_order_from(self, rcoop: Coworking) -> None:
        LegalEntity.objects.filter(pk=rcoop.operator.pk).update(country="be")
        with pytest.raises(NotWritable, match="Rcoop SC"):
            make_remittance(Coworking.objects.get())

    def test_a_coworking_without_an_account(self, rcoop: Coworking) -> None:
        BankAccount.objects.filter(entity=rcoop.operator).delete()
        with pytest.raises(NoDebtorAccount, match="Rcoop SC") as refused:
            make_remittance(rcoop)
        assert refused.value.code == "no_debtor_account"
        assert not Remittance.objects.exists()


class TestChanging:
    def test_payouts_come_and_go(self, rcoop: Coworking) -> None:
        remittance = make_remittance(rcoop, NUMBERS[:1])
        changed(remittance, any_person(), numbers=NUMBERS[1:])
        assert gathered() == [None, remittance.pk]
        changed(remittance, any_person(), numbers=NUMBERS)
        assert gathered() == [remittance.pk] * 2

    def test_without_numbers_they_stay_and_the_rest_changes(self, rcoop: Coworking) -> None:
        remittance = make_remittance(rcoop)
        told = changed(
            remittance,
            any_person(),
            execution_on=date(2026, 11, 9),
            batch_booking=True,
            instant=True,
        )
        assert (told.execution_on, told.batch_booking, told.instant) == (
            date(2026, 11, 9),
            True,
            True,
        )
        assert gathered() == [remittance.pk] * 2

    def test_only_who_prepared_it_changes_it(self, rcoop: Coworking) -> None:
        """Otherwise somebody could change it, and then approve what they changed."""
        remittance = make_remittance(rcoop)
        with pytest.raises(PreparedByAnother, match=remittance.number) as refused:
            changed(remittance, second_person(), numbers=NUMBERS[:1])
        assert refused.value.code == "prepared_by_another"
        assert gathered() == [remittance.pk] * 2

    def test_accounts_are_taken_anew(self, rcoop: Coworking, plume: Maker) -> None:
        remittance = make_remittance(rcoop)
        payee = plume.affiliations.get().payee
        make_account(payee, starts_on=EXECUTION, at=moment("2026-11-02"))
        changed(remittance, any_person())
        assert Payout.objects.get(number=NUMBERS[0]).iban == IBANS[1]

    def test_what_another_remittance_holds_stays_there(self, rcoop: Coworking) -> None:
        first = make_remittance(rcoop, NUMBERS[:1])
        second = make_remittance(rcoop, NUMBERS[1:])
        with pytest.raises(InRemittance):
            changed(second, any_person(), numbers=NUMBERS)
        assert gathered() == [first.pk, second.pk]

    @pytest.mark.parametrize(
        ("stage", "refusal", "code"),
        [
            (make_approved, RemittanceApproved, "remittance_approved"),
            (make_exported, AlreadyExported, "already_exported"),
            (
                lambda rcoop: cancelled(make_remittance(rcoop), any_person()),
                RemittanceCancelled,
                "remittance_cancelled",
            ),
        ],
    )
    def test_only_a_draft_is_changed_or_approved(
        self,
        rcoop: Coworking,
        cleo: User,
        stage: Callable[[Coworking], Remittance],
        refusal: type[Refused],
        code: str,
    ) -> None:
        remittance = stage(rcoop)
        for act in (changed, approved):
            with pytest.raises(refusal, match="RM-2026-00001") as refused:
                act(remittance, cleo)
            assert refused.value.code == code


class TestApproving:
    def test_another_person_approves_what_it_has_read(self, rcoop: Coworking) -> None:
        remittance = make_remittance(rcoop)
        told = approved(remittance, second_person())
        assert (told.state, told.approved_by) == (RemittanceState.APPROVED, second_person())
        assert told.approved_digest == contents_digest(remittance)
        assert states() == [PayoutState.PREPARED] * 2
        assert Event.objects.get(verb="approve remittance").subject == remittance.number

    def test_whoever_prepared_it_does_not(self, rcoop: Coworking) -> None:
        remittance = make_remittance(rcoop)
        with pytest.raises(ApprovedByPreparer, match=remittance.number) as refused:
            approved(remittance, any_person())
        assert refused.value.code == "same_person_approves"
        assert Remittance.objects.get().state == RemittanceState.DRAFT

    def test_a_day_that_has_passed_is_not_approved(self, rcoop: Coworking) -> None:
        remittance = make_remittance(rcoop)
        digest = contents_digest(remittance)
        with pytest.raises(ExecutionPassed, match=remittance.number) as refused:
            approve(
                remittance=remittance, digest=digest, by=second_person(), at=moment("2026-11-05")
            )
        assert (refused.value.code, refused.value.place) == ("execution_in_past", "execution_on")
        assert Remittance.objects.get().state == RemittanceState.DRAFT

    def test_said_again_by_the_same_person_it_stays(self, rcoop: Coworking) -> None:
        remittance = make_approved(rcoop)
        for _again in range(2):
            told = approve(
                remittance=remittance,
                digest="anything",
                by=second_person(),
                at=moment("2026-11-03"),
            )
            assert told.approved_at == moment("2026-11-02 13:00")
            exported(remittance, any_person())

    @pytest.mark.parametrize(
        "other",
        [
            {"numbers": NUMBERS[:1]},
            {"execution_on": date(2026, 11, 9)},
            {"batch_booking": True},
            {"instant": True},
        ],
    )
    def test_what_changed_since_it_was_read_is_not_approved(
        self, rcoop: Coworking, other: dict[str, Any]
    ) -> None:
        remittance = make_remittance(rcoop)
        digest = contents_digest(remittance)
        changed(remittance, any_person(), **other)
        with pytest.raises(RemittanceChanged, match=remittance.number) as refused:
            approve(
                remittance=remittance,
                digest=digest,
                by=second_person(),
                at=moment("2026-11-02 13:00"),
            )
        assert refused.value.code == "remittance_changed"

    def test_an_account_confirmed_since_has_to_be_taken_first(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        remittance = make_remittance(rcoop)
        payee = plume.affiliations.get().payee
        make_account(payee, starts_on=EXECUTION, at=moment("2026-11-02"))
        with pytest.raises(AccountChanged, match="Comme une plume payee") as refused:
            approved(remittance, second_person())
        assert refused.value.code == "account_changed"
        changed(remittance, any_person())
        assert approved(remittance, second_person()).state == RemittanceState.APPROVED

    @pytest.mark.parametrize(
        "columns",
        [
            {"amount": Decimal("1.00")},
            {"holder": "Other"},
            {"iban": IBANS[1]},
            {"bic": "GKCCBEBB"},
            {"reference": "RF18539007547034"},
            {"message": "Other"},
            {"number": "PO-2026-00009"},
        ],
    )
    def test_whatever_of_a_payout_differs_makes_another_digest(
        self, rcoop: Coworking, columns: dict[str, object]
    ) -> None:
        remittance = make_remittance(rcoop)
        before = contents_digest(remittance)
        change(Payout.objects.filter(number=NUMBERS[0]), **columns)
        assert contents_digest(remittance) != before

    @pytest.mark.parametrize("part", ["street", "postcode", "town", "country"])
    def test_so_does_an_address(
        self, rcoop: Coworking, october: list[Settlement], part: str
    ) -> None:
        remittance = make_remittance(rcoop)
        before = contents_digest(remittance)
        parties = october[0].parties
        parties["payee"][part] = "Other"
        change(Settlement.objects.filter(pk=october[0].pk), parties=parties)
        assert contents_digest(remittance) != before

    def test_so_does_who_pays(self, rcoop: Coworking) -> None:
        remittance = make_remittance(rcoop)
        before = contents_digest(remittance)
        make_account(rcoop.operator, starts_on=EXECUTION, at=moment("2026-11-02"))
        assert contents_digest(remittance) != before


def transfers(remittance: Remittance) -> list[tuple[str | None, ...]]:
    """Number, amount, name, account, town and words of each transfer in the file."""
    root = etree.fromstring(remittance_file(remittance))
    paths = (
        "PmtId/EndToEndId",
        "Amt/InstdAmt",
        "Cdtr/Nm",
        "CdtrAcct/Id/IBAN",
        "Cdtr/PstlAdr/TwnNm",
        "RmtInf/Ustrd",
        "RmtInf/Strd/CdtrRefInf/Ref",
    )
    spelled = ["/".join(f"{{*}}{name}" for name in path.split("/")) for path in paths]
    return [tuple(one.findtext(path) for path in spelled) for one in root.iter("{*}CdtTrfTxInf")]


class TestExporting:
    def test_the_bank_gets_what_was_approved(
        self, rcoop: Coworking, october: list[Settlement]
    ) -> None:
        change(Payout.objects.filter(number=NUMBERS[1]), reference="RF18539007547034")
        remittance = make_exported(rcoop)
        assert states() == [PayoutState.ORDERED] * 2
        assert (remittance.exported_by, remittance.exported_at) == (
            any_person(),
            moment("2026-11-02 14:00"),
        )
        assert transfers(remittance) == [
            (
                *(NUMBERS[0], "31.50", "Comme une plume payee", IBANS[0], "Ixelles"),
                *(f"Rcoop 2026-10 {october[0].number} Comme une plume", None),
            ),
            (
                *(NUMBERS[1], "33.75", "Terre de Ben payee", IBANS[0], "Ixelles"),
                *(None, "RF18539007547034"),
            ),
        ]
        content = remittance_file(remittance)
        assert b"<CtrlSum>65.25</CtrlSum>" in content
        assert b"<MsgId>RM-2026-00001</MsgId>" in content
        assert b"<Dt>2026-11-04</Dt>" in content
        assert b"Rcoop SC" in content
        assert remittance.file_digest == sha256(content).hexdigest()
        facts = Event.objects.get(verb="export remittance").facts
        assert facts == {"payouts": NUMBERS, "total": "65.25", "digest": remittance.file_digest}
        assert list(problems()) == []

    def test_exported_again_it_is_the_same_file(self, rcoop: Coworking, cleo: User) -> None:
        first = make_exported(rcoop)
        again = exported(first, cleo, at="2026-12-24 09:00")
        assert (again.file, again.exported_by) == (first.file, any_person())
        assert remittance_file(again) == remittance_file(first)
        assert Event.objects.filter(verb="export remittance").count() == 1

    def test_a_draft_is_not_exported(self, rcoop: Coworking, cleo: User) -> None:
        remittance = make_remittance(rcoop)
        with pytest.raises(NotApproved, match=remittance.number) as refused:
            exported(remittance, cleo)
        assert refused.value.code == "not_approved"
        cancelled(remittance, cleo)
        with pytest.raises(RemittanceCancelled):
            exported(remittance, cleo)

    def test_on_its_day_it_is_exported_and_the_day_after_no_more(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        remittance = make_approved(rcoop)
        with pytest.raises(ExecutionPassed, match="RM-2026-00001 was to be executed") as refused:
            exported(remittance, cleo, at="2026-11-05")
        assert (refused.value.code, refused.value.place) == ("execution_in_past", "execution_on")
        assert states() == [PayoutState.PREPARED] * 2
        exported(remittance, cleo, at="2026-11-04 22:30")
        assert states() == [PayoutState.ORDERED] * 2

    def test_what_changed_since_it_was_approved_is_not_exported(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        remittance = make_approved(rcoop)
        change(Payout.objects.filter(number=NUMBERS[0]), amount=Decimal("3150.00"))
        with pytest.raises(RemittanceChanged):
            exported(remittance, cleo)
        assert Remittance.objects.get().file == ""

    def test_nor_what_would_go_to_an_account_left_since(
        self, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        remittance = make_approved(rcoop)
        payee = plume.affiliations.get().payee
        make_account(payee, starts_on=EXECUTION, at=moment("2026-11-02"))
        with pytest.raises(AccountChanged):
            exported(remittance, cleo)
        cancelled(remittance, cleo)
        exported(approved(make_remittance(rcoop), second_person()), cleo)
        assert Payout.objects.get(number=NUMBERS[0]).iban == IBANS[1]

    def test_before_there_is_no_file(self, rcoop: Coworking) -> None:
        with pytest.raises(NotExported, match="RM-2026-00001") as refused:
            remittance_file(make_approved(rcoop))
        assert refused.value.code == "not_exported"


class TestCancelling:
    @pytest.mark.parametrize("stage", [make_remittance, make_approved])
    def test_its_payouts_are_free_again(
        self, rcoop: Coworking, cleo: User, stage: Callable[[Coworking], Remittance]
    ) -> None:
        remittance = stage(rcoop)
        for _again in range(2):
            assert cancelled(remittance, cleo).state == RemittanceState.CANCELLED
        assert gathered() == [None, None]
        assert Event.objects.filter(verb="cancel remittance").count() == 1
        assert make_remittance(rcoop).number == "RM-2026-00002"
        assert list(problems()) == []

    def test_what_is_with_the_bank_stays(self, rcoop: Coworking, cleo: User) -> None:
        remittance = make_exported(rcoop)
        with pytest.raises(AlreadyExported, match=remittance.number) as refused:
            cancelled(remittance, cleo)
        assert refused.value.code == "already_exported"
        assert states() == [PayoutState.ORDERED] * 2
