"""Pages."""

import pytest

from huzhu.kernel.pagination import LARGEST_SIZE, Page, page_of, uncounted_page_of


class Rows:
    """Counts and slices like a query set, and remembers what was read."""

    def __init__(self, length):
        self.length = length
        self.read = []

    def count(self):
        return self.length

    def __getitem__(self, key):
        self.read.append((key.start, key.stop))
        return range(self.length)[key]


def test_page_of_a_list():
    page = page_of(list(range(7)), 2, 3)

    assert page == Page([3, 4, 5], 2, 3, 7, True)
    assert (page.pages, page.has_previous) == (3, True)
    assert page_of(list(range(7)), 3, 3) == Page([6], 3, 3, 7, False)
    assert page_of(list(range(6)), 2, 3).has_next is False


def test_page_of_nothing_is_one_empty_page():
    page = page_of([], 4, 3)

    assert page == Page([], 1, 3, 0, False)
    assert (page.pages, page.has_previous) == (1, False)


@pytest.mark.parametrize(
    ("number", "at"),
    [("2", 2), ("x", 1), (None, 1), ("-5", 1), (0, 1), ("9" * 30, 3), ("9" * 5000, 1), (2.5, 1)],
)
def test_bad_page_numbers_become_possible_ones(number, at):
    assert page_of(Rows(7), number, 3).number == at


@pytest.mark.parametrize(("size", "used"), [("20", 20), ("x", 50), (0, 1), (10**9, LARGEST_SIZE)])
def test_bad_sizes_become_possible_ones(size, used):
    assert page_of(Rows(7), 1, size).size == used


def test_page_of_a_query_set_reads_only_its_rows():
    rows = Rows(7)

    assert page_of(rows, 2, 3) == Page([3, 4, 5], 2, 3, 7, True)
    assert rows.read == [(3, 6)]


def test_uncounted_page_reads_one_row_more_instead_of_counting():
    rows = Rows(7)

    page = uncounted_page_of(rows, 2, 3)

    assert page == Page([3, 4, 5], 2, 3, None, True)
    assert (rows.read, page.pages) == ([(3, 7)], None)
    assert uncounted_page_of(rows, 3, 3) == Page([6], 3, 3, None, False)
    assert uncounted_page_of(rows, 9, 3) == Page([], 9, 3, None, False)
