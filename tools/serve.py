"""Serve the demo: bring the database up to date, fill its world, say where to look, start.

PORT (8000) is where it listens; FRESH=1 begins the world anew, otherwise what is there is kept.
"""

import os
import socket
from contextlib import closing

from tools.machine import PYTHON, ROOT, VAR, CannotGoOn, run, say


def main() -> None:
    port = os.environ.get("PORT") or "8000"
    _expect_free(port)
    env = environment(port)
    VAR.mkdir(parents=True, exist_ok=True)
    fresh = ["--fresh"] if os.environ.get("FRESH", "") not in {"", "0"} else []
    for command in (
        ["migrate", "--verbosity", "0"],
        ["demo", *fresh],
        ["collectstatic", "--noinput", "--verbosity", "0"],
    ):
        run([PYTHON, "manage.py", *command], env=env)
    say(
        f"\nConsign is at {env['PUBLIC_URL']}/\n"
        f"Sign in as each kind of person at {env['PUBLIC_URL']}/demo/\n"
        "Stop it with Ctrl-C; started again it keeps its data (make fresh begins anew).\n"
    )
    os.chdir(ROOT)
    server = ["gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    bind = ["--no-control-socket", "--bind", f"0.0.0.0:{port}", "consign.wsgi:application"]
    os.execve(PYTHON, [str(PYTHON), "-m", *server, *bind], env)


def environment(port: str) -> dict[str, str]:
    """The demo's settings; what the caller has set stays."""
    # Any host: a phone in the same network may look at the demo by the machine's own address.
    demo = {"DEMO": "1", "ALLOWED_HOSTS": "*", "PUBLIC_URL": f"http://localhost:{port}"}
    return {**demo, **os.environ}


def _expect_free(port: str) -> None:
    if not port.isdecimal():
        raise CannotGoOn(f"PORT must be a number, not {port!r}")
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", int(port)))
        except OSError as error:
            raise CannotGoOn(f"Port {port} cannot be used ({error}): make run PORT=8001") from None


if __name__ == "__main__":
    main()
