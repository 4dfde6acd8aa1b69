"""The same piece accepted, moved, sent, counted, given back and sold at one moment."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from consign.labels.models import Printed
from consign.labels.printing import Job, print_labels
from consign.labels.sheets import L7160
from consign.refusal import Refused
from consign.stock.checks import problems
from consign.stock.deciding import decide_difference
from consign.stock.models import (
    Announcement,
    DifferenceState,
    Item,
    Placement,
    PriceChange,
    Reduction,
)
from consign.stock.operations import accept, announce, give_back, move
from consign.stock.photos import Frame
from consign.stock.pictures import (
    add_photo,
    add_photos,
    arrange_photos,
    crop_photo,
    remove_photo,
)
from consign.stock.reductions import LowerPrice, keep_up, plan_reductions
from consign.stock.stocktaking import close_count, count_piece, start_count
from consign.stock.transits import NotUnderWay, receive, send, take_back
from tests.factories import (
    make_agreement,
    make_coworking,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
    make_showcase,
    moment,
)
from tests.labels.faces import BASE
from tests.stock.pictures import jpeg

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT = moment("2026-10-05")


@pytest.fixture
def placed(transactional_db: None) -> Placement:
    rcoop = make_coworking()
    return make_placed(rcoop, make_selling_maker(rcoop), quantity=1)


def on_hand(item: Item) -> int:
    return sum(Placement.objects.filter(item=item).values_list("on_hand", flat=True))


def only_refusals(done: Sequence[Any]) -> None:
    wrong = [one for one in done if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert wrong == []


def test_the_last_piece_is_moved_sent_given_back_or_sold(
    at_once: AtOnce, placed: Placement
) -> None:
    dan, other = make_person("dan"), make_coworking("La Filature")
    make_agreement(other, placed.item.maker.affiliations.get())
    back = make_showcase(placed.showcase.coworking, "Back room")
    acts: dict[str, Any] = {"placement": placed, "quantity": 1, "by": dan, "at": AT}
    done = at_once(
        [
            partial(move, showcase=back, **acts),
            partial(send, coworking=other, **acts),
            partial(give_back, **acts),
            partial(make_sale, placed.showcase.coworking, placed.item),
        ]
    )
    only_refusals(done)
    assert on_hand(placed.item) in (0, 1)
    # A piece that was moved first may be sold from where it is; nothing else happens twice.
    assert sum(not isinstance(one, Exception) for one in done) in (1, 2)
    assert list(problems()) == []


def test_accepted_counted_and_sold_at_once_the_books_agree(
    at_once: AtOnce, placed: Placement
) -> None:
    dan, coworking = make_person("dan"), placed.showcase.coworking
    told = announce(item=placed.item, coworking=coworking, quantity=2, by=dan, at=AT)
    count = start_count(showcase=placed.showcase, by=dan, at=AT)
    scan = partial(count_piece, stocktake=count, item=placed.item, by=dan, at=AT)
    take_in = partial(
        accept, announcement=told, showcase=placed.showcase, quantity=2, by=dan, at=AT
    )
    sell = partial(make_sale, coworking, placed.item)
    done = at_once([scan, take_in, take_in, sell, scan])
    only_refusals(done)
    assert Announcement.objects.get(pk=told.pk).accepted == 2
    assert on_hand(placed.item) == 2
    for difference in close_count(stocktake=count, by=dan, at=AT):
        settled = DifferenceState.MISCOUNTED
        decide_difference(difference=difference, decision=settled, by=dan, at=AT)
    assert list(problems()) == []


def test_what_is_under_way_arrives_or_is_taken_back(at_once: AtOnce, placed: Placement) -> None:
    dan, other = make_person("dan"), make_coworking("La Filature")
    make_agreement(other, placed.item.maker.affiliations.get())
    sent = send(placement=placed, coworking=other, quantity=1, by=dan, at=AT)
    arrives = partial(
        receive, transit=sent, showcase=other.showcases.get(), quantity=1, by=dan, at=AT
    )
    returns = partial(take_back, transit=sent, quantity=1, by=dan, at=AT)
    done = at_once([arrives, returns, arrives, returns])
    assert sorted(type(one).__name__ for one in done) == [
        *[NotUnderWay.__name__] * 3,
        Placement.__name__,
    ]
    assert on_hand(placed.item) == 1
    assert list(problems()) == []


def test_a_reduction_begins_and_ends_once(at_once: AtOnce, placed: Placement) -> None:
    dan = make_person("dan")
    days = {"starts_on": moment("2026-10-10").date(), "ends_on": moment("2026-10-11").date()}
    lower = [LowerPrice(placed.item, Decimal("40.00"))]
    plan_reductions(lower=lower, by=dan, at=AT, **days)
    begin = partial(keep_up, at=moment("2026-10-10"))
    assert sorted(at_once([begin] * 3)) == [0, 0, 1]
    end = partial(keep_up, at=moment("2026-10-12"))
    assert sorted(at_once([end] * 3)) == [0, 0, 1]
    prices = PriceChange.objects.filter(item=placed.item).order_by("pk")
    assert [str(price) for price in prices.values_list("price", flat=True)] == [
        "45.00",
        "40.00",
        "45.00",
    ]
    assert not Reduction.objects.filter(ended_at__isnull=True).exists()


def test_two_who_arrange_crop_and_remove_photos_leave_a_whole_row(
    at_once: AtOnce, placed: Placement, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    item, dan = placed.item, make_person("dan")
    drawn = [jpeg(40, 30, colour) for colour in ("red", "green", "blue")]
    first, second, third = add_photos(item=item, photos=drawn, by=dan, at=AT)
    half = Frame(left=0, top=0, width=50, height=100)
    done = at_once(
        [
            partial(
                arrange_photos, item=item, order=[third.pk, second.pk, first.pk], by=dan, at=AT
            ),
            partial(remove_photo, photo=second, by=dan, at=AT),
            partial(add_photo, item=item, data=jpeg(40, 30, "white"), by=dan, at=AT),
            partial(crop_photo, photo=third, frame=half, seen=str(third.large.name), by=dan, at=AT),
        ]
    )
    only_refusals(done)
    left = list(item.photos.order_by("position"))
    assert [photo.position for photo in left] == [1, 2, 3]
    assert {first.pk, third.pk} < {photo.pk for photo in left}
    kept = {photo.large.name for photo in left} | {photo.small.name for photo in left}
    assert {f"photos/{file.name}" for file in (tmp_path / "photos").iterdir()} == kept


def test_two_who_print_the_same_labels_leave_one_row_for_each_item(
    at_once: AtOnce, placed: Placement
) -> None:
    rcoop, dan = placed.showcase.coworking, make_person("dan")
    other = make_placed(rcoop, placed.item.maker).item
    ways = ([(placed.item, 1), (other, 1)], [(other, 2), (placed.item, 1)])
    done = at_once(
        [
            partial(print_labels, job=Job(items, rcoop, L7160, BASE, "fr"), by=dan, at=AT)
            for items in (*ways, *ways)
        ]
    )
    assert not any(isinstance(one, Exception) for one in done)
    assert Printed.objects.count() == 2
