"""Faces to print: everyday ones and the hardest that a label must carry."""

import random
from collections.abc import Iterator

from consign.codes.address import piece_address
from consign.codes.label import draw
from consign.labels.face import Face

BASE = "https://vitrine.example"
DIES = "Vendu par Coopérative d'emploi DiES – Dimension Économie Solidaire SC"
LONG_WORD = "Arbeidsongeschiktheidsverzekeringsmaatschappij"

# title, price, maker, seller, details
WORDS = [
    ("Bague plume", "45,00\N{NO-BREAK SPACE}€", "Comme une plume", DIES, "Argent 925, taille 52"),
    ("Tasse bleue", "24,00 €", "Atelier Rocher", "Vendu par JobYourself ASBL", ""),
    ("Œuf à repriser « Ĳsje »", "€ 118,50", "Łucja Żółć", "Verkocht door An Peeters", "Ø 8 cm"),
    ("Kerze Winter", "1\N{NARROW NO-BREAK SPACE}045,00 €", "Wachsstübchen", "", "Bienenwachs"),
]
HARD = [
    (
        "Boucles d'oreilles en argent recyclé et plume de paon à main",
        "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,00 €",
        "Les Papiers de Mémé — ateliers de reliure, de papeterie et de calligraphie",
        f"Verkocht door Coöperatieve vennootschap {LONG_WORD} van Sint-Lambrechts-Woluwe",
        "Argent recyclé 925 millièmes, plumes de paon, 12 × 45 mm, fait à Bruxelles",
    ),
    (LONG_WORD, "9,95 €", LONG_WORD, f"Verkocht door {LONG_WORD} {LONG_WORD}", LONG_WORD),
    ("日本" * 30, "1" * 40, "x" * 60, "Vendu par " + "mot " * 80, "y" * 200),
    ("", "", "", "", ""),
]


def faces(
    count: int, *, words: list[tuple[str, str, str, str, str]] = WORDS, base: str = BASE
) -> Iterator[Face]:
    """So many faces, each with a code of its own; always the same ones."""
    rng = random.Random(7)
    for number in range(count):
        code = draw(rng)
        title, price, maker, seller, details = words[number % len(words)]
        yield Face(code, piece_address(base, code), title, price, maker, seller, details)
