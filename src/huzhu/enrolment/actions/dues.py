"""The contribution of new enrolments: what each source pays, and what the bank will bring.

A part whose source has a budget is reserved there when people are enrolled, and spent when the
rest has come in, or at once where nothing else is due. Every other part, whoever pays it in the
end, is remitted by the unit in one sum: unit, union, member, and an upper union without a budget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from huzhu.enrolment.actions.begin import begin_covers
from huzhu.enrolment.actions.budgets import lock_budgets
from huzhu.enrolment.actions.cells import OpenedRow
from huzhu.enrolment.actions.lots import Lot
from huzhu.enrolment.enums import BudgetEntryKind, EnrolmentState, FundingSource
from huzhu.enrolment.errors import BudgetExhausted
from huzhu.enrolment.models import BudgetEntry, ContributionDue, Enrolment, FundingBudget
from huzhu.enrolment.queries import charged_budgets, fundings_of
from huzhu.enrolment.rules import Funding, funding_of_gift
from huzhu.kernel.clock import civil_date
from huzhu.kernel.money import yuan
from huzhu.kernel.scope import within
from huzhu.kernel.staging import insert_rows, update_rows
from huzhu.ledger.actions import Line, Posting, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_ids_for
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import Due, register_expected_receipts


@dataclass(slots=True)
class _Part:
    """What one source is to pay of one enrolment. `named_id` is the budget that a rule names,
    `budget` the one of its tree that is charged; None where none is open for place and day."""

    enrolment: Enrolment
    source: str
    amount_fen: int
    named_id: int | None = None
    budget: FundingBudget | None = None
    unit_pays_when_exhausted: bool = False


def make_dues(by: Officer, at: datetime, lots: Sequence[Lot], made: Sequence[Enrolment]) -> None:
    """Inside the caller's transaction: budgets locked, dues, reservations, expected receipts; and
    where budgets pay everything, spending, the enrolment's state PAID, and covers that begin.

    Summed over the rows: each row's parts add up, so the sums do, which the database asks again at
    commit. Raises BudgetExhausted, unless the rule lets the unit pay what is missing.
    """
    parts = _within_budgets(list(_planned(by, lots, made)))
    dues = insert_rows(
        ContributionDue(
            enrolment=part.enrolment,
            org_path=part.enrolment.org_path,
            source=part.source,
            amount_fen=part.amount_fen,
            budget=part.budget,
        )
        for part in parts
    )
    reserved = [due for due in dues if due.budget_id]
    _enter(by, at, reserved, BudgetEntryKind.RESERVE)
    remitted: Counter[int] = Counter()
    for due in dues:
        remitted[due.enrolment_id] += 0 if due.budget_id else due.amount_fen
    _expect(by, at, lots, made, remitted)
    whole = [one for one in made if one.fee_fen and not remitted[one.pk]]
    for one in whole:
        one.state, one.paid_at = EnrolmentState.PAID, at
    update_rows(whole, "state", "paid_at")
    begin_covers(whole, {one.ref: civil_date(at) for one in whole})
    ids = {one.pk for one in whole}
    _spend(by, at, [due for due in reserved if due.enrolment_id in ids])


def spend_reserved(by: Officer, at: datetime, enrolments: Iterable[Enrolment]) -> None:
    """The rest of these contributions has come in: what budgets reserved for them is spent.

    Inside the caller's transaction, after the enrolments were locked: journal, ledger (restricted
    fund to contributions, on the day of `at`). What was spent or released before is left alone.
    """
    _spend(by, at, _open_reservations(by, enrolments))


def release_reserved(by: Officer, at: datetime, enrolments: Iterable[Enrolment]) -> None:
    """These enrolments will not be paid for: what budgets reserved for them is free again.

    Inside the caller's transaction. What was spent stays spent: that is the ledger's to reverse.
    """
    _enter(by, at, _open_reservations(by, enrolments), BudgetEntryKind.RELEASE)


def _open_reservations(by: Officer, enrolments: Iterable[Enrolment]) -> list[ContributionDue]:
    settled = BudgetEntry.objects.filter(
        kind__in=[BudgetEntryKind.SPEND, BudgetEntryKind.RELEASE], due__isnull=False
    )
    found = ContributionDue.objects.filter(
        within(by.scope),
        enrolment__in=[one.pk for one in enrolments],
        budget__isnull=False,
    ).exclude(pk__in=settled.values("due"))
    return list(found.select_related("enrolment", "budget__root").order_by("id"))


def _planned(by: Officer, lots: Sequence[Lot], made: Sequence[Enrolment]) -> Iterator[_Part]:
    """The sums of the rows by source, with the budgets that the rules name for place and day."""
    fundings = _fundings(by, lots, made)
    charged = charged_budgets(
        by.scope,
        (
            (one.org_path, named, one.starts_on)
            for one, funding in zip(made, fundings, strict=True)
            for named in funding.budgets.values()
        ),
    )
    for lot, one, funding in zip(lots, made, fundings, strict=True):
        for source, amount_fen in _by_source(lot.rows):
            named = funding.budgets.get(source)
            yield _Part(
                one,
                source,
                amount_fen,
                named_id=named,
                budget=charged.get((one.org_path, named, one.starts_on)) if named else None,
                unit_pays_when_exhausted=funding.is_paid_by_unit_when_exhausted(source),
            )


def _fundings(by: Officer, lots: Sequence[Lot], made: Sequence[Enrolment]) -> list[Funding]:
    given = [lot.gift or (lot.roster.gift if lot.roster else None) for lot in lots]
    places = [(one.org_path, one.plan_code, one.starts_on) for one in made]
    ruled = fundings_of(
        by.scope, [place for place, gift in zip(places, given, strict=True) if gift is None]
    )
    return [
        funding_of_gift(gift.budget_id) if gift else ruled[place]
        for place, gift in zip(places, given, strict=True)
    ]


def _by_source(rows: Sequence[OpenedRow]) -> list[tuple[FundingSource, int]]:
    by_source: Counter[str] = Counter()
    for row in rows:
        by_source.update(row.parts)
    return [(source, by_source[source]) for source in FundingSource if by_source[source]]


def _within_budgets(parts: Sequence[_Part]) -> list[_Part]:
    """Locks the budgets; what they do not reach for is the unit's where the rule says so: a budget
    pays to its last fen. Raises BudgetExhausted."""
    ids = {part.budget.pk for part in parts if part.budget}
    left = dict(lock_budgets(ids)) if ids else {}
    kept: dict[tuple[int, str], _Part] = {}
    for part in parts:
        if part.named_id is not None:
            has = left.get(part.budget.pk, 0) if part.budget else 0
            missing_fen = max(0, part.amount_fen - has)
            if missing_fen:
                _require_unit_pays(part, has)
                _add(kept, _Part(part.enrolment, FundingSource.UNIT, missing_fen))
                part.amount_fen -= missing_fen
            if part.budget:
                left[part.budget.pk] = has - part.amount_fen
        _add(kept, part)
    return list(kept.values())


def _require_unit_pays(part: _Part, left_fen: int) -> None:
    """Raises BudgetExhausted."""
    if part.unit_pays_when_exhausted:
        return
    budget = part.budget or FundingBudget.objects.get(pk=part.named_id)
    raise BudgetExhausted(
        budget=budget.name, ref=budget.ref, left=yuan(left_fen), needed=yuan(part.amount_fen)
    )


def _add(kept: dict[tuple[int, str], _Part], part: _Part) -> None:
    """A source pays once for an enrolment."""
    if not part.amount_fen:
        return
    known = kept.setdefault((part.enrolment.pk, part.source), part)
    if known is not part:
        known.amount_fen += part.amount_fen


def _enter(by: Officer, at: datetime, dues: Iterable[ContributionDue], kind: str) -> None:
    """Adds to the journal; the database moves the budgets, and refuses a second time."""
    sign = 1 if kind == BudgetEntryKind.RESERVE else -1
    insert_rows(
        BudgetEntry(
            budget_id=due.budget_id,
            org_path=due.org_path,
            kind=kind,
            reserved_fen=sign * due.amount_fen,
            spent_fen=due.amount_fen if kind == BudgetEntryKind.SPEND else 0,
            due=due,
            by_id=by.account_id,
            by_label=by.label[:80],
            at=at,
        )
        for due in dues
    )


def _spend(by: Officer, at: datetime, dues: Sequence[ContributionDue]) -> None:
    """What was reserved is spent: the restricted fund is less, contributions are more. The fund's
    book is that of the union at the top of the tree, where its money came in."""
    if not dues:
        return
    _enter(by, at, dues, BudgetEntryKind.SPEND)
    tops = {due.pk: due.budget.root or due.budget for due in dues if due.budget}
    paths = {due.org_path for due in dues} | {top.org_path for top in tops.values()}
    books = book_ids_for(by.scope, paths)
    post_transactions(by=by, at=at, postings=[_posting(at, books, d, tops[d.pk]) for d in dues])


def _posting(
    at: datetime, books: dict[str, int], due: ContributionDue, top: FundingBudget
) -> Posting:
    place, plan, fen = due.org_path, due.enrolment.plan_code, due.amount_fen
    book, funds_book = books[place], books[top.org_path]
    lines = [
        Line(AccountCode.CONTRIBUTIONS, -fen, place, plan, top.ref),
        Line(AccountCode.FUNDS_FOR_CONTRIBUTIONS, fen, place, plan, top.ref, book_id=funds_book),
    ]
    if book != funds_book:
        lines += [
            Line(AccountCode.BETWEEN_BOOKS, fen, place, plan, top.ref),
            Line(AccountCode.BETWEEN_BOOKS, -fen, place, plan, top.ref, book_id=funds_book),
        ]
    return Posting(
        book_id=book,
        org_path=place,
        kind=TransactionKind.FUND_SPENT,
        source=f"{TransactionKind.FUND_SPENT}:{due.enrolment.ref}:{due.source}",
        effective_on=civil_date(at),
        memo=f"专项资金出资 {due.enrolment.ref} {top.ref}",
        lines=tuple(lines),
    )


def _expect(
    by: Officer,
    at: datetime,
    lots: Sequence[Lot],
    made: Sequence[Enrolment],
    remitted: Counter[int],
) -> None:
    register_expected_receipts(
        by=by,
        at=at,
        dues=[
            Due(one.ref, lot.to.organisation, one.plan_code, remitted[one.pk])
            for lot, one in zip(lots, made, strict=True)
            if remitted[one.pk]
        ],
    )
