"""A backup brought back into an empty folder: same rows, balances and audit chain, same readings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from journeys.house import House

HUZHU = Path(sys.executable).parent / "huzhu"


def huzhu(home: Path, *arguments: str, timeout: int = 300) -> subprocess.CompletedProcess:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HUZHU")}
    return subprocess.run(
        [str(HUZHU), *arguments],
        env={**kept, "HUZHU_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory):
    """A house with covers, a settled batch and a sealed audit trail."""
    house = House(tmp_path_factory.mktemp("lived"))
    house.run("build")
    ref = house.run("receive", "1")
    house.run("jobs", "+", "ask", ref, "+", "jobs")
    house.run("settle", house.run("released", "backup"), "+", "seal")
    yield house
    house.kill_database()


@pytest.mark.xdist_group("backup")
def test_restored_house_is_the_same(lived_in, tmp_path):
    saved, home = tmp_path / "backup", tmp_path / "home"
    home.mkdir()
    done = huzhu(lived_in.home, "backup", str(saved))
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in saved.iterdir())
    assert names == ["audit-heads.csv", "database.dump", "manifest.json", "papers"]

    done = huzhu(home, "restore", str(saved), "--keys", str(lived_in.home))
    assert done.returncode == 0, done.stdout + done.stderr
    restored = House(home)
    assert restored.state() == lived_in.state()
    assert restored.run("readings") == lived_in.run("readings")
    assert huzhu(home, "verify_audit").returncode == 0
    assert huzhu(home, "verify_ledger").returncode == 0
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["rows"]["enrolment_cover"] == 30

    again = huzhu(home, "restore", str(saved), "--keys", str(lived_in.home))
    assert (again.returncode, str(home) in again.stderr) == (2, True)
    huzhu(home, "stop_database")


@pytest.mark.xdist_group("backup")
def test_restore_without_keys_says_what_is_missing(lived_in, tmp_path):
    saved, home = tmp_path / "backup", tmp_path / "home"
    home.mkdir()
    huzhu(lived_in.home, "backup", str(saved))
    done = huzhu(home, "restore", str(saved))
    assert (done.returncode, "master.key" in done.stderr) == (2, True)
    huzhu(home, "stop_database")


@pytest.mark.xdist_group("backup")
def test_backup_into_a_full_folder_is_refused(lived_in, tmp_path):
    (tmp_path / "something").write_text("x")
    done = huzhu(lived_in.home, "backup", str(tmp_path))
    assert (done.returncode, str(tmp_path) in done.stderr) == (2, True)
