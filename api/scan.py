"""What a scanned code means to the caller, here and now."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Absent
from api.fields import Amount, Currency
from api.places import one_of
from api.resource import Door
from consign.codes.label import spaced
from consign.days import local_day
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import Item
from consign.stock.queries import announced_at, by_code
from consign.till.scan import Scanned, scan

ACTS = [("sell", "sell"), ("accept", "accept"), ("move", "move"), ("give-back", "give-back")]

# At no desk of the caller's.
NOWHERE: dict[str, Any] = {
    "coworking": None,
    "on_hand": 0,
    "held": [],
    "announcement": None,
    "may": [],
}


class Where(serializers.Serializer[Any]):
    """Where the code was scanned."""

    coworking = serializers.SlugField(
        default="", allow_blank=True, help_text="Needed where you stand at more than one desk."
    )


class WhyNot(serializers.Serializer[Any]):
    """Why the piece cannot be sold here."""

    code = serializers.CharField(help_text="As the sale would be refused: `already_sold`.")
    detail = serializers.CharField()


class HeldSerializer(serializers.Serializer[Any]):
    """Pieces that are kept for somebody."""

    name = serializers.CharField()
    quantity = serializers.IntegerField()
    until = serializers.DateTimeField()


class ScanSerializer(serializers.Serializer[Any]):
    """A piece, and what the caller may do with it."""

    code = serializers.CharField()
    spaced = serializers.CharField(help_text="The code as people read it: `7K3 M9Q X`.")
    title = serializers.CharField()
    maker = serializers.SlugField(source="maker.slug")
    maker_name = serializers.CharField(source="maker.name")
    price = Amount()
    currency = Currency()
    coworking = serializers.SlugField(allow_null=True)
    on_hand = serializers.IntegerField(help_text="Pieces at this coworking.")
    held = HeldSerializer(many=True, help_text="Kept for somebody here; sold all the same.")
    announcement = serializers.IntegerField(
        allow_null=True, help_text="The announcement that waits here to be accepted."
    )
    may = serializers.ListField(child=serializers.ChoiceField(choices=ACTS))
    why_not = WhyNot(allow_null=True, help_text="Nothing when it can be sold.")


class Scan(Door):
    """What a code means."""

    for_devices = True

    @extend_schema(parameters=[Where], responses=ScanSerializer, operation_id="scan")
    def get(self, _request: Request, code: str) -> Response:
        """What a code means to you here and now: the piece, its price, and what may be done.

        The code is as scanned or typed: small letters, spaces, dashes or the whole address of a
        label are understood.  404 says why a text is no code, or that nothing here has it.
        """
        slug = self.asked(Where)["coworking"]
        try:
            item = by_code(code)
        except Refused as refused:
            raise Absent(refused) from None
        here = one_of(self.desks, slug)
        if here is None:
            why = {"code": "no_desk", "detail": _("You do not stand at the desk of a coworking.")}
            return _told(item, **NOWHERE, why_not=why)
        now = timezone.now()
        return _at_desk(here, scan(here, item.code, local_day(now), at=now))


def _at_desk(here: Coworking, found: Scanned) -> Response:
    waiting = announced_at(here).filter(item=found.item).first()
    acts = {
        "sell": found.sellable,
        "accept": waiting is not None,
        "move": found.on_hand > 0,
        "give-back": found.on_hand > 0,
    }
    refusal = found.refusal
    return _told(
        found.item,
        coworking=here.slug,
        on_hand=found.on_hand,
        held=found.held,
        announcement=waiting and waiting.pk,
        may=[act for act, possible in acts.items() if possible],
        why_not=refusal and {"code": refusal.code, "detail": str(refusal)},
    )


def _told(item: Item, **facts: Any) -> Response:
    told = {
        "code": item.code,
        "spaced": spaced(item.code),
        "title": item.title,
        "maker": item.maker,
        "price": item.price,
        **facts,
    }
    return Response(ScanSerializer(told).data)
