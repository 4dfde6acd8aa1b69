"""The address other people reach us at, as it stands on labels and in mails."""

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
