"""What treasury tells the others; `owner_ref` is the enrolment or claim that the money is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.kernel.facts import Fact


@dataclass(frozen=True)
class ContributionReceived(Fact):
    """Money came for an expected receipt; `is_complete` when nothing of it is outstanding."""

    owner_ref: str
    org_path: str
    is_complete: bool
    received_on: date


@dataclass(frozen=True)
class PaymentSettled(Fact):
    """The bank paid an instruction."""

    owner_ref: str
    instruction_ref: str
    amount_fen: int
    settled_on: date
    org_path: str


@dataclass(frozen=True)
class PaymentFailed(Fact):
    """The bank returned an instruction."""

    owner_ref: str
    instruction_ref: str
    reason: str
    org_path: str


@dataclass(frozen=True)
class ContributionUndone(Fact):
    """Money that had been taken for an expected receipt was not for it after all.

    `was_complete` when nothing of it had been outstanding; it is now.
    """

    owner_ref: str
    org_path: str
    was_complete: bool
    undone_on: date


@dataclass(frozen=True)
class RefundSettled(Fact):
    """The bank paid over-paid money back, or returned the payment (`is_paid` False)."""

    refund_ref: str
    org_path: str
    is_paid: bool
    amount_fen: int
    settled_on: date
