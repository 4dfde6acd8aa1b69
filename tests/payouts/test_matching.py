"""What the bank's lines were is said by hand where they do not say it themselves."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from consign.journal.models import Event
from consign.ledger.models import Entry, EntryKind
from consign.payouts.checks import problems
from consign.payouts.contents import NotExported
from consign.payouts.matching import (
    AlreadyMatched,
    AmountDiffers,
    NoLineChosen,
    OtherCoworking,
    UnknownLine,
    match_line,
    set_aside,
    take_back_aside,
)
from consign.payouts.models import (
    BankLine,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    RequestState,
)
from consign.payouts.operations import (
    InRemittance,
    NotSent,
    NotToPay,
    PaidBeforeClosing,
    mark_paid,
    withdraw,
)
from consign.payouts.proposing import Proposal, proposals, proposals_for
from consign.payouts.queries import bank_lines_at, statements_at
from consign.payouts.requests import NothingReceived
from consign.payouts.transfers import number_of
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement
from tests.factories import (
    IBANS,
    make_account,
    make_affiliation,
    make_agreement,
    make_closed,
    make_maker,
    make_placed,
    make_sale,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import make_debt, make_exported, make_remittance, read, told

pytestmark = pytest.mark.django_db
ONE, TWO = "PO-2026-00001", "PO-2026-00002"


@kept(autouse=True)
def october(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Settlement]:
    """31.50 for Comme une plume, 33.75 for Terre de Ben; 24.20 asked of a third maker's payee."""
    make_account(plume.affiliations.get().payee, starts_on=date(2026, 1, 2))
    third = make_maker("Third")
    make_agreement(rcoop, make_affiliation(third))
    make_debt(rcoop, third)
    for maker in (plume, terre):
        make_sale(rcoop, make_placed(rcoop, maker).item)
    return make_closed(rcoop)


@pytest.fixture
def payout() -> Payout:
    return Payout.objects.get(number=ONE)


@pytest.fixture
def asked() -> PaymentRequest:
    return PaymentRequest.objects.get()


def line_of(coworking: Coworking, by: User, amount: str, **facts: Any) -> BankLine:
    """A line that waits; of 5 November unless another day is told."""
    on = facts.pop("on", "2026-11-05")
    identification = f"S {BankLine.objects.count()}"
    read(coworking, told(amount, on, **facts), by=by, identification=identification)
    return BankLine.objects.order_by("-pk")[0]


def matched(line: BankLine, by: User, **target: Any) -> BankLine:
    return match_line(line=line, by=by, at=moment("2026-11-07"), **target)


