"""Label codes: six characters drawn at random and one that checks them, printed `7K3 M9Q X`.

The alphabet is Crockford's base 32 (crockford.com/base32.html): digits and capitals without I, L, O
and U, so that what a hand writes for them can be understood.  His check symbol counts modulo 37 and
needs five signs more; ours stays inside the alphabet.  The characters are the 32 numbers of the
field GF(32), with the polynomial x^5 + x^2 + 1, and a code is valid when

    c7 = a*c1 + a^2*c2 + a^3*c3 + a^4*c4 + a^5*c5 + a^6*c6          where a = x

No weight is 0, so one wrong character always changes the sum; no two weights are equal (the powers
of a repeat after 31 only), so exchanging any two different characters does too.
"""

import random
import re
from functools import reduce

from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DRAWN = 6
LENGTH = DRAWN + 1
POLYNOMIAL = 0b100101
SYSTEM = random.SystemRandom()

LOOKALIKES = str.maketrans("ILO", "110")
SPACING = re.compile(r"[\s.\-\u2010-\u2015]+")
ADDRESS = re.compile(r".*/i/([^/]+)/?", re.IGNORECASE)


class NotACode(Refused):
    code = "not_a_code"
    sentence = _("This is not a label code. A code looks like 7K3 M9Q X.")


class MistypedCode(Refused):
    code = "mistyped_code"
    sentence = _("One character of this code is wrong. Compare it with the label and try again.")


def draw(rng: random.Random = SYSTEM) -> str:
    """A new code of seven characters; whether it is taken already, the table of items knows."""
    six = "".join(rng.choices(ALPHABET, k=DRAWN))
    return six + check_character(six)


def check_character(six: str) -> str:
    """The seventh character for six of the alphabet; ValueError for anything else."""
    if len(six) != DRAWN:
        raise ValueError(f"a check character belongs to six: {six!r}")
    numbers = [ALPHABET.index(character) for character in six]
    return ALPHABET[reduce(lambda total, number: _times_x(total ^ number), reversed(numbers), 0)]


def read(text: str) -> str:
    """The seven characters of a code that was typed, or scanned as the address of its item.

    Forgives small letters, spaces, dots and dashes, I or L for 1 and O for 0.  Refuses NotACode
    (something else was typed or scanned) and MistypedCode (the check character does not fit).
    """
    code = SPACING.sub("", _out_of_address(text)).upper().translate(LOOKALIKES)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise NotACode
    if check_character(code[:DRAWN]) != code[DRAWN:]:
        raise MistypedCode
    return code


def spaced(code: str) -> str:
    """The code as it is printed for people: `7K3 M9Q X`."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def _out_of_address(text: str) -> str:
    if "/" not in text:
        return text
    path = re.split("[?#]", text.strip(), maxsplit=1)[0]
    found = ADDRESS.fullmatch(path)
    return found[1] if found else ""


def _times_x(number: int) -> int:
    doubled = number << 1
    return doubled ^ POLYNOMIAL if doubled & 0b100000 else doubled
