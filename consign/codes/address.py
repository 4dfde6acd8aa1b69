"""The address other people reach us at, as it stands on labels, on tickets and in mails."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def public_url(request: HttpRequest) -> str:
    """settings.PUBLIC_URL, or in the demo world the address the reader came by.

    A demo runs wherever it was started: a phone that reached it by the machine's own address must
    be able to follow the codes it prints.
    """
    if settings.DEMO:
        return f"{request.scheme}://{request.get_host()}"
    return settings.PUBLIC_URL


def piece_address(base_url: str, code: str) -> str:
    """The page of a piece, as the symbol of its label holds it: `https://HOST.EXAMPLE/I/7K3M9QX`."""
    return printed(base_url, "I", code)


def printed(base_url: str, letter: str, code: str) -> str:
    """The address a symbol holds: `https://HOST.EXAMPLE/I/7K3M9QX`.

    The scheme is lower case, because some readers do not take capitals for one; host and code are
    upper case, which packs into fewer modules.  Port and path of the base stay as they are.
    """
    base = urlsplit(base_url)
    host = base.netloc.encode("idna").decode().upper()
    return f"{base.scheme}://{host}{base.path.rstrip('/')}/{letter}/{code.upper()}"
