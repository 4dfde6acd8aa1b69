"""What a sale is known by outside: the address of its ticket, the reference of a transfer.

Both are made from the sale's key alone, so a device without network makes the same ones.
"""

import re
import uuid

from consign.codes.address import printed
from consign.codes.label import ALPHABET, LOOKALIKES
from consign.codes.reference import rf

BITS = 5
LENGTH = 26
REFERENCE_LENGTH = 16
ADDRESS = re.compile(rf"(?:.*/t/)?([0-9a-z]{{{LENGTH}}})/?", re.IGNORECASE)


def ticket_code(key: uuid.UUID) -> str:
    """The key in 26 characters of the labels' alphabet, the highest first.

    Knowing it is what lets a customer read the ticket: a key has 122 random bits.
    """
    return "".join(ALPHABET[key.int >> BITS * place & 31] for place in reversed(range(LENGTH)))


def key_of(text: str) -> uuid.UUID | None:
    """The key in a ticket's code or address, as scanned or typed; None when it is none."""
    match = ADDRESS.fullmatch("".join(text.split()))
    signs = match[1].upper().translate(LOOKALIKES) if match else ""
    if not signs or not set(signs) <= set(ALPHABET):
        return None
    number = 0
    for sign in signs:
        number = number << BITS | ALPHABET.index(sign)
    return uuid.UUID(int=number) if number < 1 << 128 else None


def ticket_address(base_url: str, key: uuid.UUID) -> str:
    """The page of a ticket, as its QR code holds it."""
    return printed(base_url, "T", ticket_code(key))


def transfer_reference(key: uuid.UUID) -> str:
    """The ISO 11649 reference a customer's transfer carries, of half of the key."""
    return rf(key.hex[:REFERENCE_LENGTH])
