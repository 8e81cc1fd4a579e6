"""Taking a claim in hand, writing down what was done, and naming what the database refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from huzhu.audit.actions import record_act
from huzhu.claims.errors import (
    CapExhausted,
    ReviewedBefore,
    ReviewedByFiler,
    ReviewedMeanwhile,
    ReviewsIncomplete,
)
from huzhu.claims.models import Claim
from huzhu.kernel.errors import NotVisible, Refusal
from huzhu.kernel.scope import within
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault


def locked_claim(by: Officer, ref: str) -> Claim:
    """The claim, locked until the transaction ends. Raises NotVisible."""
    found = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(within(by.scope), ref=ref)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def record(
    by: Officer,
    at: datetime,
    act: str,
    claim: Claim,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="claim",
        object_ref=claim.ref,
        org_path=claim.org_path,
        before=before,
        after=after,
    )


def sealed_reason(claim: Claim, reason: str) -> str:
    """A reviewer's words for the audit: they may tell of an illness, so the person's key seals."""
    return vault.seal_for(subject_id=claim.person_id, purpose="reason", value=reason.strip()).hex()


@contextmanager
def refusing_by_name(claim: Claim) -> Iterator[None]:
    """What a constraint refuses becomes a named refusal; the transaction is lost either way."""
    try:
        yield
    except DatabaseError as error:
        named = _named(error, claim)
        if named is None:
            raise
        raise named from error


def _named(error: DatabaseError, claim: Claim) -> Refusal | None:
    cause = error.__cause__
    diagnostics = getattr(cause, "diag", None)
    constraint = getattr(diagnostics, "constraint_name", None)
    state = getattr(cause, "sqlstate", None)
    if state == "HZ002":
        return ReviewedByFiler(ref=claim.ref)
    if state == "HZ004":
        return ReviewsIncomplete(ref=claim.ref)
    if constraint == "claims_review_three_persons":
        return ReviewedBefore(ref=claim.ref)
    if constraint == "claims_review_step_once":
        return ReviewedMeanwhile(ref=claim.ref)
    if constraint == "claims_capuse_within_limit":
        return CapExhausted(plan=claim.ref, cap="—")
    return None
