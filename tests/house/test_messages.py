import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import messages
from tools.catalogs import Catalogs, complaints, key, places_agree, sentences, text_of
from tools.extract import python_sentences, template_of, template_sentences

PAGE = """{% load i18n %}
  <h1>{% translate "The window" %}</h1>
    {% blocktranslate trimmed count pieces=found|length with name=maker.name %}
      {{ name }} has {{ pieces }} piece
    {% plural %}
      {{ name }} has {{ pieces }} pieces
    {% endblocktranslate %}
"""
CODE = """
def letter(name):
    # Translators: how a letter begins
    return _("Dear %(name)s") % {"name": name}
"""


@pytest.fixture
def project(tmp_path: Path) -> Catalogs:
    """A small project with a page and a letter."""
    (tmp_path / "consign").mkdir()
    (tmp_path / "consign" / "letter.py").write_text(CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    return Catalogs(tmp_path, template_of(tmp_path))


FRENCH: dict[str, str | list[str]] = {
    "The window": "La vitrine",
    "Dear %(name)s": "Bonjour %(name)s",
    "%(name)s has %(pieces)s piece": [
        "%(name)s a une pièce",
        "%(name)s a %(pieces)s pièces",
    ],
}


def keys(catalogs: Catalogs, language: str) -> list[str]:
    return [entry["key"] for entry in messages.missing(catalogs, language)]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("{% translate 'Say \"hello\"' as greeting %}", 'Say "hello"'),
        ('{% translate "The maker\'s" %}', "The maker's"),
        ('{% translate "25% off" %}', "25%% off"),
        ('{{ _("Sold")|upper }}', "Sold"),
        ('{{ state|default:_("none") }}', "none"),
        ('{% include "x.html" with label=_("Price") %}', "Price"),
        ("  {% blocktranslate %}\n two\n  lines{% endblocktranslate %}", "\n two\n  lines"),
        ("{% blocktranslate trimmed %}\n two\n  lines{% endblocktranslate %}", "two lines"),
        ("<p>it's\n   {% translate 'indented' %}\n {% endif %}", "indented"),
    ],
)
def test_a_sentence_in_a_template_is_found(source: str, sentence: str) -> None:
    assert [found for found, _context, _comments in template_sentences(source)] == [sentence]


def test_a_sentence_in_a_template_keeps_its_context_and_comment() -> None:
    source = '{# Translators: the verb #}\n{% translate "sell" context "act" %}'
    assert list(template_sentences(source)) == [("sell", "act", ["the verb"])]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('_("one " "sentence")', "one sentence"),
        ('N_("later")', "later"),
        ('gettext_lazy("at module level")', "at module level"),
        ('ngettext_lazy("a piece", "pieces", n)', ("a piece", "pieces")),
    ],
)
def test_a_sentence_in_python_is_found(source: str, sentence: str | tuple[str, str]) -> None:
    assert [found for found, _context, _comments in python_sentences(source)] == [sentence]


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    page = "{% blocktranslate %}{% if a %}{% endif %}{% endblocktranslate %}"
    (tmp_path / "templates" / "page.html").write_text(page)
    with pytest.raises(SyntaxError, match=r"templates/page\.html"):
        template_of(tmp_path)


