"""Batches: made, checked and released by three persons, whichever accounts they use."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum

from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.money import yuan
from huzhu.ledger.models import Book
from huzhu.ledger.queries import book_ids_for, book_of
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.treasury.enums import BatchState, InstructionState
from huzhu.treasury.errors import BatchAltered, BooksDiffer, NothingToBatch, NotWaiting
from huzhu.treasury.lifecycle import state_after
from huzhu.treasury.models import Batch, Instruction
from huzhu.treasury.permissions import (
    may_check_batch,
    may_make_batch,
    may_release_batch,
    may_withdraw_batch,
)
from huzhu.treasury.queries import batch_by_ref, instructions
from huzhu.treasury.rules import require_checker, require_releaser


def make_batch(*, by: Officer, at: datetime, instruction_refs: Sequence[str]) -> Batch:
    """Puts waiting instructions into a batch of the organisation that keeps their book.

    One transaction: lock of the instructions, batch (MADE), one update of all, one audit entry with
    count and digest. All of them, or no batch. Refuses NothingToBatch, NotVisible, BooksDiffer,
    NotPermitted, NotWaiting.
    """
    refs = sorted(set(instruction_refs))
    if not refs:
        raise NothingToBatch
    with transaction.atomic():
        chosen = list(
            instructions(by.scope)
            .filter(ref__in=refs)
            .select_related(None)
            .order_by("id")
            .select_for_update(of=("self",))
        )
        if len(chosen) != len(refs):
            raise NotVisible
        book = _book_of(by, chosen)
        if not may_make_batch(by, book.org_path):
            raise NotPermitted
        _require_waiting(chosen)
        batch = Batch.objects.create(
            ref=allocate_reference(prefix="B", at=at),
            org_path=book.org_path,
            count=len(chosen),
            total_fen=sum(instruction.amount_fen for instruction in chosen),
            made_by_id=by.account_id,
            made_by_token=by.person_token,
            made_at=at,
        )
        Instruction.objects.filter(pk__in=[i.pk for i in chosen]).update(
            batch=batch, state=InstructionState.BATCHED
        )
        digest = hashlib.sha256(",".join(refs).encode()).hexdigest()
        _audit(by, at, "make_batch", batch, {"digest": digest})
    return batch


def check_batch(*, by: Officer, at: datetime, batch_ref: str) -> Batch:
    """A second person has compared the batch with the claims; MADE becomes CHECKED.

    One transaction: lock, batch, audit. Refuses NotVisible, NotPermitted, WrongBatchState,
    CheckerIsMaker, BatchAltered.
    """
    seen = batch_by_ref(by.scope, batch_ref)
    if not may_check_batch(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        batch = locked_batch(seen)
        state = state_after("check", batch.state, batch.ref)
        require_checker(ref=batch.ref, made_by=batch.made_by_token, checker=by.person_token)
        _require_unaltered(batch)
        batch.state, batch.checked_at = state, at
        batch.checked_by_id, batch.checked_by_token = by.account_id, by.person_token
        batch.save(update_fields=["state", "checked_at", "checked_by_id", "checked_by_token"])
        _audit(by, at, "check_batch", batch, {})
    return batch


def release_batch(*, by: Officer, at: datetime, batch_ref: str) -> Batch:
    """A third person lets the batch go to the bank; CHECKED becomes RELEASED, its instructions
    SENT. Nothing is booked: money leaves when the bank says so.

    One transaction: lock, batch, instructions, audit. Refuses NotVisible, NotPermitted,
    WrongBatchState, ReleaserNotThird, BatchAltered.
    """
    seen = batch_by_ref(by.scope, batch_ref)
    if not may_release_batch(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        batch = locked_batch(seen)
        state = state_after("release", batch.state, batch.ref)
        require_releaser(
            ref=batch.ref,
            made_by=batch.made_by_token,
            checked_by=batch.checked_by_token,
            releaser=by.person_token,
        )
        _require_unaltered(batch)
        batch.state, batch.released_at = state, at
        batch.released_by_id, batch.released_by_token = by.account_id, by.person_token
        batch.save(update_fields=["state", "released_at", "released_by_id", "released_by_token"])
        batch.instructions.filter(state=InstructionState.BATCHED).update(
            state=InstructionState.SENT
        )
        _audit(by, at, "release_batch", batch, {})
    return batch


def withdraw_batch(*, by: Officer, at: datetime, batch_ref: str, reason: str) -> Batch:
    """Stops a batch before its release: its instructions wait again; the batch stays as a record.

    One transaction: lock, batch (WITHDRAWN), instructions, audit. Refuses NotVisible, NotPermitted,
    WrongBatchState.
    """
    seen = batch_by_ref(by.scope, batch_ref)
    if not may_withdraw_batch(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        batch = locked_batch(seen)
        batch.state = state_after("withdraw", batch.state, batch.ref)
        batch.withdrawn_reason = reason.strip()[:200]
        batch.save(update_fields=["state", "withdrawn_reason"])
        batch.instructions.update(batch=None, state=InstructionState.WAITING)
        _audit(by, at, "withdraw_batch", batch, {"reason": batch.withdrawn_reason})
    return batch


def locked_batch(batch: Batch) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch.pk)


def _book_of(by: Officer, chosen: Sequence[Instruction]) -> Book:
    """Raises BooksDiffer."""
    ids = set(book_ids_for(by.scope, [i.org_path for i in chosen]).values())
    if len(ids) > 1:
        raise BooksDiffer(count=len(chosen))
    return book_of(by.scope, chosen[0].org_path)


def _require_waiting(chosen: Sequence[Instruction]) -> None:
    for instruction in chosen:
        if instruction.state != InstructionState.WAITING:
            label = InstructionState(instruction.state).label
            raise NotWaiting(ref=instruction.ref, state=label)


def _require_unaltered(batch: Batch) -> None:
    """What is signed is what was made."""
    found = batch.instructions.aggregate(count=Count("id"), total=Sum("amount_fen"))
    if (found["count"], found["total"]) != (batch.count, batch.total_fen):
        raise BatchAltered(
            ref=batch.ref,
            count=batch.count,
            total=yuan(batch.total_fen),
            found_count=found["count"],
            found_total=yuan(found["total"] or 0),
        )


def _audit(by: Officer, at: datetime, act: str, batch: Batch, after: dict) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="batch",
        object_ref=batch.ref,
        org_path=batch.org_path,
        after={
            "state": BatchState(batch.state).value,
            "count": batch.count,
            "total_fen": batch.total_fen,
            **after,
        },
    )
