"""The pieces of a slip, each with its picture, drawn below each other."""

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from django.db.models.fields.files import FieldFile
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from consign.codes.label import spaced
from consign.money.text import money, percent_text
from consign.paper.lengths import Length, mm
from consign.paper.lines import shrink, wrap
from consign.paper.page import Paper
from consign.paper.pen import Picture
from consign.slips.models import Slip, SlipKind, SlipLine

PICTURE = mm(14)
GAP = mm(3)
PIECES, PRICE, VALUE = mm(14), mm(25), mm(27)
SIZE, SMALL = 9.0, 7.75
LEAD, LEAD_SMALL = 11.5, 9.75
PAD = mm(1.6)
# Printed at 14 mm, more pixels are seen by nobody.
PIXELS = 200


@dataclass(frozen=True)
class _Places:
    """Where things stand across the page; right ends for figures."""

    text: Length
    room: Length
    pieces: Length
    price: Length
    value: Length


def draw_lines(paper: Paper, lines: Sequence[SlipLine], slip: Slip) -> None:
    """Every line of a slip, with the head on each page; a line is never split over two."""
    deposit = slip.kind == SlipKind.DEPOSIT
    places = _places(paper, deposit=deposit)
    paper.need(mm(30))
    _head(paper, places, deposit=deposit)
    for line in lines:
        words = _words(line, slip.language, places.room)
        high = max(PICTURE, sum(lead for *_rest, lead in words)) + 2 * PAD
        if paper.need(high):
            _head(paper, places, deposit=deposit)
        _draw(paper, places, line, words, slip)
        paper.y += high
        paper.ink.rule(paper.left, paper.y, to=paper.right, weight=0.25, grey=0.72)
    paper.y += mm(3)


def _places(paper: Paper, *, deposit: bool) -> _Places:
    value = paper.right
    price = value - VALUE if deposit else value
    pieces = price - PRICE
    text = paper.left + PICTURE + GAP
    return _Places(text, pieces - PIECES - GAP - text, pieces, price, value)


def _head(paper: Paper, places: _Places, *, deposit: bool) -> None:
    paper.y += LEAD
    titles = [(places.pieces, _("Pieces")), (places.price, _("Price"))]
    if deposit:
        titles.append((places.value, _("Agreed value")))
    paper.ink.text(places.text, paper.y - 3, _("Piece"), size=7.25, bold=True)
    for x, title in titles:
        size = shrink(title, size=7.25, room=VALUE - GAP, bold=True)
        paper.ink.text(x, paper.y - 3, title, size=size, bold=True, align="right")
    paper.ink.rule(paper.left, paper.y, to=paper.right, weight=0.6)


def _draw(
    paper: Paper,
    places: _Places,
    line: SlipLine,
    words: Sequence[tuple[str, Length, bool, Length]],
    slip: Slip,
) -> None:
    picture = _picture(line)
    if picture is not None:
        scale = PICTURE / max(picture.width, picture.height)
        wide, high = picture.width * scale, picture.height * scale
        paper.ink.picture(
            picture, paper.left + (PICTURE - wide) / 2, paper.y + PAD, wide=wide, high=high
        )
    y = paper.y + PAD
    for text, size, bold, lead in words:
        y += lead
        paper.ink.text(places.text, y - 2.6, text, size=size, bold=bold)
    top = paper.y + PAD + LEAD - 2.6
    figures = [
        (places.pieces, str(line.quantity)),
        (places.price, money(line.price, slip.language)),
    ]
    if slip.kind == SlipKind.DEPOSIT:
        figures.append((places.value, _value(line.agreed_value, slip.language)))
    for x, text in figures:
        size = shrink(text, size=SIZE, room=PRICE - GAP)
        paper.ink.text(x, top, text, size=size, align="right")


def _words(line: SlipLine, language: str, room: Length) -> list[tuple[str, Length, bool, Length]]:
    """The lines of text beside a picture: text, size, weight and leading."""
    found: list[tuple[str, Length, bool, Length]] = [
        (text, SIZE, True, LEAD) for text in wrap(line.title, size=SIZE, room=room, bold=True)
    ]
    for told in (_facts(line, language), _state(line)):
        found += [(text, SMALL, False, LEAD_SMALL) for text in wrap(told, size=SMALL, room=room)]
    return found


def _facts(line: SlipLine, language: str) -> str:
    grams = ""
    if line.metal_grams is not None:
        weight = formats.number_format(line.metal_grams)
        grams = _("precious metal %(grams)s g") % {"grams": weight}
    vat = _("VAT %(percent)s") % {"percent": percent_text(line.vat_percent, language)}
    told = [spaced(line.code), line.materials, grams, line.size, line.care, vat]
    return " · ".join(part for part in told if part)


def _state(line: SlipLine) -> str:
    said = _("Condition: %(condition)s") % {"condition": line.condition}
    if not line.differs or line.announced is None:
        return said
    told = ngettext("%(count)s was announced", "%(count)s were announced", line.announced)
    return f"{said} · {told % {'count': line.announced}}"


def _value(value: Decimal | None, language: str) -> str:
    return _("as agreed") if value is None else money(value, language)


def _picture(line: SlipLine) -> Picture | None:
    """What the desk took of its condition, or else the face of the item; small."""
    photos = list(line.item.photos.all())
    file: FieldFile | None = line.photo or (photos[0].small if photos else None)
    if not file:
        return None
    # A file that is gone takes no paper with it.
    with suppress(OSError), file.open("rb") as data, Image.open(data) as picture:
        picture.thumbnail((PIXELS, PIXELS))
        small = io.BytesIO()
        picture.convert("RGB").save(small, "JPEG", quality=82)
        return Picture(small.getvalue(), picture.width, picture.height)
    return None
