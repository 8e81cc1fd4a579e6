"""Throw-away houses to measure in."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def throw_away_home() -> Iterator[Path]:
    """A data folder whose database stops and goes away at the end."""
    from huzhu.config import embedded

    home = Path(tempfile.mkdtemp(prefix="huzhu-bench-"))
    before = os.environ.get("HUZHU_HOME")
    os.environ["HUZHU_HOME"] = str(home)
    try:
        yield home
    finally:
        embedded.stop(home)
        shutil.rmtree(home, ignore_errors=True)
        os.environ.pop("HUZHU_HOME", None)
        if before:
            os.environ["HUZHU_HOME"] = before


@contextmanager
def throw_away_database() -> Iterator[psycopg.Connection]:
    """A bare database of the embedded server."""
    from huzhu.config import embedded

    with throw_away_home() as home:
        embedded.ensure_running(home, keep=True)
        embedded.prepare(home)
        with embedded.administrator(home, embedded.DATABASE) as connection:
            yield connection
