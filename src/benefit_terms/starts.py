"""From what a benefit is reckoned: one function per start, each leaving a line of trace."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from . import nodes as n
from .conditions import PARTS, part_fen
from .facts import Bill, Burn
from .measures import stay_days
from .quantities import Number, whole
from .run import Halt, Scope
from .values import Value


def bill_of(scope: Scope) -> Bill:
    if scope.facts.event.bill is None:
        raise Halt("fact_missing", fact="event.bill")
    return scope.facts.event.bill


def _components(node: n.BillComponents, scope: Scope) -> Number:
    bill = bill_of(scope)
    amounts = {name: part_fen(bill, name) for name in node.components}
    if all(amount is None for amount in amounts.values()):
        raise Halt("fact_missing", fact=" / ".join(f"event.bill.{name}_fen" for name in amounts))
    total = sum(amount or 0 for amount in amounts.values())
    scope.note("base_from_bill", None, total, **{f"{k}_fen": v or 0 for k, v in amounts.items()})
    return total


def _bill_total(node: n.BillTotal, scope: Scope) -> Number:
    total = bill_of(scope).total_fen
    if total is None:
        raise Halt("fact_missing", fact="event.bill.total_fen")
    scope.note("base_is_total", None, total)
    return total


def _amount(node: n.Amount, scope: Scope) -> Number:
    amount = scope.number(node.of)
    scope.note("lump_sum", None, amount)
    return amount


def _days(scope: Scope, counting: str) -> int:
    days = stay_days(scope.facts, counting)
    if days is None:
        raise Halt("fact_missing", fact="event.admitted_on / event.discharged_on")
    return days


def _daily(node: n.Daily, scope: Scope) -> Number:
    days = _days(scope, node.counting)
    beyond = int(scope.number(node.beyond)) if node.beyond else 0
    paid = max(0, days - beyond)
    if node.at_most is not None and paid > scope.number(node.at_most):
        paid = int(scope.number(node.at_most))
        scope.chosen.append("days=cut")
    if node.at_most_in_period is not None:
        counter = f"{scope.benefit.id}.days"
        left = int(scope.number(node.at_most_in_period)) - scope.run.counted(counter)
        if paid > left:
            paid = max(0, left)
            scope.chosen.append("days=cut_in_period")
        scope.count(counter, paid, if_paid=True)
    each = scope.number(node.amount)
    scope.note("daily", None, each * paid, days=days, beyond=beyond, paid_days=paid, each_fen=each)
    return each * paid


def _daily_bands(node: n.DailyBands, scope: Scope) -> Number:
    days = _days(scope, node.counting)
    total: Number = 0
    reached = 0
    for band in node.bands:
        through = days if band.through is None else min(days, int(scope.number(band.through)))
        if through > reached:
            each = scope.number(band.amount)
            paid = each * (through - reached)
            scope.note("day_band", None, paid, first=reached + 1, last=through, each_fen=each)
            total, reached = total + paid, through
    scope.note("daily_bands", None, total, days=days)
    return total


def borne_fen(bill: Bill) -> int:
    """What the person bore: total less pool, large-sum and other payments, or the parts given."""
    borne = sum(part_fen(bill, name) or 0 for name in PARTS)
    if bill.total_fen is not None:
        borne = bill.total_fen - (bill.pool_paid_fen or 0) - (bill.large_paid_fen or 0)
    return max(0, borne - (bill.other_reimbursed_fen or 0))


def _borne(node: n.Borne, scope: Scope) -> Number:
    bill = bill_of(scope)
    if bill.total_fen is None and all(part_fen(bill, name) is None for name in PARTS):
        raise Halt("fact_missing", fact="event.bill.total_fen")
    borne = borne_fen(bill)
    scope.note("base_is_borne", None, borne)
    return borne


def _items(node: n.Items, scope: Scope) -> Number:
    before = {mark for paid in scope.facts.earlier for mark in paid.marks}
    before |= {mark for _, mark in scope.run.marks}
    counter = f"{scope.benefit.id}.items"
    left = node.at_most
    if left is not None and node.per == "period":
        left = max(0, left - scope.run.counted(counter))
    total: Number = 0
    for item in bill_of(scope).items:
        if item.code not in node.codes or item.quantity == 0:
            continue
        mark = f"line:{item.line}"
        if mark in before:
            scope.note("item_paid_before", line=item.line, code=item.code)
            continue
        units = item.quantity if left is None else min(item.quantity, left)
        price: Number = whole(Fraction(item.amount_fen, item.quantity))
        if node.each is not None:
            price = min(price, scope.number(node.each))
        values = {"line": item.line, "claimed": item.quantity, "claimed_fen": item.amount_fen}
        if units < item.quantity:
            scope.chosen.append("units=cut")
        scope.note("item", item.amount_fen, price * units, **values, units=units)
        if units:
            scope.mark(mark)
            total += price * units
            left = None if left is None else left - units
            if node.per == "period":
                scope.count(counter, units, if_paid=True)
    scope.note("items", None, total)
    return total


def paid_by(scope: Scope, benefits: tuple[str, ...], over: str) -> int:
    """Fen paid under these benefits (all if none is named) for this event, or in this period."""
    now = sum(
        d.line.amount_fen for d in scope.run.visible() if not benefits or d.benefit in benefits
    )
    ref = scope.facts.event.ref
    earlier = (
        scope.run.earlier_in_cover()
        if over == "period"
        else [p for p in scope.run.earlier() if ref is not None and p.event_ref == ref]
    )
    return now + sum(
        paid.amount_fen
        if not benefits
        else sum(line.amount_fen for line in paid.lines if line.clause in benefits)
        for paid in earlier
    )


def for_each_burn(value: Value, scope: Scope) -> list[tuple[Burn, Number]]:
    """The burns of the event that a table knows, each with its number; Halt if it knows none."""
    found = []
    for burn in scope.facts.event.burns:
        scope.instead = {
            "burn_part": burn.part, "burn_degree": burn.degree, "burn_area": burn.area
        }  # fmt: skip
        try:
            found.append((burn, scope.number(value)))
        except Halt as halt:
            # A burn that the schedule does not know takes nothing from the others.
            if halt.code != "not_in_schedule":
                raise
        finally:
            scope.instead = {}
    if not found:
        raise Halt("not_in_schedule", axis="burns", key=len(scope.facts.event.burns))
    return found


def _burns(node: n.Burns, scope: Scope) -> Number:
    if not scope.facts.event.burns:
        amount = scope.number(node.amount)
        scope.note("lump_sum", None, amount)
        return amount
    found = for_each_burn(node.amount, scope)
    for burn, amount in found:
        scope.note("burn", None, amount, **vars(burn))
    amounts = [amount for _, amount in found]
    total = max(amounts) if node.several == "largest" else sum(amounts)
    scope.note(f"burns_{node.several}", None, total)
    return total


def _to_officer(node: n.ToOfficer, scope: Scope) -> Number:
    raise Halt("referred", reason_zh=node.reason.zh, reason_en=node.reason.en)


def _top_up(node: n.TopUp, scope: Scope) -> Number:
    to, paid = scope.number(node.to), paid_by(scope, node.benefits, "period")
    missing = max(0, to - paid)
    scope.note("top_up", None, missing, to_fen=to, paid_fen=paid)
    return missing


STARTS: dict[type[n.Start], Callable[[Any, Scope], Number]] = {
    n.BillComponents: _components,
    n.BillTotal: _bill_total,
    n.Amount: _amount,
    n.Daily: _daily,
    n.DailyBands: _daily_bands,
    n.Borne: _borne,
    n.Items: _items,
    n.Burns: _burns,
    n.ToOfficer: _to_officer,
    n.TopUp: _top_up,
}
