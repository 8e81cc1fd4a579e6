"""What treasury does by the clock."""

from __future__ import annotations

from datetime import datetime

from huzhu.kernel.scope import acting_in
from huzhu.organisations.rules import service
from huzhu.treasury.actions import Reminded, remind_arrears


def remind_all(at: datetime) -> Reminded:
    """Every unit in arrears, each no more often than the rule allows: a second run tells nobody."""
    by = service("treasury:reminders")
    with acting_in(by.scope):
        return remind_arrears(by=by, at=at)
