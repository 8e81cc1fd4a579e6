"""Compiles the translations: `python -m huzhu.config.translations`.

Turns every `locale/*/LC_MESSAGES/*.po` below `src/huzhu` into the `.mo` beside it, in plain Python
(GNU gettext need not be installed), and refuses a file whose placeholders do not agree. Needs
neither settings nor database; `make` calls it during set-up.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}", re.IGNORECASE)


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """The `.mo` files written. Raises ValueError naming the entry that would fail on a page."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(source), check_for_duplicates=True)
        if problems := [p for entry in catalogue if (p := fault_of(entry))]:
            raise ValueError(f"{source}: " + "; ".join(problems))
        target = source.with_suffix(".mo")
        catalogue.save_as_mofile(str(target))
        written.append(target)
    return written


def fault_of(entry: polib.POEntry) -> str:
    """Why a translated entry must not be compiled; empty when nothing is wrong with it."""
    if entry.obsolete:
        return ""
    wanted = set(PLACEHOLDER.findall(entry.msgid))
    for text in (entry.msgstr, *entry.msgstr_plural.values()):
        if text and set(PLACEHOLDER.findall(text)) != wanted:
            return f"line {entry.linenum}: “{text}” must name {sorted(wanted) or 'nothing'}"
    return ""


if __name__ == "__main__":
    try:
        compile_all()
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
