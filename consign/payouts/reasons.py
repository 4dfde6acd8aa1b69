"""Why money came back, in words: the codes that banks of the single euro payments area give."""

from django.utils.translation import gettext_lazy as _

# ISO 20022, external code set "return reason", as far as SEPA credit transfers use it.
REASONS = {
    "AC01": _("there is no account of this number"),
    "AC04": _("the account was closed"),
    "AC06": _("the account is blocked"),
    "AG01": _("the account takes no transfers"),
    "AG02": _("the bank does not know this kind of transfer"),
    "AM05": _("it was sent twice"),
    "BE04": _("the payee's address is missing"),
    "CNOR": _("the payee's bank cannot be reached"),
    "FOCR": _("it was called back"),
    "MD07": _("the holder of the account has died"),
    "MS02": _("the payee did not want it"),
    "MS03": _("the bank does not say why"),
    "RC01": _("the bank's code (BIC) is wrong"),
    "RR03": _("the payee's name or address is missing"),
}


def reason_in_words(reason: str) -> str:
    """A bank's code with what it means, `the account was closed (AC04)`; other words stay."""
    words = REASONS.get(reason)
    return f"{words} ({reason})" if words else reason
