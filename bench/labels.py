"""A thousand labels on Avery L7160, and ten thousand: the sheets beside a PDF written by hand.

The stand-in says the same on every label in a letter of the viewer, knows each text's place in
advance, measures nothing and shrinks nothing: about the least a PDF of these labels can cost.
Both draw symbols of the same modules, encoded by the same library.  Where WeasyPrint is installed
it prints the same labels too, once.  Seconds are of the processor; one line of JSON comes out.
Memory is the most a process of its own ever held while it printed them, taken one by one.
"""

import importlib
import importlib.util
import json
import random
import resource
import statistics
import time
import zlib
from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO
from multiprocessing import get_context

from django.apps import apps
from django.conf import settings

from consign.codes.address import piece_address
from consign.codes.label import draw
from consign.labels.face import Face
from consign.labels.pdf import label_sheet, write_label_sheet
from consign.labels.sheets import L7160
from consign.paper import qr
from consign.paper.lengths import mm

COUNT = 1000
MANY = 10_000
ROUNDS = 5
MODULE = mm(25.4) * 9 / 300


def faces(count: int) -> Iterator[Face]:
    """Labels with a code, a title and a price of their own."""
    rng = random.Random(7)
    for number in range(count):
        code = draw(rng)
        yield Face(
            code,
            piece_address("https://vitrine.example", code),
            f"Tasse bleue émaillée n° {number}",
            f"{number % 90 + 3},50 €",
            "Atelier Rocher",
            "Vendu par Coopérative d'emploi DiES – Dimension Économie Solidaire SC",
            "Grès, 25 cl",
        )


def ours(labels: list[Face]) -> bytes:
    """The program's own sheets."""
    return label_sheet(labels, sheet=L7160, language="fr")


def by_hand(labels: list[Face]) -> bytes:
    """The same words and symbols with nothing between them and the file."""
    out = BytesIO()
    offsets: dict[int, int] = {}

    def put(number: int, body: bytes) -> None:
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    out.write(b"%PDF-1.5\n")
    put(3, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    kids = []
    for number, start in enumerate(range(0, len(labels), L7160.places)):
        drawn = (
            _by_hand(face, *L7160.corner(place))
            for place, face in enumerate(labels[start : start + L7160.places], 1)
        )
        packed = zlib.compress(b"\n".join(drawn))
        stream, page = 4 + 2 * number, 5 + 2 * number
        head = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed)
        put(stream, head + packed + b"\nendstream")
        put(page, b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % stream)
        kids.append(b"%d 0 R" % page)
    resources = b"/MediaBox[0 0 595.28 841.89]/Resources<</Font<</F 3 0 R>>>>"
    listed = b" ".join(kids)
    put(2, b"<</Type/Pages/Count %d%b/Kids[%b]>>" % (len(kids), resources, listed))
    put(1, b"<</Type/Catalog/Pages 2 0 R>>")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for _, offset in sorted(offsets.items()))
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    out.write(end % (len(offsets) + 1, start))
    return out.getvalue()


def _by_hand(face: Face, x: float, y: float) -> bytes:
    left, top = mm(x), mm(L7160.page[1] - y)
    modules = b" ".join(b"%d %d %d 1 re" % run for run in qr.runs(qr.matrix(face.url)))
    seller = face.seller_line
    texts = (
        (20, 62, 20, face.price_text),
        (20, 17, 10, face.title),
        (20, 26, 7, face.details),
        (20, 80, 9, face.maker),
        (20, 88, 6, seller[:37]),
        (20, 95, 6, seller[37:]),
        (-62, 89, 10, face.spaced_code),
    )
    words = b" ".join(
        b"/F %d Tf 1 0 0 1 %.2f %.2f Tm (%b) Tj"
        % (size, left + 72 + right, top - down, _escaped(text))
        for right, down, size, text in texts
    )
    place = (MODULE, -MODULE, left + 9, top - 19)
    symbol = b"q %.4f 0 0 %.4f %.3f %.3f cm %b f Q " % (*place, modules)
    line = b"[2 2] 0 d %.2f %.2f m %.2f %.2f l S " % (left + 72, top - 69, left + 172, top - 69)
    return symbol + line + b"BT " + words + b" ET"


def _escaped(text: str) -> bytes:
    found = text.encode("cp1252")
    return found.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def weasyprint(labels: list[Face]) -> bytes:
    """The same labels as a page of HTML with inline SVG."""
    sheets = []
    for start in range(0, len(labels), L7160.places):
        cells = (
            f'<div class="l" style="left:{x}mm;top:{y}mm">{qr.svg(face.url, title="")}'
            f"<p>{escape(face.title)}<br>{escape(face.details)}<br><b>{escape(face.price_text)}</b>"
            f"<br>{escape(face.maker)}<br>{escape(face.seller_line)}<br>{face.spaced_code}</p></div>"
            for face, (x, y) in zip(
                labels[start : start + L7160.places],
                (L7160.corner(place) for place in range(1, L7160.places + 1)),
                strict=False,
            )
        )
        sheets.append(f"<section>{''.join(cells)}</section>")
    style = (
        "@page{size:A4;margin:0}section{position:relative;height:296mm;break-after:page}"
        ".l{position:absolute;width:63.5mm;height:38.1mm;font:7pt sans-serif}"
        "svg{position:absolute;width:25mm;height:25mm}p{position:absolute;left:26mm;margin:0}"
    )
    html = importlib.import_module("weasyprint").HTML
    written: bytes = html(string=f"<style>{style}</style>{''.join(sheets)}").write_pdf()
    return written


def seconds(act: Callable[[], object]) -> float:
    """Processor time of one run with nothing remembered from the one before."""
    qr.matrix.cache_clear()
    start = time.process_time()
    act()
    return time.process_time() - start


def alone(count: int) -> dict[str, float]:
    """So many labels in a process that does nothing else: seconds, and the most memory it held."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_alone, (count,))


def _alone(count: int) -> dict[str, float]:
    _set_up()
    taken = seconds(lambda: write_label_sheet(BytesIO(), faces(count), sheet=L7160, language="fr"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {f"cpu_s_{count}": round(taken, 2), f"peak_mib_{count}": round(peak, 1)}


def _set_up() -> None:
    if not settings.configured:
        settings.configure(USE_I18N=True)
    if not apps.ready:
        apps.populate([])


def main() -> None:
    _set_up()
    labels = list(faces(COUNT))
    ours(labels[:21])
    pairs = [
        (seconds(lambda: ours(labels)), seconds(lambda: by_hand(labels))) for _ in range(ROUNDS)
    ]
    encoding = [seconds(lambda: [qr.matrix(face.url) for face in labels]) for _ in range(ROUNDS)]
    mine, hand = (statistics.median(times) for times in zip(*pairs, strict=True))
    found = {
        "bench": "labels",
        "labels": COUNT,
        "ours_cpu_s": round(mine, 3),
        "by_hand_cpu_s": round(hand, 3),
        "of_both_encoding_cpu_s": round(statistics.median(encoding), 3),
        "ratio": round(statistics.median(one / other for one, other in pairs), 2),
        "ours_bytes": len(ours(labels)),
        "by_hand_bytes": len(by_hand(labels)),
    }
    found |= alone(COUNT) | alone(MANY)
    if importlib.util.find_spec("weasyprint"):
        slow = seconds(lambda: weasyprint(labels))
        found |= {"weasyprint_cpu_s": round(slow, 3), "weasyprint_ratio": round(slow / mine, 1)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
