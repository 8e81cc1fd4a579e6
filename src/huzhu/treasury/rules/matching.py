"""Which money is for which due: proposals with a reason, never a decision.

A line of the bank's statement is held against the dues that its purpose names by number, or else
against those of the unit that it comes from. Only an exact fit that is the only one is certain;
everything else is proposed for an officer to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from huzhu.kernel.money import yuan
from huzhu.kernel.text import half_width, without_spaces
from huzhu.organisations.rules import normalised
from huzhu.treasury.enums import MatchKind

MOST_DUES = 16
"""Of how many dues of one unit sums are tried; a unit with more is allocated by hand."""

MOST_IN_A_GROUP = 5
MOST_LINES = 6
_LEAST_NAME = 3


@dataclass(frozen=True, slots=True)
class OpenDue:
    """Something outstanding. `names` are the unit's own and those it had or goes by; `marks` the
    numbers that may stand in a purpose; `next_fen` an instalment that is due next, or 0."""

    ref: str
    unit_id: int
    names: tuple[str, ...]
    left_fen: int
    plan_code: str
    due_on: date
    marks: tuple[str, ...]
    next_fen: int = 0


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Money that is not allocated yet, as the bank describes it."""

    ref: str
    left_fen: int
    payer: str
    purpose: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Part:
    line_ref: str
    due_ref: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """`confidence` in per cent; `is_certain` where an officer may take it with all the others;
    `excess_fen` is what stays on the line."""

    kind: MatchKind
    parts: tuple[Part, ...]
    confidence: int
    is_certain: bool
    excess_fen: int
    why_zh: str
    why_en: str

    @property
    def lines(self) -> frozenset[str]:
        return frozenset(part.line_ref for part in self.parts)

    @property
    def dues(self) -> frozenset[str]:
        return frozenset(part.due_ref for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Found:
    """The dues that a line may be for, the oldest first, and by what they were found."""

    dues: tuple[OpenDue, ...]
    by_mark: bool
    by_name: str = ""
    is_whole: bool = True

    @property
    def zh(self) -> str:
        if self.by_mark:
            return "附言写有编号"
        return f"付款户名{'即' if self.is_whole else '或附言含有'}单位“{self.by_name}”"

    @property
    def en(self) -> str:
        if self.by_mark:
            return "its purpose names the number"
        how = "it comes from" if self.is_whole else "payer or purpose name"
        return f"{how} “{self.by_name}”"


def propose(lines: Sequence[OpenLine], dues: Sequence[OpenDue]) -> list[Proposal]:
    """At most one proposal for each line, in the order of the lines; several lines that make one
    due share theirs. Two that want the same due are both uncertain."""
    index = _Index(dues)
    found = {line.ref: index.dues_for(line) for line in lines}
    single = {line.ref: _for_line(line, found[line.ref]) for line in lines}
    together = _several_lines(lines, found, single)
    taken: dict[str, Proposal] = {ref: one for one in together for ref in one.lines}
    chosen: list[Proposal] = []
    for line in lines:
        one = taken.get(line.ref) or single[line.ref]
        if one is not None and one not in chosen:
            chosen.append(one)
    return _contested(chosen)


class _Index:
    """Dues by the numbers and by the bare names under which a line may name them."""

    def __init__(self, dues: Iterable[OpenDue]) -> None:
        self.by_mark: dict[str, list[OpenDue]] = defaultdict(list)
        self.by_name: dict[str, list[OpenDue]] = defaultdict(list)
        self.written: dict[str, str] = {}
        for due in sorted(dues, key=lambda due: (due.due_on, due.ref)):
            for mark in due.marks:
                self.by_mark[_bare_mark(mark)].append(due)
            for name in dict.fromkeys(normalised(name) for name in due.names):
                if len(name) >= _LEAST_NAME:
                    self.by_name[name].append(due)
                    self.written.setdefault(name, due.names[0])
        self.lengths = sorted({len(name) for name in self.by_name}, reverse=True)
        self.mark_lengths = sorted({len(mark) for mark in self.by_mark}, reverse=True)

    def dues_for(self, line: OpenLine) -> _Found:
        marked = self._marked(_bare_mark(line.purpose))
        if marked:
            return _Found(tuple(marked), by_mark=True)
        payer = normalised(line.payer)
        for text in (payer, normalised(line.purpose)):
            name = self._named(text)
            if name:
                return _Found(
                    tuple(self.by_name[name]), False, self.written[name], is_whole=name == payer
                )
        return _Found((), by_mark=False)

    def _marked(self, text: str) -> list[OpenDue]:
        found: dict[str, OpenDue] = {}
        for mark in _pieces(text, self.mark_lengths):
            found |= {due.ref: due for due in self.by_mark.get(mark, ())}
        return sorted(found.values(), key=lambda due: (due.due_on, due.ref))

    def _named(self, text: str) -> str:
        """The longest known name that is the text, or stands in it."""
        if text in self.by_name:
            return text
        return next((part for part in _pieces(text, self.lengths) if part in self.by_name), "")


def _pieces(text: str, lengths: Sequence[int]) -> Iterable[str]:
    for length in lengths:
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def _bare_mark(text: str) -> str:
    return without_spaces(half_width(text)).upper().replace("-", "")


def _for_line(line: OpenLine, found: _Found) -> Proposal | None:
    dues = found.dues
    if not dues:
        return None
    units = {due.unit_id for due in dues}
    if len(units) > 1 and not found.by_mark:
        return _unsure_of_unit(line, found)
    total = sum(due.left_fen for due in dues)
    if found.by_mark and line.left_fen == total:
        return _exact(line, found, [dues[0]]) if len(dues) == 1 else _group(line, found, dues, 98)
    alike = [due for due in dues if due.left_fen == line.left_fen]
    if alike:
        return _exact(line, found, alike)
    groups = _sums(dues, line.left_fen)
    if groups:
        return _group(line, found, groups[0], 90 if len(groups) == 1 else 50, len(groups))
    if line.left_fen > total:
        return _over(line, found, total)
    return _part(line, found)


def _exact(line: OpenLine, found: _Found, alike: Sequence[OpenDue]) -> Proposal:
    """Certain where the payer's whole name or a number says so, and one due has the amount."""
    due, count = alike[0], len(alike)
    sure = count == 1 and (found.by_mark or found.is_whole)
    more_zh = "" if count == 1 else f"；同额应收有 {count} 笔，取到期最早的一笔，请核对"
    more_en = "" if count == 1 else f"; {count} dues have this amount, the oldest is taken: look"
    return Proposal(
        MatchKind.EXACT,
        (Part(line.ref, due.ref, line.left_fen),),
        (100 if found.by_mark else 95) if sure else 75 if count == 1 else 60,
        sure,
        0,
        f"{found.zh}，金额 {yuan(line.left_fen)} 元等于应收 {due.ref}{more_zh}。",
        f"{_capital(found.en)}, and ¥{yuan(line.left_fen)} is what {due.ref} lacks{more_en}.",
    )


def _group(
    line: OpenLine, found: _Found, dues: Sequence[OpenDue], confidence: int, ways: int = 1
) -> Proposal:
    refs = "、".join(due.ref for due in dues)
    more_zh = "" if ways == 1 else f"；另有 {ways - 1} 种组合也能凑成此数，请核对"
    more_en = "" if ways == 1 else f"; {ways - 1} other sets make the same sum: look"
    return Proposal(
        MatchKind.GROUPED,
        tuple(Part(line.ref, due.ref, due.left_fen) for due in dues),
        confidence,
        False,
        0,
        f"{found.zh}，一笔 {yuan(line.left_fen)} 元正好付清 {len(dues)} 笔应收（{refs}）"
        f"{more_zh}。",
        f"{_capital(found.en)}; ¥{yuan(line.left_fen)} pays {len(dues)} dues exactly"
        f" ({refs}){more_en}.",
    )


def _over(line: OpenLine, found: _Found, total: int) -> Proposal:
    excess = line.left_fen - total
    return Proposal(
        MatchKind.OVER,
        tuple(Part(line.ref, due.ref, due.left_fen) for due in found.dues),
        80 if found.by_mark else 60,
        False,
        excess,
        f"{found.zh}，付清应收 {yuan(total)} 元后还多 {yuan(excess)} 元，多出的留在这笔到账上。",
        f"{_capital(found.en)}; ¥{yuan(total)} is due, and ¥{yuan(excess)} stays on the line.",
    )


def _part(line: OpenLine, found: _Found) -> Proposal:
    """Less than due: the instalment that fits, or the oldest dues first."""
    fitting = [due for due in found.dues if due.next_fen == line.left_fen]
    if fitting:
        due = fitting[0]
        return Proposal(
            MatchKind.PARTIAL,
            (Part(line.ref, due.ref, line.left_fen),),
            92 if len(fitting) == 1 else 60,
            False,
            0,
            f"{found.zh}，{yuan(line.left_fen)} 元等于应收 {due.ref} 下一期的分期金额。",
            f"{_capital(found.en)}; ¥{yuan(line.left_fen)} is the next instalment of {due.ref}.",
        )
    parts, left = [], line.left_fen
    for due in found.dues:
        fen = min(left, due.left_fen)
        if fen:
            parts.append(Part(line.ref, due.ref, fen))
            left -= fen
    short = sum(due.left_fen for due in found.dues) - line.left_fen
    is_alone = len(found.dues) == 1
    return Proposal(
        MatchKind.PARTIAL,
        tuple(parts),
        (80 if found.by_mark else 65) if is_alone else 40,
        False,
        0,
        f"{found.zh}，{yuan(line.left_fen)} 元不足应收，还差 {yuan(short)} 元"
        + ("。" if is_alone else "；按到期先后分配，请核对。"),
        f"{_capital(found.en)}; ¥{yuan(line.left_fen)} is ¥{yuan(short)} less than due"
        + ("." if is_alone else "; the oldest dues come first: look."),
    )


def _unsure_of_unit(line: OpenLine, found: _Found) -> Proposal | None:
    """One name, several units: only an amount that fits one of them is worth a proposal."""
    alike = [due for due in found.dues if due.left_fen == line.left_fen]
    if len(alike) != 1:
        return None
    count = len({due.unit_id for due in found.dues})
    one = _exact(line, found, alike)
    return replace(
        one,
        confidence=50,
        is_certain=False,
        why_zh=f"{one.why_zh.rstrip('。')}；同名单位有 {count} 个，请核对。",
        why_en=f"{one.why_en.rstrip('.')}; {count} units go by this name: look.",
    )


def _sums(dues: Sequence[OpenDue], wanted: int) -> list[tuple[OpenDue, ...]]:
    """Sets of two or more dues that make exactly this sum, small sets of old dues first."""
    tried = dues[:MOST_DUES]
    found: list[tuple[OpenDue, ...]] = []
    for size in range(2, min(len(tried), MOST_IN_A_GROUP) + 1):
        found += [
            some for some in combinations(tried, size) if sum(d.left_fen for d in some) == wanted
        ]
    if len(dues) == len(tried) > MOST_IN_A_GROUP and sum(d.left_fen for d in dues) == wanted:
        found.append(tuple(dues))
    return found


def _several_lines(
    lines: Sequence[OpenLine],
    found: dict[str, _Found],
    single: dict[str, Proposal | None],
) -> list[Proposal]:
    """Two or more lines that together make one due, each of them too small for it."""
    by_due: dict[str, list[OpenLine]] = defaultdict(list)
    dues: dict[str, OpenDue] = {}
    for line in lines:
        one = single[line.ref]
        if one is None or one.kind is not MatchKind.PARTIAL:
            continue
        for due in found[line.ref].dues:
            if line.left_fen < due.left_fen:
                by_due[due.ref].append(line)
                dues[due.ref] = due
    proposals: list[Proposal] = []
    used: set[str] = set()
    for ref, some in by_due.items():
        free = [line for line in some if line.ref not in used][:MOST_DUES]
        chosen = _lines_that_make(free, dues[ref].left_fen)
        if chosen:
            used |= {line.ref for line in chosen}
            proposals.append(_joined(chosen, dues[ref], found[chosen[0].ref]))
    return proposals


def _lines_that_make(lines: Sequence[OpenLine], wanted: int) -> tuple[OpenLine, ...]:
    for size in range(2, min(len(lines), MOST_LINES) + 1):
        for some in combinations(lines, size):
            if sum(line.left_fen for line in some) == wanted:
                return some
    return ()


def _joined(lines: Sequence[OpenLine], due: OpenDue, found: _Found) -> Proposal:
    return Proposal(
        MatchKind.GROUPED,
        tuple(Part(line.ref, due.ref, line.left_fen) for line in lines),
        85,
        False,
        0,
        f"{found.zh}，{len(lines)} 笔到账合计 {yuan(due.left_fen)} 元，正好付清应收 {due.ref}。",
        f"{_capital(found.en)}; {len(lines)} lines come to ¥{yuan(due.left_fen)},"
        f" which is what {due.ref} lacks.",
    )


def _contested(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Certain ones that want a due which another one wants as well are certain no more."""
    wanted: dict[str, int] = defaultdict(int)
    for one in proposals:
        for ref in one.dues:
            wanted[ref] += 1
    return [
        one
        if not one.is_certain or all(wanted[ref] == 1 for ref in one.dues)
        else replace(
            one,
            confidence=60,
            is_certain=False,
            why_zh=f"{one.why_zh.rstrip('。')}；另有到账也指向这笔应收，请核对。",
            why_en=f"{one.why_en.rstrip('.')}; another line wants the same due: look.",
        )
        for one in proposals
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
