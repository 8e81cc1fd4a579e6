"""What is done to the amount: one function per step, exact, each leaving a line of trace."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any

from . import clauses as c
from . import nodes as n
from .bands import band_edges
from .conditions import part_fen
from .facts import Injury
from .quantities import Number, format_yuan, round_fen
from .run import Halt, Scope
from .starts import bill_of, borne_fen, for_each_burn, paid_by


def _less(node: n.Less, scope: Scope, amount: Number) -> Number:
    bill = bill_of(scope)
    off = sum(part_fen(bill, name) or 0 for name in node.components)
    after = max(0, amount - off)
    scope.note("less", amount, after, off_fen=off)
    return after


def _deductible(node: n.Deductible, scope: Scope, amount: Number) -> Number:
    off = scope.number(node.amount)
    if node.per != "claim":
        counter = _account(node, scope)
        off = max(0, off - scope.run.counted(counter))
        # Counted in whole fen, as everything that later claims continue.
        scope.count(counter, floor(min(off, amount)))
    after = max(0, amount - off)
    scope.note("deductible", amount, after, off_fen=off)
    return after


def _account(node: n.Deductible, scope: Scope) -> str:
    """Where it is kept how much of a deductible was borne: by period, or by event in it."""
    counter = node.name or f"{scope.benefit.id}.deductible"
    if node.per == "period":
        return counter
    ref = scope.facts.event.ref
    kept = (one.counter for paid in scope.facts.earlier for one in paid.counts)
    if ref is None and any(one.startswith(f"{counter}:") for one in kept):
        raise Halt("fact_missing", fact="event.ref")
    return f"{counter}:{ref or ''}"


def _threshold(node: n.Threshold, scope: Scope, amount: Number) -> Number:
    least = scope.number(node.amount)
    reached = amount >= least if node.reached == "at" else amount > least
    after = amount if reached else 0
    scope.note("threshold" if reached else "threshold_missed", amount, after, least_fen=least)
    return after


def _less_paid(node: n.LessPaid, scope: Scope, amount: Number) -> Number:
    off = paid_by(scope, node.benefits, node.over)
    after = max(0, amount - off)
    scope.note("less_paid", amount, after, off_fen=off)
    return after


def _less_beside(node: n.LessBeside, scope: Scope, amount: Number) -> Number:
    off = sum(paid.amount_fen for paid in scope.facts.beside if paid.plan in node.plans)
    after = max(0, amount - off)
    scope.note("less_beside", amount, after, off_fen=off)
    return after


def _rate(node: n.AtRate, scope: Scope, amount: Number) -> Number:
    rate = scope.number(node.rate)
    scope.note("rate", amount, amount * rate, used_rate=rate)
    return amount * rate


def _plus(node: n.Plus, scope: Scope, amount: Number) -> Number:
    more = scope.number(node.amount)
    scope.note("plus" if more else "plus_nothing", amount, amount + more, more_fen=more)
    return amount + more


def _progressive(node: n.ProgressiveBands, scope: Scope, amount: Number) -> Number:
    paid: Number = 0
    for band, above, end in band_edges(node, scope.number):
        up_to = amount if end is None else min(amount, end)
        if above is not None and up_to > above:
            rate = scope.number(band.rate)
            scope.note(
                "band",
                up_to - above,
                (up_to - above) * rate,
                above_fen=above,
                through_fen=up_to,
                used_rate=rate,
            )
            paid += (up_to - above) * rate
    scope.note("progressive_bands", amount, paid)
    return paid


def _band_of(
    node: n.WholeBands | n.BandedAmount, scope: Scope, amount: Number
) -> tuple[Any, Number] | None:
    for band, above, up_to in band_edges(node, scope.number):
        assert above is not None
        if node.edges == "upper":
            inside = above < amount and (up_to is None or amount <= up_to)
        else:
            inside = above <= amount and (up_to is None or amount < up_to)
        if inside:
            return band, above
    return None


def _whole(node: n.WholeBands, scope: Scope, amount: Number) -> Number:
    found = _band_of(node, scope, amount)
    if found is None:
        scope.note("outside_bands", amount, 0)
        return 0
    rate = scope.number(found[0].rate)
    scope.note("whole_bands", amount, amount * rate, above_fen=found[1], used_rate=rate)
    return amount * rate


def _banded_amount(node: n.BandedAmount, scope: Scope, amount: Number) -> Number:
    found = _band_of(node, scope, amount)
    if found is None:
        scope.note("outside_bands", amount, 0)
        return 0
    pays = scope.number(found[0].pays)
    scope.note("banded_amount", amount, pays, above_fen=found[1])
    return pays


def _floor(node: n.AtLeast, scope: Scope, amount: Number) -> Number:
    least = scope.number(node.amount)
    if not 0 < amount < least:
        return amount
    scope.note("floor", amount, least)
    return least


def _cap_per_claim(node: n.AtMost, scope: Scope, amount: Number) -> Number:
    most = scope.number(node.amount)
    if amount <= most:
        return amount
    scope.note("cap_per_claim", amount, most)
    return most


def _under_cap(node: n.UnderCap, scope: Scope, amount: Number) -> Number:
    found = [(article, cap) for article, cap in scope.run.edition.of(c.Cap) if cap.id == node.name]
    if not found:
        raise scope._error(
            "undefined_cap",
            f"`{node.name}` is not the id of a cap clause.",
            "Add a clause of kind `cap`, or correct the name.",
        )
    article, cap = found[0]
    here = scope.under(article.number, cap.id)
    _require_known(cap, scope)
    limit = int(here.number(cap.limit)) * (scope.shares if cap.per_share else 1)
    used = scope.run.cap_used(cap)
    left = max(0, limit - used)
    scope.caps[cap.id], scope.left[cap.id] = limit, left
    if amount > 0 and left == 0:
        raise Halt(
            "cap_exhausted",
            cap=cap.id,
            limit_yuan=format_yuan(limit),
            used_yuan=format_yuan(used),
            at=(article.number, cap.id),
        )
    after = min(amount, left)
    here.note(
        "cap" if after < amount else "cap_not_reached",
        amount,
        after,
        limit_fen=limit,
        used_fen=used,
    )
    return after


def _require_known(cap: c.Cap, scope: Scope) -> None:
    """A cap of an event or a disease has to know whether earlier payments were for the same."""
    event = scope.facts.event
    category = event.diagnosis.category if event.diagnosis else None
    missing = {"event": event.ref is None, "disease": category is None}.get(cap.per, False)
    if missing and any(use.cap == cap.id for paid in scope.run.earlier() for use in paid.uses):
        fact = "event.ref" if cap.per == "event" else "event.diagnosis.icd10"
        raise Halt("fact_missing", fact=fact)


def _minimum(node: n.MinimumPayment, scope: Scope, amount: Number) -> Number:
    least = scope.number(node.amount)
    if amount < least:
        raise Halt(
            "below_minimum", amount_yuan=format_yuan(amount), minimum_yuan=format_yuan(least)
        )
    return amount


def _shares(node: n.TimesShares, scope: Scope, amount: Number) -> Number:
    scope.note("times_shares", amount, amount * scope.shares, shares=scope.shares)
    return amount * scope.shares


def _indemnity(node: n.IndemnityLimit, scope: Scope, amount: Number) -> Number:
    borne = borne_fen(bill_of(scope))
    borne = max(0, borne - _made_good(scope))
    if node.across_plans:
        beside = sum(paid.amount_fen for paid in scope.facts.beside if paid.indemnity)
        borne = max(0, borne - beside)
    most = borne * (scope.number(node.share) if node.share is not None else 1)
    after = min(amount, most)
    kind = "indemnity_limit" if after < amount else "indemnity_not_reached"
    scope.note(kind, amount, after, borne_fen=most)
    return after


def _made_good(scope: Scope) -> int:
    """What this plan's other benefits already make good of the same expenses."""
    limited, ref = scope.run.edition.indemnity_benefits, scope.facts.event.ref
    now = sum(d.line.amount_fen for d in scope.run.visible() if d.line.clause in limited)
    return now + sum(
        line.amount_fen
        for paid in scope.run.earlier()
        if ref is not None and paid.event_ref == ref
        for line in paid.lines
        if line.clause in limited
    )


