"""What an account number looks like, and what a registration hides."""

import pytest

from factories.members import new_person
from huzhu.members.rules import account_number


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("6227 0000 0000 0000 011", "6227000000000000011"),
        ("６２２７００００", "62270000"),
        ("1234567", None),
        ("62270000x", None),
        ("", None),
    ],
)
def test_account_number_is_digits_or_nothing(text, digits):
    assert account_number(text) == digits


def test_registration_never_shows_its_numbers():
    row = new_person(1)
    shown = repr(row)
    assert row.identity.number not in shown
    assert row.phone not in shown
    assert row.bank_account not in shown
