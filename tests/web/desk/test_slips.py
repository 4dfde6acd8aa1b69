"""Slips at the desk: drawn up, confirmed on the screen, answered, taken back; pieces given back."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.slips.models import How, Slip, SlipKind, SlipState
from consign.slips.operations import object_to
from consign.slips.queries import unslipped
from consign.stock.models import Item, Movement
from consign.stock.operations import announce
from tests.factories import START, make_item, make_maker, make_placed, make_sale, moment
from tests.slips.drawn import make_deposit, make_slip, movement_of, take_home
from tests.stock.pictures import jpeg
from tests.web.conftest import text_of
from tests.web.desk.conftest import Address

pytestmark = pytest.mark.django_db


def sent_for(place_movement: int, **more: object) -> dict[str, object]:
    """What the draw-up page sends for one piece."""
    return {
        "key": "0f8b1d2c-6a53-4bd8-9a52-0d2a9c9d3a11",
        "movement": str(place_movement),
        f"condition-{place_movement}": "a scratch",
        f"value-{place_movement}": "30,00",
        **more,
    }


def test_what_came_in_is_drawn_up_and_mailed(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    key = movement_of(make_placed(rcoop, plume))
    page = at("desk_slip_new", plume.slug, "deposit")
    assert "Collier plume" in text_of(desk.get(page))

    answer = desk.post(page, sent_for(key))

    slip = Slip.objects.get()
    assert answer["Location"] == at("desk_slip", slip.number)
    (line,) = slip.lines.all()
    assert (line.condition, line.agreed_value) == ("a scratch", Decimal("30.00"))
    assert "a scratch" in text_of(desk.get(answer["Location"]))


def test_sent_twice_is_one_slip(desk: Client, at: Address, rcoop: Coworking, plume: Maker) -> None:
    key = movement_of(make_placed(rcoop, plume))
    page = at("desk_slip_new", plume.slug, "deposit")

    first, second = desk.post(page, sent_for(key)), desk.post(page, sent_for(key))

    assert (first.status_code, second.status_code) == (302, 302)
    assert Slip.objects.count() == 1


def test_a_raised_value_is_refused_at_its_field(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    place = make_placed(rcoop, plume)
    Item.objects.filter(pk=place.item_id).update(agreed_value=Decimal("20.00"))

    answer = desk.post(at("desk_slip_new", plume.slug, "deposit"), sent_for(movement_of(place)))

    assert answer.status_code == 409
    assert "The maker asks less for “Collier plume”" in text_of(answer)
    assert 'value="a scratch"' in text_of(answer)


def test_what_is_no_amount_is_said_at_its_field(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    key = movement_of(make_placed(rcoop, plume))

    answer = desk.post(
        at("desk_slip_new", plume.slug, "deposit"), sent_for(key, **{f"value-{key}": "much"})
    )

    assert answer.status_code == 400
    assert not Slip.objects.exists()


def test_pieces_on_a_slip_by_now_are_refused(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    key = movement_of(make_placed(rcoop, plume))
    make_slip(rcoop, plume)

    answer = desk.post(at("desk_slip_new", plume.slug, "deposit"), sent_for(key))

    assert answer.status_code == 409
    assert "on a slip by now" in text_of(answer)


def test_a_photo_of_the_condition_is_shown_to_both_sides_only(
    desk: Client,
    client: Client,
    at: Address,
    rcoop: Coworking,
    plume: Maker,
    settings: LazySettings,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    key = movement_of(make_placed(rcoop, plume))
    photo = SimpleUploadedFile("p.jpg", jpeg(300, 200), "image/jpeg")
    desk.post(at("desk_slip_new", plume.slug, "deposit"), sent_for(key, **{f"photo-{key}": photo}))
    slip = Slip.objects.get()

    shown = desk.get(at("desk_slip_photo", slip.number, 1))

    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown).startswith(b"\xff\xd8")
    assert desk.get(at("desk_slip_photo", slip.number, 2)).status_code == 404
    assert Client().get(f"/media/{slip.lines.get().photo.name}").status_code == 404


def test_the_list_tells_what_is_to_be_drawn_up_and_what_became_of_slips(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, terre: Maker
) -> None:
    slip = make_deposit(rcoop, plume)
    make_placed(rcoop, terre, "Bowl", quantity=3)

    page = text_of(desk.get(at("desk_slips")))

    assert "3 pieces came in since" in page
    assert at("desk_slip_new", terre.slug, "deposit") in page
    assert slip.number in page
    assert slip.number not in text_of(desk.get(at("desk_slips") + "?state=confirmed"))
    assert slip.number in text_of(desk.get(at("desk_slips") + "?q=plume&state=waiting"))


def test_the_list_costs_the_same_for_one_and_three(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    plume: Maker,
    queries: Callable[[str], int],
) -> None:
    make_deposit(rcoop, plume)
    one = queries(at("desk_slips"))
    make_deposit(rcoop, plume)
    make_deposit(rcoop, plume)

    assert queries(at("desk_slips")) == one


def test_a_slips_page_costs_the_same_for_one_and_three_lines(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    plume: Maker,
    queries: Callable[[str], int],
) -> None:
    single = make_deposit(rcoop, plume)
    for title in ("Ring", "Vase", "Bowl"):
        make_placed(rcoop, plume, title)
    more = make_slip(rcoop, plume)

    assert queries(at("desk_slip", more.number)) == queries(at("desk_slip", single.number))


def test_the_maker_confirms_on_the_desks_screen(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, dan: User
) -> None:
    slip = make_deposit(rcoop, plume)
    page = at("desk_slip", slip.number)
    assert "I confirm for Comme une plume" in text_of(desk.get(page))

    unsure = desk.post(page, {"action": "confirm", "name": "Ada"})
    answer = desk.post(page, {"action": "confirm", "name": "Ada", "sure": "on"})

    assert (unsure.status_code, answer.status_code) == (400, 302)
    slip.refresh_from_db()
    assert (slip.confirmed_name, slip.confirmed_how) == ("Ada", How.AT_DESK)
    assert slip.confirmed_by == dan


def test_an_objection_is_answered(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip = make_deposit(rcoop, plume)
    object_to(slip=slip, words="Two came", how=How.ACCOUNT, by=ada, at=moment("2026-10-06"))
    page = at("desk_slip", slip.number)
    assert "Two came" in text_of(desk.get(page))

    early = desk.post(page, {"action": "confirm", "name": "Ada", "sure": "on"})
    silent = desk.post(page, {"action": "answer", "answer-words": ""})
    answer = desk.post(page, {"action": "answer", "answer-words": "One, look at the photo."})

    assert (early.status_code, silent.status_code, answer.status_code) == (409, 400, 302)
    slip.refresh_from_db()
    assert slip.state == SlipState.ANSWERED


def test_an_answer_can_take_the_slip_back(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip = make_deposit(rcoop, plume)
    object_to(slip=slip, words="Two came", how=How.ACCOUNT, by=ada, at=moment("2026-10-06"))

    desk.post(
        at("desk_slip", slip.number),
        {"action": "answer", "answer-words": "Right.", "answer-again": "on"},
    )

    slip.refresh_from_db()
    assert slip.state == SlipState.VOID
    assert unslipped(rcoop, SlipKind.DEPOSIT).count() == 1


def test_a_slip_is_taken_back_and_the_link_mailed_again(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    slip = make_deposit(rcoop, plume)
    page = at("desk_slip", slip.number)

    assert "on its way" in text_of(desk.post(page, {"action": "mail"}, follow=True))
    assert "is taken back" in text_of(desk.post(page, {"action": "take_back"}, follow=True))
    again = desk.post(page, {"action": "take_back"})
    assert again.status_code == 409


def test_an_unknown_act_is_not_there(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    slip = make_deposit(rcoop, plume)

    assert desk.post(at("desk_slip", slip.number), {"action": "burn"}).status_code == 404
    assert desk.get(at("desk_slip", "DS-2026-00099")).status_code == 404
    assert desk.get(at("desk_slip_new", plume.slug, "other")).status_code == 404


def test_the_paper_is_shown(desk: Client, at: Address, rcoop: Coworking, plume: Maker) -> None:
    slip = make_deposit(rcoop, plume)

    paper = desk.get(at("desk_slip_pdf", slip.number))

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_pieces_are_given_back_in_one_go(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    ring, vase = make_placed(rcoop, plume, "Ring", quantity=3), make_placed(rcoop, plume, "Vase")
    assert "Comme une plume" in text_of(desk.get(at("desk_give_back")))
    page = at("desk_give_back") + f"?maker={plume.slug}"
    assert "Ring" in text_of(desk.get(page))

    answer = desk.post(
        page, {"pk": [ring.pk, vase.pk], f"quantity-{ring.pk}": "2", f"quantity-{vase.pk}": "1"}
    )

    assert answer["Location"] == at("desk_slip_new", plume.slug, "withdrawal")
    ring.refresh_from_db()
    assert ring.on_hand == 1
    assert [one.quantity for one in unslipped(rcoop, SlipKind.WITHDRAWAL)] == [-2, -1]


def test_all_go_back_or_none(desk: Client, at: Address, rcoop: Coworking, plume: Maker) -> None:
    ring, vase = make_placed(rcoop, plume, "Ring"), make_placed(rcoop, plume, "Vase", quantity=2)
    moved = Movement.objects.count()
    make_sale(rcoop, ring.item)

    answer = desk.post(
        at("desk_give_back") + f"?maker={plume.slug}",
        {"pk": [vase.pk], f"quantity-{vase.pk}": "3"},
    )

    assert answer.status_code == 409
    assert "Only 2 of “Vase” left here." in text_of(answer)
    assert Movement.objects.count() == moved + 1


def test_nothing_ticked_gives_nothing_back(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    make_placed(rcoop, plume)

    answer = desk.post(at("desk_give_back") + f"?maker={plume.slug}", {})

    assert answer.status_code == 409
    assert "Choose at least one piece." in text_of(answer)


def test_empty_pages_say_what_to_do(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    assert "No slip yet" in text_of(desk.get(at("desk_slips")))
    assert "No slip fits this" in text_of(desk.get(at("desk_slips") + "?q=zzz"))
    assert "Nothing waits for a slip" in text_of(
        desk.get(at("desk_slip_new", plume.slug, "deposit"))
    )
    assert "nothing to give back" in text_of(desk.get(at("desk_give_back")))
    gone = desk.get(at("desk_give_back") + f"?maker={plume.slug}")
    assert "Nothing of theirs is here" in text_of(gone)


def test_after_accepting_the_slip_comes_next(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    coming = announce(item=make_item(plume), coworking=rcoop, quantity=2, by=None, at=START)
    answer = desk.post(
        at("desk_accept"),
        {
            "pk": coming.pk,
            f"quantity-{coming.pk}": "2",
            "showcase": rcoop.showcases.get().pk,
        },
        follow=True,
    )

    assert at("desk_slip_new", plume.slug, "deposit") in text_of(answer)
    assert "2 pieces came in that stand on no deposit slip" in text_of(desk.get(at("desk_intake")))


def test_a_scanned_code_that_is_not_announced_says_why(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    here = make_placed(rcoop, plume, "Ring", quantity=2).item
    stranger = make_item(make_maker("Somebody"), "Lamp")

    def said(text: str) -> str:
        return text_of(desk.get(at("desk_intake") + f"?q={text}"))

    assert "“Ring” is here already: 2 pieces by the books" in said(here.code)
    assert "Ask Somebody to announce it" in said(stranger.code)
    assert "No piece has the code" in said("7K3M9QX")
    assert "data-why" not in said("some words")


def test_what_was_given_back_waits_for_its_slip(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    take_home(make_placed(rcoop, plume))
    key = movement_of(rcoop.showcases.get().placements.get())
    page = at("desk_slip_new", plume.slug, "withdrawal")
    assert f"value-{key}" not in text_of(desk.get(page))

    desk.post(page, sent_for(key))

    assert Slip.objects.get().number == "WS-2026-00001"


def test_others_have_no_slips_here(
    client: Client, at: Address, rcoop: Coworking, plume: Maker, vic: User, ada: User
) -> None:
    slip = make_deposit(rcoop, plume)
    pages = [
        at("desk_slips"),
        at("desk_slip", slip.number),
        at("desk_slip_pdf", slip.number),
        at("desk_slip_new", plume.slug, "deposit"),
        at("desk_give_back"),
    ]
    for who in (vic, ada):
        client.force_login(who)
        assert {client.get(page).status_code for page in pages} == {404}
    assert not mail.outbox
