import re
from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import lost_point

from consign.codes.address import piece_address
from consign.codes.label import read
from consign.paper import qr
from consign.paper.ink import Ink
from tests.labels.faces import BASE, faces
from tests.paper import reading

TEXT = "https://VITRINE.EXAMPLE/I/7K3M9QX"


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://vitrine.example", "https://VITRINE.EXAMPLE/I/7K3M9QX"),
        ("https://vitrine.example/", "https://VITRINE.EXAMPLE/I/7K3M9QX"),
        ("HTTPS://Vitrine.Example", "https://VITRINE.EXAMPLE/I/7K3M9QX"),
        ("http://localhost:8000", "http://LOCALHOST:8000/I/7K3M9QX"),
        ("http://[::1]:8000", "http://[::1]:8000/I/7K3M9QX"),
        ("https://Rcoop.example/Consign/", "https://RCOOP.EXAMPLE/Consign/I/7K3M9QX"),
        ("https://été.example:8443", "https://XN--T-9FAB.EXAMPLE:8443/I/7K3M9QX"),
    ],
)
def test_the_address_is_upper_case_after_its_scheme(base: str, expected: str) -> None:
    assert piece_address(base, "7K3M9QX") == expected
    assert piece_address(base, "7k3m9qx") == expected


def test_the_code_is_read_back_from_its_address() -> None:
    for face in faces(20):
        assert read(face.url) == face.code


@pytest.mark.parametrize(
    ("base", "modules"),
    [
        (BASE, 25),
        ("http://localhost:8000", 25),
        ("https://coworking-la-ruche.example", 29),
        ("https://vitrine.coworking-la-ruche-de-bruxelles.example:8443/consign", 33),
    ],
)
def test_capitals_pack_into_few_modules(base: str, modules: int) -> None:
    assert len(qr.matrix(piece_address(base, "7K3M9QX"))) == modules


@pytest.mark.parametrize("base", ["https://vitrine.example", "https://coworking-la-ruche.example"])
def test_the_matrix_is_the_one_qrcode_draws(base: str) -> None:
    for face in faces(10, base=base):
        symbol = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=qr.MASK)
        symbol.add_data(face.url)
        symbol.make()
        assert [list(line) for line in qr.matrix(face.url)] == symbol.get_matrix()


def test_the_fixed_mask_is_the_cleanest_of_all_on_average() -> None:
    blemishes = dict.fromkeys(range(8), 0)
    for face in faces(20):
        for mask in blemishes:
            symbol = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
            symbol.add_data(face.url)
            symbol.make()
            blemishes[mask] += lost_point(symbol.modules)
    assert min(blemishes, key=lambda mask: blemishes[mask]) == qr.MASK


def test_the_matrix_is_the_symbol_of_the_text() -> None:
    picture = np.pad(
        np.where(np.array(qr.matrix(TEXT)), 0, 255).astype(np.uint8), 4, mode="maximum"
    )
    (found,) = zxingcpp.read_barcodes(np.kron(picture, np.ones((4, 4), np.uint8)))
    assert found.text == TEXT
    assert found.ec_level == "M"


def test_runs_cover_the_dark_modules_and_nothing_else() -> None:
    matrix = qr.matrix(TEXT)
    covered = {
        (row, column + step) for column, row, long in qr.runs(matrix) for step in range(long)
    }
    assert covered == {
        (row, column) for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark
    }


def test_the_drawing_for_a_page_has_a_title_and_a_white_margin() -> None:
    svg = qr.svg(TEXT, title='Bague "plume" <b>')
    assert "<title>Bague &quot;plume&quot; &lt;b&gt;</title>" in svg
    assert 'viewBox="0 0 33 33"' in svg
    assert "style" not in svg
    assert svg.count("<path") == 2


def test_the_drawing_for_a_page_is_the_symbol() -> None:
    matrix = qr.matrix(TEXT)
    path = re.findall(r' d="([^"]+)"', qr.svg(TEXT, title="x"))[1]
    drawn = [
        (int(x) - qr.QUIET, int(y) - qr.QUIET, int(long))
        for x, y, long in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
    ]
    assert drawn == qr.runs(matrix)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_drawing_on_paper_is_the_symbol_to_the_last_module(dpi: int) -> None:
    matrix = qr.matrix(TEXT)
    module = 8 * 72 / 300
    stream = BytesIO()
    ink = Ink(stream, title="t", author="a", language="en", size=(100, 100))
    qr.draw(ink.canvas, matrix, x=20, y=80, module=module)
    ink.turn()
    ink.close()
    image = reading.picture(stream.getvalue(), dpi=dpi)
    middles = (20 + (np.arange(len(matrix)) + 0.5) * module) * dpi / 72
    places = middles.astype(int)
    assert ((image[np.ix_(places, places)] == 0) == np.array(matrix)).all()
    dark_rows, dark_columns = np.nonzero(image == 0)
    ends = np.array([20, 20 + len(matrix) * module]) * dpi / 72
    for dark in (dark_rows, dark_columns):
        assert [dark.min(), dark.max() + 1] == pytest.approx(ends, abs=1)
