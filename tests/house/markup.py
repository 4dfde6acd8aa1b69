"""What templates and static files may not hold, as functions from a text to the lines at fault."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

from tests.house.reading import Offence

BRAND = {"Consign"}
WORD = re.compile(r"[^\W\d_]{2,}")
ELSEWHERE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
# The one address that is a name and is never fetched.
NAMES_AN_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)\S*|url\(['\"]?//\S*")
LOADING = {"src", "srcset", "href", "poster", "data"}
LINKING = {"a", "area", "base"}
# Scripts that no browser runs: data for our own scripts, and for search engines.
DATA = {"application/json", "application/ld+json"}
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description"}
# What is in these is for machines or is the same in every language.
SAME_FOR_ALL = {"script", "style", "code", "kbd", "samp"}
Attributes = list[tuple[str, str | None]]


def markup_of(source: str) -> str:
    """The template's own HTML: tags and variables blanked out, translated sentences kept."""
    return "".join(map(_plain, Lexer(source).tokenize()))


def spoken_of(source: str) -> str:
    """The same without what is translated already, or is for machines."""
    parts: list[str] = []
    until = ""
    for token in Lexer(source).tokenize():
        if until:
            parts.append("\n" * token.contents.count("\n"))
            until = "" if token.contents.split()[:1] == [until] else until
        elif token.token_type == TokenType.BLOCK:
            until = _end_of_unspoken(token.contents.split())
        else:
            parts.append(_plain(token))
    return "".join(parts)


def _end_of_unspoken(words: list[str]) -> str:
    """The tag that ends what this one opens, if nobody reads what is between them as it stands."""
    if words[0] in {"blocktranslate", "blocktrans", "comment"}:
        return f"end{words[0]}"
    # A block of this name fills a class attribute further up.
    return "endblock" if words[0] == "block" and words[1].endswith("_class") else ""


def _plain(token: Token) -> str:
    if token.token_type == TokenType.TEXT:
        return str(token.contents)
    # A digit stands for a value, so that an attribute filled by a tag is not empty; no letter.
    return "0" if token.token_type == TokenType.VAR else ""


class Reader(HTMLParser):
    """Goes through HTML and collects what one of the checks below says about it."""

    def __init__(
        self,
        element: Callable[[str, Attributes], Iterator[str]],
        text: Callable[[str], Iterator[str]],
    ) -> None:
        super().__init__()
        self.offences: list[Offence] = []
        self._element, self._text = element, text
        self._quiet: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._collect(self._element(tag, attrs))
        if tag in SAME_FOR_ALL or ("translate", "no") in attrs or self._quiet[-1:] == [tag]:
            self._quiet.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._collect(self._element(tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._quiet[-1:] == [tag]:
            self._quiet.pop()

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self._collect(self._text(data))

    def _collect(self, wrongs: Iterator[str]) -> None:
        self.offences += [(self.getpos()[0], wrong) for wrong in wrongs]


def unsafe(source: str) -> list[Offence]:
    """What the content policy would block: inline script and style, and anything from elsewhere."""
    reader = Reader(_unsafe_element, lambda _text: iter(()))
    reader.feed(markup_of(source))
    return reader.offences


def _unsafe_element(tag: str, attrs: Attributes) -> Iterator[str]:
    given = dict(attrs)
    if tag == "style":
        yield "an inline <style>"
    if tag == "script" and "src" not in given and given.get("type") not in DATA:
        yield "an inline <script>"
    for key, value in attrs:
        if key == "style" or key.startswith(("on", "hx-on")):
            yield f"{key}="
        elif (value or "").strip().lower().startswith("javascript:"):
            yield f"{key}= with a script"
        elif key in LOADING and tag not in LINKING and ELSEWHERE.match(value or ""):
            yield f"<{tag}> loads {value}"


def untranslated(source: str) -> list[Offence]:
    """Words a person reads, or hears, that are in one language only."""
    reader = Reader(_spoken_attributes, _words)
    reader.feed(spoken_of(source))
    reader.close()
    return reader.offences


def untranslated_text(source: str) -> list[Offence]:
    """The same for a template of plain text."""
    lines = enumerate(spoken_of(source).splitlines(), start=1)
    return [(number, wrong) for number, line in lines for wrong in _words(line)]


def _words(text: str) -> Iterator[str]:
    if set(WORD.findall(text)) - BRAND:
        yield f"not translated: {' '.join(text.split())}"


def _spoken_attributes(tag: str, attrs: Attributes) -> Iterator[str]:
    given = dict(attrs)
    spoken = set(READ_ALOUD)
    if tag == "meta" and given.get("name") == "description":
        spoken.add("content")
    if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
        spoken.add("value")
    for key in sorted(spoken & given.keys()):
        yield from _words(given[key] or "")


def elsewhere(source: str) -> list[Offence]:
    """Addresses of other hosts in a style sheet, a script or a drawing of ours."""
    lines = enumerate(source.splitlines(), start=1)
    return [(n, found) for n, line in lines for found in NAMES_AN_ADDRESS.findall(line)]
