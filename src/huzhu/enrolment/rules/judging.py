"""Judging the rows of one file: for which plans a row joins, at what fee, paid by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huzhu.enrolment.rules.findings import Finding
from huzhu.enrolment.rules.funding import BY_EDITION, Funding
from huzhu.enrolment.rules.people import Candidate, judge_candidate, take_tier
from huzhu.enrolment.rules.reading import parted, read_code, read_shares, read_yes, read_yuan
from huzhu.enrolment.rules.rows import Row, Said, read_child, read_person
from huzhu.enrolment.rules.terms import Terms, Tier
from huzhu.kernel.money import yuan_plain

_PAYERS = {"unit_pays": "unit", "union_pays": "union", "member_pays": "member"}


@dataclass(slots=True)
class JudgedRow:
    """One row under one plan: what it says, what it costs whom, and what is wrong with it.

    `standing`: how it compares with the covers of the unit; told set-wise, later.
    """

    row: Row = field(repr=False)
    plan_code: str
    said: Said
    shares: int = 1
    tier: str = ""
    fee_fen: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    standing: str = "new"

    @property
    def is_good(self) -> bool:
        return not (self.errors or self.said.errors)


@dataclass(frozen=True)
class Judge:
    """What the rows of one file are measured by.

    `plans`: the terms of every plan with an edition in force on the first day; `names`: plan codes
    by what people call the plans, in capitals; `plan_code`: for rows that name none; `groups`:
    employment groups by the words for them.
    """

    unit_code: str
    plan_code: str
    plans: Mapping[str, Terms]
    names: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    funding: Mapping[str, Funding] = field(default_factory=dict)

    def rows(self, row: Row) -> list[JudgedRow]:
        """The row under each plan it joins; duplicates and other covers are judged set-wise."""
        people: dict[bool, Said] = {}
        judged: list[JudgedRow] = []
        unknown: list[str] = []
        for code, shares in self._joins(row, unknown).items():
            terms = self.plans[code]
            is_child = terms.is_for_children and _names_a_child(row)
            said = people.get(is_child)
            if said is None:
                said = people[is_child] = read_child(row) if is_child else read_person(row)
                self._judge_destination(said, row)
            one = JudgedRow(row, code, said)
            judged.append(one)
            self._judge_under(terms, one, shares)
        for stated in unknown:
            judged[0].errors.append(self._unknown(row, stated))
        return judged

    def _joins(self, row: Row, unknown: list[str]) -> dict[str, str]:
        """Text of the shares by plan code: by ticked columns, else the plan cell, else the sheet,
        else the file's own plan. Something always comes, so that nothing a row says is lost."""
        joined: dict[str, str] = {}
        for name, place in row.layout.ticked:
            text = row.cells[place]
            if text and read_yes(text) is not False:
                self._take(name, "" if read_yes(text) else text, joined, unknown)
        if not joined:
            for stated in parted(row.get("plan")):
                self._take(stated, "", joined, unknown)
        return joined or {row.layout.plan_code or self.plan_code: ""}

    def _take(self, stated: str, shares: str, joined: dict[str, str], unknown: list[str]) -> None:
        code = self.names.get(read_code(stated), stated)
        if code in self.plans:
            joined.setdefault(code, shares)
        else:
            unknown.append(stated)

    def _unknown(self, row: Row, stated: str) -> Finding:
        day = next(iter(self.plans.values())).starts_on if self.plans else "-"
        known = "、".join(sorted(self.plans))
        return row.note("plan_unknown", "plan", stated=stated[:20], day=day, known=known)

    def _judge_destination(self, said: Said, row: Row) -> None:
        code = read_code(row.get("unit_code"))
        if code and code != self.unit_code.upper():
            said.errors.append(
                row.note("other_unit", "unit_code", stated=code[:24], code=self.unit_code)
            )
        if stated := row.get("group"):
            group = self.groups.get(read_code(stated))
            if group is None and self.groups:
                known = "、".join(dict.fromkeys(self.groups))
                said.errors.append(
                    row.note("group_unclear", "group", stated=stated[:20], known=known)
                )
            said.group = group or ""

    def _judge_under(self, terms: Terms, judged: JudgedRow, marked_shares: str) -> None:
        row, said = judged.row, judged.said
        _judge_fee(judged, row, terms, marked_shares, self.funding.get(terms.plan_code, BY_EDITION))
        if said.identity is not None:
            who = Candidate(said.identity, judged.shares, said.is_insured, said.form, renews=None)
            judged.errors += judge_candidate(terms, who, row.note)
        if terms.groups is not None and said.group not in terms.groups:
            known = "、".join(word for word, code in self.groups.items() if code in terms.groups)
            stated = row.get("group")[:20]
            judged.errors.append(row.note("group_not_meant", "group", stated=stated, known=known))
        gift = read_code(row.get("gift"))
        if gift and gift != terms.gift_ref.upper():
            judged.errors.append(
                row.note("other_gift", "gift", stated=gift[:24], ref=terms.gift_ref or "-")
            )


def _names_a_child(row: Row) -> bool:
    return bool(row.get("child_identity") or row.get("child_name"))


def _judge_fee(
    judged: JudgedRow, row: Row, terms: Terms, marked_shares: str, funding: Funding
) -> None:
    shares, stated_tier = marked_shares or row.get("shares"), row.get("tier")
    if both := row.get("shares_or_tier"):
        shares, stated_tier = ("", both) if len(terms.tiers) > 1 else (both, "")
    if shares:
        number = read_shares(shares)
        if number is None:
            judged.errors.append(row.note("shares_unclear", "shares", stated=shares[:10]))
        else:
            judged.shares = number
    tier = take_tier(terms, stated_tier)
    if tier is None:
        names = "、".join(t.name for t in terms.tiers)
        judged.errors.append(row.note("tier_unknown", "tier", stated=stated_tier[:20], tiers=names))
        return
    judged.tier = tier.name
    judged.fee_fen = terms.fee_fen(tier, judged.shares)
    judged.parts = _who_pays(judged, row, tier, funding)


def _who_pays(judged: JudgedRow, row: Row, tier: Tier, funding: Funding) -> Mapping[str, int]:
    """The place's rules or the edition's split, unless the row says who pays what.

    What a row says concerns what the unit remits; the sources above it pay as the rules have it,
    and all together must be the fee.
    """
    said = judged.said
    ruled = funding.parts(tier, judged.fee_fen, said.person_class, said.group)
    stated = [(name, source, text) for name, source in _PAYERS.items() if (text := row.get(name))]
    if not stated:
        return ruled
    parts = {source: part for source, part in ruled.items() if source not in _PAYERS.values()}
    for name, source, text in stated:
        amount = read_yuan(text)
        if amount is None:
            judged.errors.append(row.note("amount_unclear", name, stated=text[:20]))
            return {}
        parts[source] = amount
    if sum(parts.values()) != judged.fee_fen or min(parts.values()) < 0:
        total, fee = yuan_plain(sum(parts.values())), yuan_plain(judged.fee_fen)
        judged.errors.append(row.note("parts_differ", stated[0][0], sum=total, fee=fee))
    return {source: part for source, part in parts.items() if part}
