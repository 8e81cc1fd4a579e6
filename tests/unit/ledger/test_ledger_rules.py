"""What a posting must fulfil, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from huzhu.ledger.enums import AccountCode, AccountKind
from huzhu.ledger.errors import NothingPosted, PostingUnbalanced
from huzhu.ledger.rules import CHART, Line, Posting, natural, require_balanced


def posting(*lines: Line) -> Posting:
    return Posting(1, "/1/", "reversal", "test:1", date(2026, 3, 2), "", lines)


def test_chart_names_every_code_once():
    codes = [line.code for line in CHART]
    assert len(codes) == len(set(codes))
    assert {code.value for code in AccountCode} <= set(codes)


def test_chart_codes_begin_with_the_digit_of_their_kind():
    first = {"1": "asset", "2": "liability", "3": "net_asset", "4": "income", "5": "expense"}
    assert [line.kind for line in CHART] == [first[line.code[0]] for line in CHART]


def test_balanced_posting_passes():
    require_balanced(posting(Line("1002", 5, "/1/"), Line("4201", -5, "/1/")))


def test_each_book_balances_by_itself():
    with pytest.raises(PostingUnbalanced):
        require_balanced(posting(Line("1002", 5, "/1/"), Line("4201", -5, "/1/", book_id=2)))


def test_nothing_is_no_posting():
    with pytest.raises(NothingPosted):
        require_balanced(posting())


def test_sides_ignore_their_order():
    one, two = Line("1002", 5, "/1/"), Line("4201", -5, "/1/")
    assert posting(one, two).sides == posting(two, one).sides


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("asset", 5), ("expense", 5), ("liability", -5), ("income", -5), ("net_asset", -5)],
)
def test_natural_direction(kind, expected):
    assert natural(AccountKind(kind), 5) == expected
