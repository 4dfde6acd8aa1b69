"""A drawing of a paper: its page, and where the labels lie on it."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consign.labels.sheets import Sheet
from consign.paper.lengths import Length

LINE: Length = 0.5
EDGE: Length = 1


def outline(sheet: Sheet) -> SafeString:
    """The paper as SVG in millimetres; the first label is the dark one."""
    wide, high = sheet.page
    labels = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" rx="1" fill="{}"/>',
        (
            (*map(_mm, sheet.corner(place)), sheet.wide, sheet.high, _shade(place))
            for place in range(1, sheet.places + 1)
        ),
    )
    line = max(wide, high) / 297 * LINE
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" role="img" aria-label="{}">'
        '<rect width="{}" height="{}" fill="#fffefb"/>'
        '<g stroke="#7a6b73" stroke-width="{}">{}</g>'
        '<rect width="{}" height="{}" fill="none" stroke="#7a6b73" stroke-width="{}"/></svg>',
        *(-EDGE, -EDGE, _mm(wide + 2 * EDGE), _mm(high + 2 * EDGE), _("Drawing of the paper")),
        *(wide, high, _mm(line), labels, wide, high, _mm(line)),
    )


def _shade(place: int) -> str:
    return "#d9c3cf" if place == 1 else "#f6eef2"


def _mm(length: Length) -> str:
    return f"{length:.2f}"
