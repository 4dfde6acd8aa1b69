"""Text and lines on the pages of one PDF, from the top left corner down, in points.

Everything that knows reportlab's inside is here.  Operators are written straight into the page,
which is several times quicker than reportlab's text objects, and each page is packed when it is
turned, so that memory grows with the packed pages only.
"""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFImageXObject, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from consign.paper import fonts, qr
from consign.paper.lengths import A4, Length
from consign.paper.pen import Align, Picture

BEFORE = {"left": 0, "right": 1, "centre": 0.5}

# Compressed pages as they are, not spelled out in letters: a fifth smaller.
rl_config.useA85 = 0


class Ink:
    """One PDF being drawn into a stream; nothing is written before `close`.

    The same drawing gives the same bytes.  Fonts are embedded, title, author and language are set,
    and a viewer shows the title and prints at true size.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        title: str,
        author: str,
        language: str,
        size: tuple[Length, Length] = A4,
    ) -> None:
        fonts.font()
        self.width, self.height = size
        self.canvas: Any = Canvas(
            stream,
            pagesize=size,
            invariant=1,
            pageCompression=1,
            lang=language,
            initialFontName=fonts.REGULAR,
        )
        self.canvas.setTitle(title)
        self.canvas.setSubject(title)
        self.canvas.setAuthor(author)
        self.canvas.setCreator("Consign")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.canvas.setViewerPreference("PrintScaling", "None")

    def text(
        self,
        x: Length,
        y: Length,
        text: str,
        *,
        size: Length,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """One line with its baseline at `y`; `x` is its left end, right end or middle."""
        text = fonts.printable(text)
        font = fonts.font(bold=bold)
        if align != "left":
            x -= fonts.width(text, size=size, bold=bold) * BEFORE[align]
        document = self.canvas._doc
        shown = " ".join(
            f"{font.file.getSubsetInternalName(part, document)} {size:.2f} Tf <{codes.hex()}> Tj"
            for part, codes in font.file.splitString(text, document)
        )
        self._write(f"BT 1 0 0 1 {x:.2f} {self.height - y:.2f} Tm {shown} ET")

    def rule(
        self,
        x: Length,
        y: Length,
        *,
        to: Length,
        weight: Length = 0.4,
        grey: Length = 0,
        stitched: bool = False,
    ) -> None:
        """A line across from `x` to `to`; 0 is black; stitched like a seam where it is wished."""
        y = self.height - y
        seam = ""
        if stitched:
            seam = f"1 J [{weight * 3:.2f} {weight * 4:.2f}] 0 d "
            x, to = x + weight / 2, to - weight / 2
        self._write(f"q {seam}{weight:g} w {grey:g} G {x:.2f} {y:.2f} m {to:.2f} {y:.2f} l S Q")

    def band(
        self, x: Length, y: Length, *, wide: Length, high: Length, grey: Length = 0.95
    ) -> None:
        """A light area whose top left corner is at `x`, `y`."""
        low = self.height - y - high
        self._write(f"q {grey:g} g {x:.2f} {low:.2f} {wide:.2f} {high:.2f} re f Q")

    def symbol(self, matrix: qr.Matrix, x: Length, y: Length, *, module: Length) -> None:
        """A QR symbol, black, whose top left corner is at `x`, `y`."""
        qr.draw(self.canvas, matrix, x=x, y=self.height - y, module=module)

    def picture(
        self, picture: Picture, x: Length, y: Length, *, wide: Length, high: Length
    ) -> None:
        """A photo whose top left corner is at `x`, `y`; drawn often, it is in the file once."""
        name = "photo" + hashlib.sha256(picture.jpeg).hexdigest()[:32]
        document = self.canvas._doc
        inside = document.getXObjectName(name)
        if inside not in document.idToObject:
            photo: Any = PDFImageXObject(name)
            photo.loadImageFromJPEG(BytesIO(picture.jpeg))
            document.Reference(photo, inside)
            document.addForm(name, photo)
        self.canvas._currentPageHasImages = 1
        self.canvas._formsinuse.append(name)
        low = self.height - y - high
        self._write(f"q {wide:.2f} 0 0 {high:.2f} {x:.2f} {low:.2f} cm /{inside} Do Q")

    def bookmark(self, title: str, *, y: Length) -> None:
        """A line in the viewer's outline that leads here."""
        key = f"mark{self.canvas.getPageNumber()}-{y:.0f}"
        self.canvas.bookmarkHorizontal(key, 0, self.height - y)
        self.canvas.addOutlineEntry(title, key)

    def reserve(self, name: str) -> None:
        """Keep a place on this page for a drawing that is made later, with `fill`."""
        self.canvas.doForm(name)

    @contextmanager
    def fill(self, name: str) -> Iterator[None]:
        """What is drawn inside appears wherever `name` was reserved."""
        self.canvas.beginForm(name)
        yield
        self.canvas.endForm()

    def turn(self) -> None:
        """End this page and begin the next."""
        self.canvas.showPage()
        page = self.canvas._doc.Pages.pages[-1]
        packed = PDFDictionary({"Filter": PDFName("FlateDecode")})
        page.Contents = PDFStream(packed, zlib.compress(page.stream.encode("ascii")))
        page.stream = None

    def close(self) -> None:
        """Write the file into the stream; every page has been turned before."""
        with fonts.LOCK:
            self.canvas.save()

    def _write(self, operators: str) -> None:
        self.canvas._code.append(operators)
