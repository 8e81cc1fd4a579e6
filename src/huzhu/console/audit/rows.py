"""Entries as a page and a workbook show them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huzhu.audit.models import Entry
from huzhu.audit.queries import entries
from huzhu.console.audit.labels import act_label, field_label, object_label
from huzhu.kernel.clock import start_of_civil_day
from huzhu.kernel.scope import Scope

LONGEST = 200
MOST_EXPORTED = 50_000


def entries_like(scope: Scope, wanted: Mapping[str, Any]) -> QuerySet[Entry]:
    """The newest first. `wanted`: kind, ref, act, officer (part of the name), first and last day
    (both included); empty ones do nothing."""
    found = entries(scope)
    for name, field in (("kind", "object_type"), ("act", "act")):
        if value := wanted.get(name):
            found = found.filter(**{field: value})
    if ref := str(wanted.get("ref") or "").strip():
        found = found.filter(object_ref=ref)
    if officer := str(wanted.get("officer") or "").strip():
        found = found.filter(by_label__icontains=officer)
    if first := wanted.get("first"):
        found = found.filter(at__gte=start_of_civil_day(first))
    if last := wanted.get("last"):
        found = found.filter(at__lt=start_of_civil_day(last + timedelta(days=1)))
    return found


def shown(entry: Entry) -> dict[str, Any]:
    """One line of the page; `changes` are (field, before, after), `names` the fields in short."""
    changed = list(changes(entry))
    names = ", ".join(name for name, _before, _after in changed[:3])
    return {
        "entry": entry,
        "act": act_label(entry.act),
        "kind": object_label(entry.object_type),
        "changes": changed,
        "names": names + (" …" if len(changed) > 3 else ""),
    }


def changes(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Fields named before or after, in that order, as text; sealed values come cut short."""
    before, after = entry.before or {}, entry.after or {}
    for name in dict.fromkeys([*before, *after]):
        yield field_label(name), _text(before.get(name)), _text(after.get(name))


def headings() -> list[str]:
    return [
        _("Time"),
        _("Officer"),
        _("From where"),
        _("Act"),
        _("Object"),
        _("Its number"),
        _("Before"),
        _("After"),
    ]


def exported(found: QuerySet[Entry]) -> Iterator[list[Any]]:
    """Rows of the workbook, at most MOST_EXPORTED, read while they are written."""
    for entry in found[:MOST_EXPORTED].iterator(chunk_size=2000):
        yield [
            entry.at,
            entry.by_label,
            entry.origin,
            act_label(entry.act),
            object_label(entry.object_type),
            entry.object_ref,
            _lines(entry.before),
            _lines(entry.after),
        ]


def _lines(values: Mapping[str, Any] | None) -> str:
    return "\n".join(
        f"{field_label(name)}: {_text(value)}" for name, value in (values or {}).items()
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
