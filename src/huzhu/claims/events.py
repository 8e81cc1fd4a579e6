"""What has happened to claims. Every fact names the claim and its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.kernel.facts import Fact


@dataclass(frozen=True)
class ClaimFiled(Fact):
    """A claim waits for the claims officer until `due_on`."""

    claim_ref: str
    org_path: str
    due_on: date


@dataclass(frozen=True)
class ClaimReturned(Fact):
    """A reviewer wants something completed. `account_id` is who filed it, None for a service."""

    claim_ref: str
    org_path: str
    reason: str
    account_id: int | None


@dataclass(frozen=True)
class ClaimDecided(Fact):
    """Three persons approved, or one refused. `outcome`: "pay" or "refuse"; nothing due is 0."""

    claim_ref: str
    org_path: str
    amount_fen: int
    outcome: str


@dataclass(frozen=True)
class ClaimPaid(Fact):
    """The money has arrived."""

    claim_ref: str
    org_path: str
    amount_fen: int
    settled_on: date


@dataclass(frozen=True)
class SettlementsReceived(Fact):
    """A settlement list waits to be read, or to be read again with other columns."""

    import_ref: str
    org_path: str


@dataclass(frozen=True)
class SettlementsToSort(Fact):
    """The open stays of a list are to be sorted again."""

    import_ref: str
    org_path: str


@dataclass(frozen=True)
class SettlementsToClaim(Fact):
    """Claims are to be made of the straight lane of a list."""

    import_ref: str
    org_path: str


@dataclass(frozen=True)
class SettlementsChecked(Fact):
    """A list was read and sorted, or cannot be; `account_id` is who brought it."""

    import_ref: str
    org_path: str
    state: str
    rows_new: int
    straight: int
    account_id: int | None


@dataclass(frozen=True)
class PapersToRead(Fact):
    """Papers of a claim whose pictures an engine can read, by their attachments' references."""

    claim_ref: str
    org_path: str
    paper_refs: tuple[str, ...]
