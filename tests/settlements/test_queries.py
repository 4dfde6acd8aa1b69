"""Closed months: what each took, what is still open, and who reads whose."""

from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.operations import end_affiliation
from consign.days import Month
from consign.ledger.models import Account
from consign.ledger.queries import Reach, Tally, tally
from consign.ledger.queries import entries_of as all_entries_of
from consign.monthend.operations import void_settlement
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from consign.settlements.queries import (
    entries_of,
    fingerprint,
    first_unsettled_days,
    last_settlement,
    last_settlements_at,
    last_settlements_of,
    minimum_payout,
    minimum_payouts,
    parties,
    payable,
    payout_sums_of,
    reach_of,
    settlements,
    settlements_at,
    settlements_of,
    settlements_seen_by,
    unsettled_at,
    unsettled_of,
)
from consign.stock.models import Item
from tests.factories import (
    IBANS,
    START,
    make_account,
    make_affiliation,
    make_agreement,
    make_closed,
    make_coworking,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)


@kept
def necklaces(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, quantity=9).item


@kept
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Bol bleu", price="12.00", quantity=9).item


@kept
def account(rcoop: Coworking, plume: Maker, necklaces: Item) -> Account:
    """Plume's, with a sale of October."""
    make_sale(rcoop, necklaces, at="2026-10-05")
    return Account.objects.get(maker=plume)


def closed(coworking: Coworking, month: str) -> Settlement:
    (settlement,) = make_closed(coworking, month)
    return settlement


class TestLists:
    def test_the_latest_month_comes_first_then_makers_by_name(
        self, rcoop: Coworking, plume: Maker, terre: Maker, necklaces: Item, bowls: Item
    ) -> None:
        for month in ("10", "11"):
            make_sale(rcoop, [bowls, necklaces], at=f"2026-{month}-05")
            make_closed(rcoop, f"2026-{month}")
        told = [(one.period, one.account.maker) for one in settlements()]
        assert told == [
            ("2026-11", plume),
            ("2026-11", terre),
            ("2026-10", plume),
            ("2026-10", terre),
        ]
        assert [one.period for one in settlements_of(terre)] == ["2026-11", "2026-10"]
        assert list(settlements_at(rcoop)) == list(settlements())
        assert [one.account.maker for one in settlements_at(rcoop, Month(2026, 10))] == [
            plume,
            terre,
        ]

    def test_each_coworking_has_its_own(self, rcoop: Coworking, account: Account) -> None:
        closed(rcoop, "2026-10")
        assert not settlements_at(make_coworking("Other")).exists()

    def test_a_payees_months_are_summed_over_makers_and_coworkings(
        self, rcoop: Coworking, plume: Maker, necklaces: Item, account: Account, cleo: User
    ) -> None:
        second = make_maker("Second")
        make_agreement(rcoop, make_affiliation(second, account.payee))
        make_sale(rcoop, make_placed(rcoop, second, price="20.00").item)
        make_closed(rcoop, "2026-10")
        make_sale(rcoop, necklaces, at="2026-11-05")
        november = closed(rcoop, "2026-11")
        assert payout_sums_of(account.payee) == {
            "2026-10": Decimal("45.50"),
            "2026-11": Decimal("31.50"),
        }
        void_settlement(settlement=november, by=cleo, at=moment("2026-12-02"))
        assert payout_sums_of(account.payee) == {"2026-10": Decimal("45.50")}

    def test_what_was_taken_back_is_not_listed(
        self, rcoop: Coworking, plume: Maker, account: Account, cleo: User
    ) -> None:
        settlement = closed(rcoop, "2026-10")
        void_settlement(settlement=settlement, by=cleo, at=moment("2026-11-02"))
        assert not settlements().exists()
        assert last_settlement(account) is None
        assert last_settlements_at(rcoop) == last_settlements_of(plume) == {}

    def test_the_last_one_of_each_account(
        self, rcoop: Coworking, plume: Maker, terre: Maker, account: Account, bowls: Item
    ) -> None:
        october = closed(rcoop, "2026-10")
        make_sale(rcoop, bowls, at="2026-11-05")
        november = closed(rcoop, "2026-11")
        assert last_settlement(account) == october
        assert last_settlement(november.account) == november
        assert last_settlements_at(rcoop) == {
            account.pk: october,
            november.account_id: november,
        }
        assert last_settlements_of(plume) == {account.pk: october}
        assert last_settlements_of(terre) == {november.account_id: november}

    def test_each_reads_their_own(
        self,
        rcoop: Coworking,
        plume: Maker,
        necklaces: Item,
        bowls: Item,
        ada: User,
        dan: User,
        cleo: User,
        vic: User,
    ) -> None:
        make_sale(rcoop, [necklaces, bowls])
        make_closed(rcoop)
        add_adviser(entity=plume.affiliations.get().payee, user=vic, by=None, at=START)

        def seen(user: User) -> list[str]:
            return [one.account.maker.name for one in settlements_seen_by(user)]

        assert seen(ada) == seen(vic) == ["Comme une plume"]
        assert seen(cleo) == ["Comme une plume", "Terre de Ben"]
        assert seen(dan) == []


