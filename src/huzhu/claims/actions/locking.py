"""Taking a claim in hand, writing down what was done, and naming what the database refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from huzhu.audit.actions import Act, record_acts
from huzhu.claims.errors import (
    CapExhausted,
    OneOfManyRefused,
    ReviewedBefore,
    ReviewedByFiler,
    ReviewedMeanwhile,
    ReviewsIncomplete,
    StayClaimedAlready,
    TooManyClaims,
)
from huzhu.claims.models import Claim
from huzhu.kernel.errors import NotPermitted, NotVisible, Refusal
from huzhu.kernel.scope import within
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault

# The trail is sealed in the order of its numbers, ten thousand back at most: one transaction must
# not hold numbers while so many others pass it, and its locks must not keep people waiting.
MOST_AT_ONCE = 500


def locked_claim(by: Officer, ref: str) -> Claim:
    """The claim, locked until the transaction ends. Raises NotVisible."""
    return locked_claims(by, [ref])[0]


def locked_claims(by: Officer, refs: Sequence[str]) -> list[Claim]:
    """The claims in the order asked for, each once, locked in the order of their numbers.

    Raises NotVisible if one of them cannot be seen, TooManyClaims.
    """
    wanted = list(dict.fromkeys(refs))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyClaims(count=len(wanted), most=MOST_AT_ONCE)
    rows = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(within(by.scope), ref__in=wanted)
        .order_by("id")
    )
    found = {row.ref: row for row in rows}
    if len(found) < len(wanted):
        raise NotVisible
    return [found[ref] for ref in wanted]


@contextmanager
def naming(claim: Claim, among: Sequence[Claim]) -> Iterator[None]:
    """Of several claims, says which one was refused; one alone is refused as it is.

    What may not be seen or done is told as always, without a name.
    """
    try:
        yield
    except (NotVisible, NotPermitted):
        raise
    except Refusal as refusal:
        if len(among) == 1:
            raise
        raise OneOfManyRefused(
            ref=claim.ref,
            count=len(among),
            why_zh=refusal.text("zh"),
            why_en=refusal.text("en"),
            code=refusal.code,
        ) from refusal


def record(
    by: Officer,
    at: datetime,
    act: str,
    claim: Claim,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record_acts(by=by, at=at, acts=[done(act, claim, before, after)])


def done(
    act: str,
    claim: Claim,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Act:
    """An entry of the audit about one claim."""
    return Act(act, "claim", claim.ref, claim.org_path, before or {}, after or {})


def sealed_reason(claim: Claim, reason: str) -> str:
    """A reviewer's words for the audit: they may tell of an illness, so the person's key seals."""
    return vault.seal_for(subject_id=claim.person_id, purpose="reason", value=reason.strip()).hex()


@contextmanager
def refusing_by_name(claims: Sequence[Claim]) -> Iterator[None]:
    """What a constraint refuses becomes a named refusal; the transaction is lost either way."""
    try:
        yield
    except DatabaseError as error:
        named = _named(error, claims)
        if named is None:
            raise
        raise named from error


def _named(error: DatabaseError, claims: Sequence[Claim]) -> Refusal | None:
    cause = error.__cause__
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    kind = _BY_STATE.get(getattr(cause, "sqlstate", None) or "") or _BY_CONSTRAINT.get(
        constraint or ""
    )
    if kind is None:
        return None
    refs = _meant(cause, claims)
    if kind is CapExhausted:
        return CapExhausted(plan=refs, cap="—")
    return kind(ref=refs)


def _meant(cause: BaseException | None, claims: Sequence[Claim]) -> str:
    """The claim whose number the database names; where it names none, all that were in hand."""
    diagnostics = getattr(cause, "diag", None)
    parts = (getattr(diagnostics, name, "") for name in ("message_primary", "message_detail"))
    number = _CLAIM_NUMBER.search(" ".join(part or "" for part in parts))
    meant = [c for c in claims if number and c.pk == int(number.group(1))] or claims
    return "、".join(claim.ref for claim in meant)


_BY_STATE: dict[str, type[Refusal]] = {
    "HZ002": ReviewedByFiler,
    "HZ004": ReviewsIncomplete,
    "HZ009": StayClaimedAlready,
}
_BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "claims_review_three_persons": ReviewedBefore,
    "claims_review_step_once": ReviewedMeanwhile,
    "claims_capuse_within_limit": CapExhausted,
}
_CLAIM_NUMBER = re.compile(r"(?:\(claim_id, [^)]*\)=\(|\bclaim )(\d+)")
