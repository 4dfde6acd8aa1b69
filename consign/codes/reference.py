"""Payment references that a bank checks: what they are, how people write and type them.

The Belgian structured communication (OGM/VCS) has twelve digits, `+++123/4567/89002+++`; that of
ISO 11649 begins with RF.  Compact is what a file and a table hold: `123456789002`,
`RF18539007547034`.
"""

import re

from stdnum import iso11649
from stdnum.be import ogm_vcs
from stdnum.iso7064 import mod_97_10

LARGEST_NUMBER = 9_999_999_999

OGM = re.compile(r"[0-9]{12}")
RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
RF_BODY = re.compile(r"[A-Z0-9]{1,21}")
TYPED_OGM = re.compile(r"[+*]{0,3}([0-9]{3})[/.-]?([0-9]{4})[/.-]?([0-9]{5})[+*]{0,3}")
MEANT = re.compile(
    r"\+{3}|\*{3}|RF ?[0-9]{2}|[0-9]{3}[ /]?[0-9]{4}[ /]?[0-9]{5}(?![0-9])", re.IGNORECASE
)


class NoReference(ValueError):
    """The text is no payment reference, or one of its digits is wrong."""


def ogm(number: int) -> str:
    """The twelve digits for a number from 1 to 9 999 999 999; ValueError outside.

    The last two are the rest of the division by 97, and 97 where there is none.
    """
    if not 1 <= number <= LARGEST_NUMBER:
        raise ValueError(f"a structured communication holds 1 to {LARGEST_NUMBER}: {number}")
    ten = f"{number:010}"
    return f"{ten}{ogm_vcs.calc_check_digits(ten)}"


def rf(text: str) -> str:
    """The ISO 11649 reference of 1 to 21 letters or digits; ValueError for anything else."""
    body = text.upper()
    if RF_BODY.fullmatch(body) is None:
        raise ValueError(f"an RF reference holds 1 to 21 letters or digits: {text!r}")
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def is_ogm(compact: str) -> bool:
    return OGM.fullmatch(compact) is not None


def reference_text(compact: str) -> str:
    """As people write it: `+++123/4567/89002+++`, or `RF18 5390 0754` with spaces that hold."""
    if is_ogm(compact):
        return f"+++{compact[:3]}/{compact[3:7]}/{compact[7:]}+++"
    return "\N{NO-BREAK SPACE}".join(
        compact[start : start + 4] for start in range(0, len(compact), 4)
    )


def parse_reference(text: str) -> str:
    """The compact form of what somebody typed or pasted, with or without its stars and spaces.

    Raises NoReference when it is none, or when its check digits do not fit.
    """
    typed = "".join(text.split()).upper()
    digits = TYPED_OGM.fullmatch(typed)
    if digits is not None:
        return _checked("".join(digits.groups()), valid=ogm_vcs.is_valid("".join(digits.groups())))
    return _checked(typed, valid=RF.fullmatch(typed) is not None and iso11649.is_valid(typed))


def looks_like_reference(text: str) -> bool:
    """Whether somebody meant a reference: then a typo is refused, not taken as free text."""
    return MEANT.match(" ".join(text.split())) is not None


def _checked(compact: str, *, valid: bool) -> str:
    if not valid:
        raise NoReference(f"not a payment reference: {compact!r}")
    return compact
