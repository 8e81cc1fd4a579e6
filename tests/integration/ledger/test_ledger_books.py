"""The books told as stories, and what the database itself refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import Error, IntegrityError

from factories.money import open_counter
from factories.tree import make_officer
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, acting_in
from huzhu.ledger.actions import (
    Line,
    ensure_chart,
    open_book,
    post_transaction,
    reverse_transaction,
)
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.errors import (
    AccountUnknown,
    NoBook,
    NothingPosted,
    PostedDifferently,
    PostingUnbalanced,
    ReversalOfReversal,
    SourcePostedElsewhere,
)
from huzhu.ledger.models import Book, Entry, LedgerAccount, Transaction
from huzhu.ledger.queries import (
    balances_by,
    book_ids_for,
    book_of,
    faults,
    posted_by_place,
    transaction_by_ref,
    transaction_count,
    transactions,
    trial_balance,
)
from huzhu.ledger.rules import CHART
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

DAY = date(2026, 3, 2)
KIND = TransactionKind.CONTRIBUTION_RECEIVED


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made


def sides(place: str, fen: int = 9500, plan: str = "ZY") -> list[Line]:
    return [
        Line(AccountCode.BANK, fen, place, plan),
        Line(AccountCode.CONTRIBUTIONS, -fen, place, plan),
    ]


def post(counter, at, *, source="test:1", by=None, book=None, entries=None, on=DAY):
    return post_transaction(
        by=by or counter.maker,
        at=at,
        book=book or counter.book,
        kind=KIND,
        source=source,
        effective_on=on,
        memo="会费",
        entries=entries if entries is not None else sides(counter.place),
    )


def check_now() -> None:
    """What would happen at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_chart_twice_stays_the_same(house):
    ensure_chart()
    ensure_chart()
    assert sorted(LedgerAccount.objects.values_list("code", flat=True)) == sorted(
        line.code for line in CHART
    )


def test_book_opened_twice_is_one(counter, at):
    again = open_book(by=service("test"), at=at, organisation=counter.tree.office, name="另名")
    assert (again.pk, again.name, Book.objects.count()) == (counter.book.pk, "省办事处", 1)


def test_county_handler_opens_no_book(counter, at):
    county = counter.tree["王益区"]
    handler = make_officer("handler", Role.COUNTY_HANDLER, county)
    with pytest.raises(NotPermitted):
        open_book(by=handler, at=at, organisation=county, name="县")


def test_posting_is_seen_in_trial_balance(counter, at):
    post(counter, at)
    check_now()
    rows = trial_balance(counter.maker.scope, counter.book, DAY)
    assert [(r.code, r.debit_fen, r.credit_fen, r.balance_fen) for r in rows] == [
        (AccountCode.BANK, 9500, 0, 9500),
        (AccountCode.CONTRIBUTIONS, 0, 9500, 9500),
    ]
    assert trial_balance(counter.maker.scope, counter.book, date(2026, 3, 1)) == []


def test_same_source_again_returns_the_first(counter, at):
    first = post(counter, at)
    assert post(counter, at).pk == first.pk
    assert (transaction_count(), Entry.objects.count()) == (1, 2)


@pytest.mark.parametrize("change", [{"fen": 9501}, {"on": date(2026, 3, 3)}])
def test_same_source_with_another_content_is_refused(counter, at, change):
    first = post(counter, at)
    entries = sides(counter.place, change.get("fen", 9500))
    with pytest.raises(PostedDifferently) as refused:
        post(counter, at, entries=entries, on=change.get("on", DAY))
    assert refused.value.values["ref"] == first.ref


def test_unbalanced_posting_is_refused_by_name(counter, at):
    with pytest.raises(PostingUnbalanced) as refused:
        post(counter, at, entries=[*sides(counter.place), Line(AccountCode.BANK, 1, counter.place)])
    assert refused.value.values["off_fen"] == 1


@pytest.mark.parametrize("fen", [[], [0, 0]])
def test_posting_of_nothing_is_refused(counter, at, fen):
    with pytest.raises(NothingPosted):
        post(counter, at, entries=[Line(AccountCode.BANK, f, counter.place) for f in fen])


