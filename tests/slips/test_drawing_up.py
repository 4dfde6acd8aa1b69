"""What a slip gathers, and what it freezes."""

import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail

from consign.agreements.queries import NoAgreement, NoPayee
from consign.journal.models import Event
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused
from consign.slips.drawing_up import (
    MOST_LINES,
    NothingToDrawUp,
    OnASlipByNow,
    Said,
    ValueRaised,
    draw_up,
)
from consign.slips.models import Slip, SlipKind, SlipLine
from consign.slips.queries import to_draw_up, unslipped
from consign.stock.items import ValueOutOfRange
from consign.stock.models import Item, Movement, MovementKind
from consign.stock.operations import accept, announce, move
from consign.stock.photos import NotAPhoto
from tests.factories import (
    any_person,
    make_item,
    make_maker,
    make_placed,
    make_sale,
    make_showcase,
    moment,
)
from tests.slips.drawn import make_slip, movement_of, take_home, worth
from tests.stock.pictures import jpeg

pytestmark = pytest.mark.django_db
DEPOSIT, WITHDRAWAL = SlipKind.DEPOSIT, SlipKind.WITHDRAWAL


def test_a_deposit_slip_gathers_what_came_in(rcoop: Coworking, plume: Maker) -> None:
    make_placed(rcoop, plume, "Ring", quantity=2)
    make_placed(rcoop, plume, "Vase", price="80.00")

    slip = make_slip(rcoop, plume)

    assert slip.number == "DS-2026-00001"
    assert slip.place == "Rcoop, Rue de la Paix 41, 1050 Ixelles"
    lines = [(line.title, line.quantity, str(line.price)) for line in slip.lines.all()]
    assert lines == [("Ring", 2, "45.00"), ("Vase", 1, "80.00")]
    assert not unslipped(rcoop, DEPOSIT).exists()
    assert Event.objects.filter(verb="draw up slip", subject=slip.number).exists()


def test_a_withdrawal_slip_gathers_what_went_back(rcoop: Coworking, plume: Maker) -> None:
    take_home(make_placed(rcoop, plume, "Ring", quantity=3), 2)

    slip = make_slip(rcoop, plume, WITHDRAWAL)

    assert slip.number == "WS-2026-00001"
    assert [(line.title, line.quantity) for line in slip.lines.all()] == [("Ring", 2)]


def test_sales_and_moves_inside_the_coworking_are_on_no_slip(
    rcoop: Coworking, plume: Maker
) -> None:
    place = make_placed(rcoop, plume, quantity=3)
    make_sale(rcoop, place.item)
    shelf = make_showcase(rcoop, "Shelf")
    move(placement=place, showcase=shelf, quantity=1, by=any_person(), at=moment("2026-10-06"))

    assert [one.kind for one in unslipped(rcoop, DEPOSIT)] == [MovementKind.ACCEPTED]
    assert not unslipped(rcoop, WITHDRAWAL).exists()


