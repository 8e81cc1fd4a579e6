"""The manual: complete, up to date, and true at every step of its walk-through."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import benefit_terms
from benefit_terms import clauses as c
from benefit_terms.decision import Decision
from benefit_terms.edition import Edition
from benefit_terms.facts import Facts
from benefit_terms.manual import pages, walkthrough, write
from benefit_terms.manual.commands import COMMANDS, commands
from benefit_terms.manual.document_meanings import DOCUMENT
from benefit_terms.manual.examples import FAMILIES
from benefit_terms.manual.facts_meanings import DECISION, FACTS
from benefit_terms.manual.meanings import FIELDS
from benefit_terms.manual.tables import plain_numbers, without_meaning
from benefit_terms.manual.words import WORDS
from benefit_terms.problem_words import CHECKING, DECIDING, READING, problem_in_words
from benefit_terms.problems import Problem
from benefit_terms.refusals import REFUSALS
from benefit_terms.values import AXES

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs/reference/terms"
KINDS = [node for family in FAMILIES.values() for node in family.members.values()]
#: Codes that are made of a word and an ending, as `bands_gap`.
_JOINED = {
    f"{what}_{how}" for what in ("bands", "windows") for how in ("gap", "overlap", "out_of_order")
}
_WORD = re.compile(r"[a-z]+(_[a-z]+)+")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_pages_of_the_documentation_are_up_to_date(made):
    """If this fails: python -m benefit_terms manual docs/reference/terms"""
    held = {
        path.relative_to(MANUAL).as_posix(): path.read_text("utf-8")
        for path in MANUAL.rglob("*.md")
    }

    assert sorted(set(made) ^ set(held)) == []
    assert [name for name in made if made[name] != held[name]] == []


def test_manual_is_written_and_stale_pages_are_removed(tmp_path):
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh/old.md").write_text("old", encoding="utf-8")

    names = write(tmp_path)

    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.md")) == names


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_axis_and_refusal_has_a_section(made, language):
    text = "\n".join(page for name, page in made.items() if name.startswith(language))
    headings = re.findall(r"^##+ (\S+)$", text, re.MULTILINE)

    wanted = [*(kind for f in FAMILIES.values() for kind in f.members), *AXES, *REFUSALS]
    assert [name for name in wanted if name not in headings] == []


def test_both_languages_have_the_same_pages_and_sections(made):
    def headings(language: str) -> dict[str, list[str]]:
        return {
            name[3:]: re.findall(r"^##+ ([a-z_]+)$", text, re.MULTILINE)
            for name, text in made.items()
            if name.startswith(f"{language}/")
        }

    assert headings("zh") == headings("en")


def test_no_placeholder_is_left(made):
    assert [name for name, text in made.items() if "{{" in text.replace("{{zh", "")] == []


def test_every_field_of_the_vocabulary_has_a_meaning():
    assert without_meaning(KINDS) == []
    assert without_meaning([Edition], DOCUMENT, ("places",)) == []


def test_every_fact_and_every_part_of_a_decision_has_a_meaning():
    assert without_meaning([Facts], FACTS) == []
    assert without_meaning([Decision], {**FACTS, **DECISION}) == []


def test_field_without_meaning_is_named():
    assert without_meaning([Facts], {}) != []
    assert "Waiting.windows" in without_meaning([c.Waiting], {})


def test_plain_whole_numbers_are_named_and_others_are_not():
    found = plain_numbers(KINDS)

    assert {"shares_limit.most", "times_limit.most", "items.at_most"} <= set(found)
    assert [name for name in found if name.startswith(("daily.", "cap.", "waiting."))] == []


def test_meanings_are_in_both_languages():
    both = {**FIELDS, **DOCUMENT, **FACTS, **DECISION, **READING, **CHECKING, **DECIDING}

    assert [name for name, pair in both.items() if not all(pair) or len(pair) != 2] == []
    assert [name for name, (zh, _) in both.items() if not re.search(r"[一-鿿]", zh)] == []


def test_every_command_of_the_program_is_told_in_chinese():
    assert sorted(name for name, _, _ in commands()) == sorted(COMMANDS)


def test_words_are_those_of_the_glossary():
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", glossary, re.MULTILINE))

    assert {word: chinese for word, (chinese, _, _) in WORDS.items()} == {
        word: rows.get(word) for word in WORDS
    }


def _codes_in(path: Path) -> set[str]:
    """First arguments, and codes of `fail`, `add` and the errors, as they stand in a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called.endswith(("Error", "Unacceptable", "Problem")) or called in (
            "add",
            "fail",
            "error",
        ):
            first = node.args[:1]
            found |= {
                a.value for a in first if isinstance(a, ast.Constant) and isinstance(a.value, str)
            }
    return {code for code in found if _WORD.fullmatch(code)}


def test_every_message_has_its_meaning():
    folder = Path(benefit_terms.__file__).parent
    told = {*READING, *CHECKING, *DECIDING}
    others = {"frames.py", "frame_checks.py", "replay.py", "replay_command.py", "spark.py"}

    codes = {
        code: path.name
        for path in folder.glob("*.py")
        if path.name not in others
        for code in _codes_in(path)
    }
    assert {code: where for code, where in codes.items() if code not in told} == {}
    assert told >= _JOINED


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1 editions, 25 cases, 0 problems"), ("zh", "1 个版本，25 个用例，0 个问题")],
)
def test_walkthrough_ends_without_a_problem(language, said):
    text = walkthrough.checked(walkthrough.finished(), walkthrough.cases(), language=language)

    assert text == said


def test_problem_keeps_its_code_and_place_in_chinese():
    problem = Problem("bands_gap", "a.yaml:4 (articles[0]), article 五-2", "They gap.", "Join.")

    assert problem_in_words(problem, "en") == str(problem)
    assert problem_in_words(problem, "zh") == (
        "bands_gap: 分档之间有空隙；差1元的写 published_edges: whole_yuan\n  详情: They gap.\n"
        "  位置: a.yaml:4 (articles[0])，第五-2条\n  怎么办: Join."
    )
    unknown = Problem("never_heard", "a.yaml", "What.", "How.")
    assert problem_in_words(unknown, "zh") == str(unknown)


def test_walkthrough_leaves_no_number_untried():
    before = walkthrough.checked(walkthrough.finished(), walkthrough.without_ages(), mutate=True)
    after = walkthrough.checked(walkthrough.finished(), walkthrough.cases(), mutate=True)

    assert before.count("change_unnoticed") == 3
    assert re.fullmatch(r"1 editions, 25 cases, \d+ changes tried, 0 problems", after)


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        ("number", ["not_a_quantity"]),
        ("gap", ["bands_gap", "case_fails"]),
        ("sentence", ["sentence_without_clause"]),
    ],
)
def test_walkthrough_faults_are_found(stage, codes):
    text = walkthrough.checked(walkthrough.faulty(stage), walkthrough.cases())

    assert re.findall(r"^([a-z_]+): ", text, re.MULTILINE) == codes


def test_walkthrough_begins_with_articles_only():
    text = walkthrough.checked(walkthrough.articles_only(), None)

    assert re.findall(r"^([a-z_]+): ", text, re.MULTILINE) == ["article_without_clause"] * 7 + [
        "no_cases"
    ]


def test_fault_that_no_longer_fits_the_edition_is_an_error(monkeypatch):
    monkeypatch.setitem(walkthrough.FAULTS, "number", ("rate: 99 %", "x"))

    with pytest.raises(ValueError, match="does not stand"):
        walkthrough.faulty("number")
