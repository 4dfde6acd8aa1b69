"""Who stands on documents, as documents keep them."""

LIABLE, EXEMPT = "liable", "exempt_small"
LONG_NAME = (
    "Coopérative d’emploi DiES – Dimension Économie Solidaire, société coopérative agréée comme"
    " entreprise sociale, établie à Forest et Molenbeek"
)


def party(number: str, legal_name: str, **more: str) -> dict[str, str]:
    """One side as a document keeps it; liable to VAT unless told."""
    return {
        "legal_name": legal_name,
        "street": "Rue du Progrès 123",
        "postcode": "1030",
        "town": "Schaerbeek",
        "country": "BE",
        "enterprise_number": number,
        "vat_status": LIABLE,
        "iban": "BE71096123456769",
        "holder": legal_name[:70],
        "bic": "GKCCBEBB",
        "legal_form": "SC",
        "register": "RPM Bruxelles",
        "email": "compta@example.org",
        "language": "fr",
        **more,
    }


def of_earlier(known: dict[str, str]) -> dict[str, str]:
    """A party as months kept it that were closed before its legal form was known."""
    later = {"legal_form", "register", "email", "language", "bic"}
    return {key: value for key, value in known.items() if key not in later}


RCOOP = party("0428759497", "Rcoop SC", name="Rcoop")
SMALL = party("1000000021", "La Petite Vitrine", name="La Petite Vitrine", vat_status=EXEMPT)
DIES = party(
    "0762986459",
    "Coopérative d’emploi DiES SC",
    street="Chaussée de Bruxelles 45 boîte 2",
    postcode="1190",
    town="Forest",
    iban="BE68539007547034",
    bic="",
)
BEN = party(
    "1000000120",
    "Ben De Smet",
    street="Kerkstraat 7",
    postcode="1800",
    town="Vilvoorde",
    vat_status=EXEMPT,
    legal_form="",
    register="",
    iban="BE68539007547034",
)
