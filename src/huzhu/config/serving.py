"""Web server and worker as two child processes; when one ends, the other is ended too."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.request import urlopen

SECONDS_TO_START = 30


def serve(bind: str, say: Callable[[str], None]) -> int:
    """Runs until a signal or until a child ends. Returns 0 after a signal, 1 if a child failed."""
    host, _, port = bind.rpartition(":")
    if _is_taken(host, int(port)):
        say(f"{bind} is in use. Stop what listens there, or give another with --bind.")
        return 2
    web = ["gunicorn", "huzhu.config.wsgi", "--bind", bind, "--workers", "2", "--threads", "4"]
    web += ["--timeout", "120", "--log-level", "warning"]
    children = [_child(*web), _child("huzhu.config.main", "worker", "--alone")]
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        say(f"Serving at http://{bind}/ (Ctrl-C stops it)")
        return _until_one_ends(children)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            child.wait()


def _child(module: str, *words: str) -> subprocess.Popen:
    """In a group of its own: Ctrl-C reaches this process only, which ends its children quietly."""
    return subprocess.Popen([sys.executable, "-m", module, *words], process_group=0)


def is_up(bind: str) -> bool:
    try:
        with urlopen(f"http://{bind}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _until_one_ends(children: list[subprocess.Popen]) -> int:
    """Looks twice a second: a signal that comes just before a wait for children is lost."""
    while True:
        for child in children:
            if child.poll() is not None:
                return 1 if child.returncode else 0
        time.sleep(0.5)


def _is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host or "127.0.0.1", port)) == 0
