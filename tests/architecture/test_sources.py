"""What the sources must show and no import contract can see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from architecture.source import SRC, Source, layers, plant, require_none, rooms, sources

HEADINGS = ("Owns", "Vocabulary", "Lifecycle", "Invariants", "Offers", "Needs")
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
SETTINGS = ("django.conf.settings", "os.environ", "os.getenv")
CLOCKS = re.compile(r"\b(datetime|date|timezone|time)\.(now|utcnow|today|time)\(")
CLOCK = "huzhu.kernel.clock.now"
WITHOUT_CLOCK = {"rules", "lifecycle", "formats", "models", "permissions", "queries", "actions"}


# ── README and docstring ──────────────────────────────────────────────────────────────────────


def without_readme(src: Path, names: list[str]) -> list[str]:
    """Modules whose README is missing, or lacks one of the six headings."""
    found = []
    for name in names:
        readme = src / "huzhu" / name / "README.md"
        text = readme.read_text("utf-8") if readme.exists() else ""
        missing = [h for h in HEADINGS if not re.search(rf"^(#+ |\*\*){h}\b", text, re.MULTILINE)]
        if missing:
            found.append(f"{name}: {', '.join(missing)}")
    return found


def without_docstring(src: Path) -> list[str]:
    """Modules, and files with something in them, that do not say what they are for.

    Django's apps.py and a table of addresses need no words.
    """
    return [
        source.module
        for source in sources(src)
        if (source.tree.body or (source.room in rooms() and not source.part))
        and source.path.name not in ("apps.py", "urls.py")
        and not ast.get_docstring(source.tree)
    ]


def test_every_module_has_its_readme():
    require_none(without_readme(SRC, rooms()))


def test_missing_heading_is_found(tmp_path):
    readme = tmp_path / "huzhu/claims/README.md"
    readme.parent.mkdir(parents=True)
    readme.write_text(
        "# claims\n\n## Owns\n\n## Vocabulary\n\n**Lifecycle** x\n\n## Invariants\n\n## Needs\n"
    )
    assert without_readme(tmp_path, ["claims", "plans"]) == [
        "claims: Offers",
        "plans: Owns, Vocabulary, Lifecycle, Invariants, Offers, Needs",
    ]


def test_every_other_package_has_a_readme():
    others = {name for siblings in layers() for name in siblings} - set(rooms())
    packages = [SRC / "huzhu" / name for name in others] + [
        SRC / "benefit_terms",
        SRC / "plan_book",
    ]
    missing = [p.name for p in packages if p.is_dir() and not (p / "README.md").exists()]
    require_none(sorted(missing))


def test_every_file_has_its_docstring():
    require_none(without_docstring(SRC))


def test_missing_docstring_is_found(tmp_path):
    plant(tmp_path, "huzhu.claims.rules", "LIMIT = 1\n")
    plant(tmp_path, "huzhu.claims.models", '"""Claims."""\n')
    plant(tmp_path, "huzhu.claims.__init__", "")
    plant(tmp_path, "huzhu.cli.__init__", "")
    assert without_docstring(tmp_path) == ["huzhu.claims", "huzhu.claims.rules"]


# ── size ──────────────────────────────────────────────────────────────────────────────────────


def too_long(src: Path) -> list[str]:
    """Functions and files over the hard limits, with their length."""
    found = []
    for source in sources(src):
        lines = len(source.text.splitlines())
        if lines > LONGEST_FILE:
            found.append(f"{source.module}: {lines} lines")
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found.append(f"{source.module}.{node.name}: {length} lines")
    return found


def test_functions_and_files_stay_short():
    require_none(too_long(SRC))


def test_long_function_and_long_file_are_found(tmp_path):
    plant(tmp_path, "huzhu.claims.rules", "def f():\n" + "    pass\n" * 60 + "# \n" * 340)
    assert too_long(tmp_path) == ["huzhu.claims.rules: 401 lines", "huzhu.claims.rules.f: 61 lines"]


# ── settings and clock ────────────────────────────────────────────────────────────────────────


def names_used(source: Source) -> Iterator[str]:
    """Dotted names that a file imports or reads: "os.environ", "django.conf.settings"."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def readers_of_settings(src: Path) -> list[str]:
    return [
        f"{source.module}: {name}"
        for source in sources(src)
        # Java is found by the variables of the machine; they are no settings of the product.
        if source.room != "config" and source.module != "benefit_terms.spark"
        for name in names_used(source)
        if name in SETTINGS
    ]


def readers_of_clock(src: Path) -> list[str]:
    """Who reads the clock outside kernel/clock.py, and what asks it inside an act or a rule."""
    found, domain = [], set(rooms())
    for source in sources(src):
        if source.module == "huzhu.kernel.clock":
            continue
        is_timeless = source.room in domain and source.part in WITHOUT_CLOCK
        if CLOCKS.search(source.text) or (is_timeless and CLOCK in set(names_used(source))):
            found.append(source.module)
    return found


def test_only_config_reads_settings():
    require_none(readers_of_settings(SRC))


def test_reading_of_settings_is_found(tmp_path):
    plant(tmp_path, "huzhu.claims.actions", "from django.conf import settings\n")
    plant(tmp_path, "huzhu.claims.jobs", "import os\nHOME = os.environ['HOME']\n")
    plant(tmp_path, "huzhu.config.keys", "from django.conf import settings\n")
    assert readers_of_settings(tmp_path) == [
        "huzhu.claims.actions: django.conf.settings",
        "huzhu.claims.jobs: os.environ",
    ]


def test_clock_is_read_in_one_place():
    require_none(readers_of_clock(SRC))


def test_reading_of_clock_is_found(tmp_path):
    plant(tmp_path, "huzhu.claims.rules", "from datetime import date\nTODAY = date.today()\n")
    plant(tmp_path, "huzhu.claims.actions", "from huzhu.kernel.clock import now\n")
    plant(tmp_path, "huzhu.claims.jobs", "from huzhu.kernel.clock import now\n")
    assert readers_of_clock(tmp_path) == ["huzhu.claims.actions", "huzhu.claims.rules"]


# ── kernel ────────────────────────────────────────────────────────────────────────────────────


def models_defined(src: Path, room: str) -> list[str]:
    return [
        f"{source.module}.{node.name}"
        for source in sources(src)
        if source.room == room
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).split(".")[-1] == "Model" for base in node.bases)
    ]


def test_kernel_has_no_models():
    assert models_defined(SRC, "kernel") == []
    assert not (SRC / "huzhu/kernel/migrations").exists()


def test_model_in_kernel_is_found(tmp_path):
    text = "from django.db import models\nclass Thing(models.Model): ...\n"
    plant(tmp_path, "huzhu.kernel.things", text)
    assert models_defined(tmp_path, "kernel") == ["huzhu.kernel.things.Thing"]