def test_missing_sentences_are_filled_and_compiled(project: Catalogs) -> None:
    assert keys(project, "fr") == [
        "Dear %(name)s",
        "The window",
        "%(name)s has %(pieces)s piece",
    ]
    assert messages.fill(project, "fr", FRENCH) == []
    assert messages.missing(project, "fr") == []
    project.compile("fr")
    with project.path("fr").with_suffix(".mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("The window") == "La vitrine"
    one, many = "%(name)s has %(pieces)s piece", "%(name)s has %(pieces)s pieces"
    assert french.ngettext(one, many, 0) == "%(name)s a une pièce"
    assert french.ngettext(one, many, 2) == "%(name)s a %(pieces)s pièces"


def test_a_translator_is_told_of_plural_comment_and_place(project: Catalogs) -> None:
    told = {entry["key"]: entry for entry in messages.missing(project, "nl")}
    assert told["Dear %(name)s"]["comment"] == "how a letter begins"
    assert told["Dear %(name)s"]["where"] == ["consign/letter.py"]
    piece = told["%(name)s has %(pieces)s piece"]
    assert (piece["plural"], piece["forms"]) == ("%(name)s has %(pieces)s pieces", 2)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("No such sentence", "Pas de phrase"),
        ("The window", ""),
        ("The window", ["La vitrine", "Les vitrines"]),
        ("Dear %(name)s", "Bonjour %(nom)s"),
        ("%(name)s has %(pieces)s piece", "une seule forme"),
        ("%(name)s has %(pieces)s piece", ["%(name)s a une pièce", "%(name)s en a plusieurs"]),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(
    project: Catalogs, name: str, text: str | list[str]
) -> None:
    before = keys(project, "fr")
    assert len(messages.fill(project, "fr", {name: text})) == 1
    assert keys(project, "fr") == before


def test_updating_keeps_translations_and_drops_what_is_no_longer_said(project: Catalogs) -> None:
    messages.update(project)
    messages.fill(project, "fr", FRENCH)
    (project.root / "consign" / "letter.py").write_text('_("Hello")')
    changed = Catalogs(project.root, template_of(project.root))
    messages.update(changed)
    assert keys(changed, "fr") == ["Hello"]
    assert "Bonjour" not in changed.stored("fr")
    assert "La vitrine" in changed.stored("fr")


def test_updating_twice_changes_nothing(project: Catalogs) -> None:
    messages.update(project)
    before = {language: project.stored(language) for language in ("de", "en", "fr", "nl")}
    messages.update(project)
    assert {language: project.stored(language) for language in before} == before
    assert "letter.py:" not in before["fr"]


def translate_all(project: Catalogs) -> None:
    messages.update(project)
    for language in ("de", "fr", "nl"):
        messages.fill(project, language, FRENCH)


def test_a_whole_set_of_catalogs_passes(project: Catalogs) -> None:
    translate_all(project)
    assert messages.check(project) == []


def test_a_catalog_behind_its_sources_is_seen(project: Catalogs) -> None:
    translate_all(project)
    (project.root / "consign" / "letter.py").write_text("")
    wrongs = messages.check(Catalogs(project.root, template_of(project.root)))
    assert [wrong.split(":")[0] for wrong in wrongs] == ["de", "en", "fr", "nl"]


def test_an_untranslated_or_fuzzy_sentence_is_seen() -> None:
    catalog = Catalog(locale="fr")
    catalog.add("Sold")
    catalog.add("Here", "Ici", flags=["fuzzy"])
    catalog.add(("A piece", "%(n)s pieces"), ("Une pièce", ""))
    assert [wrong.split(":")[0] for wrong in complaints(catalog)] == [
        "not translated",
        "marked as fuzzy",
        "not translated",
    ]


def test_a_long_list_of_faults_is_cut_and_counted() -> None:
    assert messages.shortened(["a", "b", "c", "d"], shown=2) == ["a", "b", "and 2 more"]
    assert messages.shortened(["a", "b"], shown=2) == ["a", "b"]


@pytest.mark.parametrize(
    ("source", "text", "agree"),
    [
        ("%(a)s of %(b)s", "%(b)s: %(a)s", True),
        ("%(a)s of %(b)s", "%(b)s", False),
        ("{code} is sold", "{code} est vendu", True),
        ("{code} is sold", "{kode} is verkocht", False),
        ("50%% of %(a)s", "la moitié de %(a)s", True),
        ("100 % of it", "tout à 100 % de", True),
        ("%d pieces", "pièces", False),
    ],
)
def test_placeholders_are_compared(source: str, text: str, agree: bool) -> None:
    assert places_agree((source,), (text,)) is agree


def test_sentences_that_differ_in_context_have_their_own_keys() -> None:
    catalog = Catalog(locale="fr")
    catalog.add("sell", context="act")
    catalog.add("sell")
    assert sorted(map(key, sentences(catalog))) == ["act\u0004sell", "sell"]


def test_the_header_names_the_plurals_of_its_language() -> None:
    assert "plural=(n > 1)" in text_of(Catalog(locale="fr"))
    assert "plural=(n != 1)" in text_of(Catalog(locale="nl"))
