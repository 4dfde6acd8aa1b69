"""The demo's facts are whole: numbers that are taken, pieces that can be drawn."""

import io
from decimal import Decimal
from types import ModuleType

import pytest
from PIL import Image
from stdnum import iban
from stdnum.be import vat as enterprise_number

from consign.console.demo.makers import MAKERS, PLUME
from consign.console.demo.parts import EntityFacts
from consign.console.demo.pictures.canvas import HEIGHT, WIDTH
from consign.console.demo.pictures.colours import TONES
from consign.console.demo.pictures.drawing import CRAFTS, KINDS, draw
from consign.console.demo.pieces import PLUME_LIST, PLUME_PICTURES, PieceFacts, pieces_of
from consign.console.demo.world import ADVISERS, COWORKINGS, ENTITIES, STAFF
from consign.stock.lists import read_list

PIECES = [
    (maker.key, piece) for maker in MAKERS if maker is not PLUME for piece in pieces_of(maker.key)
]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.key)
def test_numbers_are_invented_but_well_formed(entity: EntityFacts) -> None:
    number, account = entity.enterprise_number, entity.iban
    assert enterprise_number.is_valid(number)
    assert number.startswith("1999")
    assert iban.is_valid(account)
    # Codes 990 to 999 are kept for circular cheques: no customer of a bank has such an account.
    assert iban.compact(account)[4:7] == "999"


def test_nobody_can_be_written_to() -> None:
    makers = [maker.person.email for maker in MAKERS]
    staff = [person.email for person in (*STAFF, *(person for person, _key in ADVISERS))]
    entities = [entity.email for entity in ENTITIES]
    assert all(email.endswith(".example") for email in [*makers, *staff, *entities])
    assert len({*makers, *staff}) == len([*makers, *staff])


def test_every_key_leads_somewhere() -> None:
    entities = {entity.key for entity in ENTITIES}
    places = {place.key for place in COWORKINGS}
    staff = {person.email for person in STAFF}
    assert {payee.entity for maker in MAKERS for payee in maker.payees} <= entities
    assert {terms.coworking for maker in MAKERS for terms in maker.terms} == places
    assert {key for _person, key in ADVISERS} | {place.operator for place in COWORKINGS} <= entities
    assert {email for place in COWORKINGS for email in (*place.managers, *place.desk)} == staff


def test_there_is_enough_to_look_at() -> None:
    assert len(MAKERS) >= 9
    assert len(PIECES) >= 120
    assert {piece.vat_percent for _maker, piece in PIECES} == {Decimal(6), Decimal(21)}


@pytest.mark.parametrize(("maker", "piece"), PIECES, ids=lambda fact: getattr(fact, "title", fact))
def test_every_piece_can_be_registered_and_drawn(maker: str, piece: PieceFacts) -> None:
    kind, tone = piece.picture.split()
    assert kind in KINDS, maker
    assert tone in TONES, maker
    assert 0 < len(piece.title) <= 80
    assert 0 < len(piece.materials) <= 160
    assert 0 < len(piece.size) <= 60
    assert piece.price > 0
    assert piece.quantity >= 1
    assert piece.story


def test_every_line_of_the_jewellers_list_that_is_taken_has_a_picture() -> None:
    read = read_list(PLUME_LIST.read_bytes())
    assert {row.reference for row in read.rows} == set(PLUME_PICTURES)
    pictures = [picture.split() for picture in PLUME_PICTURES.values()]
    assert {kind for kind, _tone in pictures} <= set(KINDS)
    assert {tone for _kind, tone in pictures} <= set(TONES)


@pytest.mark.parametrize("craft", CRAFTS, ids=lambda craft: craft.__name__.rpartition(".")[2])
def test_each_craft_draws_a_picture_of_its_first_kind(craft: ModuleType) -> None:
    kind = next(iter(craft.KINDS))
    picture = draw(f"{kind} ochre", "a test")
    with Image.open(io.BytesIO(picture)) as seen:
        assert (seen.format, seen.size) == ("JPEG", (WIDTH, HEIGHT))
        # More than a plain ground: the piece stands out from it.
        assert max(high - low for low, high in seen.convert("RGB").getextrema()) > 60  # type: ignore[misc]
    assert len(picture) < 200_000


def test_the_same_piece_is_drawn_the_same_again() -> None:
    assert draw("ring copper", "PL-007") == draw("ring copper", "PL-007")
    assert draw("ring copper", "PL-007") != draw("ring copper", "PL-008")
