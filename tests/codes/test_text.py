from consign.codes.text import enterprise_text, iban_text


def test_an_account_number_stands_in_groups_that_stay_together() -> None:
    assert iban_text("BE71096123456769") == "BE71\xa00961\xa02345\xa06769"
    assert iban_text("NL02ABNA0123456789") == "NL02\xa0ABNA\xa00123\xa04567\xa089"
    assert iban_text("") == ""


def test_an_enterprise_number_has_points() -> None:
    assert enterprise_text("0123456789") == "0123.456.789"
