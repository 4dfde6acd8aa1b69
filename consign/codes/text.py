"""Identifiers as people write them."""


def iban_text(number: str) -> str:
    """An account number in groups of four, as banks print it; its spaces do not break."""
    return "\N{NO-BREAK SPACE}".join(
        number[start : start + 4] for start in range(0, len(number), 4)
    )


def enterprise_text(number: str) -> str:
    """An enterprise number of ten digits as it is written: `0123.456.789`."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def iban_tail(number: str) -> str:
    """Enough of an account number to know it by, and too little to pay to: `BE… 6769`."""
    return f"{number[:2]}… {number[-4:]}"
