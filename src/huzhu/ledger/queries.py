"""What the books say, within a scope. Amounts are whole fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from huzhu.kernel.errors import NotVisible
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import ROOT, Scope, within
from huzhu.ledger.enums import TransactionKind
from huzhu.ledger.errors import AccountUnknown, NoBook
from huzhu.ledger.models import Book, Entry, LedgerAccount, Transaction
from huzhu.ledger.rules import natural


@dataclass(frozen=True)
class AccountBalance:
    """One line of a trial balance. `balance_fen` is in the account's own direction."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    debit_fen: int
    credit_fen: int
    balance_fen: int


@dataclass(frozen=True)
class Fault:
    """`kind`: unbalanced, book_without_side, place_outside_book, dates_differ."""

    kind: str
    transaction_id: int
    book_id: int | None = None
    off_fen: int = 0


def books(scope: Scope) -> QuerySet[Book]:
    """The books kept inside a scope or above it, the office's first. Of a book above, only the
    entries of the scope are seen."""
    return _at_or_above(scope.paths, within(scope)).select_related("organisation")


def book_of(scope: Scope, path: str | None = None) -> Book:
    """The nearest book at or above a place; without one, the scope's first. Raises NoBook."""
    place = path or scope.paths[0]
    found = list(_at_or_above([place]))
    if not found and place == ROOT:
        found = list(Book.objects.order_by("-org_path"))
    if not found:
        raise NoBook(path=place)
    return found[-1]


def book_ids_for(scope: Scope, paths: Iterable[str]) -> dict[str, int]:
    """{place: number of the nearest book at or above it}, in one query. Raises NoBook."""
    wanted = set(paths)
    known = list(_at_or_above(wanted))
    nearest = {}
    for path in wanted:
        above = [book for book in known if path.startswith(book.org_path)]
        if not above:
            raise NoBook(path=path)
        nearest[path] = above[-1].pk
    return nearest


def _at_or_above(paths: Iterable[str], also: Q | None = None) -> QuerySet[Book]:
    """In path order, so that of two on one line the last is the nearest."""
    line: set[str] = set()
    for path in paths:
        parts = path.strip("/").split("/")
        line |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)}
    wanted = Q(org_path__in=line)
    return Book.objects.filter(wanted if also is None else wanted | also).order_by("org_path")


def accounts(scope: Scope) -> QuerySet[LedgerAccount]:
    """The chart: the same for everybody."""
    return LedgerAccount.objects.order_by("code")


def transactions(scope: Scope, **filters: Any) -> QuerySet[Transaction]:
    """The newest first. Filters: `kind`, `book`, `period` (effective dates), `text` (a reference or
    the beginning of a source); empty ones do nothing."""
    found = Transaction.objects.filter(within(scope)).select_related("reverses")
    if kind := filters.get("kind"):
        found = found.filter(kind=kind)
    if book := filters.get("book"):
        found = found.filter(book=book)
    if period := filters.get("period"):
        found = found.filter(_during(period))
    if text := (filters.get("text") or "").strip():
        found = found.filter(Q(ref=text.upper()) | Q(source__startswith=text))
    return found.order_by("-effective_on", "-id")


def transaction_by_ref(scope: Scope, ref: str) -> Transaction:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = transactions(scope).filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def entries_of(scope: Scope, transaction: Transaction) -> QuerySet[Entry]:
    """The sides of a transaction, as posted."""
    found = Entry.objects.filter(within(scope), transaction=transaction)
    return found.select_related("account").order_by("id")


def trial_balance(scope: Scope, book: Book, until: date) -> list[AccountBalance]:
    """Every account with entries on or before `until`, in code order; debits equal credits when
    the scope holds the whole book."""
    rows = (
        Entry.objects.filter(within(scope), book=book, effective_on__lte=until)
        .values("account__code", "account__name_zh", "account__name_en", "account__kind")
        .annotate(
            debit=Coalesce(Sum("amount_fen", filter=Q(amount_fen__gt=0)), 0),
            credit=Coalesce(Sum("amount_fen", filter=Q(amount_fen__lt=0)), 0),
        )
        .order_by("account__code")
    )
    return [
        AccountBalance(
            code=row["account__code"],
            name_zh=row["account__name_zh"],
            name_en=row["account__name_en"],
            kind=row["account__kind"],
            debit_fen=int(row["debit"]),
            credit_fen=-int(row["credit"]),
            balance_fen=natural(row["account__kind"], int(row["debit"] + row["credit"])),
        )
        for row in rows
    ]


def balances_by(
    scope: Scope, *fields: str, account_code: str, until: date | None = None
) -> dict[tuple[Any, ...], int]:
    """Balances of one account by fields of Entry ("org_path", "plan_code", "fund", "programme",
    "book_id"), in its own direction. Raises AccountUnknown."""
    found = Entry.objects.filter(within(scope))
    if until is not None:
        found = found.filter(effective_on__lte=until)
    return _grouped(found, fields, account_code)


def posted_by_place(scope: Scope, account_code: str, period: Period) -> dict[tuple[str, str], int]:
    """{(org_path, plan_code): fen} of one account over the effective dates of a period, in the
    account's own direction: contributions and benefits are both positive. Raises AccountUnknown."""
    found = Entry.objects.filter(within(scope)).filter(_during(period))
    return _grouped(found, ("org_path", "plan_code"), account_code)  # type: ignore[return-value]


def posted_by_source(scope: Scope, kind: TransactionKind) -> dict[str, dict[tuple[str, str], int]]:
    """{source: {(account code, plan_code): fen}} of one kind, debits positive; a reversal counts
    under the source of what it reverses, and sides that cancel out are left out."""
    rows = (
        Entry.objects.filter(within(scope))
        .filter(Q(transaction__kind=kind) | Q(transaction__reverses__kind=kind))
        .annotate(source=Coalesce(F("transaction__reverses__source"), F("transaction__source")))
        .values_list("source", "account__code", "plan_code")
        .annotate(fen=Sum("amount_fen"))
        .order_by()
    )
    found: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for source, code, plan, fen in rows:
        if fen:
            found[source][code, plan] = int(fen)
    return dict(found)


def faults() -> list[Fault]:
    """What is wrong with the books, everywhere: a number and a kind are all that is told. Empty
    when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT transaction_id, book_id, coalesce(off_fen, 0) FROM ledger_unbalanced()"
        )
        found = [Fault("unbalanced", t, book, int(off)) for t, book, off in cursor.fetchall()]
        cursor.execute("SELECT transaction_id, fault FROM ledger_mismatched() ORDER BY 1, 2")
        found += [Fault(kind, t) for t, kind in cursor.fetchall()]
    return found


def transaction_count() -> int:
    """How many transactions the transaction may see."""
    return Transaction.objects.count()


def _during(period: Period) -> Q:
    return Q(effective_on__gte=period.starts_on, effective_on__lt=period.ends_before)


def _grouped(
    found: QuerySet[Entry], fields: tuple[str, ...], account_code: str
) -> dict[tuple[Any, ...], int]:
    account = LedgerAccount.objects.filter(code=account_code).first()
    if account is None:
        raise AccountUnknown(code=account_code)
    rows = found.filter(account=account).values_list(*fields).annotate(fen=Sum("amount_fen"))
    return {tuple(row[:-1]): natural(account.kind, int(row[-1])) for row in rows.order_by(*fields)}
