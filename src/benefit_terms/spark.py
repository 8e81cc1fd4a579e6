"""The same replay on Apache Spark: claims partitioned by person, each part decided by the kernel.

Earlier claims matter only within one person, so that parts of whole persons can
be decided apart. Each part goes through `mapInArrow` to the columnar evaluator;
what comes back are amounts, outcomes and what the report groups by, and the report
is made of them as it is made of a frame on one machine.

Needs the extra `spark` (PySpark) and a Java; nothing here is imported by the rest.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import polars.selectors as cs

from . import errors
from .columnar import Decided, decided
from .columnar.outcomes import Outcomes
from .columnar.persons import in_order
from .edition import Edition
from .errors import FactsError, TermsError
from .frame_checks import check_columns, validated
from .frames import schema
from .replay import report_of
from .replay_report import ReplayReport
from .schema import edition_from_canonical

#: The oldest Java that Spark 4 starts on.
OLDEST_JAVA = 17
#: Rows of one part: some hundred megabytes while they are decided.
PART = 500_000
_JAVA_REMEDY = (
    "Install a Java runtime (Debian: `apt-get install openjdk-17-jre-headless`), or set"
    " JAVA_HOME to one; `--engine embedded` needs none."
)
_LOG_REMEDY = "Read Spark's log; if its own examples run on this master, so will this."
_PYTHON_REMEDY = (
    "Install it on the workers, or set PYSPARK_PYTHON to a Python of theirs that has it."
)
#: What the report groups by and sorts by; the rest of a claim stays in its part.
_REPORTED = (
    "claim", "person", "order", "cover_starts_on",
    "person_birth_on", "person_sex", "plan", "organisation",
)  # fmt: skip
#: What is decided of a claim under one edition; `one_by_one` counts claims of the whole part.
_DECIDED = ("outcome", "amount", "bits", "one_by_one")
_TROUBLE = "trouble"

Batches = Iterable[Any]


class SparkError(TermsError):
    """Spark, or the Java it runs on, cannot be had, or failed."""


def replay_on_spark(
    claims: str | Path,
    edition: Edition,
    against: Edition | None = None,
    *,
    master: str | None = None,
    options: Mapping[str, str] | None = None,
    largest: int = 20,
) -> ReplayReport:
    """`replay` of a Parquet file or folder that Spark can read: a path, or `hdfs://…`, `s3a://…`.

    `master` is Spark's (`spark://host:7077`, `yarn`, `local-cluster[2,1,1024]`); without one,
    what Spark is configured for, else all cores of this machine. `options` are Spark's own
    (`spark.…`). Raises SparkError beside the errors of `replay`.
    """
    begun = time.perf_counter()
    editions = [edition] if against is None else [edition, against]
    with session(master, options or {}) as spark, _spoken_plainly(master):
        rows = _claims(spark, claims)
        frame = _collected(_decided_apart(spark, rows, editions))
        frame, _ = in_order(frame)
        return report_of(
            frame,
            editions,
            [_as_decided(frame, at) for at in range(len(editions))],
            lambda places: _histories(rows, frame, places),
            largest=largest,
            engine=f"spark {spark.sparkContext.master}",
            begun=begun,
        )


# ── Java and the session ─────────────────────────────────────────────────────────────────────


def find_java() -> Path:
    """The Java that Spark will start: JAVA_HOME's, else on the path; SparkError if none will do."""
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    where = f"JAVA_HOME={home}" if home else "PATH"
    if not found or not Path(found).is_file():
        what = "Spark runs on Java, and none was found."
        raise SparkError("java_not_found", what, where=where, remedy=_JAVA_REMEDY)
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    number = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    if number is None or int(number.group(1)) < OLDEST_JAVA:
        held = f"Java {number.group(1)}" if number else "a Java that does not run"
        what = f"Spark needs Java {OLDEST_JAVA} or newer, and found {held}."
        raise SparkError("java_too_old", what, where=found, remedy=_JAVA_REMEDY)
    return Path(found)


@contextmanager
def session(master: str | None = None, options: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A Spark session for one replay; it ends with the block. Raises SparkError."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkError(
            "pyspark_not_installed",
            "PySpark is not installed.",
            where=sys.executable,
            remedy="Install the extra: `pip install 'huzhu[spark]'`.",
        ) from None
    find_java()
    builder = SparkSession.builder.appName("benefit_terms replay")
    for name, value in (_defaults(master) | dict(options or {})).items():
        builder = builder.config(name, value)
    with _spoken_plainly(master):
        spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


