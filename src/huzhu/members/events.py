"""Facts about people."""

from __future__ import annotations

from dataclasses import dataclass

from huzhu.kernel.facts import Fact


@dataclass(frozen=True)
class PeopleMerged(Fact):
    """Two records were one person: the dropped one points to the kept one from now on.

    Rows of other rooms that name `dropped_id` stay true of that record and stay where they are.
    """

    kept_ref: str
    dropped_ref: str
    kept_id: int
    dropped_id: int
    org_path: str
