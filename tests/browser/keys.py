"""Keys as a hand scanner presses them, which is faster than any test could."""

import time

from playwright.sync_api import Page

SIGNS = {":": "Semicolon", "/": "Slash", ".": "Period", "-": "Minus"}
SHIFT = 8
# What a Belgian computer makes of the keys that an American keyboard has for these signs.
BELGIAN: dict[int, int] = str.maketrans(
    ":/.-aAqQwWzZmM1234567890",
    "M=:)qQaAzZwW,?&é\"'(§è!çà",
)


class Keys:
    """Presses real keys, at times of its own: a busy machine would stretch the gaps."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.at = time.time()

    def type(self, text: str, *, gap_ms: int, layout: dict[int, int] | None = None) -> None:
        for sign in text:
            shift = sign.isupper() or sign == ":"
            self._press(sign.translate(layout or {}), _position(sign), gap_ms, shift=shift)

    def pause(self) -> None:
        self.at += 1

    def enter(self, *, gap_ms: int) -> None:
        self._press("Enter", "Enter", gap_ms, text="\r")

    def hold(self, sign: str, *, times: int, gap_ms: int) -> None:
        for number in range(times):
            self._press(sign, _position(sign), gap_ms, repeat=number > 0)

    def _press(
        self,
        key: str,
        code: str,
        gap_ms: int,
        *,
        text: str = "",
        shift: bool = False,
        repeat: bool = False,
    ) -> None:
        self.at += gap_ms / 1000
        event = {
            "type": "keyDown",
            "key": key,
            "code": code,
            "text": text or key,
            "modifiers": SHIFT if shift else 0,
            "autoRepeat": repeat,
            "timestamp": self.at,
        }
        self.session.send("Input.dispatchKeyEvent", event)


def _position(sign: str) -> str:
    if sign.isdigit():
        return f"Digit{sign}"
    return SIGNS.get(sign, f"Key{sign.upper()}")
