"""A maker's list of pieces, taken over by a program."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import KEY
from api.fields import key_needed
from api.parsers import BankForm
from api.resource import Door
from consign.agreements.queries import coworkings_for, makers_kept_by
from consign.days import local_day
from consign.stock.lists import ListRead, read_list
from consign.stock.looking import fit_for, taken_with
from consign.stock.taking_over import announce_list


class ListSent(serializers.Serializer[Any]):
    """A list as a maker keeps it, CSV or XLSX; what it is, the file itself says."""

    maker = serializers.SlugField()
    coworking = serializers.SlugField(help_text="Where its pieces are announced.")
    file = serializers.FileField(allow_empty_file=True)
    dry_run = serializers.BooleanField(default=False, help_text="Only look; nothing is written.")


class ListProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with a line."""

    row = serializers.IntegerField(source="number", help_text="In the file, its header included.")
    column = serializers.CharField(help_text="Its header as it was written; empty: all the line.")
    code = serializers.CharField()
    detail = serializers.CharField(source="sentence")


class ListReadSerializer(serializers.Serializer[Any]):
    """What a list gives."""

    lines = serializers.IntegerField(help_text="Lines that can be taken over.")
    codes = serializers.ListField(
        child=serializers.CharField(), help_text="Label codes of the items it made, by line."
    )
    problems = ListProblemSerializer(many=True)


class ItemsImport(Door):
    """Lists of pieces."""

    parser_classes = [BankForm]

    @extend_schema(
        request={"multipart/form-data": ListSent},
        responses={200: ListReadSerializer, 201: ListReadSerializer},
        parameters=[KEY],
    )
    def post(self, request: Request) -> Response:
        """Register and announce every line of a list, all of them or none.

        Lines that cannot be taken are told by row and column.  With `dry_run` all is only looked
        at.  The same key with the same list again makes nothing more.
        """
        sent = self.sent(ListSent)
        now = timezone.now()
        maker = get_object_or_404(makers_kept_by(self.reader), slug=sent["maker"])
        places = coworkings_for(maker, local_day(now))
        coworking = get_object_or_404(places, slug=sent["coworking"])
        key = key_needed(request)
        read = read_list(sent["file"].read())
        if not taken_with(key, read):
            read = fit_for(maker, read)
        if sent["dry_run"]:
            return _told(read, [], 200)
        if read.problems:
            raise serializers.ValidationError(_by_place(read))
        made = announce_list(
            maker=maker, coworking=coworking, read=read, key=key, by=self.reader, at=now
        )
        return _told(read, [item.code for item in made], 201)


def _told(read: ListRead, codes: list[str], status: int) -> Response:
    told = {"lines": len(read.rows), "codes": codes, "problems": read.problems}
    return Response(ListReadSerializer(told).data, status)


def _by_place(read: ListRead) -> dict[str, list[str]]:
    """The sentences by row and column: `rows.12.Prix`."""
    found: dict[str, list[str]] = {}
    for problem in read.problems:
        place = ".".join(filter(None, ["rows", str(problem.number), problem.column]))
        found.setdefault(place, []).append(problem.sentence)
    return found
