"""What an invoice must say in words that are not ours, by language and from a day on.

The exemption of small enterprises: VAT code, article 56bis, and royal decree n° 1, article 5; its
French name changed with the reform of 1 January 2025.  Self-billing: royal decree n° 1, article 5,
in the words of directive 2006/112/EC, article 226, point 10a.  An accountant has to confirm the
wording, and these rows are the one place where it changes: a new wording is a new row, so that an
earlier document still says what held on its day.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Mention(StrEnum):
    EXEMPTION = "exemption"
    SELF_BILLING = "self_billing"


class Wording(NamedTuple):
    mention: Mention
    language: str
    starts_on: date
    text: str


ALWAYS = date.min
REFORM = date(2025, 1, 1)
WORDINGS = [
    Wording(
        Mention.EXEMPTION,
        "fr",
        ALWAYS,
        "Régime particulier de franchise des petites entreprises",
    ),
    Wording(Mention.EXEMPTION, "fr", REFORM, "Régime particulier de la franchise de taxe"),
    Wording(
        Mention.EXEMPTION, "nl", ALWAYS, "Bijzondere vrijstellingsregeling kleine ondernemingen"
    ),
    Wording(
        Mention.EXEMPTION, "de", ALWAYS, "Sonderregelung der Steuerbefreiung für Kleinunternehmen"
    ),
    Wording(Mention.EXEMPTION, "en", ALWAYS, "Special exemption scheme for small enterprises"),
    Wording(Mention.SELF_BILLING, "fr", ALWAYS, "Autofacturation"),
    Wording(Mention.SELF_BILLING, "nl", ALWAYS, "Factuur uitgereikt door afnemer"),
    Wording(Mention.SELF_BILLING, "de", ALWAYS, "Gutschrift"),
    Wording(Mention.SELF_BILLING, "en", ALWAYS, "Self-billing"),
]


def exemption(language: str, on: date) -> str:
    """Why no VAT is charged by an exempt small enterprise, as a document of that day says it.

    ValueError for a language without a wording.
    """
    return _text(Mention.EXEMPTION, language, on)


def self_billing(language: str, on: date) -> str:
    """That the buyer issued the document in the seller's name, as one of that day says it.

    ValueError for a language without a wording.
    """
    return _text(Mention.SELF_BILLING, language, on)


def _text(mention: Mention, language: str, on: date) -> str:
    holding = [
        row
        for row in WORDINGS
        if row.mention == mention and row.language == language and row.starts_on <= on
    ]
    if not holding:
        raise ValueError(f"no wording in {language!r}: {mention}")
    return max(holding, key=lambda row: row.starts_on).text