def _at_grade(node: n.AtGrade, scope: Scope, amount: Number) -> Number:
    injuries = scope.facts.event.injuries
    if not injuries:
        rate = scope.number(node.rate)
        scope.note("rate", amount, amount * rate, used_rate=rate)
        return amount * rate
    paid = {mark for p in scope.run.earlier() for mark in p.marks}
    new = [one for one in injuries if f"part:{one.part}" not in paid]
    for one in injuries:
        if one not in new:
            scope.note("part_paid_before", part=one.part, grade=one.grade)
    rate = _rate_of_grades(node, scope, [one.grade for one in new]) if new else 0
    for one in new:
        scope.mark(f"part:{one.part}")
    scope.note("at_grade", amount, amount * rate, used_rate=rate, grades=_listed(new))
    return amount * rate


def _listed(injuries: list[Injury]) -> str:
    return ", ".join(f"{one.part} {one.grade}" for one in injuries) or "—"


def _rate_of_grades(node: n.AtGrade, scope: Scope, grades: list[int]) -> Number:
    worst = min(grades)
    if node.several == "add":
        rate = sum((_rate_at(node, scope, grade) for grade in grades), 0)
        return rate if node.at_most is None else min(rate, scope.number(node.at_most))
    if node.several == "worst_rises" and grades.count(worst) > 1:
        worst = max(1, worst - 1)
    return _rate_at(node, scope, worst)


