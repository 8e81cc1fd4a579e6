"""What may be done to a draft, what follows from dates, and how cases are written."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

import plan_book
from benefit_terms import load_edition, parse_edition
from benefit_terms.cases import load_cases
from factories.terms import SOUND, SOUND_CASES
from huzhu.plans import formats, rules
from huzhu.plans.enums import DraftState, EditionState
from huzhu.plans.errors import WrongDraftState
from huzhu.plans.lifecycle import ACTS, AFTER, can, state_after

S = DraftState


@pytest.mark.parametrize(("act", "state"), list(product(ACTS, S)))
def test_every_act_in_every_state(act, state):
    expected = {
        "save": {S.DRAFT: S.DRAFT, S.RETURNED: S.DRAFT},
        "submit": {S.DRAFT: S.SUBMITTED, S.RETURNED: S.SUBMITTED},
        "recall": {S.SUBMITTED: S.DRAFT},
        "return": {S.SUBMITTED: S.RETURNED},
        "publish": {S.SUBMITTED: S.PUBLISHED},
        "withdraw": {S.DRAFT: S.WITHDRAWN, S.RETURNED: S.WITHDRAWN},
        "replay": {S.DRAFT: S.DRAFT, S.RETURNED: S.RETURNED, S.SUBMITTED: S.SUBMITTED},
    }[act].get(state)
    assert can(act, state) is (expected is not None)
    if expected is None:
        with pytest.raises(WrongDraftState):
            state_after(act, state)
    else:
        assert state_after(act, state) == expected


def test_nothing_leaves_the_end_states():
    assert not [1 for _act, state in AFTER if state in (S.PUBLISHED, S.WITHDRAWN)]


def dated(version: str, begins: str, until: str | None = None, number: int = 1) -> rules.Dated:
    ends = date.fromisoformat(until) if until else None
    return rules.Dated("T", version, date.fromisoformat(begins), ends, number)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-12-31", EditionState.COMING),
        ("2025-01-01", EditionState.IN_FORCE),
        ("2025-12-31", EditionState.IN_FORCE),
        ("2026-01-01", EditionState.SUPERSEDED),
    ],
)
def test_state_follows_from_dates(day, expected):
    one, later = dated("a", "2025-01-01", "2026-06-30"), dated("b", "2026-01-01", number=2)
    strange = rules.Dated("U", "c", date(2025, 6, 1), None, 3)
    found = rules.state_on(one, [one, later, strange], date.fromisoformat(day))
    assert found == expected


def test_edition_without_successor_ends_on_its_last_day():
    one = dated("a", "2025-01-01", "2025-12-31")
    days = (date(2025, 12, 31), date(2026, 1, 1))
    assert [rules.state_on(one, [one], day) for day in days] == [
        EditionState.IN_FORCE, EditionState.ENDED,
    ]  # fmt: skip


def test_of_two_that_begin_on_one_day_the_one_published_later_counts():
    first, second = dated("a", "2025-01-01", number=1), dated("b", "2025-01-01", number=2)
    states = [rules.state_on(one, [first, second], date(2025, 1, 1)) for one in (first, second)]
    assert states == [EditionState.SUPERSEDED, EditionState.IN_FORCE]


# ── checking ──────────────────────────────────────────────────────────────────────────────────


def test_sound_edition_has_no_fault():
    checked = rules.check_terms(SOUND, SOUND_CASES)
    assert (checked.is_clean, checked.cases, checked.faults) == (True, 4, ())


@pytest.mark.parametrize(
    ("old", "new", "part", "line"),
    [
        ("steps: [{rate: $rate}", "steps: [{rates: $rate}", "terms", 26),
        ("70 %, source", "70, source", "terms", 7),
        ("language: 1", "language: [1", "terms", None),
    ],
)
def test_fault_of_the_document_names_its_line(old, new, part, line):
    checked = rules.check_terms(SOUND.replace(old, new), SOUND_CASES)
    assert checked.edition is None
    assert checked.faults[0].part == part
    assert line is None or checked.faults[0].line == line
    assert "/tmp" not in checked.faults[0].what


def test_case_that_fails_is_placed_at_its_line():
    checked = rules.check_terms(SOUND, SOUND_CASES.replace("8000 yuan}}", "8001 yuan}}"))
    assert [(f.code, f.part, f.line) for f in checked.faults] == [("case_fails", "cases", 6)]


def test_fault_of_a_case_is_told_of_the_cases():
    checked = rules.check_terms(SOUND, SOUND_CASES.replace("700 yuan", "700 days"))
    assert {fault.part for fault in checked.faults} == {"cases"}
    checked = rules.check_terms(SOUND, "")
    assert "no_cases" in {fault.code for fault in checked.faults}


# ── documents and cases ───────────────────────────────────────────────────────────────────────


OURS = [path for path in plan_book.editions() if path.parent.name == "shaanxi"]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_document_written_anew_says_the_same(path):
    edition = load_edition(path)
    assert parse_edition(formats.yaml_of(edition.canonical_json())).digest == edition.digest


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_every_case_of_the_book_can_be_kept_again(path, tmp_path):
    """Laid over whatever facts the file shares, a kept case says exactly what was tried."""
    cases = path.with_suffix(".cases.yaml")
    held = load_cases(cases)
    text = cases.read_text("utf-8")
    for case in held:
        text = formats.with_case(text, f"又：{case.name}", case.facts, {"outcome": "pay"})
    (tmp_path / "again.cases.yaml").write_text(text, "utf-8")
    again = load_cases(tmp_path / "again.cases.yaml")[len(held) :]
    assert [case.facts for case in again] == [case.facts for case in held]


def test_version_and_first_day_are_exchanged_and_nothing_else():
    text = rules.with_version(SOUND, "2031", date(2031, 4, 1))
    changed = [(a, b) for a, b in zip(SOUND.splitlines(), text.splitlines(), strict=True) if a != b]
    assert changed == [
        ('version: "2025"', 'version: "2031"'),
        ("effective: {from: 2025-01-01}", "effective: {from: 2031-04-01}"),
    ]
