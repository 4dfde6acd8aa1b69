"""The first sheet of labels as a picture, to be looked at before it is printed."""

from dataclasses import replace
from datetime import datetime

from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consign.labels.marks import Marks
from consign.labels.pdf import Shift
from consign.labels.printing import Job, look_at
from consign.paper.lines import wrap
from consign.refusal import Refused
from consign.web.desk.basket import count
from consign.web.labelling import TIMES, Choice

SIZE = 15
LEADING = 22
WIDE = 320


def preview(choice: Choice, shift: Shift, at: datetime) -> HttpResponse:
    """What the address asks for as PNG, or a picture with the sentence that says why not."""
    try:
        png = look_at(job=_asked(choice, shift), at=at)
    except Refused as refused:
        return HttpResponse(_sentence(refused), content_type="image/svg+xml", status=409)
    return HttpResponse(png, content_type="image/png")


def _asked(choice: Choice, shift: Shift) -> Job:
    """As the address says; what is not here any more is left out."""
    sent, room = choice.request.GET, choice.paper.places
    asked = [part.partition(TIMES) for part in sent.get("labels", "").split(",")[:room]]
    items = {item.code: item for item in choice.here.filter(code__in=[one[0] for one in asked])}
    choice.wanted = [
        (items[code], min(count(copies), room)) for code, _times, copies in asked if code in items
    ]
    return replace(choice.job(shift), marks=Marks(cut="cut" in sent, proof="proof" in sent))


def _sentence(refused: Refused) -> SafeString:
    lines = wrap(str(refused), size=SIZE, room=WIDE - 2 * SIZE)
    spans = format_html_join(
        "",
        '<tspan x="{}" y="{}">{}</tspan>',
        ((SIZE, (number + 1) * LEADING, line) for number, line in enumerate(lines)),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><rect width="100%" '
        'height="100%" fill="#fff"/><text font-size="{}" font-family="sans-serif" fill="#2b2026">'
        "{}</text></svg>",
        WIDE,
        (len(lines) + 1) * LEADING,
        SIZE,
        spans,
    )
