"""Whether the books agree with the documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Sum, Value

from huzhu.kernel.scope import Scope, within
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import posted_by_source
from huzhu.treasury.enums import InstructionKind, InstructionState
from huzhu.treasury.models import Instruction, InstructionLine, Receipt, StatementLine

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


def differences(scope: Scope) -> list[Difference]:
    """Where the documents and the books disagree, document by document; empty when all is well.

    Lines of statements against bank and money to be cleared; receipts against that, or against
    the bank where they came from a slip, and contribution income; first instructions of a claim
    against benefit expense and payable; paid ones against payable and bank; refunds against money
    to be cleared and bank. A failed instruction has no posting: the money never left the bank. An
    undone receipt's posting is reversed, and reversals count under what they reverse.
    """
    kinds = (
        (TransactionKind.MONEY_RECEIVED, _came(scope)),
        (TransactionKind.CONTRIBUTION_RECEIVED, _received(scope)),
        (TransactionKind.BENEFIT_APPROVED, _approved(scope)),
        (TransactionKind.BENEFIT_PAID, _paid(scope)),
        (TransactionKind.REFUND_PAID, _refunded(scope)),
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


def _came(scope: Scope) -> dict[str, Sides]:
    """What imports posted, and what was taken back from a slip's receipt to its line."""
    rows = list(
        StatementLine.objects.filter(within(scope), booked_fen__gt=0).values_list(
            "ref", Value(""), "booked_fen"
        )
    )
    freed = Receipt.objects.filter(
        within(scope, "line_path"), from_slip=True, line__isnull=False, undone_at__isnull=False
    ).values_list("line__ref", "ref", "amount_fen")
    rows += [(f"{line}/{ref}", "", fen) for line, ref, fen in freed if line]
    kind = TransactionKind.MONEY_RECEIVED
    return _documents(kind, rows, AccountCode.BANK, AccountCode.UNCLEARED)


def _received(scope: Scope) -> dict[str, Sides]:
    alive = Receipt.objects.filter(within(scope), reverses__isnull=True, undone_at__isnull=True)
    kind = TransactionKind.CONTRIBUTION_RECEIVED
    rows = alive.filter(from_slip=True).values_list("ref", "expected__plan_code", "amount_fen")
    found = _documents(kind, rows, AccountCode.BANK, AccountCode.CONTRIBUTIONS)
    for ref, plan, fen, line_path, passes_books in alive.filter(from_slip=False).values_list(
        "ref", "expected__plan_code", "amount_fen", "line_path", "passes_books"
    ):
        sides = found[source_of(kind, ref)] = {(str(AccountCode.CONTRIBUTIONS), plan): -fen}
        if scope.covers(line_path):
            sides[str(AccountCode.UNCLEARED), ""] = fen
        elif passes_books:
            # Of a transfer between two books only the unit's own side is seen from here.
            sides[str(AccountCode.BETWEEN_BOOKS), plan] = fen
    return found


def _approved(scope: Scope) -> dict[str, Sides]:
    """A reissued instruction was approved under the first one's reference."""
    rows = _lines(scope).filter(instruction__replaces__isnull=True)
    kind = TransactionKind.BENEFIT_APPROVED
    return _documents(kind, rows, AccountCode.BENEFITS, AccountCode.BENEFITS_PAYABLE)


def _paid(scope: Scope) -> dict[str, Sides]:
    rows = _lines(scope).filter(instruction__state=InstructionState.PAID)
    kind = TransactionKind.BENEFIT_PAID
    return _documents(kind, rows, AccountCode.BENEFITS_PAYABLE, AccountCode.BANK)


def _refunded(scope: Scope) -> dict[str, Sides]:
    rows = Instruction.objects.filter(
        within(scope), kind=InstructionKind.REFUND, state=InstructionState.PAID
    ).values_list("ref", Value(""), "amount_fen")
    return _documents(TransactionKind.REFUND_PAID, rows, AccountCode.UNCLEARED, AccountCode.BANK)


def _lines(scope: Scope) -> QuerySet[InstructionLine, tuple[str, str, int]]:
    return (
        InstructionLine.objects.filter(within(scope), instruction__kind=InstructionKind.BENEFIT)
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
