"""Documents of terms as text, cases appended to them, and claims as the frame a replay reads."""

from __future__ import annotations

import io
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, NamedTuple, get_args

import polars as pl
from ruamel.yaml import YAML

from benefit_terms import Facts
from benefit_terms.document import from_yaml, to_plain
from benefit_terms.errors import CasesError
from benefit_terms.frames import dtype_of, fact_columns, settled_columns
from benefit_terms.quantities import format_yuan
from benefit_terms.reader import hints_of
from benefit_terms.writer import to_plain_data

PARQUET_MAGIC = b"PAR1"
_PLAIN_WORD = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./%-")
_FIRST = (
    "language", "plan", "version", "kind", "number", "id", "zh", "en", "unit", "value", "label",
    "title", "effective", "note", "text", "by", "when", "dated_by", "start", "steps", "from",
    "parameters", "lists", "articles",
)  # fmt: skip
_FEN = re.compile(r"\d+ fen")
_RATIO = re.compile(r"\d+/\d+")
_SPECIAL = {"", "true", "false", "null", "~", "yes", "no", "on", "off", "-"}


# ── documents ─────────────────────────────────────────────────────────────────────────────────


def yaml_of(canonical: str) -> str:
    """A document that says what a canonical JSON says; the comments of its author are not in it."""
    yaml = YAML()
    yaml.width, yaml.allow_unicode = 100, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(_for_people(json.loads(canonical)), out)
    return out.getvalue()


def _for_people(value: Any) -> Any:
    """Keys in the order in which people write them, and money in yuan."""
    if isinstance(value, dict):
        known = [key for key in _FIRST if key in value]
        return {k: _for_people(value[k]) for k in [*known, *(k for k in value if k not in known)]}
    if isinstance(value, list):
        return [_for_people(item) for item in value]
    if isinstance(value, str) and _FEN.fullmatch(value):
        return f"{format_yuan(int(value.split()[0]))} yuan"
    if isinstance(value, str) and _RATIO.fullmatch(value):
        above, below = map(int, value.split("/"))
        return f"{100 * above // below} %" if below and 100 * above % below == 0 else value
    return value


def with_case(cases: str, name: str, facts: Facts, expect: Mapping[str, Any]) -> str:
    """A file of cases with one more at its end. Raises CasesError for a file that is none."""
    shared: Any = {}
    if cases.strip():
        doc = to_plain(from_yaml(cases, "cases", CasesError))
        shared = doc.get("facts", {}) if isinstance(doc, dict) else {}
        head = cases.rstrip("\n") + "\n"
    else:
        head = "cases:\n"
    own = _over(shared, to_plain_data(facts), Facts)
    case = {"name": name, **({"facts": own} if own else {}), "expect": dict(expect)}
    return f"{head}  - {flow(case)}\n"


def _over(shared: Any, own: Any, cls: Any) -> dict[str, Any]:
    """What has to be written so that, laid over `shared`, it says exactly `own`."""
    written: dict[str, Any] = {}
    for key in [*own, *(key for key in shared if key not in own)]:
        inner = _record_of(cls, key)
        if key not in own:
            written[key] = _default_of(cls, key)
        elif inner is not None and isinstance(shared.get(key), dict):
            if deeper := _over(shared[key], own[key], inner):
                written[key] = deeper
        elif shared.get(key) != own[key]:
            written[key] = own[key]
    return written


def _record_of(cls: Any, key: str) -> Any:
    hint = hints_of(cls).get(key)
    options = [hint, *get_args(hint)]
    return next((o for o in options if isinstance(o, type) and is_dataclass(o)), None)


def _default_of(cls: Any, key: str) -> Any:
    for entry in fields(cls):
        if entry.name == key and entry.default is not MISSING:
            return to_plain_data(entry.default)
    return {}


