"""Find the sentences to translate in Python files and in Django templates."""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

SINGLE = ("_", "N_", "gettext", "gettext_lazy", "gettext_noop")
CONTEXT = ("pgettext", "pgettext_lazy")
PLURAL = ("ngettext", "ngettext_lazy")
CONTEXT_PLURAL = ("npgettext", "npgettext_lazy")
# Which argument is the sentence, its plural, or (with a "c") its context.
KEYWORDS = {
    **dict.fromkeys(SINGLE),
    **dict.fromkeys(CONTEXT, ((1, "c"), 2)),
    **dict.fromkeys(PLURAL, (1, 2)),
    **dict.fromkeys(CONTEXT_PLURAL, ((1, "c"), 2, 3)),
}
COMMENT = "Translators:"
PYTHON_FOLDERS = ("consign", "api")
Found = tuple[str | tuple[str, ...], str | None, list[str]]


def template_of(root: Path, folders: Iterable[str] = PYTHON_FOLDERS) -> Catalog:
    """Every sentence of the project, untranslated, each with the files it is said in."""
    catalog = Catalog()
    for path in _files(root, folders):
        reader = python_sentences if path.suffix == ".py" else template_sentences
        _add(catalog, path.relative_to(root).as_posix(), path.read_text("utf-8"), reader)
    return catalog


def _files(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))
        for templates in sorted((root / folder).rglob("templates")):
            yield from _texts(templates)
    yield from _texts(root / "templates")


def _texts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _add(
    catalog: Catalog, name: str, source: str, reader: Callable[[str], Iterable[Found]]
) -> None:
    try:
        found = list(reader(source))
    except (SyntaxError, IndentationError) as error:
        raise SyntaxError(f"{name}: {error}") from error
    for message, context, comments in found:
        catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)


def python_sentences(source: str) -> Iterator[Found]:
    """The sentences that Python marks with the functions of gettext."""
    lines = io.BytesIO(source.encode("utf-8"))
    options = {"encoding": "utf-8"}
    found = extract("python", lines, KEYWORDS, (COMMENT,), options, strip_comment_tags=True)
    for _line, message, comments, context in found:
        yield message, context, comments


def template_sentences(source: str) -> Iterator[Found]:
    """The sentences in a template's tags and filters, as Django will look them up.

    templatize blanks out everything else; what is left reads as Python once it is not indented.
    """
    lines = (line.lstrip() for line in templatize(source).splitlines())
    yield from python_sentences("\n".join(lines))
