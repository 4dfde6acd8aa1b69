"""Payment references as a bank file carries them: twelve digits, or RF and up to 23 characters.

`BBA` is the issuer of the Belgian structured communication (OGM/VCS), `ISO` that of ISO 11649.
"""

import re

from stdnum import iso11649
from stdnum.be import ogm_vcs

BBA = re.compile(r"[0-9]{12}")
ISO = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
WRITTEN_OUT = re.compile(r"(\+{3}|\*{3})\s*([0-9]{3})/?([0-9]{4})/?([0-9]{5})\s*\1")


def issuer(compact: str) -> str:
    """`BBA` or `ISO` for a reference whose check digits fit; empty for anything else."""
    if BBA.fullmatch(compact) and ogm_vcs.is_valid(compact):
        return "BBA"
    if ISO.fullmatch(compact) and iso11649.is_valid(compact):
        return "ISO"
    return ""


def recognised(text: str) -> str:
    """The compact form of a reference that is the whole text; empty when it is none."""
    compact = re.sub(r"[\s+*/]", "", text).upper()
    return compact if issuer(compact) else ""


def told_in(text: str) -> str:
    """The compact form of a reference that somebody wrote into a free message; empty for none."""
    found = WRITTEN_OUT.search(text)
    return recognised(found[0] if found else text)
