"""How much: one function per start and per step, each exact, each leaving one line of trace."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from . import clauses as c
from . import nodes as n
from .conditions import PARTS, part_fen
from .facts import Bill
from .quantities import format_yuan, round_fen
from .run import Halt, Scope


def _bill(scope: Scope) -> Bill:
    if scope.facts.event.bill is None:
        raise Halt("fact_missing", fact="event.bill")
    return scope.facts.event.bill


def _components(node: n.BillComponents, scope: Scope) -> Fraction:
    bill = _bill(scope)
    amounts = {name: part_fen(bill, name) for name in node.components}
    if all(amount is None for amount in amounts.values()):
        raise Halt("fact_missing", fact=" / ".join(f"event.bill.{name}_fen" for name in amounts))
    total = Fraction(sum(amount or 0 for amount in amounts.values()))
    scope.note("base_from_bill", None, total, **{f"{k}_fen": v or 0 for k, v in amounts.items()})
    return total


def _bill_total(node: n.BillTotal, scope: Scope) -> Fraction:
    total = _bill(scope).total_fen
    if total is None:
        raise Halt("fact_missing", fact="event.bill.total_fen")
    scope.note("base_is_total", None, Fraction(total))
    return Fraction(total)


def _amount(node: n.Amount, scope: Scope) -> Fraction:
    amount = scope.number(node.of)
    scope.note("lump_sum", None, amount)
    return amount


def _daily(node: n.Daily, scope: Scope) -> Fraction:
    event = scope.facts.event
    if event.admitted_on is None or event.discharged_on is None:
        raise Halt("fact_missing", fact="event.admitted_on / event.discharged_on")
    stayed = (event.discharged_on - event.admitted_on).days
    days = stayed + 1 if node.counting == "in_and_out" else max(1, stayed)
    beyond = int(scope.number(node.beyond)) if node.beyond else 0
    paid = max(0, days - beyond)
    if node.at_most is not None and paid > scope.number(node.at_most):
        paid = int(scope.number(node.at_most))
        scope.chosen.append("days=cut")
    each = scope.number(node.amount)
    scope.note("daily", None, each * paid, days=days, beyond=beyond, paid_days=paid, each_fen=each)
    return each * paid


STARTS: dict[type[n.Start], Callable[[Any, Scope], Fraction]] = {
    n.BillComponents: _components,
    n.BillTotal: _bill_total,
    n.Amount: _amount,
    n.Daily: _daily,
}


def _less(node: n.Less, scope: Scope, amount: Fraction) -> Fraction:
    bill = _bill(scope)
    off = sum(part_fen(bill, name) or 0 for name in node.components)
    after = max(Fraction(0), amount - off)
    scope.note("less", amount, after, off_fen=off)
    return after


def _deductible(node: n.Deductible, scope: Scope, amount: Fraction) -> Fraction:
    off = scope.number(node.amount)
    after = max(Fraction(0), amount - off)
    scope.note("deductible", amount, after, off_fen=off)
    return after


def _rate(node: n.AtRate, scope: Scope, amount: Fraction) -> Fraction:
    rate = scope.number(node.rate)
    scope.note("rate", amount, amount * rate, used_rate=rate)
    return amount * rate


def _plus(node: n.Plus, scope: Scope, amount: Fraction) -> Fraction:
    more = scope.number(node.amount)
    scope.note("plus" if more else "plus_nothing", amount, amount + more, more_fen=more)
    return amount + more


def _progressive(node: n.ProgressiveBands, scope: Scope, amount: Fraction) -> Fraction:
    paid = Fraction(0)
    for band in node.bands:
        above = scope.number(band.above)
        up_to = amount if band.up_to is None else min(amount, scope.number(band.up_to))
        if up_to > above:
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


def _whole(node: n.WholeBands, scope: Scope, amount: Fraction) -> Fraction:
    for band in node.bands:
        above = scope.number(band.above)
        up_to = None if band.up_to is None else scope.number(band.up_to)
        if node.edges == "upper":
            inside = above < amount and (up_to is None or amount <= up_to)
        else:
            inside = above <= amount and (up_to is None or amount < up_to)
        if inside:
            rate = scope.number(band.rate)
            scope.note("whole_bands", amount, amount * rate, above_fen=above, used_rate=rate)
            return amount * rate
    scope.note("outside_bands", amount, Fraction(0))
    return Fraction(0)


def _floor(node: n.AtLeast, scope: Scope, amount: Fraction) -> Fraction:
    least = scope.number(node.amount)
    if not 0 < amount < least:
        return amount
    scope.note("floor", amount, least)
    return least


def _cap_per_claim(node: n.AtMost, scope: Scope, amount: Fraction) -> Fraction:
    most = scope.number(node.amount)
    if amount <= most:
        return amount
    scope.note("cap_per_claim", amount, most)
    return most


def _under_cap(node: n.UnderCap, scope: Scope, amount: Fraction) -> Fraction:
    found = [(article, cap) for article, cap in scope.run.edition.of(c.Cap) if cap.id == node.name]
    if not found:
        raise scope._error(
            "undefined_cap",
            f"`{node.name}` is not the id of a cap clause.",
            "Add a clause of kind `cap`, or correct the name.",
        )
    article, cap = found[0]
    here = scope.under(article.number, cap.id)
    limit = int(here.number(cap.limit))
    used = scope.run.cap_used(cap)
    left = max(0, limit - used)
    scope.caps[cap.id] = limit
    if amount > 0 and left == 0:
        raise Halt(
            "cap_exhausted",
            cap=cap.id,
            limit_yuan=format_yuan(limit),
            used_yuan=format_yuan(used),
            at=(article.number, cap.id),
        )
    after = min(amount, Fraction(left))
    here.note(
        "cap" if after < amount else "cap_not_reached",
        amount,
        after,
        limit_fen=limit,
        used_fen=used,
    )
    return after


def _minimum(node: n.MinimumPayment, scope: Scope, amount: Fraction) -> Fraction:
    least = scope.number(node.amount)
    if amount < least:
        raise Halt(
            "below_minimum", amount_yuan=format_yuan(amount), minimum_yuan=format_yuan(least)
        )
    return amount


def _shares(node: n.TimesShares, scope: Scope, amount: Fraction) -> Fraction:
    scope.note("times_shares", amount, amount * scope.shares, shares=scope.shares)
    return amount * scope.shares


def _indemnity(node: n.IndemnityLimit, scope: Scope, amount: Fraction) -> Fraction:
    bill = _bill(scope)
    borne = sum(part_fen(bill, name) or 0 for name in PARTS)
    if bill.total_fen is not None:
        borne = bill.total_fen - (bill.pool_paid_fen or 0) - (bill.large_paid_fen or 0)
    borne = max(0, borne - (bill.other_reimbursed_fen or 0))
    after = min(amount, Fraction(borne))
    scope.note(
        "indemnity_limit" if after < amount else "indemnity_not_reached",
        amount,
        after,
        borne_fen=borne,
    )
    return after


def _round(node: n.Round, scope: Scope, amount: Fraction) -> Fraction:
    after = Fraction(round_fen(amount, node.how))
    scope.note("round", amount, after, how=node.how)
    return after


STEPS: dict[type[n.Step], Callable[[Any, Scope, Fraction], Fraction]] = {
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
    n.Round: _round,
}


def reckon(scope: Scope) -> Fraction:
    """Start and steps of the benefit, in the order of the edition; exact fen."""
    amount = STARTS[type(scope.benefit.start)](scope.benefit.start, scope)
    for step in scope.benefit.steps:
        amount = STEPS[type(step)](step, scope, amount)
    return amount