class TestOpenAndClosed:
    def test_a_settlement_takes_the_entries_since_the_one_before(
        self, rcoop: Coworking, necklaces: Item, account: Account
    ) -> None:
        october = closed(rcoop, "2026-10")
        make_sale(rcoop, necklaces, at="2026-10-31", recorded="2026-11-02")
        make_sale(rcoop, necklaces, at="2026-11-05")
        november = closed(rcoop, "2026-11")
        assert [entry.on for entry in entries_of(october)] == [date(2026, 10, 5)]
        assert [entry.on for entry in entries_of(november)] == [OCTOBER, date(2026, 11, 5)]
        assert reach_of(None) is None
        assert reach_of(october) == Reach(OCTOBER, october.last_entry)

    def test_what_nobody_has_closed_waits(
        self, rcoop: Coworking, plume: Maker, necklaces: Item, account: Account
    ) -> None:
        def waiting(until: date) -> list[date]:
            return [entry.on for entry in unsettled_at(rcoop, until).order_by("on")]

        assert waiting(date(2026, 9, 30)) == []
        assert waiting(OCTOBER) == [date(2026, 10, 5)]
        make_paid([closed(rcoop, "2026-10")], on="2026-11-03")
        # Neither what was closed nor the payout that paid it.
        assert waiting(NOVEMBER) == []
        make_sale(rcoop, necklaces, at="2026-10-20", recorded="2026-11-02")
        make_sale(rcoop, necklaces, at="2026-11-05")
        assert waiting(NOVEMBER) == [date(2026, 10, 20), date(2026, 11, 5)]
        assert unsettled_of(plume).count() == 2
        assert not unsettled_at(make_coworking("Other"), NOVEMBER).exists()
        closed(rcoop, "2026-11")
        assert waiting(NOVEMBER) == []
        assert not unsettled_of(plume).exists()

    def test_what_was_taken_back_waits_again(
        self, rcoop: Coworking, account: Account, cleo: User
    ) -> None:
        settlement = closed(rcoop, "2026-10")
        void_settlement(settlement=settlement, by=cleo, at=moment("2026-11-02"))
        assert unsettled_at(rcoop, OCTOBER).count() == 1

    def test_a_late_entry_of_a_closed_month_opens_no_month(
        self, rcoop: Coworking, necklaces: Item, account: Account
    ) -> None:
        assert first_unsettled_days(rcoop, OCTOBER) == {account.pk: date(2026, 10, 5)}
        closed(rcoop, "2026-10")
        make_sale(rcoop, necklaces, at="2026-10-20", recorded="2026-11-02")
        assert first_unsettled_days(rcoop, NOVEMBER) == {}
        make_sale(rcoop, necklaces, at="2026-11-07")
        make_sale(rcoop, necklaces, at="2026-11-05")
        assert first_unsettled_days(rcoop, NOVEMBER) == {account.pk: date(2026, 11, 5)}

    def test_a_fingerprint_changes_with_numbers_and_amounts(
        self, rcoop: Coworking, necklaces: Item, account: Account
    ) -> None:
        before = fingerprint(all_entries_of(account))
        assert before == fingerprint(all_entries_of(account))
        make_sale(rcoop, necklaces, at="2026-10-06")
        both = fingerprint(all_entries_of(account))
        first = all_entries_of(account)[0].pk
        assert len({before, both, fingerprint(all_entries_of(account).exclude(pk=first))}) == 3