def test_what_travels_between_coworkings_stands_on_slips_of_both(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    here = make_placed(rcoop, plume)
    there = here.item.placements.create(showcase=filature.showcases.get(), on_hand=1)
    for place, quantity in ((here, -1), (there, 1)):
        place.movements.create(
            kind=MovementKind.MOVED,
            quantity=quantity,
            reference="transit/7",
            by=any_person(),
            at=moment("2026-10-06"),
        )

    assert [one.quantity for one in unslipped(rcoop, WITHDRAWAL)] == [-1]
    assert [one.quantity for one in unslipped(filature, DEPOSIT)] == [1]


def test_each_maker_and_each_kind_has_slips_of_its_own(
    rcoop: Coworking, plume: Maker, terre: Maker
) -> None:
    make_placed(rcoop, plume, quantity=2)
    take_home(make_placed(rcoop, terre, "Bowl"))

    found = [(one.maker.name, str(one.kind), one.lines, one.pieces) for one in to_draw_up(rcoop)]

    assert found == [
        ("Comme une plume", "deposit", 1, 2),
        ("Terre de Ben", "deposit", 1, 1),
        ("Terre de Ben", "withdrawal", 1, 1),
    ]


def test_a_piece_stands_on_one_slip(rcoop: Coworking, plume: Maker) -> None:
    place = make_placed(rcoop, plume)
    make_slip(rcoop, plume)

    with pytest.raises(NothingToDrawUp):
        make_slip(rcoop, plume)
    with pytest.raises(OnASlipByNow):
        make_slip(rcoop, plume, movements=[movement_of(place)])
    assert Slip.objects.count() == 1


def test_what_was_not_seen_waits_for_the_next_slip(rcoop: Coworking, plume: Maker) -> None:
    seen = movement_of(make_placed(rcoop, plume, "Ring"))
    make_placed(rcoop, plume, "Vase")

    slip = make_slip(rcoop, plume, movements=[seen])

    assert [line.title for line in slip.lines.all()] == ["Ring"]
    assert unslipped(rcoop, DEPOSIT).count() == 1


def test_a_difference_to_what_was_announced_is_told(rcoop: Coworking, plume: Maker) -> None:
    item, by = make_item(plume), any_person()
    coming = announce(item=item, coworking=rcoop, quantity=5, by=None, at=moment("2026-10-01"))
    showcase = rcoop.showcases.get()
    accept(announcement=coming, showcase=showcase, quantity=4, by=by, at=moment("2026-10-02"))

    (line,) = make_slip(rcoop, plume).lines.all()

    assert (line.quantity, line.announced, line.differs) == (4, 5, True)


def test_lines_keep_what_was_told_on_that_day(rcoop: Coworking, plume: Maker) -> None:
    place = make_placed(rcoop, plume)
    facts = {"materials": "silver 925", "size": "17 mm", "care": "keep dry"}
    Item.objects.filter(pk=place.item_id).update(metal_grams=Decimal("3.20"), **facts)
    slip = make_slip(rcoop, plume)
    Item.objects.filter(pk=place.item_id).update(title="Other", materials="tin")

    (line,) = slip.lines.all()

    assert (line.title, line.materials) == ("Collier plume", "silver 925")
    assert (line.size, line.care, line.metal_grams) == ("17 mm", "keep dry", Decimal("3.20"))
    assert line.condition == "no visible damage"


def test_the_value_a_maker_asks_stands_on_the_line(rcoop: Coworking, plume: Maker) -> None:
    place = make_placed(rcoop, plume)
    Item.objects.filter(pk=place.item_id).update(agreed_value=Decimal("30.00"))

    (line,) = make_slip(rcoop, plume).lines.all()

    assert line.agreed_value == Decimal("30.00")


@pytest.mark.parametrize("value", ["20.00", None])
def test_the_desk_may_lower_or_strike_it(rcoop: Coworking, plume: Maker, value: str | None) -> None:
    place = make_placed(rcoop, plume)
    Item.objects.filter(pk=place.item_id).update(agreed_value=Decimal("30.00"))

    (line,) = make_slip(rcoop, plume, said=worth(place, value)).lines.all()

    assert line.agreed_value == (Decimal(value) if value else None)


def test_the_desk_may_not_raise_it(rcoop: Coworking, plume: Maker) -> None:
    place = make_placed(rcoop, plume)
    Item.objects.filter(pk=place.item_id).update(agreed_value=Decimal("30.00"))

    with pytest.raises(ValueRaised) as refused:
        make_slip(rcoop, plume, said=worth(place, "30.01"))
    assert refused.value.place == f"lines.{movement_of(place)}.value"


@pytest.mark.parametrize("value", ["-0.01", "100000.01"])
def test_a_value_lies_within_reason(rcoop: Coworking, plume: Maker, value: str) -> None:
    place = make_placed(rcoop, plume)

    with pytest.raises(ValueOutOfRange):
        make_slip(rcoop, plume, said=worth(place, value))


def test_what_goes_back_has_no_agreed_value(rcoop: Coworking, plume: Maker) -> None:
    place = make_placed(rcoop, plume)
    take_home(place)

    (line,) = make_slip(rcoop, plume, WITHDRAWAL, said=worth(place, "20.00")).lines.all()

    assert line.agreed_value is None


def test_a_photo_of_the_condition_is_kept(
    rcoop: Coworking, plume: Maker, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    key = movement_of(make_placed(rcoop, plume))

    said = {key: Said(condition="scratch on the back", photo=jpeg(300, 200))}
    (line,) = make_slip(rcoop, plume, said=said).lines.all()

    assert line.condition == "scratch on the back"
    assert str(line.photo.name).startswith("slips/")
    assert line.photo.size > 100


def test_what_is_no_photo_leaves_nothing_behind(
    rcoop: Coworking, plume: Maker, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    key = movement_of(make_placed(rcoop, plume))

    with pytest.raises(NotAPhoto) as refused:
        make_slip(rcoop, plume, said={key: Said(photo=b"no picture")})

    assert refused.value.place == f"lines.{key}.photo"
    assert not Slip.objects.exists()
    assert not list(tmp_path.rglob("*.jpg"))


def test_the_terms_of_the_day_are_kept_in_the_makers_language(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    make_placed(rcoop, plume)

    slip = make_slip(rcoop, plume)

    told = dict(slip.terms)
    assert told["Commission"].startswith("30")
    assert told["A piece may stay"] == "90 days; then it is fetched within 30 days"
    assert "Comme une plume payee" in told["Ownership"]
    assert slip.parties["payee"]["name"] == "Comme une plume payee"
    assert slip.parties["person"] == "Ada"
    assert slip.language == ada.language


def test_without_terms_nothing_is_deposited_but_all_goes_back(rcoop: Coworking) -> None:
    maker = make_maker("Without terms")
    item = make_item(maker)
    place = item.placements.create(showcase=rcoop.showcases.get(), on_hand=1)
    for kind, quantity in ((MovementKind.ACCEPTED, 2), (MovementKind.GIVEN_BACK, -1)):
        place.movements.create(kind=kind, quantity=quantity, by=None, at=moment("2026-10-01"))

    with pytest.raises(NoPayee):
        make_slip(rcoop, maker)
    slip = make_slip(rcoop, maker, WITHDRAWAL)
    assert slip.payee is None
    assert slip.terms == []


def test_terms_elsewhere_are_no_terms_here(filature: Coworking, plume: Maker) -> None:
    place = make_item(plume).placements.create(showcase=filature.showcases.get(), on_hand=1)
    place.movements.create(kind=MovementKind.ACCEPTED, quantity=1, by=None, at=moment("2026-10-01"))

    with pytest.raises(NoAgreement):
        make_slip(filature, plume)


def test_the_same_key_twice_is_one_slip(rcoop: Coworking, plume: Maker) -> None:
    make_placed(rcoop, plume)
    key = uuid.uuid4()
    told: dict[str, Any] = {
        "coworking": rcoop,
        "maker": plume,
        "kind": DEPOSIT,
        "by": any_person(),
        "at": moment("2026-10-05"),
        "key": key,
    }

    first, second = draw_up(**told), draw_up(**told)

    assert (first.replayed, second.replayed) == (False, True)
    assert first.slip == second.slip
    with pytest.raises(KeyReused):
        draw_up(**told, remark="Other")
    assert SlipLine.objects.count() == 1


def test_a_slip_holds_ninety_lines(rcoop: Coworking, plume: Maker) -> None:
    place = make_placed(rcoop, plume)
    Movement.objects.bulk_create(
        [
            Movement(
                placement=place,
                kind=MovementKind.ACCEPTED,
                quantity=1,
                by=None,
                at=moment("2026-10-02"),
            )
            for _piece in range(MOST_LINES)
        ]
    )

    assert make_slip(rcoop, plume).lines.count() == MOST_LINES
    assert make_slip(rcoop, plume).lines.count() == 1


def test_its_maker_is_mailed_a_link(
    rcoop: Coworking,
    plume: Maker,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_placed(rcoop, plume)

    with django_capture_on_commit_callbacks(execute=True):
        make_slip(rcoop, plume, address=lambda token: f"https://house.example/slip/{token}/")

    (letter,) = mail.outbox
    assert letter.subject == "Deposit slip DS-2026-00001: please confirm"
    assert letter.to == ["Ada <ada@example.org>"]
    assert "https://house.example/slip/" in letter.body
