"""Lengths on paper.

Reportlab draws in points (1/72 inch) and in floats; so do these rooms.  A length is never an
amount: amounts arrive here as ready texts.
"""

from decimal import Decimal
from typing import TypeAlias

Length: TypeAlias = float
"""Points, unless a name says millimetres."""

POINTS_PER_MM = 72 / 25.4
A4 = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)


def mm(millimetres: Decimal | Length) -> Length:
    """Millimetres in points."""
    return float(millimetres) * POINTS_PER_MM
