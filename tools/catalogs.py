"""The catalogs of sentences on disk: read, merge with the sources, write, compile, compare."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import generate_po, read_po

# The language the sources are written in; its catalog stays empty and Django shows the source.
SOURCE = "en"
LANGUAGES = ("de", "en", "fr", "nl")
# Between a context and its sentence, as in compiled catalogs.
GLUE = "\u0004"
PLACEHOLDER = re.compile(r"(?<!%)(?:%%)*(%\(\w+\)[a-z]|%[sdif])|(\{\w*(?:![rsa])?(?::[^{}]*)?\})")


class Catalogs:
    """The catalogs of one project: `locale/LANG/LC_MESSAGES/django.po`."""

    def __init__(self, root: Path, template: Catalog) -> None:
        self.root = root
        self.template = template

    def path(self, language: str) -> Path:
        return self.root / "locale" / language / "LC_MESSAGES" / "django.po"

    def stored(self, language: str) -> str:
        path = self.path(language)
        return path.read_text("utf-8") if path.exists() else ""

    def read(self, language: str) -> Catalog:
        """The catalog as it is on disk, empty when there is none."""
        return read_po(io.BytesIO(self.stored(language).encode()), locale=language)

    def merged(self, language: str) -> Catalog:
        """The sentences of the sources with the translations there are; nothing is guessed."""
        old, new = self.read(language), Catalog(locale=language)
        for message in sentences(self.template):
            known = old.get(message.id, message.context)
            same = known is not None and forms(known) == forms(message)
            new.add(
                message.id,
                known.string if known and same else None,
                locations=message.locations,
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else (),
                flags=known.flags & {"fuzzy"} if known and same else (),
                context=message.context,
            )
        return new

    def write(self, language: str, catalog: Catalog) -> None:
        path = self.path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(catalog), "utf-8")

    def compile(self, language: str) -> None:
        path = self.path(language)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, self.read(language))


def sentences(catalog: Catalog) -> list[Message]:
    """The catalog's sentences without its header."""
    return [message for message in catalog if message.id]


def forms(message: Message) -> tuple[str, ...]:
    """The sentence and, where it has one, its plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def key(message: Message) -> str:
    """What names a sentence for translators: itself, behind its context if it has one."""
    sentence = forms(message)[0]
    return f"{message.context}{GLUE}{sentence}" if message.context else sentence


def text_of(catalog: Catalog) -> str:
    """The catalog as a file whose lines change only when a sentence does: no dates, no lines."""
    body = generate_po(
        catalog,
        ignore_obsolete=True,
        include_lineno=False,
        omit_header=True,
        sort_by="message",
        width=100,
    )
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return (header + "".join(body)).rstrip("\n") + "\n"


def complaints(catalog: Catalog) -> Iterator[str]:
    """What keeps a catalog from being shown to people, one sentence each."""
    for message in sentences(catalog):
        name = repr(key(message))
        texts = translations(message)
        wanted = 1 if len(forms(message)) == 1 else catalog.num_plurals
        if len(texts) != wanted or not all(texts):
            yield f"not translated: {name}"
        elif message.fuzzy:
            yield f"marked as fuzzy: {name}"
        elif not places_agree(forms(message), texts):
            yield f"other placeholders than its source: {name}"


def places_agree(source: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """Whether the translation fills in what its source does.

    A plural's forms for few pieces may leave the number out ("one piece"), its last form may not.
    """
    if len(source) == 1:
        return places(texts[0]) == places(source[0])
    allowed = places(source[0]) | places(source[1])
    return all(places(text) <= allowed for text in texts) and places(texts[-1]) == places(source[1])


def places(text: str) -> set[str]:
    return {named or braced for named, braced in PLACEHOLDER.findall(text)}
