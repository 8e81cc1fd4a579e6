"""May this benefit be paid? One function per clause that can refuse.

A guard returns nothing when it passes and raises Halt when it does not. All
guards are asked, so that the officer sees every reason at once. Waiting windows
are no guards: they may replace the benefit, and are looked into afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from . import clauses as c
from .conditions import PARTS, Circumstances, date_of, entry_of, judge, part_fen
from .edition import Edition
from .facts import EarlierPayment
from .measures import other_events, renews
from .nodes import DiseaseIn
from .quantities import add_span, complete_years, format_quantity, format_yuan
from .run import Halt, Run, Scope


def known_date(run: Run, roles: tuple[str, ...]) -> tuple[str, date]:
    """The first of these dates that is known, with its name; Halt if none is."""
    for role in roles:
        day = date_of(run.facts, role)
        if day is not None:
            return role, day
    raise Halt("fact_missing", fact=" / ".join(f"event.{role}" for role in roles))


def _needed(value: Any, name: str) -> Any:
    if value is None:
        raise Halt("fact_missing", fact=name)
    return value


def _age(clause: c.AgeAtStart, scope: Scope) -> None:
    if clause.sex is not None and _needed(scope.facts.person.sex, "person.sex") != clause.sex:
        return
    born = _needed(scope.facts.person.birth_on, "person.birth_on")
    age = complete_years(born, scope.facts.cover.starts_on)
    oldest = clause.oldest
    if clause.oldest_at_renewal is not None and renews(scope.run.edition, scope.facts):
        oldest = clause.oldest_at_renewal
    if not clause.youngest <= age <= oldest:
        raise Halt("age_out_of_range", age=age, youngest=clause.youngest, oldest=oldest)
    days = (scope.facts.cover.starts_on - born).days
    if clause.youngest_days is not None and days < clause.youngest_days:
        raise Halt("too_young_in_days", days=days, youngest_days=clause.youngest_days)
    scope.note("age_passed", age=age, youngest=clause.youngest, oldest=oldest)


def _sex(clause: c.SexOnly, scope: Scope) -> None:
    sex = _needed(scope.facts.person.sex, "person.sex")
    if sex != clause.sex:
        raise Halt("wrong_sex", sex=sex, wanted=clause.sex)


def _basic_medical(clause: c.BasicMedicalRequired, scope: Scope) -> None:
    if not _needed(scope.facts.person.insured_basic_medical, "person.insured_basic_medical"):
        raise Halt("not_in_basic_medical")


def _employment(clause: c.EmploymentAmong, scope: Scope) -> None:
    employment = _needed(scope.facts.person.employment, "person.employment")
    if employment not in clause.among:
        raise Halt("employment_not_admitted", employment=employment, wanted=", ".join(clause.among))


def _relation(clause: c.RelationAmong, scope: Scope) -> None:
    relation = _needed(scope.facts.person.relation, "person.relation")
    if relation not in clause.among:
        raise Halt("relation_not_admitted", relation=relation, wanted=", ".join(clause.among))


def _hazard(clause: c.HazardClass, scope: Scope) -> None:
    found = _needed(scope.facts.person.hazard_class, "person.hazard_class")
    if found > clause.worst:
        raise Halt("hazard_not_admitted", hazard=found, worst=clause.worst)


def _shares(clause: c.SharesLimit, scope: Scope) -> None:
    held = scope.facts.cover.shares
    if held > clause.most and clause.excess == "refuse":
        raise Halt("shares_over_limit", held=held, most=clause.most)
    if held > clause.most:
        scope.note("shares_void", held=held, most=clause.most)


def _inside_cover(clause: c.EventInsideCover, scope: Scope) -> None:
    cover = scope.facts.cover
    role, on = known_date(scope.run, clause.date or scope.benefit.dated_by)
    if not cover.starts_on <= on < cover.ends_before:
        raise Halt(
            "event_outside_cover",
            role=role,
            on=on,
            starts_on=cover.starts_on,
            ends_before=cover.ends_before,
        )
    if cover.terminated_on is not None and on > cover.terminated_on:
        raise Halt("cover_ended", ended_on=cover.terminated_on, on=on)
    for paid in scope.run.earlier_in_cover():
        # Another claim ended the cover: what happened on that very day came too late as well.
        if paid.terminated_cover and on >= paid.event_on:
            raise Halt("cover_ended", ended_on=paid.event_on, on=on)
    scope.note(
        "inside_cover", role=role, on=on, starts_on=cover.starts_on, ends_before=cover.ends_before
    )


def _same_disease(clause: c.SameDisease, scope: Scope) -> None:
    for paid, result in same_disease_payments(clause, scope):
        if result == "excludes":
            raise Halt(
                "same_disease_paid",
                category=paid.category,
                event_on=paid.event_on,
                severity=paid.severity,
            )


def same_disease_payments(clause: c.SameDisease, scope: Scope) -> list[tuple[EarlierPayment, str]]:
    """Earlier payments for the same disease, each with what it does to this one."""
    diagnosis = scope.diagnosis
    if diagnosis.category is None:
        if scope.facts.event.diagnosis is not None and any(p.category for p in scope.run.earlier()):
            raise Halt("fact_missing", fact="event.diagnosis.icd10")
        return []
    lists = tuple(
        name for node in scope.benefit.when if isinstance(node, DiseaseIn) for name in node.lists
    )
    entry = entry_of(diagnosis.category, lists, scope.run.edition)
    found = []
    earlier = scope.run.earlier_in_cover() if clause.per == "period" else scope.run.earlier()
    for paid in earlier:
        same = paid.category == diagnosis.category
        if clause.same == "entry" and entry is not None:
            same = same or entry_of(paid.category, lists, scope.run.edition) == entry
        ours = (
            not paid.lines
            or not clause.benefits
            or any(p.clause in clause.benefits for p in paid.lines)
        )
        if same and ours:
            pairs = {(pair.earlier, pair.now): pair.result for pair in clause.pairs}
            found.append((paid, pairs.get((paid.severity, diagnosis.severity), "excludes")))  # type: ignore[arg-type]
    return found


def _filing(clause: c.FilingLimit, scope: Scope) -> None:
    role, anchor = known_date(scope.run, clause.after)
    filed = _needed(scope.facts.event.filed_on, "event.filed_on")
    within = scope.quantity(clause.within)
    last_day = add_span(anchor, within)
    if filed > last_day:
        given = clause.late == "refer_with_reason" and scope.facts.event.late_reason
        refers = clause.late == "refer" or given
        code = "filed_late_referred" if refers else "filed_too_late"
        raise Halt(
            code,
            filed_on=filed,
            last_day=last_day,
            role=role,
            anchor=anchor,
            within=format_quantity(within, "en"),
        )
    scope.note("filed_in_time", filed_on=filed, last_day=last_day)


def _bill_adds_up(clause: c.BillAddsUp, scope: Scope) -> None:
    bill = scope.facts.event.bill
    if bill is None or bill.total_fen is None:
        return
    parts = {name: part_fen(bill, name) for name in ("pool_paid", "large_paid", *PARTS)}
    total = sum(amount for amount in parts.values() if amount is not None)
    # Few bills have a large-sum segment; absent, it is nothing.
    missing = [k for k, amount in parts.items() if amount is None and k != "large_proportional"]
    if total > bill.total_fen or (total != bill.total_fen and not missing):
        raise Halt(
            "bill_does_not_add_up",
            total_yuan=format_yuan(bill.total_fen),
            sum_yuan=format_yuan(total),
            missing=", ".join(missing) or "—",
        )
    scope.note("bill_added_up", total_fen=bill.total_fen)


def _holds(clause: c.Refer | c.Exclusion, scope: Scope) -> bool:
    here = Circumstances(scope.run.edition, scope.facts, scope.on)
    failing, unknown = judge(clause.when, here, clause.unless)
    if failing is None and unknown is not None:
        raise Halt("fact_missing", fact=unknown)
    return failing is None


def _refer(clause: c.Refer, scope: Scope) -> None:
    if _holds(clause, scope):
        raise Halt("referred", reason_zh=clause.reason.zh, reason_en=clause.reason.en)


def _exclusion(clause: c.Exclusion, scope: Scope) -> None:
    if _holds(clause, scope):
        raise Halt("excluded", reason_zh=clause.reason.zh, reason_en=clause.reason.en)


def _pre_existing(clause: c.PreExisting, scope: Scope) -> None:
    cover, diagnosis = scope.facts.cover, scope.facts.event.diagnosis
    if diagnosis is None:
        return
    first = diagnosis.first_diagnosed_on or scope.facts.event.diagnosed_on
    first = _needed(first, "event.diagnosis.first_diagnosed_on")
    since = cover.starts_on
    # Asked for only where it can matter: few offices record the first of a row of covers.
    earlier = first < since
    if (
        earlier
        and clause.reckoned_from == "continuous_cover"
        and renews(scope.run.edition, scope.facts)
    ):
        since = _needed(cover.continuous_since, "cover.continuous_since")
    if first < since:
        raise Halt("pre_existing", first=first, since=since)
    scope.note("not_pre_existing", first=first, since=since)


def _times(clause: c.TimesLimit, scope: Scope) -> None:
    earlier = scope.run.earlier_in_cover() if clause.per == "period" else scope.run.earlier()
    counted = (
        paid
        for paid in earlier
        if not clause.benefits or any(line.clause in clause.benefits for line in paid.lines)
    )
    count = other_events(counted, scope.facts.event.ref)
    if count >= clause.most:
        raise Halt("times_used_up", most=clause.most, paid_times=count)
    scope.note("times_left", most=clause.most, paid_times=count)


Guard = Callable[[Any, Scope], None]
GUARDS: dict[type[c.Clause], Guard] = {
    c.AgeAtStart: _age,
    c.SexOnly: _sex,
    c.BasicMedicalRequired: _basic_medical,
    c.EmploymentAmong: _employment,
    c.SharesLimit: _shares,
    c.EventInsideCover: _inside_cover,
    c.SameDisease: _same_disease,
    c.FilingLimit: _filing,
    c.BillAddsUp: _bill_adds_up,
    c.RelationAmong: _relation,
    c.HazardClass: _hazard,
    c.PreExisting: _pre_existing,
    c.TimesLimit: _times,
    c.Exclusion: _exclusion,
    c.Refer: _refer,
}


def ask_guards(scope: Scope) -> bool:
    """Ask every guard of the edition about this benefit; True if all let it pass."""
    passed = True
    for guard, article, clause in _guards_of(scope.run.edition, scope.benefit.id):
        here = scope.under(article, clause.id)
        try:
            guard(clause, here)
        except Halt as halt:
            passed = False
            here.note("refused", code=halt.code)
            scope.run.refuse(halt.code, article, clause.id, **halt.values)
    return passed


def _guards_of(edition: Edition, benefit: str) -> list[tuple[Guard, str, c.Clause]]:
    """The guards that concern a benefit, looked up once an edition."""
    found = edition.guards.get(benefit)
    if found is None:
        found = edition.guards[benefit] = [
            (guard, article.number, clause)
            for article, clause in edition.clauses()
            if (guard := GUARDS.get(type(clause))) is not None
            and (not (only := getattr(clause, "benefits", ())) or benefit in only)
        ]
    return found
