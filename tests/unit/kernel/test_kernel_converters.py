"""What addresses may hold."""

import re

import pytest
from django.urls.converters import get_converters

from huzhu.kernel.converters import (
    CONVERTERS,
    DivisionConverter,
    ReferenceConverter,
    register_all,
)
from huzhu.kernel.references import make_reference

REFERENCE = make_reference("C", 123, 2026)


def test_reference_converter_normalises_what_its_pattern_lets_in():
    converter = ReferenceConverter()

    for written in (REFERENCE, REFERENCE.lower(), REFERENCE.replace("-", "")):
        assert bool(re.fullmatch(converter.regex, written)) is True
        assert converter.to_python(written) == REFERENCE
    assert converter.to_url(REFERENCE) == REFERENCE


def test_reference_converter_pattern_lets_every_reference_in():
    samples = [make_reference(p, s, 2026) for p in ("C", "ABCD") for s in (0, 10**7, 10**12 - 1)]

    assert [s for s in samples if not re.fullmatch(ReferenceConverter.regex, s)] == []


def test_reference_with_a_wrong_check_character_is_not_found():
    wrong = REFERENCE[:-1] + ("0" if REFERENCE[-1] != "0" else "1")

    with pytest.raises(ValueError):
        ReferenceConverter().to_python(wrong)


def test_division_is_six_digits():
    matched = [
        bool(re.fullmatch(DivisionConverter.regex, text))
        for text in ("610200", "61020", "6102000", "61020x")
    ]

    assert matched == [True, False, False, False]
    assert DivisionConverter().to_url(DivisionConverter().to_python("610200")) == "610200"


def test_register_all_may_be_called_again():
    register_all()
    register_all()

    registered = get_converters()
    assert {name: type(registered[name]) for name in CONVERTERS} == CONVERTERS
