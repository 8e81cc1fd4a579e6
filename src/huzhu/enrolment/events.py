"""What has happened to rosters and enrolments."""

from __future__ import annotations

from dataclasses import dataclass

from huzhu.kernel.facts import Fact


@dataclass(frozen=True)
class RosterReceived(Fact):
    """A file is kept and waits to be checked."""

    roster_ref: str
    org_path: str


@dataclass(frozen=True)
class RosterChecked(Fact):
    """Every row was judged. `account_id` is who uploaded it, None for a service."""

    roster_ref: str
    org_path: str
    rows_good: int
    rows_bad: int
    account_id: int | None


@dataclass(frozen=True)
class RosterPostingAsked(Fact):
    """A handler asked for the covers to be made."""

    roster_ref: str
    org_path: str


@dataclass(frozen=True)
class EnrolmentPosted(Fact):
    """Covers stand and their contribution is due. `owner_ref` is the enrolment's."""

    owner_ref: str
    org_path: str
    plan_code: str
    persons: int
    fee_fen: int
    account_id: int | None


@dataclass(frozen=True)
class EnrolmentWithdrawn(Fact):
    """Taken back before it began: nobody is covered by it and nothing is due."""

    owner_ref: str
    org_path: str
    plan_code: str
    persons: int
    reason: str
    account_id: int | None


@dataclass(frozen=True)
class QualityCheckAsked(Fact):
    """Somebody who supervises wants the covers looked through now; the whole house's are."""

    org_path: str
