"""The house that all journeys in a browser share: served once, by the worker that runs them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from journeys.house import House
from journeys.test_browser import CHROMIUM, SCREENSHOTS, SWITCHES


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The program as `huzhu serve` runs it: web server, worker, embedded database."""
    house = House(tmp_path_factory.mktemp("browser"))
    house.run("build")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HUZHU")}
    served = subprocess.Popen(
        [str(Path(sys.executable).parent / "huzhu"), "serve", "--bind", f"127.0.0.1:{port}"],
        env={**kept, "HUZHU_HOME": str(house.home), "HUZHU_DEMO": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert "Serving" in served.stdout.readline()
    _until_it_answers(port)
    yield f"http://127.0.0.1:{port}"
    served.terminate()
    served.wait(30)
    house.kill_database()


def _until_it_answers(port: int) -> None:
    """The kernel refuses a connection until the web server listens; each try waits for it."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        subprocess.run([sys.executable, "-c", "pass"], check=True)
    raise AssertionError("the web server did not listen")


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.fail("no Chromium: `make browser` installs one")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield launched
        launched.close()
