"""Labels, drawn on a sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.exports import OnlyKind, Pdf, named
from api.places import one_of
from api.resource import Door
from consign.agreements.queries import coworkings_for
from consign.codes import label
from consign.codes.address import public_url
from consign.days import local_day
from consign.labels.marks import Marks
from consign.labels.models import FURTHEST
from consign.labels.pdf import Shift
from consign.labels.printing import Job, print_labels
from consign.labels.queries import UnknownPrinter, sheet_at, shift_of
from consign.labels.sheets import SHEETS
from consign.people.models import LANGUAGES, Coworking, Scope, User
from consign.people.queries import coworkings, desks_of
from consign.refusal import Refused
from consign.stock.counting import LARGEST_QUANTITY
from consign.stock.models import Item
from consign.stock.queries import UnknownCode, items_seen_by


class Offset(serializers.DecimalField):
    """Millimetres, at most two centimetres."""

    def __init__(self, **kwargs: Any) -> None:
        bounds = {"min_value": Decimal(-FURTHEST), "max_value": Decimal(FURTHEST)}
        super().__init__(max_digits=3, decimal_places=1, default=Decimal(0), **(bounds | kwargs))


class Paper(serializers.Serializer[Any]):
    """The paper, where on it to begin, and whose window the labels are for."""

    sheet = serializers.CharField(
        default="L7160",
        max_length=40,
        help_text=f"{', '.join(sorted(SHEETS))}; or a paper of the coworking's own: `own-` and its "
        "number.",
    )
    start_at = serializers.IntegerField(
        default=1, min_value=0, max_value=10**4, help_text="The first free label, counted from 1."
    )
    coworking = serializers.SlugField(
        default="", allow_blank=True, help_text="Needed where you have more than one."
    )
    language = serializers.ChoiceField(
        choices=LANGUAGES, required=False, help_text="Yours unless given."
    )
    printer = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=200,
        help_text="The name of one of the coworking's printers, which puts them in their place; "
        "for its desk.",
    )
    right = Offset(help_text="Moves everything to the right, where no printer is named.")
    down = Offset(help_text="Moves everything down, where no printer is named.")
    cut_marks = serializers.BooleanField(
        default=False, help_text="Thin marks at the corners of labels, to cut plain paper along."
    )
    proof = serializers.BooleanField(
        default=False,
        help_text="Frames, black on white alone, to lay upon the labels; it counts as no label.",
    )


class OneLabel(Paper):
    """Labels of one item."""

    copies = serializers.IntegerField(default=1, min_value=1, max_value=LARGEST_QUANTITY)


class Copies(serializers.Serializer[Any]):
    """An item, and how many labels of it."""

    code = serializers.CharField(max_length=200)
    copies = serializers.IntegerField(default=1, min_value=1, max_value=LARGEST_QUANTITY)


class ManyLabels(Paper):
    """Labels of several items."""

    items = Copies(many=True, allow_empty=False)


def printed(
    reader: User, address: str, items: Sequence[tuple[Item, int]], asked: Mapping[str, Any]
) -> Response:
    """The labels as PDF; signs our type has not are left out, and a header names those items.

    Refused: TooManyLabels; UnknownPaper, StartOutsideSheet; UnknownPrinter, also for makers, who
    do not stand beside the desk's.
    """
    window = _window(reader, items, asked["coworking"])
    job = Job(
        items=items,
        coworking=window,
        sheet=sheet_at(window, asked["sheet"]),
        base_url=address,
        language=asked.get("language") or get_language() or "en",
        start_at=asked["start_at"],
        shift=_shift(reader, window, asked),
        marks=Marks(cut=asked["cut_marks"], proof=asked["proof"]),
    )
    sheets = print_labels(job=job, by=reader, at=timezone.now())
    answer = named(sheets.pdf, "labels.pdf")
    if sheets.left_out:
        answer["Consign-Left-Out"] = ", ".join(sheets.left_out)
    return answer


def _shift(reader: User, window: Coworking, asked: Mapping[str, Any]) -> Shift:
    if not asked["printer"]:
        return asked["right"], asked["down"]
    if not desks_of(reader).filter(pk=window.pk).exists():
        raise UnknownPrinter(place="printer", name=asked["printer"])
    return shift_of(window, asked["printer"])


class Labels(Door):
    """Labels as PDF."""

    writing = Scope.READ
    renderer_classes = [Pdf]
    content_negotiation_class = OnlyKind

    @extend_schema(request=ManyLabels, responses={(200, "application/pdf"): bytes})
    def post(self, request: Request) -> Response:
        """Labels of items of your projects or of your desk, as PDF."""
        sent = self.sent(ManyLabels)
        items = _items(self.reader, sent.pop("items"))
        return printed(self.reader, public_url(request), items, sent)


def _items(reader: User, wanted: Sequence[dict[str, Any]]) -> list[tuple[Item, int]]:
    """Refused: NotACode, MistypedCode; UnknownCode also for what is not the reader's."""
    codes = [_read(line["code"], f"items.{index}.code") for index, line in enumerate(wanted)]
    found = {item.code: item for item in items_seen_by(reader).filter(code__in=codes)}
    for index, code in enumerate(codes):
        if code not in found:
            raise UnknownCode(place=f"items.{index}.code", code=label.spaced(code))
    return [(found[code], line["copies"]) for code, line in zip(codes, wanted, strict=True)]


def _read(text: str, place: str) -> str:
    try:
        return label.read(text)
    except Refused as refused:
        refused.place = place
        raise


def _window(reader: User, items: Sequence[tuple[Item, int]], slug: str) -> Coworking:
    """The coworking whose label it is: the reader's desk, or where the first item's maker sells."""
    desks = desks_of(reader)
    sells = coworkings_for(items[0][0].maker, local_day(timezone.now()))
    both = coworkings().filter(Q(pk__in=_keys(desks)) | Q(pk__in=_keys(sells)))
    found = one_of(both if slug else desks if desks.exists() else sells, slug)
    if found is None:
        raise serializers.ValidationError({"coworking": [_("No coworking shows these pieces.")]})
    return found


def _keys(rows: QuerySet[Coworking]) -> QuerySet[Any, Any]:
    return rows.order_by().values("pk")
