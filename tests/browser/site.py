"""A web server for one page with the scanner on it, under the content policy of the real pages."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from csp.utils import build_policy
from django.conf import settings

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
}
SCANNER = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Scanner</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/css/consign.css">
<link rel="stylesheet" href="/css/scan.css">
<script type="module" src="/js/scan.js"></script>
<script type="module" src="/js/wedge.js"></script>
<main class="page">
<h1>Sell</h1>
<code-scanner data-worker="/js/scan-worker.js" data-decoder="/zxing/zxing.js"
  data-wasm="/zxing/zxing_reader.wasm" {more}
  data-text-start="Open the camera" data-text-stop="Close the camera"
  data-text-torch="Light" data-text-camera="Camera"
  data-text-aim="Hold the code inside the square."
  data-text-photo="Take a photo of the label"
  data-text-found="Code read." data-text-reading="Looking for the code…"
  data-text-unread="No code was found in this photo. Go closer, or type the code."
  data-text-refused="The camera is not allowed. Allow it in the browser, or take a photo."
  data-text-missing="No camera was found here. Choose a photo, or type the code."
  data-text-busy="Another program holds the camera. Close it and try again."
  data-text-insecure="The camera needs a page that starts with https. Take a photo instead."
  data-text-failed="The reader did not load. Type the code for now."></code-scanner>
<form action="/sent">
<input name="note" aria-label="Note">
<select name="paid" aria-label="Paid by"><option>Cash<option>Vouchers</select>
<button>Save</button>
</form>
</main>
</html>
"""


def scanner_page(more: str = "") -> bytes:
    """The page; `more` is added to the attributes of the scanner."""
    return SCANNER.replace("{more}", more).encode()


@contextmanager
def serve(pages: Mapping[str, bytes]) -> Iterator[int]:
    """Serves `pages` (path to HTML) and our static files on this machine; gives the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, pages))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, pages: Mapping[str, bytes], *connection: Any) -> None:
        self.pages = pages
        super().__init__(*connection)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        body = self.pages.get(path) or _static(path)
        self.send_response(HTTPStatus.NOT_FOUND if body is None else HTTPStatus.OK)
        self.send_header("Content-Type", KINDS.get(Path(path).suffix, KINDS[".html"]))
        self.send_header("Content-Length", str(len(body or b"")))
        self.send_header("Content-Security-Policy", build_policy())
        self.send_header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: a failed request shows in the page's own problems."""


def _static(path: str) -> bytes | None:
    for folder in settings.STATICFILES_DIRS:
        file = Path(folder, path.lstrip("/"))
        if file.is_file():
            return file.read_bytes()
    return None
