"""Checks of the whole house, each returning its faults in words."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from huzhu.config.openapi import openapi_text

SOURCE = Path(__file__).resolve().parents[1]
GOLDEN = settings.CHECKOUT / "tests" / "golden" / "openapi.json"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
_IN_TEMPLATES = re.compile(
    r"""\{%\s*(?:translate|trans)\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
    r"""|_\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\)"""
)
_BLOCKS = re.compile(
    r"\{%\s*blocktranslate\b([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL
)
_IN_PYTHON = re.compile(
    r"""(?<![\w.])(?:_|gettext|gettext_lazy|pgettext|ngettext)\(\s*"((?:[^"\\]|\\.)*)"((?:\s*"(?:[^"\\]|\\.)*")*)"""
)


def migrations_equal_models() -> list[str]:
    said = StringIO()
    try:
        warnings.simplefilter("ignore", RuntimeWarning)  # it looks for a server; none is needed
        call_command("makemigrations", check=True, dry_run=True, stdout=said, verbosity=1)
    except SystemExit:
        return [f"models and migrations differ: {said.getvalue().strip()}"]
    return []


def every_string_translated() -> list[str]:
    """Strings of templates and code without a Chinese text, and texts that no string uses."""
    import polib

    known = {entry.msgid: entry for entry in polib.pofile(str(CATALOGUE))}
    used = strings_in_use()
    faults = [f"no Chinese text for {text!r}" for text in sorted(used - known.keys())]
    faults += [
        f"empty or fuzzy Chinese text for {text!r}"
        for text, entry in known.items()
        if text in used and (entry.fuzzy or not (entry.msgstr or entry.msgstr_plural))
    ]
    return faults


def strings_in_use() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        found |= {next(filter(None, groups), "") for groups in _IN_TEMPLATES.findall(text)}
        found |= {_block(options, body) for options, body in _BLOCKS.findall(text)}
    for path in SOURCE.rglob("*.py"):
        for first, rest in _IN_PYTHON.findall(path.read_text(encoding="utf-8")):
            more = re.findall(r'"((?:[^"\\]|\\.)*)"', rest)
            found.add("".join([first, *more]).replace('\\"', '"'))
    return found - {""}


def _block(options: str, body: str) -> str:
    """The message of a block as Django looks it up: `{{ name }}` becomes `%(name)s`."""
    body = body.split("{% plural %}")[0]
    message = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", body)
    if "trimmed" in options:
        message = " ".join(line.strip() for line in message.splitlines() if line.strip())
    return message


def api_equals_golden_file() -> list[str]:
    if not GOLDEN.exists():
        return [f"{GOLDEN} is missing; `huzhu check_house --accept-api` writes it"]
    if GOLDEN.read_text(encoding="utf-8").strip() != openapi_text().strip():
        return ["the API changed; look at it, then `huzhu check_house --accept-api`"]
    return []


def accept_api() -> Path:
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(openapi_text() + "\n", encoding="utf-8")
    return GOLDEN


def plan_book_passes() -> list[str]:
    import subprocess
    import sys

    book = SOURCE.parent / "plan_book"
    done = subprocess.run(
        [sys.executable, "-m", "benefit_terms", "check", str(book)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if done.returncode == 0 else [(done.stdout + done.stderr).strip()]


CHECKS: dict[str, Callable[[], list[str]]] = {
    "migrations equal models": migrations_equal_models,
    "every string has its Chinese text": every_string_translated,
    "the API equals its golden file": api_equals_golden_file,
    "the plan book passes": plan_book_passes,
}
