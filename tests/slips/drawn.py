"""Slips, drawn up with the real operations."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from consign.people.models import Coworking, Maker
from consign.slips.drawing_up import Said, draw_up
from consign.slips.models import Slip, SlipKind
from consign.slips.queries import slips, told
from consign.stock.models import Placement
from consign.stock.operations import give_back
from tests.factories import any_person, make_placed, moment


def make_slip(
    coworking: Coworking,
    maker: Maker,
    kind: SlipKind = SlipKind.DEPOSIT,
    *,
    at: str = "2026-10-05",
    said: Mapping[int, Said] | None = None,
    **more: Any,
) -> Slip:
    drawn = draw_up(
        coworking=coworking,
        maker=maker,
        kind=kind,
        said=said,
        by=any_person(),
        at=moment(at),
        **more,
    )
    return told(slips()).get(pk=drawn.slip.pk)


def make_deposit(
    coworking: Coworking, maker: Maker, title: str = "Collier plume", *, quantity: int = 1
) -> Slip:
    """A piece that came in, and its slip."""
    make_placed(coworking, maker, title, quantity=quantity)
    return make_slip(coworking, maker)


def take_home(place: Placement, quantity: int = 1) -> None:
    give_back(placement=place, quantity=quantity, by=any_person(), at=moment("2026-10-20"))


def movement_of(place: Placement) -> int:
    """The key of what happened last there."""
    return place.movements.order_by("-pk").values_list("pk", flat=True)[0]


def worth(place: Placement, value: str | None) -> dict[int, Said]:
    """What the desk says a lost piece there is worth."""
    return {movement_of(place): Said(value=Decimal(value) if value else None)}
