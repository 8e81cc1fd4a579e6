"""What happened to an application, as steps of a timeline."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.audit.queries import entries_about
from huzhu.kernel.scope import Scope
from huzhu.organisations.enums import ApplicationState
from huzhu.organisations.models import UnitApplication

_ACTS = {
    "begin_unit_application": (_("Draft saved"), "pencil", "done"),
    "submit_unit_application": (_("Filed with the city"), "send", "done"),
    "return_unit_application": (_("Returned for completion"), "arrow-back-up", "bad"),
    "approve_unit_application": (_("Approved and in effect"), "check", "done"),
    "withdraw_unit_application": (_("Withdrawn by the filer"), "ban", "bad"),
}
_NOW = {
    ApplicationState.DRAFT: _("Waits for its papers and the filing"),
    ApplicationState.SUBMITTED: _("Waits for the city's review"),
    ApplicationState.RETURNED: _("Waits for completion"),
}


def history_of(scope: Scope, application: UnitApplication) -> list[dict[str, Any]]:
    """Dictionaries of title, who, at, text, icon and state, in order; last what it waits for."""
    entries = entries_about(scope, object_type="unit_application", object_ref=application.ref)
    steps = [_step(entry) for entry in entries if entry.act in _ACTS]
    words = _NOW.get(ApplicationState(application.state))
    return steps + ([{"title": words, "icon": "clock", "state": "now"}] if words else [])


def _step(entry: Any) -> dict[str, Any]:
    title, sign, state = _ACTS[entry.act]
    text = entry.after.get("reason", "") if entry.act == "return_unit_application" else ""
    return {
        "title": title, "who": entry.by_label, "at": entry.at, "text": text, "icon": sign,
        "state": state,
    }  # fmt: skip
