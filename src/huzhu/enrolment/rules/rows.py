"""Judging one row of a roster: texts in, values and findings out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from huzhu.enrolment.rules.findings import Finding, finding
from huzhu.enrolment.rules.people import Candidate, judge_candidate, take_tier
from huzhu.enrolment.rules.terms import Terms, Tier, parts_of
from huzhu.kernel.errors import Refusal
from huzhu.kernel.identity import (
    Identity,
    is_phone,
    luhn_ok,
    mask_identity,
    normalise,
    normalise_phone,
    parse_identity,
)
from huzhu.kernel.money import BadAmount, parse_yuan, yuan_plain
from huzhu.kernel.text import clean_name, half_width, is_plausible_name, without_spaces

_WHOLE = re.compile(r"([0-9]{1,4})(?:\.0+)?份?")
_LOST = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+|[0-9]{15}000(?:\.0+)?")
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[ T].*)?")
_ACCOUNT = re.compile(r"[0-9]{8,32}")
_SEX = {"男": "M", "男性": "M", "M": "M", "女": "F", "女性": "F", "F": "F"}
_YES = frozenset({"是", "已参加", "已参保", "参加", "有", "Y", "YES", "TRUE", "1", "√"})
_NO = frozenset({"否", "未参加", "未参保", "无", "没有", "N", "NO", "FALSE", "0", "×"})
_FORMS = {
    "permanent": ("正式", "在编", "固定", "编制", "permanent"),
    "contract": ("合同", "聘用", "contract"),
    "temporary": ("临时", "派遣", "劳务", "temporary"),
}
_CLASSES = {"model": ("劳模", "model"), "hardship": ("困难", "hardship")}
_PAYERS = {"unit_pays": "unit", "union_pays": "union", "member_pays": "member"}
_NO_MARK = frozenset({"", "否", "无", "普通", "0"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: texts by field (`rules` and `formats` share the names); empty ones absent."""

    row_no: int
    values: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def note(self, code: str, name: str, /, **values: object) -> Finding:
        column = self.headers.get(name) or STANDARD_HEADERS.get(name, name)
        return finding(code, self.row_no, column, **values)


STANDARD_HEADERS = {
    "name": "姓名",
    "identity": "身份证号",
    "shares": "份数",
    "tier": "档次",
    "insured": "是否参加职工医保",
}


@dataclass(slots=True)
class JudgedRow:
    """What a row says, and what is wrong with it. Good rows have no errors."""

    row_no: int
    name: str
    identity_masked: str
    identity: Identity | None = None
    phone: str | None = None
    shares: int = 1
    tier: str = ""
    fee_fen: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    form: str = "contract"
    person_class: str = "ordinary"
    is_insured: bool | None = None
    bank_name: str | None = None
    bank_account: str | None = None
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.errors


def judge_row(terms: Terms, row: Row, *, unit_code: str) -> JudgedRow:
    """All that can be said of a row alone; duplicates and other covers are judged set-wise."""
    is_child = terms.is_for_children and bool(row.get("child_identity"))
    name_field, identity_field = (
        ("child_name", "child_identity") if is_child else ("name", "identity")
    )
    stated = normalise(row.get(identity_field))
    judged = JudgedRow(row.row_no, clean_name(row.get(name_field)), mask_identity(stated)[:40])
    _judge_name(judged, row, name_field)
    _judge_identity(judged, row, identity_field, stated)
    if not is_child:
        _judge_statements(judged, row)
    _judge_status(judged, row)
    _judge_contacts(judged, row)
    _judge_destination(judged, row, terms, unit_code)
    _judge_fee(judged, row, terms)
    if judged.identity is not None:
        who = Candidate(judged.identity, judged.shares, judged.is_insured)
        judged.errors += judge_candidate(terms, who, row.note)
    return judged


def _judge_name(judged: JudgedRow, row: Row, name: str) -> None:
    if not judged.name:
        judged.errors.append(row.note("cell_empty", name))
    elif not is_plausible_name(judged.name):
        judged.errors.append(row.note("name_implausible", name, name=judged.name[:60]))
    judged.name = judged.name[:60]


def _judge_identity(judged: JudgedRow, row: Row, name: str, stated: str) -> None:
    kind = row.get("identity_kind")
    if kind and "身份证" not in kind and kind.lower() not in ("resident", "id"):
        judged.errors.append(row.note("identity_kind_unknown", "identity_kind", kind=kind[:20]))
    if not stated:
        judged.errors.append(row.note("cell_empty", name))
        return
    is_doubtful = bool(_LOST.fullmatch(stated))
    try:
        judged.identity = parse_identity(stated)
    except Refusal as refusal:
        if is_doubtful:
            judged.errors.append(row.note("identity_number_lost", name))
            return
        zh, en = refusal.text("zh"), refusal.text("en")
        column = row.headers.get(name, name)
        judged.errors.append(Finding(refusal.code, row.row_no, column, zh, en))
        return
    if is_doubtful:
        judged.warnings.append(row.note("identity_maybe_lost", name))


