"""Replay on Spark: the embedded engine's figures to the fen, and its errors by name.

One test starts a cluster of two worker processes on this machine, through the
command, in a process of its own; the others need neither Spark nor Java.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import plan_book
from benefit_terms import FactsError, load_edition
from benefit_terms.replay import replay
from benefit_terms.spark import (
    SparkError,
    decide_batches,
    failed,
    find_java,
    raise_trouble,
    session,
)
from terms.generated_claims import Claims

ZY = plan_book.edition_path("ZY", "2025")
PERSONS = 900
#: A small machine starts sooner without Java's second compiler.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
#: Both workers are waited for, and neither is preferred.
TWO_WORKERS = {
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.shuffle.reduceLocality.enabled": "false",
    "spark.locality.wait": "0",
    "spark.eventLog.enabled": "true",
    "spark.eventLog.compress": "false",
    "spark.eventLog.rolling.enabled": "false",
}


def _missing() -> str | None:
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed; `make spark` installs it"
    try:
        find_java()
    except SparkError as trouble:
        return str(trouble)
    return None


def claims() -> pl.DataFrame:
    """Some of everything that facts can be, several claims a person, with settled ones."""
    generated = Claims(load_edition(ZY), 20250221)
    generated.unknown, generated.settles = 0.02, True
    generated.kinds = ["inpatient", "inpatient", "inpatient", "disability", "death"]
    frame = generated.frame(PERSONS)
    # Out of order, so that the workers have to bring the claims of a person into theirs.
    places = pl.col("person") % 7
    return frame.with_columns(organisation=pl.format("/{}/", places), plan=pl.lit("ZY")).sort(
        "order", places, descending=True
    )


@pytest.mark.skipif(_missing() is not None, reason=str(_missing()))
def test_two_workers_replay_to_the_fen_what_one_process_does(tmp_path: Path) -> None:
    path, other, log = tmp_path / "claims.parquet", tmp_path / "b.yaml", tmp_path / "log"
    claims().write_parquet(path)
    text = ZY.read_text(encoding="utf-8").replace("value: 70 %", "value: 85 %")
    other.write_text(text.replace("value: 11871.40 yuan", "value: 3000 yuan"), encoding="utf-8")
    log.mkdir()

    there = _by_command(path, other, TWO_WORKERS | {"spark.eventLog.dir": log.as_uri()})

    here = replay(path, load_edition(ZY), load_edition(other), largest=5).to_json()
    assert there.pop("engine") == "spark local-cluster[2,1,1024]"
    for told in ("engine", "seconds", "by_reference"):
        here.pop(told)
        there.pop(told, None)
    assert there == json.loads(json.dumps(here))
    assert here["claims"] > 1.5 * here["persons"] > PERSONS
    assert min(here["gainers"], here["losers"], len(here["largest"])) > 4
    assert _workers_that_decided(log) == {"0", "1"}


def _by_command(path: Path, other: Path, options: dict[str, str]) -> dict[str, Any]:
    arguments = [str(ZY), str(path), "--against", str(other), "--largest", "5", "--json"]
    arguments += ["--engine", "spark", "--master", "local-cluster[2,1,1024]"]
    for name, value in options.items():
        arguments += ["--option", f"{name}={value}"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "benefit_terms", "replay", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _workers_that_decided(log: Path) -> set[str]:
    """The executors that ran the tasks of the last stage but those of the explanations."""
    (file,) = log.iterdir()
    # Spark leaves the workers' folders of a local cluster in its own.
    home = Path(str(importlib.util.find_spec("pyspark").origin)).parent
    shutil.rmtree(home / "work" / file.name, ignore_errors=True)
    events = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    ended = [event for event in events if event["Event"] == "SparkListenerTaskEnd"]
    stages: dict[int, set[str]] = {}
    for event in ended:
        stages.setdefault(event["Stage ID"], set()).add(event["Task Info"]["Executor ID"])
    return max(stages.values(), key=len)


def test_a_part_decides_what_the_embedded_engine_decides() -> None:
    pytest.importorskip("pyarrow")
    edition, frame = load_edition(ZY), claims()
    batches = frame.to_arrow().to_batches(max_chunksize=500)

    found = pl.concat(
        pl.DataFrame(pl.from_arrow(batch))
        for batch in decide_batches((edition.canonical_json(),))(batches)
    )

    report = replay(frame, edition)
    assert (found.height, found["amount_0"].sum()) == (report.claims, report.a.amount_fen)
    assert found["trouble"].null_count() == found.height
    assert list(decide_batches((edition.canonical_json(),))([])) == []


def test_a_part_that_cannot_be_decided_says_why() -> None:
    pytest.importorskip("pyarrow")
    frame = claims().with_columns(order=pl.lit(1, dtype=pl.Int64))

    (batch,) = decide_batches((load_edition(ZY).canonical_json(),))(frame.to_arrow().to_batches())

    with pytest.raises(FactsError) as raised:
        raise_trouble(pl.DataFrame(pl.from_arrow(batch)))
    assert raised.value.code == "duplicate_order"
    assert raised.value.remedy == "Number the claims of each person in the order of their payment."


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("An error occurred while calling None.x.\n: a.b.SparkException: No master.\n\tat c.d", "a.b.SparkException: No master."),
        ("From the worker:\n\nTraceback (most recent call last):\n  File …\nModuleNotFoundError: No module named 'polars'\n", "ModuleNotFoundError: No module named 'polars'"),
        ("[PATH_NOT_FOUND] Path does not exist.\n== SQL ==", "[PATH_NOT_FOUND] Path does not exist."),
    ],
)  # fmt: skip
def test_what_spark_says_is_told_in_one_sentence(said: str, told: str) -> None:
    trouble = failed(RuntimeError(said), "yarn")

    assert (trouble.code, trouble.what) == ("spark_failed", f"Spark failed: {told}")
    assert trouble.where == "master yarn"
    assert ("PYSPARK_PYTHON" in trouble.remedy) is ("polars" in said)


def test_no_java_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(SparkError) as raised:
        find_java()

    assert (raised.value.code, raised.value.where) == ("java_not_found", f"JAVA_HOME={tmp_path}")
    assert "openjdk-17-jre-headless" in raised.value.remedy


@pytest.mark.parametrize(
    ("said", "held"),
    [('openjdk version "11.0.2"', "Java 11"), ('java version "1.8.0_9"', "Java 8")],
)
def test_an_old_java_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, held: str
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(SparkError) as raised:
        find_java()

    assert raised.value.code == "java_too_old"
    assert raised.value.what == f"Spark needs Java 17 or newer, and found {held}."


def test_no_pyspark_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)

    with pytest.raises(SparkError) as raised, session("local[1]"):
        pass

    assert raised.value.code == "pyspark_not_installed"
    assert raised.value.remedy == "Install the extra: `pip install 'huzhu[spark]'`."
