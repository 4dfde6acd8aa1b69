from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import markup
from tests.house.reading import ROOT, Offence, name

Check = Callable[[str], list[Offence]]


def templates(*suffixes: str) -> list[Path]:
    folders = [ROOT / "templates", *sorted((ROOT / "consign").rglob("templates"))]
    return [path for path in _files(*folders) if path.suffix in suffixes]


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def wrong(check: Check, paths: list[Path]) -> list[str]:
    return [
        f"{name(path)}:{line}: {what}"
        for path in paths
        for line, what in check(path.read_text("utf-8"))
    ]


def test_templates_hold_nothing_the_content_policy_blocks() -> None:
    # A letter has its style with it, for there is nothing it may fetch.
    pages = [path for path in templates(".html", ".svg") if path.parent.name != "letters"]
    assert wrong(markup.unsafe, pages) == []


def test_pages_speak_the_readers_language() -> None:
    assert wrong(markup.untranslated, templates(".html")) == []


def test_letters_speak_the_readers_language() -> None:
    assert wrong(markup.untranslated_text, templates(".txt")) == []


def test_static_files_name_no_other_host() -> None:
    kinds = {".css", ".js", ".svg", ".webmanifest"}
    ours = [path for path in _files(ROOT / "static") if path.suffix in kinds]
    assert ours
    assert wrong(markup.elsewhere, ours) == []


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (markup.unsafe, "<script>start()</script>"),
        (markup.unsafe, "<style>p { color: red }</style>"),
        (markup.unsafe, '<p style="color: {{ colour }}">'),
        (markup.unsafe, '{% blocktranslate %}<b style="x">Hello</b>{% endblocktranslate %}'),
        (markup.unsafe, "<button onclick='sell()'>"),
        (markup.unsafe, '<form hx-on:submit="sell()">'),
        (markup.unsafe, '<a href="javascript:sell()">'),
        (markup.unsafe, '<script src="https://other.example/a.js"></script>'),
        (markup.unsafe, '<link rel="stylesheet" href="//other.example/a.css">'),
        (markup.unsafe, '<img src="http://other.example/{{ name }}.png"/>'),
        (markup.untranslated, "<p>Hello {{ name }}</p>"),
        (
            markup.untranslated,
            "<p>{% if sold %}Sold{% else %}{% translate 'Here' %}{% endif %}</p>",
        ),
        (markup.untranslated, '<img alt="A necklace">'),
        (markup.untranslated, '<input type="submit" value="Sell">'),
        (markup.untranslated, '<meta name="description" content="The window">'),
        (markup.untranslated, "{% blocktranslate %}One{% endblocktranslate %} Two"),
        (markup.untranslated, '<b translate="no">Rcoop</b> in town'),
        (markup.untranslated_text, "Hello {{ name }},"),
        (markup.elsewhere, "@import 'https://other.example/a.css';"),
        (markup.elsewhere, "src: url(//other.example/a.woff2)"),
    ],
)
def test_a_fault_is_seen(check: Check, source: str) -> None:
    assert len(check(source)) == 1


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (markup.unsafe, '<script src="{% static "js/scan.js" %}" type="module"></script>'),
        (markup.unsafe, '<script type="application/json" id="x">{}</script>'),
        (markup.unsafe, '<a href="https://other.example/">'),
        (markup.unsafe, '<img src="{{ photo.url }}" class="{% if a > b %}wide{% endif %}">'),
        (markup.untranslated, '<p title="{% translate "Sold" %}">{% translate "Sold" %}: 3 ×</p>'),
        (markup.untranslated, "{% blocktranslate trimmed %}One {{ n }}{% endblocktranslate %}"),
        (markup.untranslated, "{# A note #}{% comment %}Another{% endcomment %}<title>Consign"),
        (markup.untranslated, "<code>GET</code> <b translate='no'>Rcoop</b>"),
        (markup.untranslated, '<a class="big" href="/here/" rel="next">&nbsp;→</a>'),
        (markup.untranslated, "{% block main_class %}narrow{% endblock %}"),
        (markup.untranslated_text, "{% translate 'Hello' %} {{ name }},\n-- \nConsign"),
        (markup.elsewhere, '<svg xmlns="http://www.w3.org/2000/svg">'),
    ],
)
def test_what_is_right_is_left_alone(check: Check, source: str) -> None:
    assert check(source) == []