class TestWhatIsPaid:
    @kept
    def carried(self, rcoop: Coworking, account: Account) -> Tally:
        """31.50 of sales."""
        return tally(all_entries_of(account))

    @pytest.mark.parametrize(
        ("opening", "minimum", "paid"),
        [
            ("0.00", "0.00", "31.50"),
            ("0.00", "31.50", "31.50"),
            ("0.00", "31.51", "0.00"),
            ("10.00", "41.50", "41.50"),
            ("-31.50", "0.00", "0.00"),
            ("-31.51", "0.00", "0.00"),
            ("-31.49", "0.00", "0.01"),
        ],
    )
    def test_the_whole_balance_above_zero_from_the_minimum_on(
        self, carried: Tally, opening: str, minimum: str, paid: str
    ) -> None:
        assert payable(Decimal(opening), carried, Decimal(minimum)) == Decimal(paid)

    def test_the_minimum_is_the_latest_accepted_agreements(self) -> None:
        coworking = make_coworking(minimum="5.00")
        maker = make_selling_maker(coworking, minimum="10.00")
        make_sale(coworking, make_placed(coworking, maker).item)
        account = Account.objects.get()
        affiliation = maker.affiliations.get()
        make_agreement(coworking, affiliation, starts_on=NOVEMBER, minimum="20.00")
        make_agreement(coworking, affiliation, starts_on=OCTOBER, minimum="30.00", accepted=False)
        days = (date(2025, 12, 31), OCTOBER, NOVEMBER)
        told = [minimum_payout(account, day) for day in days]
        assert told == [Decimal("5.00"), Decimal("10.00"), Decimal("20.00")]
        key = (account.maker_id, account.payee_id)
        by_key = [minimum_payouts(coworking, day).get(key) for day in days]
        assert by_key == [None, Decimal("10.00"), Decimal("20.00")]

    def test_an_old_payees_minimum_is_that_of_its_last_agreement(self) -> None:
        coworking = make_coworking()
        maker = make_maker()
        old = make_affiliation(maker, ends_on=OCTOBER)
        make_agreement(coworking, old, minimum="10.00")
        make_sale(coworking, make_placed(coworking, maker).item)
        new = make_affiliation(maker, make_entity("New"), starts_on=date(2026, 11, 1))
        make_agreement(coworking, new, minimum="20.00")
        account = Account.objects.get()
        assert minimum_payout(account, NOVEMBER) == Decimal("10.00")


class TestParties:
    def test_both_sides_are_told_as_they_stand_on_the_last_day(
        self, rcoop: Coworking, account: Account
    ) -> None:
        for day, iban in ((OCTOBER, IBANS[1]), (date(2026, 11, 3), IBANS[0])):
            make_account(account.payee, starts_on=day, iban=iban, holder=str(day))
        told = parties(account, Month(2026, 10))
        assert told["maker"] == "Comme une plume"
        assert (told["coworking"]["name"], told["coworking"]["legal_name"]) == (
            "Rcoop",
            "Rcoop SC",
        )
        assert told["payee"] == {
            "legal_name": "Comme une plume payee",
            "street": "Rue des Artisans 1",
            "postcode": "1050",
            "town": "Ixelles",
            "country": "BE",
            "enterprise_number": account.payee.enterprise_number,
            "vat_status": "liable",
            "iban": IBANS[1],
            "holder": "2026-10-31",
            "bic": "",
            "legal_form": "",
            "register": "",
            "email": "",
            "language": "fr",
        }
        # Money leaves after the closing, so it goes to the account of that day.
        closed_on = parties(account, Month(2026, 10), date(2026, 11, 3))
        assert closed_on["payee"]["holder"] == "2026-11-03"

    def test_what_is_not_known_is_empty(self, rcoop: Coworking, account: Account) -> None:
        account.payee.vat_periods.all().delete()
        account.payee.bank_accounts.all().delete()
        payee = parties(account, Month(2026, 10))["payee"]
        assert (payee["vat_status"], payee["iban"], payee["holder"]) == ("", "", "")


def test_an_ended_affiliation_is_still_settled(
    rcoop: Coworking, plume: Maker, account: Account
) -> None:
    end_affiliation(
        affiliation=plume.affiliations.get(), ends_on=date(2026, 10, 6), by=None, at=START
    )
    assert closed(rcoop, "2026-10").payout == Decimal("31.50")