def _judge_statements(judged: JudgedRow, row: Row) -> None:
    """Sex and birth are in the number; where they are stated too, they must agree."""
    if judged.identity is None:
        return
    if sex := row.get("sex").upper():
        known = _SEX.get(sex)
        if known is None:
            judged.warnings.append(row.note("sex_unclear", "sex", stated=sex[:10]))
        elif known != judged.identity.sex:
            judged.errors.append(row.note("sex_contradicts", "sex", stated=sex))
    found = _DAY.fullmatch(half_width(row.get("birth")))
    if found and tuple(int(part) for part in found.groups()) != _parts(judged.identity):
        stated = row.get("birth")[:10]
        judged.errors.append(row.note("birth_contradicts", "birth", stated=stated))


def _parts(identity: Identity) -> tuple[int, int, int]:
    born = identity.birth_on
    return born.year, born.month, born.day


def _judge_status(judged: JudgedRow, row: Row) -> None:
    insured = row.get("insured").upper()
    if insured in _YES or insured in _NO:
        judged.is_insured = insured in _YES
    if stated := row.get("form"):
        form = _among(_FORMS, stated)
        if form is None:
            judged.warnings.append(row.note("form_unclear", "form", stated=stated[:20]))
        judged.form = form or judged.form
    stated = row.get("person_class")
    if stated not in _NO_MARK:
        mark = _among(_CLASSES, stated)
        if mark is None:
            judged.warnings.append(row.note("class_unclear", "person_class", stated=stated[:20]))
        judged.person_class = mark or judged.person_class


def _judge_contacts(judged: JudgedRow, row: Row) -> None:
    if phone := row.get("phone"):
        if is_phone(phone):
            judged.phone = normalise_phone(phone)
        else:
            judged.errors.append(row.note("phone_wrong", "phone"))
    if not (account := row.get("account")):
        return
    digits = normalise(account).replace("-", "")
    if not _ACCOUNT.fullmatch(digits):
        judged.errors.append(row.note("account_wrong", "account"))
        return
    if not luhn_ok(digits):
        judged.warnings.append(row.note("account_doubtful", "account"))
    if bank := row.get("bank"):
        judged.bank_name, judged.bank_account = bank[:60], digits
    else:
        judged.warnings.append(row.note("bank_unnamed", "account"))


def _judge_destination(judged: JudgedRow, row: Row, terms: Terms, unit_code: str) -> None:
    code = without_spaces(half_width(row.get("unit_code"))).upper()
    if code and code != unit_code.upper():
        judged.errors.append(row.note("other_unit", "unit_code", stated=code[:24], code=unit_code))
    plan = without_spaces(half_width(row.get("plan"))).upper()
    if plan and plan.isascii() and plan != terms.plan_code.upper():
        judged.errors.append(row.note("other_plan", "plan", stated=plan[:12], code=terms.plan_code))


def _judge_fee(judged: JudgedRow, row: Row, terms: Terms) -> None:
    shares, stated_tier = row.get("shares"), row.get("tier")
    if both := row.get("shares_or_tier"):
        shares, stated_tier = ("", both) if len(terms.tiers) > 1 else (both, "")
    if shares:
        found = _WHOLE.fullmatch(without_spaces(half_width(shares)))
        if found is None or int(found[1]) < 1:
            judged.errors.append(row.note("shares_unclear", "shares", stated=shares[:10]))
        else:
            judged.shares = int(found[1])
    tier = take_tier(terms, stated_tier)
    if tier is None:
        names = "、".join(t.name for t in terms.tiers)
        judged.errors.append(row.note("tier_unknown", "tier", stated=stated_tier[:20], tiers=names))
        return
    judged.tier = tier.name
    judged.fee_fen = terms.fee_fen(tier, judged.shares)
    judged.parts = _who_pays(judged, row, tier)


def _who_pays(judged: JudgedRow, row: Row, tier: Tier) -> Mapping[str, int]:
    """The edition's split, unless the row says who pays what; that must add up to the fee."""
    parts: dict[str, int] = {}
    for name, source in _PAYERS.items():
        if not (stated := row.get(name)):
            continue
        try:
            parts[source] = parse_yuan(stated)
        except BadAmount:
            judged.errors.append(row.note("amount_unclear", name, stated=stated[:20]))
            return {}
    if not parts:
        return parts_of(tier, judged.fee_fen)
    if sum(parts.values()) != judged.fee_fen or min(parts.values()) < 0:
        total, fee = yuan_plain(sum(parts.values())), yuan_plain(judged.fee_fen)
        first = next(name for name in _PAYERS if row.get(name))
        judged.errors.append(row.note("parts_differ", first, sum=total, fee=fee))
    return {source: part for source, part in parts.items() if part}


def _among(words: Mapping[str, tuple[str, ...]], stated: str) -> str | None:
    for value, beginnings in words.items():
        if any(word in stated.lower() for word in beginnings):
            return value
    return None