def test_account_outside_the_chart_is_refused(counter, at):
    with pytest.raises(AccountUnknown):
        post(counter, at, entries=[Line("9999", 1, counter.place), Line("1001", -1, counter.place)])


def test_place_outside_the_scope_is_refused(counter, at):
    by = make_officer("elsewhere", Role.COUNTY_HANDLER, counter.tree["渭滨区"])
    with pytest.raises(NotPermitted):
        post(counter, at, by=by)


def test_county_posts_to_the_office_book_above_it(counter, at):
    by = make_officer("handler", Role.COUNTY_HANDLER, counter.tree["王益区"])
    with acting_in(by.scope):
        book = book_of(by.scope, counter.place)
        posted = post(counter, at, by=by, book=book)
        check_now()
        assert (book.pk, posted.org_path) == (counter.book.pk, counter.place)


def test_other_county_sees_the_book_and_no_entry(counter, at):
    post(counter, at)
    scope = Scope((counter.tree["渭滨区"].path,))
    with acting_in(scope):
        assert book_of(scope).pk == counter.book.pk
        assert transaction_count() == 0
        assert trial_balance(scope, counter.book, DAY) == []


def test_source_posted_where_one_may_not_see_is_refused(counter, at):
    post(counter, at)
    by = make_officer("elsewhere", Role.COUNTY_HANDLER, counter.tree["渭滨区"])
    with acting_in(by.scope), pytest.raises(SourcePostedElsewhere):
        post(counter, at, by=by, entries=sides(counter.tree["渭滨区一厂"].path))


def test_nearest_book_wins(counter, at):
    city = counter.tree["铜川市"]
    own = open_book(by=service("test"), at=at, organisation=city, name="铜川")
    other = counter.tree["渭滨区"].path
    assert book_ids_for(counter.maker.scope, [counter.place, other]) == {
        counter.place: own.pk,
        other: counter.book.pk,
    }


def test_place_without_any_book_is_refused(house):
    with pytest.raises(NoBook):
        book_of(Scope(("/1/",)), "/1/2/")


def test_transaction_over_two_books_balances_in_each(counter, at):
    city = open_book(by=service("test"), at=at, organisation=counter.tree["铜川市"], name="铜川")
    place, between = counter.place, AccountCode.BETWEEN_BOOKS
    post(
        counter,
        at,
        entries=[
            Line(AccountCode.BANK, 9500, place, "ZY"),
            Line(between, -9500, place, "ZY"),
            Line(between, 9500, place, "ZY", book_id=city.pk),
            Line(AccountCode.CONTRIBUTIONS, -9500, place, "ZY", book_id=city.pk),
        ],
    )
    check_now()
    assert balances_by(counter.maker.scope, "book_id", account_code=between) == {
        (counter.book.pk,): -9500,
        (city.pk,): 9500,
    }
    assert faults() == []


def raw_transaction(counter, at, source="raw:1") -> Transaction:
    return Transaction.objects.create(
        ref=f"T2026-{source[-1] * 7}-A",
        book=counter.book,
        org_path=counter.place,
        kind=KIND,
        source=source,
        effective_on=DAY,
        posted_at=at,
    )


def raw_entry(posted, fen, book=None, code=AccountCode.BANK, path=None) -> None:
    account = LedgerAccount.objects.get(code=code)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (transaction_id, account_id, book_id, org_path, amount_fen,"
            " plan_code, fund, programme, effective_on) VALUES (%s,%s,%s,%s,%s,'','','',%s)",
            [posted.pk, account.pk, (book or posted.book).pk, path or posted.org_path, fen, DAY],
        )


def commit_raw(counter, at, *entries) -> None:
    """A transaction with entries (fen, book), as raw SQL would leave it at commit."""
    posted = raw_transaction(counter, at)
    for fen, book in entries:
        raw_entry(posted, fen, book=book)
    check_now()


def test_database_refuses_a_transaction_without_entries(counter, at):
    with pytest.raises(Error, match="has no entries"), transaction.atomic():
        commit_raw(counter, at)


def test_database_refuses_an_unbalanced_transaction(counter, at):
    with pytest.raises(Error, match="off by 1 fen"), transaction.atomic():
        commit_raw(counter, at, (100, None), (-99, None))


