"""Documentation that cannot fall behind: commands, links, words, decisions."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("src/*/README.md")]
    + [*ROOT.glob("src/huzhu/*/README.md")]
)
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
KINDS = {"feature", "fix", "terms", "data", "ops"}
MADE_BY_DJANGO = {"help", "compilemessages"}
MADE_LATER = {DOCS / "images/claim.png"}
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def code_of(text: str) -> str:
    return "\n".join(CODE.findall(text))


# ── commands ──────────────────────────────────────────────────────────────────────────────────


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):.*## ", text, re.MULTILINE))


def huzhu_commands() -> set[str]:
    """What the menu of the console script lists."""
    from huzhu.config.main import COMMANDS

    return set(COMMANDS)


def terms_commands() -> set[str]:
    text = (ROOT / "src/benefit_terms/__main__.py").read_text("utf-8")
    words = {n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)}
    return {
        word
        for word in ("check", "evaluate", "explain", "diff", "schema", "replay", "manual", "words")
        if word in words
    }


def commands_in(text: str) -> dict[str, set[str]]:
    code = code_of(text)
    return {
        "make": set(re.findall(r"\bmake ([a-z][a-z-]*)", code)),
        "huzhu": set(re.findall(r"(?:^|[\s`/])huzhu ([a-z][a-z_]*)", code, re.MULTILINE)),
        "terms": set(re.findall(r"-m benefit_terms ([a-z]+)", code)),
    }


def strange_commands(text: str) -> list[str]:
    used = commands_in(text)
    return sorted(
        [f"make {name}" for name in used["make"] - make_targets()]
        + [f"huzhu {name}" for name in used["huzhu"] - huzhu_commands()]
        + [f"benefit_terms {name}" for name in used["terms"] - terms_commands()]
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_named_exist(page):
    assert strange_commands(page.read_text("utf-8")) == []


def test_strange_command_is_found():
    text = "Run `make demo`, `make coffee`, `huzhu fly` or `python -m benefit_terms sing`."
    assert strange_commands(text) == ["benefit_terms sing", "huzhu fly", "make coffee"]


def test_every_command_of_the_menu_can_be_run():
    files = {path.stem for path in ROOT.glob("src/huzhu/*/management/commands/[a-z]*.py")}
    assert (huzhu_commands() - files, files - huzhu_commands() - MADE_BY_DJANGO) == (set(), set())


def test_reference_lists_every_command():
    used = commands_in((DOCS / "reference/commands.md").read_text("utf-8"))
    assert used == {"make": make_targets(), "huzhu": huzhu_commands(), "terms": terms_commands()}


def test_both_readmes_name_the_same_commands():
    english, chinese = (page.read_text("utf-8") for page in READMES)
    assert commands_in(english) == commands_in(chinese)


def test_both_readmes_point_to_the_same_places():
    english, chinese = (set(links_in(page.read_text("utf-8"))) for page in READMES)
    assert english - {"README.zh-CN.md"} == chinese - {"README.md"}


# ── links ─────────────────────────────────────────────────────────────────────────────────────


def links_in(text: str) -> list[str]:
    prose = CODE.sub("", text)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in link]


def anchors_of(text: str) -> set[str]:
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE
    )
    plain = (re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings)
    return {re.sub(r"[\s-]+", "-", heading) for heading in plain}


def broken_links(page: Path) -> list[str]:
    text = page.read_text("utf-8")
    broken = []
    for link in links_in(text):
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if target in MADE_LATER:
            continue
        if not target.exists() or (anchor and anchor not in anchors_of(target.read_text("utf-8"))):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_resolve(page):
    assert broken_links(page) == []


def test_broken_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading\n[a](other.md) [b](#a-heading) [c](#none) [d](https://example.org)\n"
    )
    assert broken_links(page) == ["other.md", "#none"]


# ── words ─────────────────────────────────────────────────────────────────────────────────────


def terms_of(glossary: str) -> list[tuple[str, str]]:
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", glossary, re.MULTILINE)
    return [row for row in rows if row != ("English", "中文") and not row[0].startswith("-")]


def repeated(words: list[str]) -> list[str]:
    return sorted(word for word, count in Counter(words).items() if count > 1)


def test_glossary_binds_one_to_one():
    terms = terms_of((ROOT / "GLOSSARY.md").read_text("utf-8"))
    assert len(terms) > 80
    assert repeated([english.lower() for english, _ in terms]) == []
    assert repeated([chinese for _, chinese in terms]) == []


def test_repeated_term_is_found():
    table = "| English | 中文 | |\n|---|---|---|\n| cover | 保障 | |\n| cover | 保单 | |\n| shelter | 保障 | |\n"
    terms = terms_of(table)
    assert repeated([english for english, _ in terms]) == ["cover"]
    assert repeated([chinese for _, chinese in terms]) == ["保障"]


def test_roster_columns_are_those_of_the_program():
    from huzhu.enrolment.formats import columns, templates

    page = (DOCS / "reference/roster-columns.md").read_text("utf-8")
    cells = {word for cell in re.findall(r"\| ([^|]+?) (?=\|)", page) for word in cell.split("、")}
    words = {word for names in columns._SYNONYMS.values() for word in names.split(" ")}
    assert sorted(words - cells) == []
    for one in templates.COLUMNS:
        assert f"| {one.header} | {one.example or '—'} | {one.hint} |" in page


def test_settings_are_those_of_the_program():
    sources = "".join(p.read_text("utf-8") for p in (ROOT / "src/huzhu/config").glob("*.py"))
    read = set(re.findall(r"\"((?:HUZHU|DATABASE)_[A-Z_]*[A-Z])\"", sources))
    page = (DOCS / "reference/settings.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == read


# ── decisions and change notes ────────────────────────────────────────────────────────────────


def test_decisions_are_numbered_listed_and_short():
    records = sorted((DOCS / "adr").glob("0*.md"))
    index = (DOCS / "adr/index.md").read_text("utf-8")
    assert [int(path.stem[:4]) for path in records] == list(range(1, len(records) + 1))
    assert [path.name for path in records if path.name not in index] == []
    assert [path.name for path in records if len(path.read_text("utf-8").split()) > 450] == []
    for path in records:
        text = path.read_text("utf-8")
        assert "**Status:**" in text, path.name
        assert "**Decision.**" in text, path.name
        assert "**Costs.**" in text, path.name


def test_change_notes_are_named_by_kind():
    notes = [path for path in (ROOT / "changelog.d").iterdir() if path.is_file()]
    fit = re.compile(rf"[a-z0-9-]+\.({'|'.join(sorted(KINDS))})\.md")
    assert [path.name for path in notes if not fit.fullmatch(path.name)] == []
    assert [path.name for path in notes if not path.read_text("utf-8").strip()] == []


# ── the site ──────────────────────────────────────────────────────────────────────────────────


def test_site_is_built_in_silence_and_fetches_nothing(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--quiet",
            "--site-dir",
            str(tmp_path),
        ],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    fetched = re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"?(?:https?:)?//[^\s\">]+"
    )
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 15
    assert [hit for page in pages for hit in fetched.findall(page.read_text("utf-8"))] == []


def test_grants_in_the_how_to_are_those_of_the_embedded_database():
    from huzhu.config import embedded

    page = " ".join((DOCS / "how-to/use-your-own-postgresql.md").read_text("utf-8").split())
    statements = [" ".join(part.split()) for part in embedded.GRANTS.split(";")]
    roles = re.findall(r"(?:CREATE|ALTER) ROLE [^;]+|GRANT huzhu_\w+ TO \w+", embedded.ROLES)
    without_password = re.sub(r" PASSWORD '[^']*'", "", page)
    missing = [part for part in [*statements, *roles] if part not in without_password]
    assert missing == []