def _defaults(master: str | None) -> dict[str, str]:
    chosen = {
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
        # One thread a task: Spark shares out the cores.
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
    }
    if master or not _is_configured():
        chosen["spark.master"] = master or "local[*]"
    if chosen.get("spark.master", "").startswith("local"):
        # Everything stays on this machine and in this Python.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return chosen


def _is_configured() -> bool:
    return any(name in os.environ for name in ("SPARK_CONF_DIR", "SPARK_HOME", "MASTER"))


@contextmanager
def _spoken_plainly(master: str | None) -> Iterator[None]:
    """Spark's own errors in the four parts that every error has here."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as trouble:
        raise failed(trouble, master) from None


def failed(trouble: Exception, master: str | None) -> SparkError:
    """What Spark said, in one sentence out of many lines."""
    # A worker's traceback ends with what happened; Spark's own messages begin with it, and Java's
    # stand second, after a colon.
    lines = [line.strip() for line in str(trouble).splitlines() if line.strip()] or [""]
    from_java = [line[1:].strip() for line in lines[1:2] if line.startswith(":")]
    said = lines[-1] if "Traceback" in str(trouble) else (from_java or lines)[0]
    return SparkError(
        "spark_failed",
        f"Spark failed: {said or type(trouble).__name__}",
        where=f"master {master or 'as configured'}",
        remedy=_PYTHON_REMEDY if "ModuleNotFoundError" in said else _LOG_REMEDY,
    )


# ── the parts ────────────────────────────────────────────────────────────────────────────────


def _claims(spark: Any, path: str | Path) -> Any:
    """The claims as a Spark frame with the columns that are known; raises FactsError."""
    from pyspark.errors import AnalysisException

    try:
        rows = spark.read.parquet(str(path))
    except AnalysisException as trouble:
        what = f"The claims cannot be read: {str(trouble).splitlines()[0]}"
        remedy = "Give a Parquet file, or a folder of them, that every worker can read."
        raise FactsError("unreadable", what, where=str(path), remedy=remedy) from None
    known = schema()
    held = {name: known.get(name, pl.String()) for name in rows.columns}
    check_columns(pl.DataFrame(schema=held), str(path))
    return rows.select([name for name in rows.columns if name in known])


def _decided_apart(spark: Any, rows: Any, editions: list[Edition]) -> Any:
    """Whole persons, in order of payment, each part through the kernel."""
    cores = spark.sparkContext.defaultParallelism
    parts = max(cores, -(-rows.count() // PART))
    apart = rows.repartition(parts, "person").sortWithinPartitions("person", "order")
    canonical = tuple(edition.canonical_json() for edition in editions)
    return apart.mapInArrow(decide_batches(canonical), _spark_schema(rows, len(editions)))


def _spark_schema(rows: Any, editions: int) -> Any:
    from pyspark.sql import types as t

    kinds = {"outcome": t.ShortType(), "one_by_one": t.LongType()}
    fields = [rows.schema[name] for name in _REPORTED if name in rows.columns]
    fields += [
        t.StructField(f"{name}_{at}", kinds.get(name, t.LongType()))
        for at in range(editions)
        for name in _DECIDED
    ]
    nullable = [t.StructField(field.name, field.dataType, True) for field in fields]
    return t.StructType([*nullable, t.StructField(_TROUBLE, t.StringType())])


def decide_batches(editions: tuple[str, ...]) -> Callable[[Batches], Iterator[Any]]:
    """What a worker does with the Arrow batches of one part; the editions as canonical JSON.

    A part that cannot be decided gives one row, which says why.
    """

    def decide(batches: Batches) -> Iterator[Any]:
        import pyarrow as pa

        held = list(batches)
        if not held:
            return
        claims = pl.DataFrame(pl.from_arrow(pa.Table.from_batches(held)))
        try:
            found = _decide_part(claims, editions)
        except TermsError as trouble:
            found = _part_frame(claims.clear(), len(editions)).clear(1)
            found = found.with_columns(pl.lit(_packed(trouble)).alias(_TROUBLE))
        yield from _arrow(found).to_batches()

    return decide


def _decide_part(claims: pl.DataFrame, editions: tuple[str, ...]) -> pl.DataFrame:
    claims, _ = in_order(validated(claims))
    found = _part_frame(claims, len(editions))
    for at, text in enumerate(editions):
        run = decided(edition_from_canonical(text), claims)
        bits = run.outcomes.bits
        none = np.zeros(claims.height, dtype=np.uint64)
        one_by_one = np.zeros(claims.height, dtype=np.int64)
        one_by_one[:1] = run.by_reference
        values: tuple[Any, ...] = (
            run.outcomes.outcome.astype(np.int16),
            run.outcomes.amount,
            (none if bits is None else bits).view(np.int64),
            one_by_one,
        )
        found = found.with_columns(
            pl.Series(f"{name}_{at}", value) for name, value in zip(_DECIDED, values, strict=True)
        )
    if "settled" in claims.columns:
        return found.filter(~claims["settled"].fill_null(False))
    return found


def _part_frame(claims: pl.DataFrame, editions: int) -> pl.DataFrame:
    """The columns of the report, and those of the decisions still empty, in Spark's order."""
    reported = [name for name in _REPORTED if name in claims.columns]
    decisions = [
        pl.lit(None, dtype=pl.Int16 if name == "outcome" else pl.Int64).alias(f"{name}_{at}")
        for at in range(editions)
        for name in _DECIDED
    ]
    trouble = pl.lit(None, dtype=pl.String).alias(_TROUBLE)
    return claims.select(*reported, *decisions, trouble)