def test_database_refuses_two_books_that_balance_only_together(counter, at):
    city = open_book(by=service("test"), at=at, organisation=counter.tree["铜川市"], name="铜川")
    with pytest.raises(Error, match="is off by"), transaction.atomic():
        commit_raw(counter, at, (100, None), (-100, city))


def test_database_balances_what_the_poster_cannot_see(counter, at):
    """The other side lies in another county; the check is not blind to it."""
    posted = raw_transaction(counter, at)
    raw_entry(posted, 100)
    raw_entry(posted, -100, path=counter.tree["渭滨区"].path)
    with acting_in(Scope((counter.tree["王益区"].path,))):
        assert Entry.objects.count() == 1
        check_now()


def test_database_refuses_an_entry_of_nought(counter, at):
    with pytest.raises(IntegrityError, match="ledger_entry_is_not_zero"), transaction.atomic():
        raw_entry(raw_transaction(counter, at), 0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET amount_fen = 1",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_transaction SET memo = 'x'",
        "DELETE FROM ledger_transaction",
        "TRUNCATE ledger_entry",
    ],
)
def test_database_keeps_what_is_posted(counter, at, sql):
    post(counter, at)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.count() == 2


def test_faults_name_a_header_without_a_side_in_its_book(counter, at):
    city = open_book(by=service("test"), at=at, organisation=counter.tree["铜川市"], name="铜川")
    posted = raw_transaction(counter, at)
    raw_entry(posted, 100, book=city)
    raw_entry(posted, -100, book=city, path=counter.tree["渭滨区"].path)
    found = {(fault.kind, fault.transaction_id) for fault in faults()}
    assert found == {("book_without_side", posted.pk), ("place_outside_book", posted.pk)}


def test_faults_name_an_unbalanced_transaction(counter, at):
    with transaction.atomic():
        posted = raw_transaction(counter, at)
        raw_entry(posted, 100)
        (fault,) = faults()
        transaction.set_rollback(True)
    assert (fault.kind, fault.transaction_id, fault.off_fen) == ("unbalanced", posted.pk, 100)


def test_reversal_carries_the_original_date_and_cancels_it(counter, at):
    original = post(counter, at, on=date(2026, 1, 15))
    reversal = reverse_transaction(
        by=counter.maker, at=at, transaction_ref=original.ref, effective_on=DAY, reason="重复登记"
    )
    check_now()
    assert (reversal.kind, reversal.reverses_id, reversal.effective_on) == (
        TransactionKind.REVERSAL,
        original.pk,
        DAY,
    )
    assert original.ref in reversal.memo
    assert "2026-01-15" in reversal.memo
    scope, code = counter.maker.scope, AccountCode.CONTRIBUTIONS
    assert balances_by(scope, "plan_code", account_code=code) == {("ZY",): 0}
    january = Period.month_of(date(2026, 1, 1))
    assert posted_by_place(scope, code, january) == {(counter.place, "ZY"): 9500}


def test_reversal_twice_is_one_and_of_a_reversal_refused(counter, at):
    original = post(counter, at)
    act = {"by": counter.maker, "at": at, "effective_on": DAY, "reason": "错"}
    reversal = reverse_transaction(transaction_ref=original.ref, **act)
    assert reverse_transaction(transaction_ref=original.ref, **act).pk == reversal.pk
    with pytest.raises(ReversalOfReversal):
        reverse_transaction(transaction_ref=reversal.ref, **act)
    assert transaction_count() == 2


def test_claims_officer_reverses_nothing(counter, at):
    original = post(counter, at)
    by = make_officer("claims", Role.CLAIMS_OFFICER, counter.tree.office)
    with pytest.raises(NotPermitted):
        reverse_transaction(
            by=by, at=at, transaction_ref=original.ref, effective_on=DAY, reason="错"
        )


def test_transaction_of_another_county_is_not_there(counter, at):
    original = post(counter, at)
    scope = Scope((counter.tree["渭滨区"].path,))
    assert list(transactions(scope)) == []
    with pytest.raises(NotVisible):
        transaction_by_ref(scope, original.ref)
