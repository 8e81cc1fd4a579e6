"""The import contracts hold, and each of them catches the breach it is there for."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract, file that is given a line more, the line, what the report must name
BREACHES = [
    ("roots", "plan_book/planted.py", "import huzhu.kernel.money", "plan_book.planted"),
    ("roots", "benefit_terms/planted.py", "import plan_book", "benefit_terms.planted"),
    ("terms-are-pure", "benefit_terms/planted.py", "import psycopg", "benefit_terms.planted"),
    ("terms-are-pure", "benefit_terms/planted.py", "import polars", "benefit_terms.planted"),
    ("terms-are-pure", "plan_book/planted.py", "from django.db import models", "plan_book.planted"),
    ("layers", "huzhu/ledger/enums.py", "from huzhu.claims import models", "huzhu.ledger.enums"),
    ("layers", "huzhu/members/enums.py", "from huzhu.plans import models", "huzhu.members.enums"),
    ("layers", "huzhu/console/planted.py", "import huzhu.config.wiring", "huzhu.console.planted"),
    ("layers", "huzhu/utils/__init__.py", "HANDY = 1", "huzhu.utils"),
    (
        "ui-knows-no-business",
        "huzhu/ui/planted.py",
        "from huzhu.claims import enums",
        "huzhu.ui.planted",
    ),
    (
        "anatomy",
        "huzhu/members/enums.py",
        "from huzhu.members import models",
        "huzhu.members.enums",
    ),
    (
        "anatomy",
        "huzhu/members/permissions.py",
        "from huzhu.members import actions",
        "huzhu.members.permissions",
    ),
    ("anatomy", "huzhu/members/helpers.py", "HANDY = 1", "huzhu.members.helpers"),
    ("surface", "huzhu/claims/enums.py", "from huzhu.enrolment import rules", "huzhu.claims.enums"),
    (
        "surface",
        "huzhu/claims/enums.py",
        "from huzhu.enrolment.actions import cells",
        "huzhu.enrolment.actions.cells",
    ),
    (
        "surface",
        "huzhu/console/planted.py",
        "from huzhu.enrolment import reactions",
        "huzhu.console.planted",
    ),
    ("surface", "huzhu/claims/enums.py", "import huzhu.members", "huzhu.claims.enums"),
    (
        "decisions-are-pure",
        "huzhu/members/rules.py",
        "from django.db import connection",
        "huzhu.members.rules",
    ),
    (
        "decisions-are-pure",
        "huzhu/enrolment/lifecycle.py",
        "import psycopg",
        "huzhu.enrolment.lifecycle",
    ),
    (
        "kernel-without-framework",
        "huzhu/kernel/money.py",
        "from django.db import models",
        "huzhu.kernel.money",
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The sources and the contracts on their own, free to be spoilt."""
    place = tmp_path_factory.mktemp("copy")
    without_caches = shutil.ignore_patterns("__pycache__", "locale", "static", "data")
    shutil.copytree(ROOT / "src", place / "src", ignore=without_caches)
    (place / "tests/architecture").mkdir(parents=True)
    shutil.copy(ROOT / "tests/architecture/contracts.py", place / "tests/architecture")
    shutil.copy(ROOT / ".importlinter", place)
    return place


@pytest.fixture(scope="module")
def unspoilt(copy):
    """What a contract says before anything was planted; asked once."""
    return cache(lambda contract: lint(copy, "--contract", contract).stdout)


def lint(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from importlinter.cli import lint_imports_command as run; run(sys.argv[1:])"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo", *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place / "src"), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_hold():
    report = lint(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr


@pytest.mark.parametrize(("contract", "file", "line", "named"), BREACHES)
def test_contract_catches_planted_breach(copy, unspoilt, contract, file, line, named):
    spoilt = copy / "src" / file
    before = spoilt.read_text() if spoilt.exists() else None
    already = unspoilt(contract)
    spoilt.parent.mkdir(exist_ok=True)
    spoilt.write_text(f"{before or ''}\n{line}\n")
    try:
        report = lint(copy, "--contract", contract)
    finally:
        spoilt.unlink() if before is None else spoilt.write_text(before)

    assert report.returncode == 1, report.stdout + report.stderr
    assert "BROKEN" in report.stdout
    assert report.stdout.count(named) > already.count(named)


def test_every_contract_has_a_planted_breach():
    settings = configparser.ConfigParser()
    settings.read(ROOT / ".importlinter")
    sections = [name.split(":") for name in settings.sections()]
    contracts = {parts[2] for parts in sections if len(parts) == 3}
    assert {breach[0] for breach in BREACHES} == contracts


def test_composition_root_may_use_what_others_may_not(copy):
    """The exception of the surface is for `huzhu.config`, and for no more than it names."""
    planted = copy / "src/huzhu/config/planted.py"
    planted.write_text("from huzhu.enrolment import jobs, reactions\n")
    try:
        assert "huzhu.config.planted" not in lint(copy, "--contract", "surface").stdout
        planted.write_text("from huzhu.enrolment import rules\n")
        assert "huzhu.config.planted" in lint(copy, "--contract", "surface").stdout
    finally:
        planted.unlink()