class TestByHand:
    def test_a_payout_left(self, rcoop: Coworking, cleo: User, payout: Payout) -> None:
        line = line_of(rcoop, cleo, "-31.50", text="Julie")
        done = matched(line, cleo, payout=payout)
        assert (done.state, done.payout, done.matched_by, done.matched_at) == (
            LineState.MATCHED,
            payout,
            cleo,
            moment("2026-11-07"),
        )
        payout.refresh_from_db()
        assert (payout.state, payout.paid_on) == (PayoutState.PAID, date(2026, 11, 5))
        event = Event.objects.get(verb="match bank line")
        assert (event.subject, event.facts) == (ONE, {"line": line.pk})
        assert list(problems()) == []

    def test_a_payout_came_back(self, rcoop: Coworking, cleo: User, payout: Payout) -> None:
        make_exported(rcoop)
        for amount in ("-31.50", "31.50"):
            matched(line_of(rcoop, cleo, amount, text="Julie"), cleo, payout=payout)
        payout.refresh_from_db()
        assert (payout.state, payout.returned_reason) == (PayoutState.RETURNED, "MS03")
        assert list(problems()) == []

    def test_what_was_marked_by_hand_is_not_booked_again(
        self, rcoop: Coworking, cleo: User, payout: Payout
    ) -> None:
        mark_paid(
            coworking=rcoop,
            numbers=[ONE],
            paid_on=date(2026, 11, 2),
            by=cleo,
            at=moment("2026-11-02"),
        )
        matched(line_of(rcoop, cleo, "-31.50"), cleo, payout=payout)
        assert Entry.objects.filter(kind=EntryKind.PAYOUT).count() == 1
        assert list(problems()) == []

    def test_a_remittance_left(self, rcoop: Coworking, cleo: User) -> None:
        remittance = make_exported(rcoop)
        matched(line_of(rcoop, cleo, "-65.25", text="Payouts"), cleo, remittance=remittance)
        states = Payout.objects.values_list("state", flat=True)
        assert set(states) == {PayoutState.PAID}
        assert list(problems()) == []

    @pytest.mark.parametrize("amount", ["24.20", "4.20", "30.00"])
    def test_a_request_takes_what_came(
        self, rcoop: Coworking, cleo: User, asked: PaymentRequest, amount: str
    ) -> None:
        line = matched(line_of(rcoop, cleo, amount), cleo, request=asked)
        entry = Entry.objects.get(kind=EntryKind.RECEIVED)
        assert (entry.amount, entry.on) == (Decimal(amount), date(2026, 11, 5))
        assert entry.reference == f"{asked.number}/L{line.pk}"
        asked.refresh_from_db()
        whole = Decimal(amount) >= asked.amount
        assert asked.state == (RequestState.PAID if whole else RequestState.OPEN)
        assert list(problems()) == []

    def test_said_again_nothing_more_happens(
        self, rcoop: Coworking, cleo: User, asked: PaymentRequest
    ) -> None:
        line = line_of(rcoop, cleo, "24.20")
        for _again in range(2):
            matched(line, cleo, request=asked)
        assert Entry.objects.filter(kind=EntryKind.RECEIVED).count() == 1
        assert Event.objects.filter(verb="match bank line").count() == 1

    def test_exactly_one_is_named(
        self, rcoop: Coworking, cleo: User, payout: Payout, asked: PaymentRequest
    ) -> None:
        line = line_of(rcoop, cleo, "24.20")
        for target in ({}, {"payout": payout, "request": asked}):
            with pytest.raises(ValueError, match="unpack"):
                matched(line, cleo, **target)


class TestRefusals:
    def still_open(self, line: BankLine) -> bool:
        line.refresh_from_db()
        return line.state == LineState.OPEN and list(problems()) == []

    @pytest.mark.parametrize("amount", ["-31.49", "31.49", "-33.75"])
    def test_another_amount(
        self, rcoop: Coworking, cleo: User, payout: Payout, amount: str
    ) -> None:
        line = line_of(rcoop, cleo, amount)
        with pytest.raises(AmountDiffers, match=ONE) as refused:
            matched(line, cleo, payout=payout)
        assert (refused.value.code, refused.value.place) == ("amount_differs", "amount")
        assert "31.50" in str(refused.value)
        assert amount.lstrip("-") in str(refused.value)
        assert self.still_open(line)

    def test_another_sum(self, rcoop: Coworking, cleo: User) -> None:
        line = line_of(rcoop, cleo, "-65.00")
        with pytest.raises(AmountDiffers, match=r"65\.25"):
            matched(line, cleo, remittance=make_exported(rcoop))
        assert self.still_open(line)

    def test_money_out_for_a_request(
        self, rcoop: Coworking, cleo: User, asked: PaymentRequest
    ) -> None:
        line = line_of(rcoop, cleo, "-24.20")
        with pytest.raises(NothingReceived):
            matched(line, cleo, request=asked)
        assert self.still_open(line)

    def test_a_line_is_one_thing(
        self, rcoop: Coworking, cleo: User, payout: Payout, asked: PaymentRequest
    ) -> None:
        line = matched(line_of(rcoop, cleo, "24.20"), cleo, request=asked)
        with pytest.raises(AlreadyMatched) as refused:
            matched(line, cleo, payout=payout)
        assert refused.value.code == "already_matched"

    def test_a_payout_or_a_remittance_leaves_once(
        self, rcoop: Coworking, cleo: User, payout: Payout
    ) -> None:
        remittance = make_exported(rcoop, [TWO])
        for target, amount in (
            ({"payout": payout}, "-31.50"),
            (
                {"remittance": remittance},
                "-33.75",
            ),
        ):
            matched(line_of(rcoop, cleo, amount), cleo, **target)
            second = line_of(rcoop, cleo, amount)
            with pytest.raises(AlreadyMatched):
                matched(second, cleo, **target)
            assert self.still_open(second)

    def test_a_remittance_the_bank_was_not_given(self, rcoop: Coworking, cleo: User) -> None:
        line = line_of(rcoop, cleo, "-65.25")
        with pytest.raises(NotExported):
            matched(line, cleo, remittance=make_remittance(rcoop))
        assert self.still_open(line)

    def test_a_payout_that_waits_in_a_draft(
        self, rcoop: Coworking, cleo: User, payout: Payout
    ) -> None:
        make_remittance(rcoop)
        line = line_of(rcoop, cleo, "-31.50")
        with pytest.raises(InRemittance):
            matched(line, cleo, payout=payout)
        assert self.still_open(line)

    def test_a_payout_that_never_left(self, rcoop: Coworking, cleo: User, payout: Payout) -> None:
        line = line_of(rcoop, cleo, "31.50")
        with pytest.raises(NotSent):
            matched(line, cleo, payout=payout)
        assert self.still_open(line)

    def test_a_payout_that_was_withdrawn(
        self, rcoop: Coworking, cleo: User, payout: Payout
    ) -> None:
        line = line_of(rcoop, cleo, "-31.50")
        with transaction.atomic():
            withdraw(settlement=payout.settlement, by=cleo, at=moment("2026-11-06"))
        with pytest.raises(NotToPay):
            matched(line, cleo, payout=payout)

    def test_a_day_before_the_closing(self, rcoop: Coworking, cleo: User, payout: Payout) -> None:
        line = line_of(rcoop, cleo, "-31.50", on="2026-10-31")
        with pytest.raises(PaidBeforeClosing):
            matched(line, cleo, payout=payout)
        assert self.still_open(line)

    def test_another_coworkings(
        self, filature: Coworking, cleo: User, payout: Payout, asked: PaymentRequest
    ) -> None:
        line = line_of(filature, cleo, "-31.50")
        for target in ({"payout": payout}, {"request": asked}):
            with pytest.raises(OtherCoworking) as refused:
                matched(line, cleo, **target)
            assert refused.value.code == "other_coworking"
        assert self.still_open(line)


