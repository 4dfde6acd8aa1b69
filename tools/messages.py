"""The translations, without GNU gettext: `python -m tools.messages`.

update           take the sentences of the sources into locale/LANG/LC_MESSAGES/django.po
compile          write the .mo files that Django reads
check            fail when a catalog differs from the sources or is not complete
missing LANG     print the untranslated sentences as JSON
fill LANG FILE   take translations from a JSON object: the key of each sentence (as `missing`
                 prints it) and its translation, or the list of its plural forms
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog

from tools.catalogs import (
    LANGUAGES,
    SOURCE,
    Catalogs,
    complaints,
    forms,
    key,
    places_agree,
    sentences,
    text_of,
    translations,
)
from tools.extract import template_of
from tools.machine import ROOT


def main(arguments: list[str]) -> int:
    chosen = _parser().parse_args(arguments)
    if chosen.command == "compile":
        return compile_all(Catalogs(ROOT, Catalog()))
    catalogs = Catalogs(ROOT, template_of(ROOT))
    if chosen.command == "missing":
        print(json.dumps(missing(catalogs, chosen.language), ensure_ascii=False, indent=1))
        return 0
    if chosen.command == "fill":
        return _say(fill(catalogs, chosen.language, json.loads(chosen.file.read_text("utf-8"))))
    return update(catalogs) if chosen.command == "update" else _say(check(catalogs))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("update", "compile", "check"):
        commands.add_parser(name)
    others = [language for language in LANGUAGES if language != SOURCE]
    for name in ("missing", "fill"):
        command = commands.add_parser(name)
        command.add_argument("language", choices=others)
    commands.choices["fill"].add_argument("file", type=Path)
    return parser


def _say(wrongs: list[str]) -> int:
    for wrong in wrongs:
        print(wrong, file=sys.stderr)
    return 1 if wrongs else 0


def update(catalogs: Catalogs) -> int:
    for language in LANGUAGES:
        catalogs.write(language, catalogs.merged(language))
    return 0


def compile_all(catalogs: Catalogs) -> int:
    for language in LANGUAGES:
        catalogs.compile(language)
    return 0


def check(catalogs: Catalogs) -> list[str]:
    """What is wrong with the catalogs, one sentence each."""
    wrongs = []
    for language in LANGUAGES:
        merged = catalogs.merged(language)
        if text_of(merged) != catalogs.stored(language):
            wrongs.append(f"{language}: differs from the sources; python -m tools.messages update")
        if language != SOURCE:
            wrongs += [f"{language}: {wrong}" for wrong in shortened(list(complaints(merged)))]
    return wrongs


def shortened(wrongs: list[str], shown: int = 20) -> list[str]:
    """The first few of a long list, and how many more there are."""
    more = len(wrongs) - shown
    return wrongs if more <= 0 else [*wrongs[:shown], f"and {more} more"]


def missing(catalogs: Catalogs, language: str) -> list[dict[str, Any]]:
    """The sentences without a whole translation, each with what a translator needs to know."""
    merged = catalogs.merged(language)
    found = []
    for message in sentences(merged):
        if all(translations(message)) and not message.fuzzy:
            continue
        entry: dict[str, Any] = {"key": key(message)}
        if len(forms(message)) == 2:
            entry |= {"plural": forms(message)[1], "forms": merged.num_plurals}
        if message.auto_comments:
            entry["comment"] = " ".join(message.auto_comments)
        entry["where"] = sorted({file for file, _line in message.locations})
        found.append(entry)
    return found


def fill(catalogs: Catalogs, language: str, given: dict[str, str | list[str]]) -> list[str]:
    """Write the translations that fit; the others are left out and named in the answer."""
    merged = catalogs.merged(language)
    known = {key(message): message for message in sentences(merged)}
    wrongs = []
    for name, text in given.items():
        texts = (text,) if isinstance(text, str) else tuple(text)
        message = known.get(name)
        if message is None:
            wrongs.append(f"no such sentence: {name!r}")
        elif len(texts) != (1 if len(forms(message)) == 1 else merged.num_plurals):
            wrongs.append(f"wrong number of forms: {name!r}")
        elif not all(texts) or not places_agree(forms(message), texts):
            wrongs.append(f"empty, or other placeholders than its source: {name!r}")
        else:
            message.string = texts[0] if isinstance(text, str) else texts
            message.flags.discard("fuzzy")
    catalogs.write(language, merged)
    return wrongs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
