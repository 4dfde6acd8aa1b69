from datetime import date

import pytest

from consign.invoices.mentions import WORDINGS, exemption, self_billing
from consign.people.models import LANGUAGES

LAST_DAY, REFORM = date(2024, 12, 31), date(2025, 1, 1)


def test_the_french_name_of_the_exemption_changed_with_its_reform() -> None:
    old = "Régime particulier de franchise des petites entreprises"
    assert exemption("fr", LAST_DAY) == old
    assert exemption("fr", REFORM) == "Régime particulier de la franchise de taxe"
    assert exemption("nl", LAST_DAY) == exemption("nl", REFORM)


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_every_language_of_a_document_has_both_mentions(language: str) -> None:
    assert exemption(language, REFORM)
    assert self_billing(language, REFORM)


def test_self_billing_is_said_in_the_words_of_the_directive() -> None:
    said = {language: self_billing(language, REFORM) for language in ("fr", "nl", "de", "en")}
    assert said == {
        "fr": "Autofacturation",
        "nl": "Factuur uitgereikt door afnemer",
        "de": "Gutschrift",
        "en": "Self-billing",
    }


def test_a_language_without_a_wording_is_refused() -> None:
    with pytest.raises(ValueError, match="no wording in 'it'"):
        exemption("it", REFORM)


def test_a_wording_begins_on_one_day() -> None:
    begun = [(row.mention, row.language, row.starts_on) for row in WORDINGS]
    assert len(set(begun)) == len(begun)
