"""What the QR code of a payment says: the EPC's "Quick Response Code" guidelines (EPC069-12, v2.1).

A banking app fills in its transfer from it, so it only ever asks for money that comes to us.
"""

from decimal import Decimal

from stdnum import bic as bic_rules
from stdnum import iban as iban_rules

from consign.codes.reference import parse_reference

SMALLEST = Decimal("0.01")
LARGEST = Decimal("999999999.99")
LONGEST_NAME = 70
LONGEST_TEXT = 140
LONGEST_PAYLOAD = 331

# Service, version 2 (the BIC may be missing), UTF-8, SEPA credit transfer.
HEAD = ("BCD", "002", "1", "SCT")
NO_PURPOSE = ""


def payment_code(
    *, name: str, iban: str, amount: Decimal, reference: str = "", text: str = "", bic: str = ""
) -> str:
    """The text to encode, at error correction level M, for so many euros to an account.

    `reference` is compact or as people write it; `text` is free, and never stands beside a
    reference.  ValueError when the guidelines do not allow it: the name is empty or over 70
    characters, the text over 140, the amount outside 0.01 to 999 999 999.99, the account, its
    bank or the reference mistyped, or all of it over 331 bytes.
    """
    if reference and text:
        raise ValueError("a payment carries a reference or a text, not both")
    lines = [
        *HEAD,
        _bank(bic),
        _one_line(name),
        _account(iban),
        f"EUR{_amount(amount)}",
        NO_PURPOSE,
        # The guidelines speak of ISO 11649 alone here.  In Belgium the structured communication
        # stands in the same line, as bare digits: apps take the next one for a free message, and
        # a bank would not check it there.
        parse_reference(reference) if reference else "",
        _one_line(text),
    ]
    payload = "\n".join(lines).rstrip("\n")
    _expect_size("the name", len(_one_line(name)), least=1, most=LONGEST_NAME)
    _expect_size("the text", len(_one_line(text)), most=LONGEST_TEXT)
    _expect_size("the code in bytes", len(payload.encode()), most=LONGEST_PAYLOAD)
    return payload


def _bank(bic: str) -> str:
    compact = "".join(bic.split()).upper()
    if compact and not bic_rules.is_valid(compact):
        raise ValueError(f"not a bank's code: {bic!r}")
    return compact


def _account(iban: str) -> str:
    compact = iban_rules.compact(iban)
    # Only the check digits: python-stdnum's list of Belgian banks lacks some that exist.
    if not iban_rules.is_valid(compact, check_country=False):
        raise ValueError(f"not an account number: {iban!r}")
    return compact


def _amount(amount: Decimal) -> str:
    if not amount.is_finite() or not SMALLEST <= amount <= LARGEST:
        raise ValueError(f"a payment code asks for {SMALLEST} to {LARGEST} euros: {amount}")
    written = f"{amount:.2f}"
    if Decimal(written) != amount:
        raise ValueError(f"an amount has at most two decimals: {amount}")
    return written


def _one_line(text: str) -> str:
    """Its lines are the format's fields, so no text may break one."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _expect_size(what: str, size: int, *, least: int = 0, most: int) -> None:
    if not least <= size <= most:
        raise ValueError(f"{what}: {size}, not {least} to {most}")
