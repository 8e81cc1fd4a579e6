"""The commands, through a process of their own: what they print, where, and with which status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from trial import CASES, facts, written

import plan_book

SRC = Path(plan_book.__file__).parents[1]


def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benefit_terms", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(SRC), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def _facts_file(folder: Path, text: str | None = None) -> str:
    path = folder / "facts.json"
    path.write_text(text if text is not None else json.dumps(facts().to_json()), encoding="utf-8")
    return str(path)


def test_command_check_says_how_much_was_checked():
    done = run("check", str(SRC / "plan_book" / "elsewhere" / "hubei_2025"), "--language", "en")

    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "3 editions, 12 cases, 0 problems\n",
        "",
    )


def test_command_check_exits_2_with_place_and_remedy(tmp_path):
    path = written(tmp_path, CASES.replace("7 yuan", "8 yuan"))

    done = run("check", str(path), "--language", "en")

    assert (done.returncode, done.stdout) == (2, "1 editions, 2 cases, 1 problems\n")
    assert (
        done.stderr.splitlines()[0] == "case_fails: Case “住院”: amount: expected 8.00, got 7.00."
    )
    assert [
        line.split(":")[0].strip()
        for line in done.stderr.splitlines()
        if line.startswith("  ") and line[2] != " "
    ] == ["where", "what to do"]


def test_command_evaluate_prints_the_decision(tmp_path):
    path = written(tmp_path, None)

    done = run("evaluate", str(path), _facts_file(tmp_path))

    assert (done.returncode, json.loads(done.stdout)["amount_fen"], done.stderr) == (0, 70000, "")


def test_command_explain_reads_standard_input(tmp_path):
    path = written(tmp_path, None)

    done = run("explain", str(path), "-", "--language", "en", stdin=json.dumps(facts().to_json()))

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Article 1: Benefit: 700.00 yuan")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "unreadable"),
        ('{"event": {"kind": "inpatient"}}', "missing_key"),
        ("[1.5]", "not_exact"),
    ],
)
def test_command_refuses_bad_facts_by_name(tmp_path, text, code):
    done = run("evaluate", str(written(tmp_path, None)), _facts_file(tmp_path, text))

    assert (done.returncode, done.stdout, done.stderr.split(":")[0]) == (2, "", code)


def test_command_diff_and_schema_answer(tmp_path):
    path = str(written(tmp_path, None))

    same, schema = run("diff", path, path, "--language", "en"), run("schema")

    assert (same.returncode, same.stdout) == (0, "The two editions say the same.\n")
    assert json.loads(schema.stdout)["required"] == [
        "language",
        "plan",
        "version",
        "title",
        "effective",
        "articles",
    ]


def test_command_check_speaks_chinese_with_the_code_first(tmp_path):
    path = written(tmp_path, CASES.replace("7 yuan", "8 yuan"))

    done = run("check", str(path))
    lines = done.stderr.splitlines()

    assert (done.returncode, done.stdout) == (2, "1 个版本，2 个用例，1 个问题\n")
    assert lines[0] == "case_fails: 用例的结果与预期不同；消息里有完整的核算过程"
    assert lines[1] == "  详情: Case “住院”: amount: expected 8.00, got 7.00."
    assert [line.split(":")[0].strip() for line in lines[-2:]] == ["位置", "怎么办"]


@pytest.mark.parametrize(
    ("language", "start"), [("zh", "not_found: 没有"), ("en", "not_found: There")]
)
def test_command_check_of_nothing_exits_2(tmp_path, language, start):
    none = run("check", str(tmp_path / "none"), "--language", language)
    empty = run("check", str(tmp_path), "--language", language)

    assert [none.returncode, empty.returncode] == [2, 2]
    assert none.stderr.startswith(start)
    assert empty.stderr.startswith("no_editions: ")


def test_command_check_of_an_unreadable_file_names_its_fault_only(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("language: [", encoding="utf-8")

    done = run("check", str(path))

    codes = [line.split(":")[0] for line in done.stderr.splitlines() if line[:1].isalpha()]
    assert (done.returncode, codes) == (2, ["bad_yaml"])
    assert done.stdout == "0 个版本，0 个用例，1 个问题\n"


@pytest.mark.parametrize(
    ("language", "first", "rule"),
    [
        ("zh", "第1条  ", "  - “互助金”：事由类别为住院的，以入院日为准；"),
        ("en", "Article 1  ", "  - “Benefit”: if kind of event is inpatient stay, "),
    ],
)
def test_command_words_says_the_rules_under_their_articles(tmp_path, language, first, rule):
    done = run("words", str(written(tmp_path, None)), "--language", language)
    lines = done.stdout.splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert lines[2].startswith(first)
    assert [line for line in lines if line.startswith(rule)] != []
