"""Text to QR symbol: its modules, and drawings of them for pages and for paper."""

import re
from functools import lru_cache
from typing import Any, TypeAlias

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from consign.paper.lengths import Length

Matrix: TypeAlias = tuple[tuple[bool, ...], ...]
QUIET = 4
"""Modules that stay white on every side."""

# Trying all eight masks takes ten times as long; this one has the least blemishes on addresses.
MASK = 2
# A run of this many capitals and digits is worth packing as such: no address found needs more
# modules with another value.
RUN = 8
DARK = re.compile(b"\x01+")


@lru_cache(maxsize=256)
def matrix(text: str) -> Matrix:
    """The symbol's modules, row by row, dark is True; error correction M, no margin."""
    symbol: Any = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    symbol.add_data(text, optimize=RUN)
    symbol.make()
    return tuple(map(tuple, symbol.modules))


def runs(matrix: Matrix) -> list[tuple[int, int, int]]:
    """Dark stretches as (column, row, length), from the top left."""
    return [
        (run.start(), row, run.end() - run.start())
        for row, modules in enumerate(matrix)
        for run in DARK.finditer(bytes(modules))
    ]


def svg(text: str, *, title: str) -> SafeString:
    """The symbol for a page, dark on white with its margin; `title` is read out in its place."""
    modules = matrix(text)
    side = len(modules) + 2 * QUIET
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h{long}v1h-{long}z" for column, row, long in runs(modules)
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        ' shape-rendering="crispEdges"><title>{title}</title>'
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>',
        side=side,
        title=title,
        path=path,
    )


def draw(canvas: Any, matrix: Matrix, *, x: Length, y: Length, module: Length) -> None:
    """The symbol on a reportlab canvas, black; its top left corner is at `x`, `y`, in points.

    It is one path in units of a module, filled once: no viewer draws hairlines between modules.
    """
    path = " ".join(f"{column} {row} {long} 1 re" for column, row, long in runs(matrix))
    canvas._code.append(f"q {module:.4f} 0 0 {-module:.4f} {x:.3f} {y:.3f} cm {path} f Q")
