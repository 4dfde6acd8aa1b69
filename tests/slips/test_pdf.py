"""The slip on paper, read back."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from consign.people.models import Coworking, Maker, User
from consign.slips.models import How, Slip, SlipKind
from consign.slips.operations import answer, confirm, object_to, take_back
from consign.slips.pdf import slip_pdf
from consign.slips.queries import slips, told
from consign.stock.models import Item
from consign.stock.pictures import add_photo
from tests.factories import any_person, make_placed, moment
from tests.paper.reading import metadata, outline, texts
from tests.slips.drawn import make_deposit, make_slip, take_home, worth
from tests.stock.pictures import jpeg

pytestmark = pytest.mark.django_db
AT = moment("2026-10-06 09:30")


def paper(slip: Slip) -> str:
    return " ".join(texts(slip_pdf(told(slips()).get(pk=slip.pk))))


def test_a_deposit_slip_says_all_that_was_agreed(rcoop: Coworking, plume: Maker, ada: User) -> None:
    place = make_placed(rcoop, plume, quantity=2)
    Item.objects.filter(pk=place.item_id).update(materials="silver 925", metal_grams="3.20")
    slip = make_slip(rcoop, plume, said=worth(place, "31.00"), remark="The stand comes back.")

    text = paper(slip)

    for told_there in (
        "Deposit slip",
        "DS-2026-00001",
        "Rcoop SC",
        "Comme une plume payee",
        "Rue de la Paix 41",
        "Collier plume",
        "silver 925",
        "precious metal 3.20 g",
        "no visible damage",
        "45.00",
        "31.00",
        "90.00",
        "2 pieces",
        "The stand comes back.",
        "A lost or stolen piece",
        "then it is fetched within",
        "For Rcoop SC: drawn up by Somebody",
        "The maker has not confirmed it yet.",
        "Day, name and signature",
        "Annex: taken home later",
        "page 1 / ",
    ):
        assert told_there in text, told_there
    assert metadata(slip_pdf(slip))["Title"] == "Deposit slip DS-2026-00001"
    assert "Terms" in outline(slip_pdf(slip))


def test_both_words_stand_on_it_with_when_and_how(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip = make_deposit(rcoop, plume)
    object_to(slip=slip, words="Two came", how=How.LINK, by=None, at=AT)
    answer(slip=slip, words="One, look", by=any_person(), at=AT)
    confirm(slip=slip, how=How.LINK, by=None, at=AT)

    text = paper(slip)

    assert "“Two came”" in text
    assert "“One, look”" in text
    assert "For Comme une plume: confirmed by Ada" in text
    assert "by the link in a mail" in text
    assert "11:30" in text
    assert "Day, name and signature" not in text


def test_a_withdrawal_slip_has_neither_terms_nor_values(rcoop: Coworking, plume: Maker) -> None:
    take_home(make_placed(rcoop, plume))

    text = paper(make_slip(rcoop, plume, SlipKind.WITHDRAWAL))

    assert "Withdrawal slip WS-2026-00001" in text or "WS-2026-00001" in text
    assert "Agreed value" not in text
    assert "Annex" not in text


def test_a_slip_taken_back_says_so(rcoop: Coworking, plume: Maker) -> None:
    slip = make_deposit(rcoop, plume)
    take_back(slip=slip, by=any_person(), at=AT)

    assert "taken back" in paper(slip)


def test_sixty_lines_turn_the_page_with_their_head(
    rcoop: Coworking, plume: Maker, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    for number in range(60):
        place = make_placed(rcoop, plume, f"Piece {number}")
    add_photo(item=place.item, data=jpeg(300, 500), by=None, at=AT)
    slip = make_slip(rcoop, plume)

    pages = texts(slip_pdf(slip))

    assert len(pages) >= 4
    assert all("Agreed value" in page for page in pages[:3])
    assert "Piece 59" in " ".join(pages)


def test_a_lost_picture_does_not_lose_the_paper(
    rcoop: Coworking, plume: Maker, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    place = make_placed(rcoop, plume)
    photo = add_photo(item=place.item, data=jpeg(300, 200), by=None, at=AT)
    slip = make_slip(rcoop, plume)
    Path(photo.small.path).unlink()

    assert "Collier plume" in paper(slip)


def test_it_is_drawn_in_the_makers_language(rcoop: Coworking, plume: Maker, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(language="fr")
    slip = make_deposit(rcoop, plume)

    assert "45,00" in paper(slip)
