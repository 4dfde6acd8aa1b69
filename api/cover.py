"""Is the makers' money there: a plain yes or no, and for managers the sum behind it."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, RowKey
from api.places import desk_here
from api.resource import Door
from consign.days import local_day
from consign.ledger.queries import accounts_seen_by
from consign.payouts.cover import Unknown, answer_of, money_cover
from consign.payouts.owed import owed_by_account, owed_to
from consign.people.models import Coworking, Scope, User
from consign.people.queries import coworkings, entities_of
from consign.people.roles import may_settle
from consign.till.counts import count_cash
from consign.till.places import first_till


class OwedSerializer(serializers.Serializer[Any]):
    """What is owed, by when it became owed; accounts below zero take nothing off."""

    this_month = Amount()
    last_month = Amount()
    older = Amount()
    total = Amount()
    oldest = serializers.DateField(allow_null=True, help_text="The day of the oldest unpaid sale.")


class CashSerializer(serializers.Serializer[Any]):
    """What was counted in the drawer, and what came and went by sales since."""

    counted = Amount()
    counted_at = serializers.DateTimeField()
    since = Amount()
    amount = Amount()


class AtTheBankSerializer(serializers.Serializer[Any]):
    """What the bank has told, and what was paid, returned and received since."""

    closing = Amount()
    closed_on = serializers.DateField()
    since = Amount()
    amount = Amount()
    as_of = serializers.DateField(help_text="Of the account that was told of least lately.")


class AccountOwedSerializer(serializers.Serializer[Any]):
    """What is owed on one account."""

    account = serializers.IntegerField(source="account.pk")
    maker = serializers.SlugField(source="account.maker.slug")
    payee = serializers.SlugField(source="account.payee.slug")
    amount = Amount()
    since = serializers.DateField()


class FiguresOfCover(serializers.Serializer[Any]):
    """What is owed beside what is there; what nobody has told counts as nothing."""

    owed = OwedSerializer()
    there = Amount(help_text="Till, cards under way and bank.")
    missing = Amount()
    cash = CashSerializer(allow_null=True)
    card = Amount(help_text="Paid by card and still under way.")
    card_after = serializers.DateField(help_text="Card takings of later days are under way.")
    bank = AtTheBankSerializer(allow_null=True)
    unknown = serializers.ListField(
        child=serializers.ChoiceField(choices=[(one.value, one.name) for one in Unknown])
    )
    open_lines = serializers.IntegerField(help_text="Of the bank, that wait to be matched.")


class AdvisedSerializer(serializers.Serializer[Any]):
    """What is owed to a legal entity you advise, for all its makers there."""

    payee = serializers.SlugField(source="payee.slug")
    payee_name = serializers.CharField(source="payee.legal_name")
    owed = Amount()


class MoneyThereSerializer(serializers.Serializer[Any]):
    """Whether what a coworking owes its makers is there."""

    coworking = serializers.SlugField(source="coworking.slug")
    currency = Currency()
    covered = serializers.BooleanField(
        source="answer.covered", allow_null=True, help_text="Null while the bank has told nothing."
    )
    as_of = serializers.DateField(
        source="answer.as_of", allow_null=True, help_text="The day of the oldest of the facts."
    )
    advised = AdvisedSerializer(many=True, help_text="For advisers.")
    figures = FiguresOfCover(allow_null=True, help_text="For managers.")
    accounts = AccountOwedSerializer(
        many=True,
        allow_null=True,
        help_text="For managers: whose money it is, who waits longest first.",
    )


class WhoseMoney(serializers.Serializer[Any]):
    """Of which coworking."""

    coworking = serializers.SlugField()


class CountSent(WhoseMoney):
    """What lies in the drawer now, notes and coins, the change it began with included."""

    amount = Amount()
    till = RowKey(required=False, help_text="The device's, or the first one, unless given.")


class CountSerializer(serializers.Serializer[Any]):
    """A count of the drawer."""

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="till.coworking.slug")
    till = serializers.IntegerField(source="till_id")
    amount = Amount()
    currency = Currency()
    counted_by = serializers.CharField(source="counted_by.name")
    counted_at = serializers.DateTimeField()


class MoneyThere(Door):
    """Whether the makers' money is there."""

    @extend_schema(parameters=[WhoseMoney], responses=MoneyThereSerializer)
    def get(self, _request: Request) -> Response:
        """Whether what a coworking owes its makers is there, and as of which day.

        Makers read the answer; advisers also what is owed to those they advise; managers the sum
        behind it.
        """
        coworking = get_object_or_404(coworkings(), slug=self.asked(WhoseMoney)["coworking"])
        manages = may_settle(self.reader, coworking)
        reads = accounts_seen_by(self.reader).filter(coworking=coworking)
        if not manages and not reads.exists():
            raise Http404
        today = local_day(timezone.now())
        cover = money_cover(coworking, today)
        told = {
            "coworking": coworking,
            "answer": answer_of(cover),
            "advised": _advised(self.reader, coworking),
            "figures": cover if manages else None,
            "accounts": owed_by_account(coworking, today) if manages else None,
        }
        return Response(MoneyThereSerializer(told).data)


class CashCounts(Door):
    """Counts of the drawer."""

    writing = Scope.SELL
    for_devices = True

    @extend_schema(request=CountSent, responses={201: CountSerializer})
    def post(self, request: Request) -> Response:
        """Say what lies in the drawer just now.  For the desk.

        It takes no key: counted twice, it is counted twice, and the later count holds.
        """
        sent = self.sent(CountSent)
        coworking = self.desk(sent.pop("coworking"))
        till = desk_here(request, coworking, sent.pop("till", None)).till or first_till(coworking)
        made = count_cash(till=till, by=self.reader, at=timezone.now(), **sent)
        return Response(CountSerializer(made).data, 201)


def _advised(reader: User, coworking: Coworking) -> list[dict[str, Any]]:
    """What is owed to each legal entity the reader advises, where it has an account there."""
    found = ((payee, owed_to(payee, reader)) for payee in entities_of(reader))
    return [{"payee": payee, "owed": owed[coworking]} for payee, owed in found if coworking in owed]
