"""Whether mail reaches an address: what our mail server says of it.

A letter that another server sends back hours later is not known here.
"""

from consign.letters.models import RefusedAddress


def hear(address: str, *, refused: bool) -> None:
    """Remember that an address is refused; a letter that went out clears it."""
    if not refused:
        RefusedAddress.objects.filter(address__iexact=address).delete()
    elif not is_refused(address):
        RefusedAddress.objects.bulk_create([RefusedAddress(address=address)], ignore_conflicts=True)


def is_refused(address: str) -> bool:
    """Whether the last letter to an address was refused."""
    return RefusedAddress.objects.filter(address__iexact=address).exists()
