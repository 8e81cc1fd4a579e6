"""What a replay found: totals, classes of amounts, groups, and the largest differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .quantities import format_yuan

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Totals:
    """What one edition comes to over all claims; fen, of the claims that are paid."""

    paid: int
    refused: int
    referred: int
    amount_fen: int
    mean_fen: int
    median_fen: int
    p90_fen: int
    p99_fen: int
    largest_fen: int
    #: Claims with each reason; a claim may have several.
    refusals: Mapping[str, int]


@dataclass(frozen=True)
class AmountClass:
    """Claims with amounts above `above_fen`, up to `up_to_fen`; nothing is a class of its own."""

    above_fen: int | None
    up_to_fen: int | None
    a: int
    b: int | None


@dataclass(frozen=True)
class GroupRow:
    """A group of claims; `gainers` and `losers` are claims that B pays more or less."""

    key: str
    claims: int
    a_fen: int
    b_fen: int | None
    gainers: int
    losers: int


@dataclass(frozen=True)
class Difference:
    """A claim of which A and B decide differently, and why each does."""

    claim: str
    a_fen: int
    b_fen: int
    explained_a_zh: str
    explained_a_en: str
    explained_b_zh: str
    explained_b_en: str


@dataclass(frozen=True)
class ReplayReport:
    """A replay of claims under edition A, and under B if there is one."""

    claims: int
    persons: int
    a: Totals
    b: Totals | None
    difference_fen: int
    gainers: int
    losers: int
    unchanged: int
    distribution: tuple[AmountClass, ...]
    #: By `age`, `sex`, `plan` and `organisation`.
    groups: Mapping[str, tuple[GroupRow, ...]]
    largest: tuple[Difference, ...]
    #: Claims of persons that the reference decided one by one.
    by_reference: int
    seconds: float
    engine: str
    name_a: str = "A"
    name_b: str = "B"

    def to_json(self) -> dict[str, Any]:
        """Plain data: whole numbers and text."""
        data: dict[str, Any] = asdict(self)
        data["seconds"] = f"{self.seconds:.3f}"
        return data

    def as_text(self, language: Language = "zh") -> str:
        """The report as tables for a terminal."""
        return "\n".join(_Writer(self, language).lines())


_WORDS = {
    "zh": {
        "claims": "申请",
        "persons": "人",
        "paid": "给付",
        "refused": "不予给付",
        "referred": "转人工",
        "amount": "合计（元）",
        "mean": "平均（元）",
        "median": "中位数（元）",
        "p90": "九成不超过（元）",
        "p99": "九成九不超过（元）",
        "largest": "最大（元）",
        "difference": "差额（元）",
        "gainers": "多得",
        "losers": "少得",
        "unchanged": "不变",
        "distribution": "金额分布（元）",
        "refusals": "原因",
        "nothing": "未给付",
        "above": "以上",
        "age": "按参保时年龄",
        "sex": "按性别",
        "plan": "按计划",
        "organisation": "按单位",
        "differences": "差额最大的申请",
        "F": "女",
        "M": "男",
        "?": "不详",
        "engine": "引擎",
        "by_reference": "逐件核算",
        "seconds": "秒",
    },
    "en": {
        "claims": "claims",
        "persons": "persons",
        "paid": "paid",
        "refused": "refused",
        "referred": "referred",
        "amount": "total (yuan)",
        "mean": "mean (yuan)",
        "median": "median (yuan)",
        "p90": "nine in ten up to (yuan)",
        "p99": "99 in 100 up to (yuan)",
        "largest": "largest (yuan)",
        "difference": "difference (yuan)",
        "gainers": "gain",
        "losers": "lose",
        "unchanged": "unchanged",
        "distribution": "amounts (yuan)",
        "refusals": "reasons",
        "nothing": "nothing",
        "above": "and above",
        "age": "by age at the start of cover",
        "sex": "by sex",
        "plan": "by plan",
        "organisation": "by organisation",
        "differences": "largest differences",
        "F": "women",
        "M": "men",
        "?": "not known",
        "engine": "engine",
        "by_reference": "decided one by one",
        "seconds": "seconds",
    },
}


class _Writer:
    """One report in one language; amounts stand in yuan, columns are padded."""

    def __init__(self, report: ReplayReport, language: Language) -> None:
        self.report = report
        self.language = language
        self.words = _WORDS[language]

    def lines(self) -> list[str]:
        report, words = self.report, self.words
        head = f"{report.claims:,} {words['claims']}, {report.persons:,} {words['persons']}"
        run = f"{words['engine']}: {report.engine}, {report.seconds:.2f} {words['seconds']}"
        one_by_one = f"{words['by_reference']}: {report.by_reference:,}"
        found = [f"{head} ({run}; {one_by_one})", "", *self._totals()]
        if report.b is not None:
            found += ["", *self._changes()]
        found += ["", words["distribution"], *self._distribution()]
        found += ["", words["refusals"], *self._refusals()]
        for name, rows in report.groups.items():
            if len(rows) > 1 or (rows and rows[0].key != "?"):
                found += ["", words[name], *self._group(rows)]
        if report.largest:
            found += ["", words["differences"], *self._largest()]
        return found

    def _table(self, rows: list[list[str]]) -> list[str]:
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        return [
            "  ".join(
                _padded(cell, width, at == 0)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]

    def _editions(self) -> list[str]:
        report = self.report
        return [report.name_a] if report.b is None else [report.name_a, report.name_b]

    def _totals(self) -> list[str]:
        totals = [t for t in (self.report.a, self.report.b) if t is not None]
        rows = [["", *self._editions()]]
        for name in ("paid", "refused", "referred"):
            rows.append([self.words[name], *(f"{getattr(t, name):,}" for t in totals)])
        for name in ("amount", "mean", "median", "p90", "p99", "largest"):
            rows.append([self.words[name], *(_yuan(getattr(t, f"{name}_fen")) for t in totals)])
        return self._table(rows)

    def _changes(self) -> list[str]:
        report, words = self.report, self.words
        return self._table(
            [
                [words["difference"], _yuan(report.difference_fen)],
                [words["gainers"], f"{report.gainers:,}"],
                [words["losers"], f"{report.losers:,}"],
                [words["unchanged"], f"{report.unchanged:,}"],
            ]
        )

    def _distribution(self) -> list[str]:
        rows = [["", *self._editions()]]
        for one in self.report.distribution:
            counts = [one.a] if one.b is None else [one.a, one.b]
            rows.append([self._class(one), *(f"{count:,}" for count in counts)])
        return self._table(rows)

    def _class(self, one: AmountClass) -> str:
        if one.above_fen is None:
            return self.words["nothing"]
        if one.up_to_fen is None:
            return f"{one.above_fen // 100:,} {self.words['above']}"
        return f"{one.above_fen // 100:,}–{one.up_to_fen // 100:,}"

    def _refusals(self) -> list[str]:
        report = self.report
        found = [report.a.refusals] + ([] if report.b is None else [report.b.refusals])
        codes = sorted({code for held in found for code in held})
        rows = [["", *self._editions()]]
        rows += [[code, *(f"{held.get(code, 0):,}" for held in found)] for code in codes]
        return self._table(rows)

    def _group(self, rows: tuple[GroupRow, ...]) -> list[str]:
        words, two = self.words, self.report.b is not None
        changes = [words["gainers"], words["losers"]] if two else []
        found = [["", words["claims"], *self._editions(), *changes]]
        for row in rows:
            amounts = [_yuan(row.a_fen)] + ([_yuan(row.b_fen or 0)] if two else [])
            counts = [f"{row.gainers:,}", f"{row.losers:,}"] if two else []
            key = words.get(row.key, row.key)
            found.append([key, f"{row.claims:,}", *amounts, *counts])
        return self._table(found)

    def _largest(self) -> list[str]:
        found = []
        for one in self.report.largest:
            found.append(f"{one.claim}: {_yuan(one.a_fen)} → {_yuan(one.b_fen)}")
            for name, side in zip(self._editions(), ("a", "b"), strict=True):
                text: str = getattr(one, f"explained_{side}_{self.language}")
                found += [f"  {name}", *(f"    {line}" for line in text.splitlines())]
        return found


def _yuan(fen: int) -> str:
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    whole, _, rest = format_yuan(fen).partition(".")
    return f"{sign}{int(whole):,}.{rest}"


def _width(text: str) -> int:
    """Columns a text takes in a terminal: a Chinese character takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _padded(text: str, width: int, left: bool) -> str:
    gap = " " * (width - _width(text))
    return text + gap if left else gap + text


Progress = Callable[[int, int], None]
