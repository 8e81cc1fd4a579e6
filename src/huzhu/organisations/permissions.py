"""Who may file about a unit, and who may put it into effect."""

from __future__ import annotations

from huzhu.organisations.enums import HANDLERS, ApplicationKind, Role
from huzhu.organisations.rules import Officer

DECIDERS = (Role.CITY_OFFICER,)
# A unit's own handler speaks for the unit; what makes or ends units is filed from above it.
_OWN = (ApplicationKind.EDIT, ApplicationKind.CHANGE_HANDLER)
ABOVE_UNITS = (Role.COUNTY_HANDLER, Role.CITY_OFFICER)


def may_file(officer: Officer, kind: str, org_path: str) -> bool:
    """Handlers of the place or of one above it; the program itself."""
    roles = HANDLERS if kind in _OWN else ABOVE_UNITS
    return _serves(officer, org_path) or officer.holds(*roles, over=org_path)


def may_decide(officer: Officer, org_path: str) -> bool:
    """A person who holds the city's office over the place."""
    return officer.account_id is not None and officer.holds(*DECIDERS, over=org_path)


def may_open_account(officer: Officer, org_path: str) -> bool:
    """An account for a handler to be bound: whoever may file for the unit from above it."""
    return _serves(officer, org_path) or officer.holds(*ABOVE_UNITS, over=org_path)


def _serves(officer: Officer, org_path: str) -> bool:
    return officer.is_service and officer.scope.covers(org_path)
