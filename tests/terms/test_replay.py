"""Replays: totals, groups, gains and losses, and the largest differences with their reasons."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from benefit_terms import FactsError, evaluate, parse_edition
from benefit_terms.__main__ import main
from benefit_terms.columnar import decide, decide_partition
from benefit_terms.frames import facts_of
from benefit_terms.replay import replay
from terms.trial import edition_text

CAP = "      - {kind: cap, id: annual, limit: 500 yuan}\n"
A = edition_text(CAP, steps="[{rate: 70 %}, {cap: annual}]")
B = edition_text(CAP, steps="[{rate: {by: sex, rows: {F: 90 %}, otherwise: 60 %}}, {cap: annual}]")


def claims() -> pl.DataFrame:
    """Three persons: a woman with three stays, a man with one, somebody with a settled stay."""
    people = [("w", "F"), ("w", "F"), ("w", "F"), ("m", "M"), ("s", "M"), ("s", "M")]
    return pl.DataFrame(
        {
            "claim": ["w1", "w2", "w3", "m1", "s0", "s1"],
            "person": [person for person, _ in people],
            "order": [1, 2, 3, 1, 1, 2],
            "organisation": ["/a", "/a", "/a", "/b", "/b", "/b"],
            "settled": [False, False, False, False, True, False],
            "settled_amount_fen": [None, None, None, None, 40000, None],
            "settled_uses": [
                None,
                None,
                None,
                None,
                [{"cap": "annual", "amount_fen": 40000}],
                None,
            ],
            "cover_starts_on": ["2025-01-01"] * 6,
            "cover_ends_before": ["2026-01-01"] * 6,
            "person_sex": [sex for _, sex in people],
            "person_birth_on": ["1980-05-05"] * 3 + ["1965-01-01"] * 3,
            "event_kind": ["inpatient"] * 6,
            "event_admitted_on": [
                "2025-02-01",
                "2025-03-01",
                "2025-04-01",
                "2026-02-01",
                "2025-02-01",
                "2025-03-01",
            ],
            "bill_proportional_fen": [30000, 30000, 30000, 10000, 10000, 20000],
        }
    ).with_columns(pl.col("^(.*_on|cover_ends_before)$").str.to_date())


def test_replay_counts_and_adds_up_what_the_edition_pays() -> None:
    report = replay(claims(), parse_edition(A))

    assert (report.claims, report.persons) == (5, 3)
    assert (report.a.paid, report.a.refused, report.a.referred) == (4, 1, 0)
    # 21000 + 21000 + 8000 (the cap) and, after 40000 settled, 10000.
    assert report.a.amount_fen == 60000
    assert (report.a.mean_fen, report.a.median_fen, report.a.largest_fen) == (15000, 10000, 21000)
    assert report.a.refusals == {"event_outside_cover": 1}
    assert (report.b, report.largest, report.difference_fen) == (None, (), 0)


def test_replay_against_another_edition_says_who_gains_and_who_loses() -> None:
    report = replay(claims(), parse_edition(A), parse_edition(B))

    assert report.b is not None
    assert report.b.amount_fen == 27000 + 23000 + 10000
    assert (report.gainers, report.losers, report.unchanged) == (2, 1, 2)
    by_sex = {
        row.key: (row.claims, row.a_fen, row.b_fen, row.gainers, row.losers)
        for row in report.groups["sex"]
    }
    assert by_sex == {"F": (3, 50000, 50000, 2, 1), "M": (2, 10000, 10000, 0, 0)}
    by_age = {row.key: row.claims for row in report.groups["age"]}
    assert by_age == {"40–49": 3, "60+": 2}
    assert [row.key for row in report.groups["organisation"]] == ["/a", "/b"]
    assert [row.key for row in report.groups["plan"]] == ["T"]


def test_largest_differences_are_told_with_both_explanations() -> None:
    report = replay(claims(), parse_edition(A), parse_edition(B), largest=1)

    [one] = report.largest
    assert (one.claim, one.a_fen, one.b_fen) == ("w3", 8000, 0)
    assert "500.00" in one.explained_a_zh
    assert one.explained_a_en != one.explained_b_en


def test_report_is_plain_data_and_readable_in_both_languages() -> None:
    report = replay(claims(), parse_edition(A), parse_edition(B), largest=1)

    data = json.loads(json.dumps(report.to_json()))
    assert data["a"]["amount_fen"] == 60000
    assert "600.00" in report.as_text("zh")
    assert "by sex" in report.as_text("en")


def test_progress_runs_over_both_editions_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    replay(
        claims(),
        parse_edition(A),
        parse_edition(B),
        progress=lambda done, rows: told.append((done, rows)),
    )

    assert told[-1] == (12, 12)
    assert told == sorted(told)


def test_replay_command_prints_a_report_for_a_parquet_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(A, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(B, encoding="utf-8")
    claims().write_parquet(tmp_path / "claims.parquet")

    status = main(
        [
            "replay",
            str(tmp_path / "a.yaml"),
            str(tmp_path / "claims.parquet"),
            "--against",
            str(tmp_path / "b.yaml"),
            "--json",
            "--largest",
            "2",
        ]
    )

    data = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (data["claims"], data["engine"], len(data["largest"])) == (5, "embedded", 2)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (claims().drop("event_kind"), "missing_column"),
        (claims().with_columns(bill_proportional_fen=pl.lit("x")), "wrong_type"),
        (claims().with_columns(bill_proportional_fen=-1), "negative"),
        (claims().with_columns(order=1), "duplicate_order"),
        (claims().with_columns(person_sex=pl.lit("W")), "not_in_list"),
        (claims().with_columns(bill_totl_fen=1), "unknown_column"),
        (claims().with_columns(cover_ends_before=pl.col("cover_starts_on")), "dates_out_of_order"),
        (claims().with_columns(claim=None), "fact_missing"),
    ],
)
def test_replay_command_names_what_is_wrong_with_the_claims(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], frame: pl.DataFrame, code: str
) -> None:
    (tmp_path / "a.yaml").write_text(A, encoding="utf-8")
    frame.write_parquet(tmp_path / "claims.parquet")

    status = main(["replay", str(tmp_path / "a.yaml"), str(tmp_path / "claims.parquet")])

    assert status == 2
    assert capsys.readouterr().err.startswith(f"{code}: ")


def test_replay_command_says_that_there_is_no_such_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(A, encoding="utf-8")
    (tmp_path / "bad.parquet").write_text("no parquet")

    for name in ("none.parquet", "bad.parquet"):
        assert main(["replay", str(tmp_path / "a.yaml"), str(tmp_path / name)]) == 2
        assert capsys.readouterr().err.startswith("unreadable: ")


def test_claims_in_any_order_are_decided_in_order_of_payment() -> None:
    mixed = claims()[[2, 5, 0, 3, 4, 1]]

    sorted_ = decide(parse_edition(A), claims()).sort("claim")
    found = decide(parse_edition(A), mixed)

    assert found["claim"].to_list() == ["w3", "s1", "w1", "m1", "w2"]
    assert found.sort("claim").equals(sorted_)


def test_partition_is_decided_with_columns_that_do_not_depend_on_it() -> None:
    edition = parse_edition(A)

    whole = decide_partition(edition.canonical_json(), claims())
    empty = decide_partition(edition.canonical_json(), claims().clear())

    assert whole.schema == empty.schema
    assert whole["uses"].to_list()[2] == [{"name": "annual", "number": 8000}]


def test_an_edition_without_an_answer_stops_the_replay_by_name() -> None:
    rate = "  rate: {unit: rate, values: [{from: 2025-06-01, value: 70 %}], source: x, sourced: assumed}"
    terms = parse_edition(edition_text(steps="[{rate: $rate}]", parameters=rate))

    with pytest.raises(Exception, match="no value") as caught:
        replay(claims(), terms)

    assert "claim s1" in str(caught.value)


def test_a_row_that_contradicts_itself_is_named_by_its_claim() -> None:
    row = claims().row(0, named=True) | {"event_discharged_on": claims()["cover_starts_on"][0]}

    with pytest.raises(FactsError, match="claim w1"):
        evaluate(parse_edition(A), facts_of(row))
