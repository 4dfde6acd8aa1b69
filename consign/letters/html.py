"""The same letter as HTML: what stands in the text, told once, readable in every mail program.

No picture, no script, no style but its own: nothing is fetched, so nobody learns that it was read.
"""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Block:
    """A paragraph: its lines, or the address it consists of."""

    lines: list[str]

    @property
    def link(self) -> str:
        """The address, where the paragraph is nothing else; it is shown as a button."""
        only = self.lines[0].strip() if len(self.lines) == 1 else ""
        return only if LINK.fullmatch(only) else ""

    @property
    def told(self) -> list[tuple[str, bool]]:
        """Each line, and whether it was set in under the one before."""
        return [(line.strip(), line.startswith("  ")) for line in self.lines]


def as_html(*, subject: str, text: str, language: str) -> SafeString:
    """A letter's text as a page of HTML; nothing in the text can become an element."""
    blocks = [Block(part.split("\n")) for part in re.split(r"\n\s*\n", text.strip("\n"))]
    told = {"subject": subject, "blocks": blocks, "language": language}
    return render_to_string("letters/letter.html", told)
