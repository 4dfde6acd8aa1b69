"""How the demo's coworkings pay: bank files, what the bank says of them, and what comes back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from consign.agreements.bank_details import change_account
from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.bank import Bank, Booked
from consign.console.demo.founding import Place, World
from consign.console.demo.world import FILATURE, RCOOP
from consign.days import Month, local_day
from consign.ledger.bookings import charge_fee
from consign.payouts.bank_statements import read_in
from consign.payouts.contents import contents_digest
from consign.payouts.models import Payout, PayoutState, Remittance
from consign.payouts.operations import mark_paid
from consign.payouts.queries import payouts_at
from consign.payouts.remitting import approve, export, prepare_remittance

# Her bank has closed the account meanwhile: what was sent comes back.
MOVED = "amelie"
# A stall at the winter market, more than her pieces bring: she owes it.
STALL, STALL_FEE = "soft-rain-soap", Decimal("180.00")
# Somebody entered another account; nobody else has confirmed it yet.
CHANGES, NEW_IBAN = "camille", "BE68 5390 0754 7034"


@dataclass
class Paying:
    """What happens to the money once months are closed."""

    world: World
    agenda: Agenda
    banks: dict[str, Bank] = field(default_factory=dict)

    def note_down(self, first: Month, second: Month) -> None:
        after, later = first.next.first, second.next.first
        rcoop, filature = self.world.places[RCOOP], self.world.places[FILATURE]
        self.agenda.add(moment(after + timedelta(days=2), 11), lambda at: self._remit(rcoop, at))
        self.agenda.add(moment(after + timedelta(days=4), 18), self._carry_out)
        self.agenda.add(moment(after + timedelta(days=8), 18), self._send_back)
        self.agenda.add(moment(after + timedelta(days=4), 16), lambda at: _by_hand(filature, at))
        self.agenda.add(moment(second.first + timedelta(days=18), 10), self._stall)
        lately = max(moment(later + timedelta(days=2), 11), self.agenda.now - timedelta(hours=28))
        self.agenda.add(lately, lambda at: self._draft(filature, at))
        self.agenda.add(self.agenda.now - timedelta(days=1, hours=3), self._bank_of_today)
        self.agenda.add(self.agenda.now - timedelta(hours=5), self._other_account)

    def _remit(self, place: Place, at: datetime) -> None:
        """One prepares, another approves, the file goes to the bank."""
        prepared = self._prepared(place, at)
        second = self.world.people[place.facts.managers[1]]
        approve(remittance=prepared, digest=contents_digest(prepared), by=second, at=at)
        export(remittance=prepared, by=place.manager, at=at)

    def _draft(self, place: Place, at: datetime) -> None:
        """A bank file that waits for the second person."""
        self._prepared(place, at)

    def _prepared(self, place: Place, at: datetime) -> Remittance:
        waiting = payouts_at(place.coworking).filter(state=PayoutState.PREPARED)
        return prepare_remittance(
            coworking=place.coworking,
            numbers=[payout.number for payout in waiting],
            execution_on=local_day(at) + timedelta(days=3),
            by=place.manager,
            at=at,
        )

    def _carry_out(self, at: datetime) -> None:
        """The bank has paid all of the file; it says so, with other things of the day."""
        place = self.world.places[RCOOP]
        others = [
            Booked(Decimal("412.60"), "Terminal de paiement", text="Versement cartes"),
            Booked(Decimal("-640.00"), "Immobilière de la Paix", text="Loyer du mois"),
        ]
        self._read(place, at, [*map(Booked.sent, self._ordered(place)), *others])

    def _send_back(self, at: datetime) -> None:
        place = self.world.places[RCOOP]
        payee = self.world.entities[MOVED]
        sent = payouts_at(place.coworking).filter(
            state=PayoutState.PAID, settlement__account__payee=payee
        )
        self._read(place, at, [Booked.back(payout) for payout in sent])

    def _bank_of_today(self, at: datetime) -> None:
        """So that everybody can see that the makers' money is there."""
        cards = Booked(Decimal("1860.25"), "Terminal de paiement", text="Versement cartes")
        self._read(self.world.places[RCOOP], at, [cards])

    def _read(self, place: Place, at: datetime, booked: list[Booked]) -> None:
        key = place.facts.key
        iban = self._iban(place)
        bank = self.banks.setdefault(key, Bank(iban, Decimal("3200.00")))
        file = bank.statement(local_day(at), booked)
        read_in(coworking=place.coworking, content=file, by=place.manager, at=at)

    def _iban(self, place: Place) -> str:
        return place.coworking.operator.bank_accounts.values_list("iban", flat=True)[0]

    def _ordered(self, place: Place) -> list[Payout]:
        return list(payouts_at(place.coworking).filter(state=PayoutState.ORDERED))

    def _stall(self, at: datetime) -> None:
        place = self.world.places[FILATURE]
        charge_fee(
            coworking=place.coworking,
            maker=self.world.makers[STALL].maker,
            label="Stand au marché d’hiver",
            amount=STALL_FEE,
            by=place.manager,
            at=at,
        )

    def _other_account(self, at: datetime) -> None:
        entity = self.world.entities[CHANGES]
        change_account(
            entity=entity,
            iban=NEW_IBAN,
            holder=entity.legal_name,
            starts_on=local_day(at),
            by=self.world.places[RCOOP].manager,
            at=at,
        )


def _by_hand(place: Place, at: datetime) -> None:
    """A small coworking copies its payouts into the bank's own pages."""
    mark_paid(
        coworking=place.coworking,
        numbers=[payout.number for payout in payouts_at(place.coworking)],
        paid_on=local_day(at),
        by=place.manager,
        at=at,
    )
