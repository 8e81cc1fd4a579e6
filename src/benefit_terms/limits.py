"""No cap below a floor, nothing reckoned after a shared cap, a split that adds up to its fee."""

from __future__ import annotations

from fractions import Fraction

from . import clauses as c
from . import nodes as n
from .edition import Edition
from .problems import Problems
from .walk import path_of


def check_limits(edition: Edition, problems: Problems) -> None:
    """Every cap is known and used, and each benefit keeps the order of cap and floor."""
    for article, benefit in edition.of(c.Benefit):
        path = path_of(article, benefit)
        _check_order(path, benefit, problems)
        _check_floor(edition, path, benefit, problems)
    used = {
        step.name
        for _, benefit in edition.of(c.Benefit)
        for step in benefit.steps
        if isinstance(step, n.UnderCap)
    }
    for article, cap in edition.of(c.Cap):
        if cap.id not in used:
            problems.add(
                "cap_unused",
                path_of(article, cap),
                f"No benefit is under the cap `{cap.id}`.",
                f"Add the step `cap: {cap.id}`, or remove it.",
            )
    _check_fees(edition, problems)


def _check_order(path: str, benefit: c.Benefit, problems: Problems) -> None:
    may_follow = (n.UnderCap, n.Round, n.IndemnityLimit, n.AtMost)
    capped = False
    for step in benefit.steps:
        if capped and not isinstance(step, may_follow):
            problems.add(
                "step_after_cap",
                path,
                f"`{step.kind}` follows a shared cap, whose use would not be what is paid.",
                "Put the cap after it.",
            )
        capped = capped or isinstance(step, n.UnderCap)


def _check_floor(edition: Edition, path: str, benefit: c.Benefit, problems: Problems) -> None:
    caps = {cap.id: cap.limit for _, cap in edition.of(c.Cap)}
    tops, floors = [], []
    for step in benefit.steps:
        if isinstance(step, n.UnderCap) and step.name not in caps:
            what = f"There is no cap `{step.name}`."
            problems.add("cap_undefined", path, what, "Add the clause, or correct its name.")
        elif isinstance(step, n.UnderCap):
            tops.append(edition.constant(caps[step.name]))
        elif isinstance(step, n.AtMost):
            tops.append(edition.constant(step.amount))
        elif isinstance(step, (n.AtLeast, n.MinimumPayment)):
            floors.append(edition.constant(step.amount))
    low = max((floor.number for floor in floors if floor), default=None)
    high = min((top.number for top in tops if top), default=None)
    if low is not None and high is not None and high < low:
        problems.add(
            "cap_below_floor",
            path,
            f"The cap of {high} fen is below the floor of {low} fen.",
            "Raise the cap or lower the floor.",
        )


def _check_fees(edition: Edition, problems: Problems) -> None:
    for article, fee in edition.of(c.Fee):
        for tier in fee.tiers:
            parts = [edition.constant(part.amount) for part in tier.split]
            whole = edition.constant(tier.amount)
            total = sum((part.number for part in parts if part), Fraction(0))
            if whole is not None and None not in parts and total != whole.number:
                problems.add(
                    "split_not_the_fee",
                    path_of(article, fee),
                    f"The split adds up to {total} fen, the fee is {whole.number} fen.",
                    "Correct the split.",
                )
