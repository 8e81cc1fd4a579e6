"""Backing up and restoring: database, papers, audit heads, and a manifest to compare with.

The keys stay out: a stolen backup opens nothing. Erased persons stay erased, since the backup
holds their destroyed key as it stands; a backup older than an erasure must be followed by it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from huzhu.config import embedded
from huzhu.config.errors import (
    BackupIncomplete,
    DataFolderInUse,
    FolderNotEmpty,
    KeysMissing,
    ToolFailed,
)
from huzhu.config.keys import KEY_FILES
from huzhu.config.setup import rows_per_table

DUMP, MANIFEST, PAPERS, HEADS = "database.dump", "manifest.json", "papers", "audit-heads.csv"


def write_backup(*, folder: Path, at: datetime) -> dict[str, Any]:
    """Returns the manifest: rows per table, ledger balance per account, audit head, papers.

    Raises FolderNotEmpty, ToolFailed. The dump is one snapshot; the manifest is read from it.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
        manifest = {"version": 1, "written_at": at.isoformat(), **_figures(cursor)}
        cursor.execute("ROLLBACK")
    papers = Path(settings.MEDIA_ROOT)
    if papers.exists():
        shutil.copytree(papers, folder / PAPERS)
    if (heads := Path(settings.HOME) / HEADS).exists():
        shutil.copy2(heads, folder / HEADS)
    manifest["files"] = _count_files(folder / PAPERS)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def read_backup(*, folder: Path, keys: Path | None) -> list[str]:
    """Restores into this data folder; returns what differs from the manifest, empty when nothing.

    Raises BackupIncomplete, KeysMissing, DataFolderInUse, ToolFailed.
    """
    for name in (DUMP, MANIFEST):
        if not (folder / name).exists():
            raise BackupIncomplete(folder=folder, name=name)
    _require_empty_house()
    _take_keys(keys)
    _run(
        "pg_restore", "--exit-on-error", "--no-comments", str(folder / DUMP), as_administrator=True
    )
    if (folder / PAPERS).exists():
        shutil.copytree(folder / PAPERS, settings.MEDIA_ROOT, dirs_exist_ok=True)
    if (folder / HEADS).exists():
        shutil.copy2(folder / HEADS, Path(settings.HOME) / HEADS)
    saved = json.loads((folder / MANIFEST).read_text())
    with connections["owner"].cursor() as cursor:
        found = _figures(cursor)
    found["files"] = _count_files(Path(settings.MEDIA_ROOT))
    return [
        f"{name}: saved {saved[name]}, found {found[name]}"
        for name in found
        if found[name] != saved[name]
    ]


def _figures(cursor) -> dict[str, Any]:
    rows = rows_per_table(cursor)
    cursor.execute(
        "SELECT a.code, sum(e.amount_fen)::text FROM ledger_entry e"
        " JOIN ledger_ledgeraccount a ON a.id = e.account_id GROUP BY a.code ORDER BY a.code"
    )
    balances = dict(cursor.fetchall())
    cursor.execute(
        "SELECT number, encode(chain, 'hex') FROM audit_seal ORDER BY number DESC LIMIT 1"
    )
    head = cursor.fetchone()
    return {
        "rows": rows,
        "balances_fen": balances,
        "audit_head": f"{head[0]}:{head[1]}" if head else "none",
    }


def _require_empty_house() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations')")
        if cursor.fetchone()[0] is not None:
            raise DataFolderInUse(folder=settings.HOME)


def _take_keys(keys: Path | None) -> None:
    """Keys given by the environment are in place already; files are copied with mode 0600."""
    home = Path(settings.HOME)
    if os.environ.get("HUZHU_MASTER_KEY") and os.environ.get("HUZHU_BLIND_KEY"):
        return
    for name in KEY_FILES:
        source = (keys or home) / name
        if not source.exists():
            raise KeysMissing(name=name, folder=keys or home)
        if source.resolve() != (home / name).resolve():
            shutil.copy2(source, home / name)
            (home / name).chmod(0o600)


def _run(tool: str, *arguments: str, as_administrator: bool = False) -> None:
    """Runs PostgreSQL's own tool against this database. Raises ToolFailed with what it said."""
    place = connections["owner"].settings_dict
    user = "postgres" if as_administrator and settings.EMBEDDED else place["USER"]
    environment = {**os.environ, "PGPASSWORD": str(place.get("PASSWORD") or "")}
    command = [
        embedded.tool(tool) if settings.EMBEDDED else tool,
        f"--host={place['HOST']}",
        f"--username={user}",
        f"--dbname={place['NAME']}",
        *arguments,
    ]
    if place.get("PORT"):
        command.insert(1, f"--port={place['PORT']}")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(tool=tool, said=done.stderr.strip()[-800:])


def _count_files(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0
