"""Payments, batches and what the bank answered, within a scope."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from huzhu.kernel.scope import Scope, only, within
from huzhu.treasury.models import (
    BankReturn,
    Batch,
    Instruction,
    InstructionLine,
    ReturnLine,
)


def instructions(scope: Scope, **filters: Any) -> QuerySet[Instruction]:
    """The newest first. Filters: `state`, `batch`, `organisation` (its subtree), `owner_ref`."""
    found = Instruction.objects.filter(within(scope)).select_related("batch", "replaces")
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    for name in ("state", "batch", "owner_ref"):
        if value := filters.get(name):
            found = found.filter(**{name: value})
    return found.order_by("-created_at", "-id")


def instruction_by_ref(scope: Scope, ref: str) -> Instruction:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(instructions(scope).filter(ref=ref))


def lines_of(scope: Scope, instruction: Instruction) -> QuerySet[InstructionLine]:
    """Which part of an instruction is which plan's."""
    return InstructionLine.objects.filter(within(scope), instruction=instruction).order_by("id")


def payments_of(scope: Scope, owner_ref: str) -> list[Instruction]:
    """Every attempt to pay a claim, the first one first."""
    return list(instructions(scope, owner_ref=owner_ref).order_by("id"))


def batches(scope: Scope, **filters: Any) -> QuerySet[Batch]:
    """The newest first. Filter: `state`."""
    found = Batch.objects.filter(within(scope))
    if state := filters.get("state"):
        found = found.filter(state=state)
    return found.order_by("-made_at", "-id")


def batch_by_ref(scope: Scope, ref: str) -> Batch:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(batches(scope).filter(ref=ref))


def returns_of(scope: Scope, batch: Batch) -> QuerySet[BankReturn]:
    """The files that came back, in order."""
    return BankReturn.objects.filter(within(scope), batch=batch).order_by("id")


def return_lines(scope: Scope, bank_return: BankReturn) -> QuerySet[ReturnLine]:
    """What one file said, in its order."""
    found = ReturnLine.objects.filter(within(scope), bank_return=bank_return)
    return found.select_related("instruction").order_by("id")
