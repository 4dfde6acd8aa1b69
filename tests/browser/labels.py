"""A bare label for the camera: nothing but its codes, drawn apart from the program's own labels."""

import io

import qrcode
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

LABEL_MM = (40.0, 35.0)


def label(
    *symbols: tuple[str, float],
    symbol_mm: float = 15.6,
    paper_mm: tuple[float, float] = LABEL_MM,
) -> bytes:
    """A PDF with these codes on it, each so many millimetres right of the middle."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(paper_mm[0] * mm, paper_mm[1] * mm))
    for text, right in symbols:
        left, top = (paper_mm[0] - symbol_mm) / 2 + right, (paper_mm[1] + symbol_mm) / 2
        _draw(canvas, text, left, top, symbol_mm)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, text: str, left: float, top: float, symbol_mm: float) -> None:
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    module = symbol_mm / len(matrix)
    for row, dots in enumerate(matrix):
        for column, dark in enumerate(dots):
            if dark:
                place = (left + column * module, top - (row + 1) * module, module, module)
                canvas.rect(*(side * mm for side in place), stroke=0, fill=1)
