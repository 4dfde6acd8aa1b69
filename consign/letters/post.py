"""Mail: rendered from templates/letters in the reader's language, sent after the commit."""

import logging
import smtplib
from collections.abc import Mapping
from email.utils import formataddr
from functools import partial
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from consign.letters.html import as_html
from consign.letters.refusals import hear

log = logging.getLogger(__name__)


def post(
    *, name: str, to: str, called: str, language: str, facts: Mapping[str, Any], leave: str = ""
) -> None:
    """Send the letter `name` once the open transaction has committed (at once without one).

    `templates/letters/NAME.txt` holds the subject on its first line and the text below it; it goes
    out as plain text, and as HTML that says the same.  A mail server that does not answer, or takes
    no mail for an address, never undoes the act the letter tells of; it is logged.  `leave` is
    where one tap stops letters like it: mail programs show a button for it (RFC 8058).
    """
    with translation.override(language):
        subject, _, text = render_to_string(f"letters/{name}.txt", dict(facts)).partition("\n")
        subject, text = _one_line(subject), text.strip() + "\n"
        page = as_html(subject=subject, text=text, language=language)
    message = EmailMultiAlternatives(
        subject,
        text,
        to=[formataddr((_one_line(called), to))],
        headers=_headers(language, leave),
    )
    message.attach_alternative(page, "text/html")
    transaction.on_commit(partial(_send, message, name, to))


def _headers(language: str, leave: str) -> dict[str, str]:
    # Nobody's absence note answers it.
    told = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    if leave:
        told["List-Unsubscribe"] = f"<{leave}>"
        told["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return told


def _send(message: EmailMessage, name: str, to: str) -> None:
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused:
        log.error("letter %s was refused for its address", name)
        hear(to, refused=True)
    except OSError as trouble:
        # The address stays out of the log: it is personal.
        log.error("letter %s was not sent: %s", name, type(trouble).__name__)
    else:
        hear(to, refused=False)


def _one_line(text: str) -> str:
    """The text without line breaks and control characters: a name cannot add a header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