def _rate_at(node: n.AtGrade, scope: Scope, grade: int) -> Number:
    scope.instead = {"disability_grade": grade}
    try:
        return scope.number(node.rate)
    finally:
        scope.instead = {}


def _at_burns(node: n.AtBurns, scope: Scope, amount: Number) -> Number:
    if not scope.facts.event.burns:
        rate = scope.number(node.rate)
    else:
        found = for_each_burn(node.rate, scope)
        for burn, one in found:
            scope.note("burn_rate", **vars(burn), used_rate=one)
        rates = [one for _, one in found]
        rate = max(rates) if node.several == "largest" else sum(rates)
    if node.at_most is not None:
        rate = min(rate, scope.number(node.at_most))
    scope.note("rate", amount, amount * rate, used_rate=rate)
    return amount * rate


def _accumulated(node: n.Accumulated, scope: Scope, amount: Number) -> Number:
    x = round_fen(amount, "half_up_fen")
    before = scope.run.counted(node.name, node.over)
    scope.count(node.name, int(x))
    scope.note("accumulated", x, before + x, before_fen=before)
    whole = _through(node, scope, before + x)
    earlier = 0
    if before:
        steps_so_far = len(scope.run.trace)
        # In whole fen, as it was paid: so that the claims of a period add up to what one would pay.
        earlier = round_fen(_through(node, scope, before), "half_up_fen")
        # What earlier claims came to is said in one line, not step by step again.
        del scope.run.trace[steps_so_far:]
    paid = max(0, whole - earlier)
    scope.note("accumulated_increase", whole, paid, earlier_fen=earlier)
    return paid


def _through(node: n.Accumulated, scope: Scope, amount: Number) -> Number:
    for step in node.steps:
        amount = STEPS[type(step)](step, scope, amount)
    return amount


def _round(node: n.Round, scope: Scope, amount: Number) -> Number:
    after = round_fen(amount, node.how)
    scope.note("round", amount, after, how=node.how)
    return after


STEPS: dict[type[n.Step], Callable[[Any, Scope, Number], Number]] = {
    n.Less: _less,
    n.Deductible: _deductible,
    n.AtRate: _rate,
    n.Plus: _plus,
    n.ProgressiveBands: _progressive,
    n.WholeBands: _whole,
    n.AtLeast: _floor,
    n.AtMost: _cap_per_claim,
    n.UnderCap: _under_cap,
    n.MinimumPayment: _minimum,
    n.TimesShares: _shares,
    n.IndemnityLimit: _indemnity,
    n.Threshold: _threshold,
    n.BandedAmount: _banded_amount,
    n.LessPaid: _less_paid,
    n.LessBeside: _less_beside,
    n.AtGrade: _at_grade,
    n.AtBurns: _at_burns,
    n.Accumulated: _accumulated,
    n.Round: _round,
}
