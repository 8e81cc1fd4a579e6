"""The reference evaluator: edition and facts in, decision out.

Plain, exact and slow on purpose; it is what payments are made by, and what any
faster evaluator is judged by. No clock, no files, no network: "what would be
paid" and "pay" are the same call.

Order: select the benefits that answer, ask the guards of each, look into the
waiting windows, reckon, round, let exclusive benefits give way, add up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from . import clauses as c
from . import nodes as n
from .amounts import reckon
from .conditions import Circumstances, date_of, judge
from .decision import Decision, Effect, Line, TraceStep, Use
from .edition import Edition
from .errors import EvaluationError
from .facts import Counted, Facts
from .guards import ask_guards, known_date, same_disease_payments
from .quantities import Number, round_fen
from .refusals import ASKS_OFFICER
from .run import Draft, Halt, Run, Scope, SetOff, Skip
from .windows import due

EVALUATOR_VERSION = "2"


def evaluate(edition: Edition, facts: Facts) -> Decision:
    """Decide one event under one edition.

    Raises EvaluationError only where the edition itself gives no one answer
    (an undefined parameter, two exceptions that both apply); what is wrong with
    the event is a refusal or a referral in the decision.
    """
    run = Run(edition, facts)
    for article, benefit in _selected(run):
        _decide_benefit(run, article, benefit)
    return _conclude(run)


def _selected(run: Run) -> list[tuple[str, c.Benefit]]:
    """The benefits whose conditions hold, less those that give way to an exception."""
    answering, failing = [], []
    for article, benefit in run.edition.of(c.Benefit):
        why, unknown = _answers(run, benefit)
        if unknown is not None:
            run.refuse("fact_missing", article.number, benefit.id, fact=unknown)
        elif why is None:
            answering.append((article.number, benefit))
        else:
            failing.append(f"{benefit.id} ({why})")
            run.trace.append(
                TraceStep(
                    "not_selected", article.number, benefit.id, benefit.id, values=(("why", why),)
                )
            )
    if not answering and not run.refusals:
        numbers = [article.number for article, _ in run.edition.of(c.Benefit)]
        why = "; ".join(failing) or "the edition pays nothing"
        run.refuse("no_benefit_applies", numbers[0] if numbers else "—", "", why=why)
    return [pair for pair in answering if not _gives_way(run, pair[1], [b for _, b in answering])]


def _answers(run: Run, benefit: c.Benefit) -> tuple[str | None, str | None]:
    days = (date_of(run.facts, role) for role in benefit.dated_by)
    on = next((day for day in days if day is not None), None)
    force = benefit.in_force
    if force and on is not None and not (force.from_ or on) <= on <= (force.until or on):
        return "in_force", None
    return judge(benefit.when, Circumstances(run.edition, run.facts, on), benefit.unless)


def _gives_way(run: Run, benefit: c.Benefit, answering: list[c.Benefit]) -> bool:
    exceptions = [other.id for other in answering if other.exception_to == benefit.id]
    if len(exceptions) > 1:
        raise EvaluationError(
            "two_exceptions",
            f"Both {' and '.join(exceptions)} are exceptions to `{benefit.id}` and both answer.",
            where=run.edition.places.get("", run.edition.plan),
            remedy="Make one an exception to the other, or narrow their conditions.",
        )
    return bool(exceptions)


def _decide_benefit(run: Run, article: str, benefit: c.Benefit) -> None:
    try:
        _, on = known_date(run, benefit.dated_by)
    except Halt as halt:
        return run.refuse(halt.code, article, benefit.id, **halt.values)
    scope = Scope(run, benefit, article, benefit.id, on, _shares_that_count(run))
    scope.note("selected", on=on)
    if not ask_guards(scope):
        return None
    try:
        _pay(scope)
    except Skip:
        return None
    except Halt as halt:
        run.not_paid(benefit.id)
        at = halt.values.pop("at", (scope.article, scope.clause))
        place, clause = at if isinstance(at, tuple) else (article, benefit.id)
        scope.under(place, clause).note("refused", code=halt.code)
        run.refuse(halt.code, place, clause, **halt.values)
    return None


def _shares_that_count(run: Run) -> int:
    most = run.edition.max_shares
    return run.facts.cover.shares if most is None else min(most, run.facts.cover.shares)


def _pay(scope: Scope) -> None:
    run = scope.run
    before = _paid_for_the_same(scope)
    run.set_off = [one for _, one in before] + _paid_to_rivals(scope)
    run.rivals = run.edition.rivals(scope.benefit.id)
    try:
        owed = due(scope, reckon)
        amount = owed.amount
        if owed.is_the_benefit:
            for here, one in before:
                after = max(0, amount - one.amount_fen)
                off, on = one.amount_fen, one.paid.event_on
                here.note("paid_before", amount, after, off_fen=off, event_on=on)
                amount = after
        _draft(owed.scope, amount, owed.label, owed.ends_cover)
    finally:
        run.set_off, run.rivals = [], frozenset()
    _let_exclusive_give_way(run, run.drafts[-1])


def _paid_for_the_same(scope: Scope) -> list[tuple[Scope, SetOff]]:
    """Payments for a milder form of the same disease that count, where the article says so."""
    return [
        (
            scope.under(article.number, clause.id),
            SetOff(paid, clause.benefits if clause.benefits and paid.lines else None),
        )
        for article, clause in scope.run.edition.of(c.SameDisease)
        if not clause.benefits or scope.benefit.id in clause.benefits
        for paid, result in same_disease_payments(clause, scope)
        if result in ("pays_difference", "replaces")
    ]


def _paid_to_rivals(scope: Scope) -> list[SetOff]:
    """Earlier payments of the period under benefits that exclude this one."""
    return [
        SetOff(paid, others)
        for _, clause in scope.run.edition.of(c.MutuallyExclusive)
        if clause.across == "period" and scope.benefit.id in clause.benefits
        for others in [tuple(b for b in clause.benefits if b != scope.benefit.id)]
        for paid in scope.run.earlier_in_cover()
        if any(line.clause in others for line in paid.lines)
    ]


def _draft(scope: Scope, amount: Number, label: n.Text, ends_cover: bool) -> None:
    fen = _rounded(scope, amount)
    if fen == 0:
        raise Halt("nothing_to_pay")
    on: date = scope.on
    effects = (Effect("terminate_cover", on, scope.article, scope.clause),) if ends_cover else ()
    line = Line(label.zh, label.en, scope.article, scope.clause, fen)
    caps = tuple(scope.caps.items())
    scope.run.drafts.append(Draft(line, effects, caps, scope.benefit.id, fen))


def _rounded(scope: Scope, amount: Number) -> int:
    """The plan's rounding, which may never lift an amount over a cap it was cut to."""
    found = scope.run.edition.of(c.FinalRounding)
    here = scope.under(found[0][0].number, found[0][1].id) if found else scope
    how = found[0][1].how if found else "half_up_fen"
    fen = round_fen(amount, how)
    for left in scope.left.values():
        fen = min(fen, left)
    if fen != amount:
        here.note("round", amount, fen, how=how)
    return fen


