"""What one unit's page shows beyond a node's: particulars, numbers, line of descent, papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.organisations import queries
from huzhu.organisations.enums import HANDLERS, ApplicationKind
from huzhu.organisations.models import Organisation, Succession
from huzhu.organisations.permissions import may_file
from huzhu.organisations.rules import Officer

SHOWN = 20
_ACTS = (
    (ApplicationKind.EDIT, "unit_edit", "edit"),
    (ApplicationKind.CHANGE_HANDLER, "unit_handler", "user-edit"),
    (ApplicationKind.MERGE, "unit_merge", "arrows-join"),
    (ApplicationKind.SPLIT, "unit_split", "arrows-split"),
)


def unit_context(
    officer: Officer, unit: Organisation, today: date, language: str
) -> dict[str, Any]:
    scope = officer.scope
    standing = queries.standings(scope, [unit]).get(unit.pk)
    come = list(queries.predecessors_of(scope, unit))
    gone = list(queries.successors_of(scope, unit))
    codes = _codes_of(officer, come, gone)
    return {
        "profile": queries.profile_of(scope, unit),
        "headcounts": list(queries.headcounts_of(scope, unit)[:SHOWN]),
        "handler": queries.handler_of(scope, unit, today),
        "standing": standing and standing[language == "en"],
        "predecessors": [(row, codes.get(row.predecessor_id, "")) for row in come],
        "successors": [(row, codes.get(row.successor_id, "")) for row in gone],
        "heir": queries.heir_of(scope, unit) if unit.ends_before else None,
        "unit_papers": list(queries.papers_in_effect(scope, unit)[:SHOWN]),
        "about": list(queries.applications(scope).filter(organisation=unit)[:SHOWN]),
        "acts": _acts(officer, unit),
    }


def _acts(officer: Officer, unit: Organisation) -> list[tuple[Any, str, str]]:
    """Label, address and sign: the people of the unit, and what may be filed about it."""
    people = (
        [(_("People of the unit"), "console:unit_people", "users")]
        if officer.holds(*HANDLERS)
        else []
    )
    return people + [
        (kind.label, f"console:{name}", sign)
        for kind, name, sign in _ACTS
        if unit.ends_before is None and may_file(officer, kind, unit.path)
    ]


def _codes_of(
    officer: Officer, come: Iterable[Succession], gone: Iterable[Succession]
) -> dict[int, str]:
    """Codes of those among them that the officer may open."""
    ids = [row.predecessor_id for row in come] + [row.successor_id for row in gone]
    seen = queries.organisations(officer.scope).filter(pk__in=ids)
    return dict(seen.values_list("pk", "code"))