class TestAside:
    def test_what_is_about_nothing_here_is_put_aside_and_taken_back(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        lines = [line_of(rcoop, cleo, amount).pk for amount in ("5.00", "6.00")]
        told: dict[str, Any] = {"coworking": rcoop, "by": cleo, "at": moment("2026-11-07")}
        for _again in range(2):
            set_aside(lines=lines, **told)
            assert bank_lines_at(rcoop, LineState.ASIDE).count() == 2
        assert Event.objects.filter(verb="set bank lines aside")[0].facts == {"lines": lines}
        take_back_aside(lines=lines[:1], **told)
        assert [line.pk for line in bank_lines_at(rcoop, LineState.OPEN)] == lines[:1]
        assert sorted(vars(one)["open_count"] for one in statements_at(rcoop)) == [0, 1]

    def test_a_line_put_aside_can_be_matched(
        self, rcoop: Coworking, cleo: User, payout: Payout
    ) -> None:
        line = line_of(rcoop, cleo, "-31.50")
        set_aside(coworking=rcoop, lines=[line.pk], by=cleo, at=moment("2026-11-07"))
        assert matched(line, cleo, payout=payout).state == LineState.MATCHED

    @pytest.mark.parametrize("act", [set_aside, take_back_aside])
    def test_what_was_matched_stays(
        self, rcoop: Coworking, filature: Coworking, cleo: User, payout: Payout, act: Any
    ) -> None:
        line = line_of(rcoop, cleo, "5.00")
        told = {"by": cleo, "at": moment("2026-11-07")}
        with pytest.raises(NoLineChosen) as refused:
            act(coworking=rcoop, lines=[], **told)
        assert (refused.value.code, refused.value.place) == ("no_line_chosen", "lines")
        for coworking, lines in ((rcoop, [line.pk, line.pk + 1]), (filature, [line.pk])):
            with pytest.raises(UnknownLine) as unknown:
                act(coworking=coworking, lines=lines, **told)
            assert (unknown.value.code, unknown.value.place) == ("unknown_line", "lines")
        left = matched(line_of(rcoop, cleo, "-31.50"), cleo, payout=payout)
        with pytest.raises(AlreadyMatched, match=left.statement.identification):
            act(coworking=rcoop, lines=[line.pk, left.pk], **told)
        line.refresh_from_db()
        assert line.state == LineState.OPEN


class TestProposals:
    def told(self, found: list[Proposal]) -> list[tuple[str, bool, int]]:
        return [(number_of(one.target), one.fits, len(one.why)) for one in found]

    def test_money_out_is_a_payout_of_that_amount_account_or_number(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        line = line_of(
            rcoop, cleo, "-33.75", text=f"for {ONE.lower()}, thanks", counterparty_iban=IBANS[1]
        )
        found = proposals(line)
        assert self.told(found) == [(TWO, True, 1), (ONE, False, 2)]
        assert found[0].why == ("The amount is the same.",)
        assert found[1].why == (f"The bank names {ONE}.", "The account is the same.")

    def test_or_a_remittance(self, rcoop: Coworking, cleo: User) -> None:
        remittance = make_exported(rcoop)
        whole = line_of(rcoop, cleo, "-65.25")
        assert self.told(proposals(whole)) == [(remittance.number, True, 1)]
        named = line_of(rcoop, cleo, "-65.00", text=remittance.number)
        assert self.told(proposals(named)) == [(remittance.number, False, 1)]
        matched(whole, cleo, remittance=remittance)
        assert proposals(named) == []

    def test_what_was_marked_paid_by_hand_is_among_them_until_a_line_was_found(
        self, rcoop: Coworking, cleo: User, payout: Payout
    ) -> None:
        first, second = (line_of(rcoop, cleo, "-31.50") for _time in range(2))
        mark_paid(
            coworking=rcoop,
            numbers=[ONE],
            paid_on=date(2026, 11, 2),
            by=cleo,
            at=moment("2026-11-02"),
        )
        assert self.told(proposals(first)) == [(ONE, True, 1)]
        matched(first, cleo, payout=payout)
        assert proposals(second) == []
        assert proposals(BankLine.objects.get(pk=first.pk)) == []

    def test_money_in_is_a_payout_that_came_back(
        self, rcoop: Coworking, cleo: User, payout: Payout
    ) -> None:
        line = line_of(rcoop, cleo, "31.50")
        assert proposals(line) == []
        matched(line_of(rcoop, cleo, "-31.50"), cleo, payout=payout)
        assert self.told(proposals(line)) == [(ONE, True, 1)]

    def test_or_what_was_asked_for(
        self, rcoop: Coworking, cleo: User, asked: PaymentRequest
    ) -> None:
        make_account(
            asked.settlement.account.payee,
            starts_on=date(2026, 1, 2),
            iban="BE62510007547061",
        )
        line = line_of(rcoop, cleo, "24.20", counterparty_iban="BE62510007547061")
        (found,) = proposals(line)
        assert (found.request, found.fits) == (asked, True)
        assert found.why == ("The amount is the same.", "It comes from the payee's account.")
        matched(line, cleo, request=asked)
        again = line_of(rcoop, cleo, "3.00", counterparty_iban="BE62510007547061")
        assert proposals(again) == []

    def test_by_its_reference_whatever_became_of_it(
        self, rcoop: Coworking, cleo: User, asked: PaymentRequest
    ) -> None:
        """Told twice on one day, the second one waits for somebody."""
        facts = {"reference": asked.reference}
        assert proposals(line_of(rcoop, cleo, "1.00", **facts)) == []
        (found,) = proposals(line_of(rcoop, cleo, "1.00", **facts))
        assert found.why == (f"The reference is that of {asked.number}.",)

    def test_many_lines_take_as_many_queries_as_one(
        self,
        rcoop: Coworking,
        cleo: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        make_exported(rcoop)
        amounts = ("-31.50", "-33.75", "-65.25", "24.20", "3.00")
        lines = [line_of(rcoop, cleo, amount) for amount in amounts]
        alone = {line.pk: proposals(line) for line in lines}
        with django_assert_max_num_queries(6):
            together = proposals_for(lines)
        assert together == alone
        assert [len(together[line.pk]) for line in lines] == [1, 1, 1, 1, 0]
        assert proposals_for([]) == {}

    def test_nothing_is_proposed_of_another_coworking(
        self, rcoop: Coworking, filature: Coworking, cleo: User
    ) -> None:
        for amount in ("-31.50", "24.20"):
            assert proposals(line_of(filature, cleo, amount)) == []
