"""Where Chromium is, and how it is started."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "Chromium is missing. Install it (Debian, Ubuntu: apt install chromium), name another with "
    "CHROMIUM=/path/to/it, or leave these tests out with CONSIGN_WITHOUT_BROWSER=1."
)
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CAMERA = "--use-fake-device-for-media-stream"


def find() -> str | None:
    """The path in CHROMIUM, or else of the one that is installed; None where there is none."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in found if Path(path).is_file()), None)


def launch(playwright: Playwright, path: str, *flags: str) -> Browser:
    """The Chromium at `path` with our flags and these."""
    return playwright.chromium.launch(executable_path=path, args=[*our_flags(), *flags])


def our_flags() -> list[str]:
    """How it is started anyway.  Its sandbox does not work for root."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)


def camera_flags(film: Path | None) -> tuple[str, ...]:
    """A camera that shows a film, or else Chromium's own test picture."""
    return (CAMERA, f"--use-file-for-fake-video-capture={film}") if film else (CAMERA,)
