"""Debian's own Firefox, driven by WebDriver BiDi (w3.org/TR/webdriver-bidi): Playwright's needs a
build of its own."""

import itertools
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
# Nothing is fetched from anywhere, and the camera is a picture of its own.
WISHES = {
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://localhost:9/",
}
PATIENCE_S = 60.0
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "ArrowDown": "\ue015", "Escape": "\ue00c"}


def find() -> str | None:
    """The Firefox of this machine; CONSIGN_FIREFOX names another."""
    named = os.environ.get("CONSIGN_FIREFOX", "")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """One tab."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.call("session.new", capabilities={})
        self._tab = self.call("browsingContext.create", type="tab")["context"]

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command and its result."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=PATIENCE_S))
            if answer.get("id") != number:
                continue
            if answer["type"] == "error":
                raise AssertionError(f"{method}: {answer['error']}: {answer['message']}")
            return dict(answer["result"])

    def sign_in(self, url: str, cookie: str, value: str) -> None:
        """Set a cookie for the site at `url`."""
        host = urlsplit(url).hostname
        told = {"name": cookie, "value": {"type": "string", "value": value}, "domain": host}
        self.call("storage.setCookie", cookie=told)

    def open(self, url: str) -> None:
        self.call("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def reload(self) -> None:
        self.call("browsingContext.reload", context=self._tab, wait="complete")

    def look(self, expression: str) -> Any:
        """What a script of the page comes to, as JSON."""
        answer = self.call(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((it) => JSON.stringify(it) ?? 'null')",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def expect(self, expression: str) -> None:
        """Wait until a script of the page comes to something true."""
        end = time.monotonic() + PATIENCE_S
        while not self.look(f"Promise.resolve({expression}).then(Boolean)"):
            if time.monotonic() > end:
                raise AssertionError(f"never came true: {expression}")
            time.sleep(0.05)

    def type(self, text: str, *keys: str) -> None:
        """Type where the focus is, then press keys by their names."""
        pressed = [*text, *(KEYS[key] for key in keys)]
        actions = [{"type": kind, "value": key} for key in pressed for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self.call("input.performActions", context=self._tab, actions=[keyboard])

    def cut_network(self, *, off: bool) -> None:
        conditions = {"type": "offline"} if off else None
        self.call("emulation.setNetworkConditions", networkConditions=conditions)


@contextmanager
def launch(path: str, profile: Path) -> Iterator[Firefox]:
    """A Firefox without a window, and one tab of it."""
    wishes = (f"user_pref({json.dumps(name)}, {json.dumps(to)});\n" for name, to in WISHES.items())
    profile.joinpath("user.js").write_text("".join(wishes))
    command = [path, "--headless", "--no-remote", "--remote-debugging-port", "0"]
    said = profile / "said.txt"
    with ExitStack() as stack:
        told = stack.enter_context(said.open("w"))
        process = subprocess.Popen([*command, "--profile", str(profile)], stderr=told)
        stack.callback(process.wait)
        stack.callback(process.kill)
        socket = connect(f"{_address(said)}/session", max_size=None)
        yield Firefox(stack.enter_context(socket))


def _address(said: Path) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := LISTENING.search(said.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError("this Firefox listens to nobody")
