"""References: every single error and every swap of neighbours is caught."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.kernel.references import check_reference, make_reference, normalise_reference

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SAMPLE = [
    make_reference(prefix, serial, year)
    for prefix in ("C", "PB", "ZY")
    for serial in (0, 1, 123, 9_999_999, 10_000_000, 987_654_321_012)
    for year in (2025, 2026)
]

prefixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=4)
references = st.builds(
    make_reference, prefixes, st.integers(0, 10**12 - 1), st.integers(1000, 9999)
)


def test_make_reference_has_the_shape_and_length_people_expect():
    reference = make_reference("C", 123, 2026)

    assert reference[:-1] == "C2026-0000123-"
    assert len(reference) == 15
    assert max(map(len, SAMPLE)) <= 24


def test_every_wrong_character_of_the_sample_is_caught():
    missed = [
        wrong
        for reference in SAMPLE
        for place, right in enumerate(reference)
        if right != "-"
        for symbol in SYMBOLS
        if symbol != right
        for wrong in [reference[:place] + symbol + reference[place + 1 :]]
        if check_reference(wrong)
    ]

    assert missed == []


@settings(deadline=None)
@given(references)
def test_every_swap_of_neighbours_is_caught(reference):
    bare = reference.replace("-", "")
    swapped = [
        bare[:n] + bare[n + 1] + bare[n] + bare[n + 2 :]
        for n in range(len(bare) - 1)
        if bare[n] != bare[n + 1]
    ]

    assert check_reference(reference) is True
    assert [wrong for wrong in swapped if check_reference(wrong)] == []


@settings(deadline=None)
@given(references, st.data())
def test_every_wrong_digit_is_caught(reference, data):
    place = data.draw(st.sampled_from([n for n, c in enumerate(reference[:-2]) if c.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[place]]))

    assert check_reference(reference[:place] + digit + reference[place + 1 :]) is False


@settings(deadline=None)
@given(references)
def test_normalise_reference_gives_back_the_written_form(reference):
    typed = [
        reference,
        f"  {reference.lower()} ",
        reference.replace("-", ""),
        reference.replace("-", " — "),
        reference.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
    ]

    assert {normalise_reference(text) for text in typed} == {reference}
    assert [check_reference(text) for text in typed] == [True] * 5


def test_check_characters_are_spread_and_never_misread():
    last = {make_reference("C", serial, 2026)[-1] for serial in range(500)}

    assert last == set("0123456789ABCDEFGHJKLMNPQRTUWXY")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "C2026",
        "C2026-123-4",
        "C2026-00000123-4",
        "2026-0000123-4",
        "C２０２６",
        "C2026-٣000123-4",
    ],
)
def test_other_shapes_are_no_references(text):
    assert check_reference(text) is False


@pytest.mark.parametrize(
    ("prefix", "serial", "year"),
    [
        ("", 1, 2026),
        ("c", 1, 2026),
        ("C1", 1, 2026),
        ("ABCDE", 1, 2026),
        ("C", -1, 2026),
        ("C", 10**12, 2026),
        ("C", 1, 12026),
        ("保", 1, 2026),
    ],
)
def test_make_reference_refuses_parts_that_do_not_fit(prefix, serial, year):
    with pytest.raises(ValueError, match=r"^No reference"):
        make_reference(prefix, serial, year)
