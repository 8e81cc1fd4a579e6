"""Money in and out within a scope, and whether the books agree with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum

from huzhu.kernel.scope import Scope, only, within
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import posted_by_source
from huzhu.treasury.enums import InstructionState
from huzhu.treasury.models import (
    BankReturn,
    Batch,
    ExpectedReceipt,
    Instruction,
    InstructionLine,
    Receipt,
    ReturnLine,
)

Sides = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Difference:
    """A document and its posting that do not agree. `kind` is a TransactionKind; `source` names
    the posting; amounts are debits minus credits of one account and plan, in fen."""

    kind: str
    source: str
    account_code: str
    plan_code: str
    treasury_fen: int
    ledger_fen: int


def source_of(kind: TransactionKind, ref: str) -> str:
    """The ledger's name for what a document causes: "benefit_paid:P2026-…"."""
    return f"{kind.value}:{ref}"


def expected_receipts(scope: Scope, **filters: Any) -> QuerySet[ExpectedReceipt]:
    """The newest first. Filters: `organisation` (its subtree), `plan`, `is_open` (True: something
    is outstanding; False: complete), `owner_ref`; empty ones do nothing."""
    found = ExpectedReceipt.objects.filter(within(scope)).select_related("organisation")
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    if plan := filters.get("plan"):
        found = found.filter(plan_code=plan)
    if owner_ref := filters.get("owner_ref"):
        found = found.filter(owner_ref=owner_ref)
    if (is_open := filters.get("is_open")) is not None:
        complete = {"received_fen": F("amount_fen")}
        found = found.exclude(**complete) if is_open else found.filter(**complete)
    return found.order_by("-expected_at", "-id")


def expected_receipt_by_ref(scope: Scope, ref: str) -> ExpectedReceipt:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(expected_receipts(scope).filter(ref=ref))


def receipts_of(scope: Scope, expected: ExpectedReceipt) -> QuerySet[Receipt]:
    """What came, in the order in which it was recorded."""
    return Receipt.objects.filter(within(scope), expected=expected).order_by("id")


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


def differences(scope: Scope) -> list[Difference]:
    """Where the documents and the books disagree, document by document; empty when all is well.

    Receipts against bank and contribution income; first instructions of a claim against benefit
    expense and payable; paid ones against payable and bank. A failed instruction has no posting:
    the money never left the bank. Reversals count under what they reverse.
    """
    kinds = (
        (TransactionKind.CONTRIBUTION_RECEIVED, _received(scope)),
        (TransactionKind.BENEFIT_APPROVED, _approved(scope)),
        (TransactionKind.BENEFIT_PAID, _paid(scope)),
    )
    found: list[Difference] = []
    for kind, documents in kinds:
        posted = posted_by_source(scope, kind)
        for source in sorted(documents.keys() | posted.keys()):
            here, there = documents.get(source, {}), posted.get(source, {})
            if here == there:
                continue
            found += [
                Difference(kind, source, *key, here.get(key, 0), there.get(key, 0))
                for key in sorted(here.keys() | there.keys())
                if here.get(key, 0) != there.get(key, 0)
            ]
    return found


def _received(scope: Scope) -> dict[str, Sides]:
    rows = Receipt.objects.filter(within(scope)).values_list(
        "ref", "expected__plan_code", "amount_fen"
    )
    kind = TransactionKind.CONTRIBUTION_RECEIVED
    return _documents(kind, rows, AccountCode.BANK, AccountCode.CONTRIBUTIONS)


def _approved(scope: Scope) -> dict[str, Sides]:
    """A reissued instruction was approved under the first one's reference."""
    rows = _lines(scope).filter(instruction__replaces__isnull=True)
    kind = TransactionKind.BENEFIT_APPROVED
    return _documents(kind, rows, AccountCode.BENEFITS, AccountCode.BENEFITS_PAYABLE)


def _paid(scope: Scope) -> dict[str, Sides]:
    rows = _lines(scope).filter(instruction__state=InstructionState.PAID)
    kind = TransactionKind.BENEFIT_PAID
    return _documents(kind, rows, AccountCode.BENEFITS_PAYABLE, AccountCode.BANK)


def _lines(scope: Scope) -> QuerySet[InstructionLine, tuple[str, str, int]]:
    return (
        InstructionLine.objects.filter(within(scope))
        .values_list("instruction__ref", "plan_code")
        .annotate(fen=Sum("amount_fen"))
        .order_by()
    )


def _documents(
    kind: TransactionKind, rows: Iterable[tuple[str, str, int]], debit: str, credit: str
) -> dict[str, Sides]:
    found: defaultdict[str, Sides] = defaultdict(dict)
    for ref, plan, fen in rows:
        sides = found[source_of(kind, ref)]
        sides[str(debit), plan], sides[str(credit), plan] = int(fen), -int(fen)
    return found
