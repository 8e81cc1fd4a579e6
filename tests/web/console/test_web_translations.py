"""The translations compile, and none can break a page."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import polib
import pytest

from huzhu.config import translations

ROOT = Path(translations.__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"


def write(folder: Path, body: str) -> Path:
    target = folder / "zh_Hans/LC_MESSAGES/django.po"
    target.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    target.write_text(head + body)
    return target


def test_compiled_file_is_what_gettext_reads(tmp_path):
    write(tmp_path, 'msgid "To do"\nmsgstr "待办"\n')
    (compiled,) = translations.compile_all(tmp_path)
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("To do") == "待办"


@pytest.mark.parametrize(
    "body",
    [
        'msgid "%(count)s rows"\nmsgstr "%(cuont)s 行"\n',
        'msgid "Hello {name}"\nmsgstr "您好"\n',
        'msgid "Hello"\nmsgstr "%(name)s 您好"\n',
    ],
)
def test_translation_with_other_placeholders_is_refused(tmp_path, body):
    write(tmp_path, body)
    with pytest.raises(ValueError, match="must name"):
        translations.compile_all(tmp_path)
    assert list(tmp_path.rglob("*.mo")) == []


def test_own_catalogue_is_whole():
    catalogue = polib.pofile(str(CATALOGUE), check_for_duplicates=True)
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    assert [
        translations.fault_of(entry) for entry in catalogue if translations.fault_of(entry)
    ] == []


def test_every_label_of_every_enum_is_translated():
    catalogue = {entry.msgid for entry in polib.pofile(str(CATALOGUE))}
    labels = set()
    for file in ROOT.glob("*/enums.py"):
        labels |= set(re.findall(r'_\("([^"]+)"\)', file.read_text()))
    assert len(labels) > 80
    assert labels - catalogue == set()