def _let_exclusive_give_way(run: Run, newest: Draft) -> None:
    """Of benefits that exclude each other one stays, before anything else is reckoned."""
    for article, clause in run.edition.of(c.MutuallyExclusive):
        rivals = [draft for draft in run.drafts if draft.line.clause in clause.benefits]
        if newest not in rivals:
            continue
        if clause.keep == "largest":
            kept = max(rivals, key=lambda draft: draft.gross_fen)
        else:
            kept = min(rivals, key=lambda draft: clause.benefits.index(draft.line.clause))
        for draft in rivals:
            if draft is not kept:
                run.drop(draft)
                _refuse_beside(run, article.number, clause.id, draft.line, kept.line)
        if kept is newest and clause.across == "period":
            newest = _take_off_earlier(run, article.number, clause, kept)


def _refuse_beside(run: Run, article: str, clause: str, dropped: Line, kept: Line) -> None:
    run.trace.append(
        TraceStep("gave_way", article, clause, dropped.clause, values=(("to", kept.clause),))
    )
    run.refuse(
        "excluded_by_other_benefit",
        article,
        clause,
        dropped=dropped.clause,
        kept=kept.clause,
        dropped_zh=dropped.label_zh,
        dropped_en=dropped.label_en,
        kept_zh=kept.label_zh,
        kept_en=kept.label_en,
    )


def _take_off_earlier(run: Run, article: str, clause: c.MutuallyExclusive, kept: Draft) -> Draft:
    """What a rival benefit paid earlier in this cover counts towards the one kept."""
    rivals = [
        b
        for _, b in run.edition.of(c.Benefit)
        if b.id in clause.benefits and b.id != kept.line.clause
    ]
    for rival in rivals:
        paid = sum(
            line.amount_fen
            for earlier in run.earlier_in_cover()
            for line in earlier.lines
            if line.clause == rival.id
        )
        if not paid:
            continue
        before, after = kept.line.amount_fen, max(0, kept.line.amount_fen - paid)
        run.trace.append(
            TraceStep(
                "paid_before",
                article,
                clause.id,
                kept.line.clause,
                str(before),
                str(after),
                (("off_fen", str(paid)),),
            )
        )
        line = Line(
            kept.line.label_zh, kept.line.label_en, kept.line.article, kept.line.clause, after
        )
        if after == 0:
            run.drop(kept)
            earlier_line = Line(rival.label.zh, rival.label.en, article, rival.id, paid)
            _refuse_beside(run, article, clause.id, kept.line, earlier_line)
            return kept
        less = replace(kept, line=line)
        run.drafts[run.drafts.index(kept)] = less
        kept = less
    return kept


def _conclude(run: Run) -> Decision:
    refer = any(refusal.code in ASKS_OFFICER for refusal in run.refusals)
    drafts = [] if refer else run.drafts
    amount = sum(draft.line.amount_fen for draft in drafts)
    limits = {name: limit for draft in drafts for name, limit in draft.caps}
    uses = tuple(
        Use(name, sum(d.line.amount_fen for d in drafts if name in dict(d.caps)), limit)
        for name, limit in limits.items()
    )
    return Decision(
        plan=run.edition.plan,
        version=run.edition.version,
        edition_digest=run.edition.digest,
        evaluator_version=EVALUATOR_VERSION,
        outcome="refer" if refer else "pay" if amount else "refuse",
        amount_fen=amount,
        lines=tuple(draft.line for draft in drafts),
        refusals=tuple(run.refusals),
        effects=tuple(effect for draft in drafts for effect in draft.effects),
        uses=uses,
        trace=tuple(run.trace),
        counts=() if refer else _counted(run),
        marks=() if refer else tuple(dict.fromkeys(mark for _, mark in run.marks)),
    )


def _counted(run: Run) -> tuple[Counted, ...]:
    totals: dict[str, int] = {}
    for _, counter, number in run.counts:
        totals[counter] = totals.get(counter, 0) + number
    return tuple(Counted(counter, number) for counter, number in totals.items())
