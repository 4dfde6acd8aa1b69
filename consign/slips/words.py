"""What stands on a slip besides its lines: who the two sides are, and what is agreed.

Frozen with the slip, in the language it is drawn up in.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from consign.agreements.models import Affiliation, Agreement
from consign.agreements.words import clauses
from consign.codes.text import enterprise_text
from consign.people.models import Coworking, LegalEntity, Maker
from consign.people.queries import vat_on
from consign.slips.models import SlipKind
from consign.stock.models import Movement


def language_of(maker: Maker) -> str:
    """The language a maker's slips are drawn up in."""
    return maker.person.language if maker.person else settings.LANGUAGE_CODE


def place_of(coworking: Coworking) -> str:
    """Where the pieces are handed over."""
    return f"{coworking.name}, {coworking.street}, {coworking.postcode} {coworking.town}"


def parties(
    coworking: Coworking, maker: Maker, affiliation: Affiliation | None, day: date
) -> dict[str, Any]:
    """Who the two sides are on a day, as plain values, in the active language."""
    return {
        "coworking": _party(coworking.operator, day),
        "payee": _party(affiliation.payee, day) if affiliation else None,
        "maker": maker.name,
        "person": maker.person.name if maker.person else "",
        "project_code": affiliation.project_code if affiliation else "",
    }


def terms(agreement: Agreement) -> list[list[str]]:
    """The agreement in force, clause by clause, and what goes with every deposit; in the active
    language."""
    found = [[one.about, one.words] for one in clauses(agreement)]
    return [*found, [_("Ownership"), _ownership(agreement)]]


def unharmed(language: str) -> str:
    """What a slip says of the condition of a piece, where nobody says more."""
    with translation.override(language):
        return _("no visible damage")


def proposed_value(movement: Movement, kind: SlipKind) -> Decimal | None:
    """The value of one lost piece that a line begins with: what its maker asks."""
    return movement.placement.item.agreed_value if kind == SlipKind.DEPOSIT else None


def _ownership(agreement: Agreement) -> str:
    payee = agreement.affiliation.payee.legal_name
    words = _("pieces stay the property of %(payee)s until a customer buys them")
    return words % {"payee": payee}


def _party(entity: LegalEntity, day: date) -> dict[str, Any]:
    status = vat_on(entity, day)
    lines = [entity.street, f"{entity.postcode} {entity.town}"]
    number = enterprise_text(entity.enterprise_number)
    return {
        "name": entity.legal_name,
        "lines": [*lines, number, *([str(status.label)] if status else [])],
    }