def _arrow(frame: pl.DataFrame) -> Any:
    """An Arrow table in the types that Spark reads: text has one form only."""
    import pyarrow as pa

    table = frame.with_columns(cs.categorical().cast(pl.String), cs.enum().cast(pl.String))
    held = table.to_arrow()
    is_text = (pa.types.is_large_string, pa.types.is_string_view)
    wanted = [
        field.with_type(pa.string()) if any(asks(field.type) for asks in is_text) else field
        for field in held.schema
    ]
    return held.cast(pa.schema(wanted))


def _packed(trouble: TermsError) -> str:
    parts = ("code", "what", "where", "remedy", "article")
    held = {name: getattr(trouble, name) for name in parts}
    return json.dumps({"kind": type(trouble).__name__, **held}, ensure_ascii=False)


# ── back on the driver ───────────────────────────────────────────────────────────────────────


def _collected(apart: Any) -> pl.DataFrame:
    """What all parts came to; raises what a part could not be decided for."""
    frame = pl.DataFrame(pl.from_arrow(apart.toArrow()))
    raise_trouble(frame)
    return frame.drop(_TROUBLE)


def raise_trouble(frame: pl.DataFrame) -> None:
    """Raises the error of a part that could not be decided, if there is one."""
    troubled = sorted(frame[_TROUBLE].drop_nulls())
    if troubled:
        held = json.loads(troubled[0])
        kind: type[TermsError] = getattr(errors, held.pop("kind"), FactsError)
        raise kind(held.pop("code"), held.pop("what"), **held)


def _as_decided(frame: pl.DataFrame, at: int) -> Decided:
    """What one edition decided, as the embedded engine has it."""
    outcomes = Outcomes(frame.height)
    outcomes.outcome = frame[f"outcome_{at}"].to_numpy().astype(np.uint8)
    outcomes.amount = frame[f"amount_{at}"].to_numpy()
    outcomes.bits = frame[f"bits_{at}"].to_numpy().view(np.uint64)
    return Decided(
        frame,
        outcomes,
        settled=None,
        by_reference=int(frame[f"one_by_one_{at}"].sum()),
    )


def _histories(rows: Any, frame: pl.DataFrame, places: list[int]) -> list[pl.DataFrame]:
    """All rows of these claims' persons, fetched once, and cut at each claim."""
    if not places:
        return []
    persons = frame["person"][places].unique().to_list()
    held = rows.where(rows["person"].isin(persons)).toArrow()
    held, _ = in_order(validated(pl.DataFrame(pl.from_arrow(held))))
    found = []
    for place in places:
        person, order = frame["person"][place], frame["order"][place]
        found.append(held.filter((pl.col("person") == person) & (pl.col("order") <= order)))
    return found
