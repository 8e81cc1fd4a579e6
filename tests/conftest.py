"""One embedded server for all workers, one migrated template, one clone for each worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEST_HOME = Path(os.environ.get("HUZHU_TEST_HOME", ROOT / "var" / "test"))
os.environ["HUZHU_HOME"] = str(TEST_HOME / f"home-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
os.environ.pop("DATABASE_URL", None)
Path(os.environ["HUZHU_HOME"]).mkdir(parents=True, exist_ok=True)


@contextmanager
def _only_one(name: str) -> Iterator[None]:
    """Workers start together; the slow set-up is done by the first."""
    TEST_HOME.mkdir(parents=True, exist_ok=True)
    with (TEST_HOME / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrations_digest() -> str:
    files = sorted((ROOT / "src/huzhu").glob("*/migrations/*.py"))
    files += [ROOT / "src/huzhu/config/embedded.py", ROOT / "src/huzhu/kernel/dbrules.py"]
    content = b"".join(str(f).encode() + f.read_bytes() for f in files)
    return hashlib.sha256(content).hexdigest()[:12]


def _use_database(name: str, host: str) -> None:
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict.update(NAME=name, HOST=host, CONN_MAX_AGE=0)
        connections[alias].settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def test_server():
    """The handle of the test server; stopped when the last worker leaves."""
    from huzhu.config import embedded

    with _only_one("server"):
        return embedded.ensure_running(TEST_HOME, fast_and_unsafe=True)


@pytest.fixture(scope="session")
def database_template(test_server, django_db_blocker) -> str:
    """The name of a migrated, empty database of today's migrations."""
    from django.core.management import call_command

    from huzhu.config import embedded

    name = f"template_{_migrations_digest()}"
    with _only_one("template"):
        with embedded.administrator(TEST_HOME) as admin:
            known = admin.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
            ).fetchone()
        if not known:
            with embedded.administrator(TEST_HOME) as admin:
                admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            embedded.prepare(TEST_HOME, name)
            with django_db_blocker.unblock():
                _use_database(name, str(embedded.socket_folder(TEST_HOME)))
                call_command("migrate", database="owner", verbosity=0)
                _use_database(name, str(embedded.socket_folder(TEST_HOME)))
            with embedded.administrator(TEST_HOME) as admin:
                admin.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")
    return name


def clone_database(template: str, name: str) -> None:
    """A fresh copy of the template: what a transactional test works on."""
    from huzhu.config import embedded

    with _only_one("template"), embedded.administrator(TEST_HOME) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER huzhu_owner")


@pytest.fixture(scope="session")
def django_db_setup(database_template, django_db_blocker):
    """Replaces pytest-django's: a clone of the template for this worker, never migrated again."""
    from huzhu.config import embedded

    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    clone_database(database_template, name)
    with django_db_blocker.unblock():
        _use_database(name, str(embedded.socket_folder(TEST_HOME)))
    yield
    with django_db_blocker.unblock():
        _use_database(name, str(embedded.socket_folder(TEST_HOME)))
    with embedded.administrator(TEST_HOME) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _network_is_closed(monkeypatch):
    """Only this machine may be reached: Unix sockets and the loopback."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test tried to reach the network: {address!r}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def at():
    """An instant for acts: 2026-03-02 10:00 in Shanghai, a Monday."""
    from datetime import UTC, datetime

    return datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def house(db, tmp_path):
    """The whole tree visible for the length of the test; see factories/ for what to put in it."""
    from django.conf import settings
    from django.core.files.storage import default_storage

    from huzhu.kernel.scope import acting_in, everything

    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "attachments"
    default_storage.__dict__.pop("base_location", None)
    default_storage.__dict__.pop("location", None)
    with acting_in(everything()):
        yield
    settings.MEDIA_ROOT = before
    default_storage.__dict__.pop("base_location", None)
    default_storage.__dict__.pop("location", None)


@pytest.fixture
def own_database(
    request, database_template, django_db_setup, django_db_blocker, settings, tmp_path
):
    """Committed work of several connections, in a database thrown away afterwards."""
    from django.db import connections

    from huzhu.config import embedded

    settings.MEDIA_ROOT = tmp_path
    before = connections["default"].settings_dict["NAME"]
    name = f"{request.module.__name__.rpartition('.')[2]}_{os.getpid()}"
    host = str(embedded.socket_folder(TEST_HOME))
    clone_database(database_template, name)
    with django_db_blocker.unblock():
        _use_database(name, host)
        yield
        _use_database(before, host)
    with embedded.administrator(TEST_HOME) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
