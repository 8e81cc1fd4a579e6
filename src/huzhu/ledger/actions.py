"""Opening books, posting and reversing. Nothing posted is ever edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.staging import insert_rows
from huzhu.ledger.enums import TransactionKind
from huzhu.ledger.errors import (
    AccountUnknown,
    PostedDifferently,
    ReversalOfReversal,
    SourcePostedElsewhere,
)
from huzhu.ledger.models import Book, Entry, LedgerAccount, Transaction
from huzhu.ledger.permissions import may_open_book, may_post, may_reverse
from huzhu.ledger.queries import entries_of, transaction_by_ref
from huzhu.ledger.rules import CHART, Line, Posting, require_balanced, sides_of
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references

__all__ = [
    "Line",
    "Posting",
    "ensure_chart",
    "open_book",
    "post_transaction",
    "post_transactions",
    "reverse_transaction",
]


def ensure_chart() -> None:
    """Adds the accounts of the chart that are missing; the others stay as they are."""
    LedgerAccount.objects.bulk_create(
        [LedgerAccount(**line._asdict()) for line in CHART], ignore_conflicts=True
    )


def open_book(*, by: Officer, at: datetime, organisation: Organisation, name: str) -> Book:
    """The book of an organisation; one that is open already is returned as it is.

    One transaction: chart, book, audit. Refuses NotPermitted.
    """
    if not may_open_book(by, organisation.path):
        raise NotPermitted
    with transaction.atomic():
        ensure_chart()
        book, is_new = Book.objects.get_or_create(
            organisation=organisation, defaults={"org_path": organisation.path, "name": name[:80]}
        )
        if is_new:
            record_act(
                by=by,
                at=at,
                act="open_book",
                object_type="book",
                object_ref=str(book.pk),
                org_path=book.org_path,
                after={"name": book.name},
            )
    return book


def post_transaction(
    *,
    by: Officer,
    at: datetime,
    book: Book | int,
    kind: str,
    source: str,
    effective_on: date,
    memo: str,
    entries: Sequence[Line],
) -> Transaction:
    """Posts one transaction, in the caller's. Its place is that of its first side.

    `book` is a Book or its number (`queries.book_ids_for`). Refuses as `post_transactions`.
    """
    posting = Posting(
        book_id=book if isinstance(book, int) else book.pk,
        org_path=entries[0].org_path if entries else "",
        kind=kind,
        source=source,
        effective_on=effective_on,
        memo=memo,
        lines=tuple(entries),
    )
    return post_transactions(by=by, at=at, postings=[posting])[0]


def post_transactions(
    *, by: Officer, at: datetime, postings: Sequence[Posting]
) -> list[Transaction]:
    """Posts many at once, in the order given: all, or none. A source posted before with the same
    content is returned, not posted again.

    No audit entry of its own: a transaction says by whom and when it was posted, cannot be
    changed, and belongs to an act that is audited. Refuses NothingPosted, PostingUnbalanced,
    AccountUnknown, NotPermitted (a place outside the actor's scope), PostedDifferently,
    SourcePostedElsewhere.
    """
    for posting in postings:
        require_balanced(posting)
    places = [line.org_path for posting in postings for line in posting.lines]
    if not may_post(by, [*places, *(posting.org_path for posting in postings)]):
        raise NotPermitted
    with transaction.atomic():
        known = _posted(postings)
        fresh = [posting for posting in postings if posting.source not in known]
        try:
            with transaction.atomic():
                known |= _insert(by, at, fresh, reverses=None)
        except IntegrityError:
            # Somebody else posted one of them meanwhile, or it lies outside the scope.
            known |= _posted(fresh)
            missing = [posting.source for posting in fresh if posting.source not in known]
            if missing:
                raise SourcePostedElsewhere(source=missing[0]) from None
    return [known[posting.source] for posting in postings]


def reverse_transaction(
    *, by: Officer, at: datetime, transaction_ref: str, effective_on: date, reason: str
) -> Transaction:
    """Posts the opposite of a transaction; what was posted stays. A second time returns the first
    reversal.

    The reversal is effective on its own day, in the open period; `reverses` and the memo carry
    the original's reference and effective date. One transaction: posting, audit. Refuses
    NotVisible, NotPermitted, ReversalOfReversal.
    """
    original = transaction_by_ref(by.scope, transaction_ref)
    if not may_reverse(by, original.org_path):
        raise NotPermitted
    if original.kind == TransactionKind.REVERSAL:
        raise ReversalOfReversal(ref=original.ref)
    posting = _opposite(by, original, effective_on, reason)
    with transaction.atomic():
        # The original's row is append-only, so it is not locked: the unique source decides.
        done = Transaction.objects.filter(source=posting.source).first()
        if done is not None:
            return done
        posted = _insert(by, at, [posting], reverses=original)[posting.source]
        record_act(
            by=by,
            at=at,
            act="reverse_transaction",
            object_type="transaction",
            object_ref=original.ref,
            org_path=original.org_path,
            after={"reversal": posted.ref, "reason": reason[:200]},
        )
    return posted


def _opposite(by: Officer, original: Transaction, effective_on: date, reason: str) -> Posting:
    lines = tuple(
        Line(
            entry.account.code,
            -entry.amount_fen,
            entry.org_path,
            entry.plan_code,
            entry.fund,
            entry.programme,
            entry.book_id,
        )
        for entry in entries_of(by.scope, original)
    )
    memo = f"冲销 {original.ref}（原生效日 {original.effective_on.isoformat()}）：{reason}"
    posting = Posting(
        original.book_id,
        original.org_path,
        TransactionKind.REVERSAL,
        f"reversal:{original.ref}",
        effective_on,
        memo,
        lines,
    )
    require_balanced(posting)
    return posting


def _posted(postings: Sequence[Posting]) -> dict[str, Transaction]:
    """Those of the postings that stand already. Raises PostedDifferently."""
    by_source = {posting.source: posting for posting in postings}
    found = {t.source: t for t in Transaction.objects.filter(source__in=list(by_source))}
    if not found:
        return {}
    rows: dict[int, list[tuple[object, ...]]] = {t.pk: [] for t in found.values()}
    entries = Entry.objects.filter(transaction__in=list(rows)).values_list(
        "transaction_id",
        "book_id",
        "account__code",
        "org_path",
        "plan_code",
        "fund",
        "programme",
        "amount_fen",
    )
    for transaction_id, *side in entries:
        rows[transaction_id].append(tuple(side))
    for source, posted in found.items():
        wanted = by_source[source]
        same = (wanted.kind, wanted.effective_on) == (posted.kind, posted.effective_on)
        if not same or wanted.sides != sides_of(rows[posted.pk]):
            raise PostedDifferently(source=source, ref=posted.ref)
    return found


def _insert(
    by: Officer, at: datetime, postings: Sequence[Posting], *, reverses: Transaction | None
) -> dict[str, Transaction]:
    accounts = _accounts(postings)
    refs = allocate_references(prefix="T", count=len(postings), at=at)
    made = insert_rows(
        Transaction(
            ref=ref,
            book_id=p.book_id,
            org_path=p.org_path,
            kind=p.kind,
            source=p.source,
            effective_on=p.effective_on,
            posted_at=at,
            posted_by_id=by.account_id,
            memo=p.memo[:200],
            reverses=reverses,
        )
        for ref, p in zip(refs, postings, strict=True)
    )
    insert_rows(
        [
            Entry(
                transaction=posted,
                account_id=accounts[line.account_code],
                book_id=line.book_id or p.book_id,
                org_path=line.org_path,
                amount_fen=line.amount_fen,
                plan_code=line.plan_code,
                fund=line.fund,
                programme=line.programme,
                effective_on=p.effective_on,
            )
            for posted, p in zip(made, postings, strict=True)
            for line in p.lines
        ]
    )
    return {posted.source: posted for posted in made}


def _accounts(postings: Sequence[Posting]) -> dict[str, int]:
    """{code: id}. Raises AccountUnknown."""
    codes = {line.account_code for posting in postings for line in posting.lines}
    found = dict(LedgerAccount.objects.filter(code__in=codes).values_list("code", "pk"))
    if missing := codes - found.keys():
        raise AccountUnknown(code=min(missing))
    return found