def flow(value: Any) -> str:
    """Plain data on one line of YAML, as the shipped cases are written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    return _word(str(value))


def _word(text: str) -> str:
    """Bare where that reads the same; a number that is text keeps its quotes."""
    is_bare = (
        all(char in _PLAIN_WORD or char == " " or ord(char) > 0x2E80 for char in text)
        and text.strip() == text
        and text.lower() not in _SPECIAL
        and not text.lstrip("-").isdigit()
        and not any(char in text for char in "，、：；（）“”【】")
        and text[0] not in "-%."
    )
    return text if is_bare else json.dumps(text, ensure_ascii=False)


# ── claims ────────────────────────────────────────────────────────────────────────────────────


class ClaimRow(NamedTuple):
    """One decision: `facts` as JSON text; `paid` the JSON of what it paid, where it is history."""

    claim: str
    person: int | str
    order: int
    organisation: str
    plan: str
    settled: bool
    facts: str
    paid: str | None


def claims_frame(rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """Rows as `ClaimRow` holds them, as the frame that `benefit_terms.replay` reads."""
    frame = pl.DataFrame(
        list(rows),
        schema={
            "claim": pl.String, "person": pl.Int64, "order": pl.Int64, "organisation": pl.String,
            "plan": pl.String, "settled": pl.Boolean, "facts": pl.String, "paid": pl.String,
        },
        orient="row",
    )  # fmt: skip
    facts = pl.col("facts").str.json_decode(_as_written(dtype_of(Facts)))
    settled = {f: dtype for _, (f, dtype) in settled_columns().items()}
    paid = pl.col("paid").str.json_decode(
        pl.Struct([pl.Field(name, _as_written(dtype)) for name, dtype in settled.items()])
    )
    frame = frame.with_columns(facts, paid)
    return frame.select(
        pl.exclude("facts", "paid"),
        *(_fact(column.record, column.field, name) for name, column in fact_columns().items()),
        *(
            _typed(pl.col("paid").struct.field(f), dtype).alias(name)
            for name, (f, dtype) in settled_columns().items()
        ),
    )


def without_identity(claims: pl.DataFrame) -> pl.DataFrame:
    """The same claims under numbers of their own: persons shuffled, claims counted anew."""
    persons = claims["person"].unique()
    numbers = persons.shuffle(seed=secrets.randbits(32))
    drawn = pl.DataFrame({"person": numbers, "drawn": pl.int_range(len(numbers), eager=True)})
    return (
        claims.join(drawn, on="person")
        .with_columns(pl.col("drawn").alias("person"))
        .drop("drawn")
        .sort("person", "order")
        .with_columns(pl.int_range(pl.len()).cast(pl.String).alias("claim"))
    )


def parquet_of(claims: pl.DataFrame) -> bytes:
    """A Parquet file of the columns that hold anything."""
    out = io.BytesIO()
    held = [name for name in claims.columns if claims[name].null_count() < claims.height]
    claims.select(held).write_parquet(out)
    return out.getvalue()


def _fact(record: str, field: str, name: str) -> pl.Expr:
    column = fact_columns()[name]
    path = _path_of(record)
    holder = pl.col("facts")
    for step in path:
        holder = holder.struct.field(step)
    if not field:
        return holder.is_not_null().alias(name)
    return _typed(holder.struct.field(field), column.dtype).alias(name)


def _path_of(record: str) -> tuple[str, ...]:
    """Where a record stands within the facts: ("event", "bill"); () for the facts themselves."""
    if not record:
        return ()
    if record in {entry.name for entry in fields(Facts)}:
        return (record,)
    for entry in fields(Facts):
        inner = _record_of(Facts, entry.name)
        if inner is not None and record in {e.name for e in fields(inner)}:
            return entry.name, record
    raise LookupError(f"no record {record} in the facts")


def _as_written(dtype: pl.DataType) -> pl.DataType:
    """The same with dates as text: that is how JSON holds them."""
    if isinstance(dtype, pl.Date):
        return pl.String()
    if isinstance(dtype, pl.List):
        return pl.List(_as_written(dtype.inner))
    if isinstance(dtype, pl.Struct):
        return pl.Struct([pl.Field(f.name, _as_written(f.dtype)) for f in dtype.fields])
    return dtype


def _typed(expression: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return expression.str.to_date("%Y-%m-%d") if isinstance(dtype, pl.Date) else expression
