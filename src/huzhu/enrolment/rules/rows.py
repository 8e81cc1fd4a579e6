"""What one row of a roster says of a person, and what is wrong with it: texts in, values out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from huzhu.enrolment.rules.banks import bank_named, bank_of_card
from huzhu.enrolment.rules.findings import Finding, finding
from huzhu.enrolment.rules.reading import (
    read_class,
    read_form,
    read_sex,
    read_yes,
)
from huzhu.kernel.errors import Refusal
from huzhu.kernel.identity import (
    Identity,
    is_phone,
    luhn_ok,
    mask_identity,
    normalise,
    normalise_phone,
    parse_document,
    parse_identity,
)
from huzhu.kernel.text import clean_name, is_plausible_name, read_day

_LOST = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+|[0-9]{15}000(?:\.0+)?")
_ACCOUNT = re.compile(r"[0-9]{8,32}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_CHILD_WORDS = ("子", "女", "儿", "child", "son", "daughter")
YEARS_TO_A_CHILD = 14
PLAN_COLUMN = "plan:"
STANDARD_HEADERS = {
    "name": "姓名",
    "identity": "身份证号",
    "shares": "份数",
    "tier": "档次",
    "insured": "是否参加职工医保",
    "plan": "方案代码",
    "group": "八大群体",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a sheet stand, what it calls them, and what its name says of all rows:
    a plan ("女职工"), or a class of people ("劳模"). `ticked` are the columns that ask who joins
    which plan, by its code."""

    columns: Mapping[str, int]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    sheet: str = ""
    sheet_no: int = 0
    plan_code: str = ""
    person_class: str = ""
    ticked: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(
        cls,
        columns: Mapping[str, int],
        headers: Sequence[str],
        sheet: str,
        sheet_no: int,
        says: tuple[str, str],
    ) -> Layout:
        """From the positions of the columns by field (or PLAN_COLUMN and a plan's code)."""
        ticked = tuple(
            (name.removeprefix(PLAN_COLUMN), place)
            for name, place in columns.items()
            if name.startswith(PLAN_COLUMN)
        )
        named = {name: headers[place] for name, place in columns.items()}
        return cls(columns, named, sheet, sheet_no, *says, ticked)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: its cells as texts, trimmed; empty ones are ""."""

    row_no: int
    cells: tuple[str, ...]
    layout: Layout = field(repr=False)

    def get(self, name: str) -> str:
        place = self.layout.columns.get(name)
        return "" if place is None or place >= len(self.cells) else self.cells[place]

    def said(self) -> dict[str, str]:
        """What stands in its columns, by field; empty ones left out."""
        return {name: text for name in self.layout.columns if (text := self.get(name))}

    def note(self, code: str, name: str, /, **values: object) -> Finding:
        column = self.layout.headers.get(name) or STANDARD_HEADERS.get(name, name)
        return finding(code, self.row_no, column, self.layout.sheet, **values)


@dataclass(slots=True)
class Said:
    """What a row says of a person. Good rows have no errors."""

    name: str
    identity_masked: str
    identity: Identity | None = None
    phone: str | None = None
    form: str = "contract"
    person_class: str = "ordinary"
    is_insured: bool | None = None
    bank_name: str | None = None
    bank_account: str | None = None
    account: str | None = None
    group: str = ""
    hired_on: date | None = None
    parent: Identity | None = None
    parent_name: str = ""
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def read_person(row: Row) -> Said:
    """A member of the staff, as the row's own columns give him or her."""
    stated = normalise(row.get("identity"))
    said = Said(clean_name(row.get("name")), mask_identity(stated)[:40])
    _judge_name(said, row, "name")
    said.identity = _identity(said, row, "identity", stated)
    _judge_statements(said, row)
    _judge_status(said, row)
    _judge_contacts(said, row)
    return said


def read_child(row: Row) -> Said:
    """A child of the member whom the row names: covered itself, at the parent's unit."""
    stated = normalise(row.get("child_identity"))
    said = Said(clean_name(row.get("child_name")), mask_identity(stated)[:40], form="dependant")
    _judge_name(said, row, "child_name")
    said.identity = _identity(said, row, "child_identity", stated)
    if insured := row.get("child_insured") or row.get("insured"):
        said.is_insured = read_yes(insured)
    _judge_contacts(said, row)
    relation = row.get("relation")
    if relation and not any(word in relation.lower() for word in _CHILD_WORDS):
        said.errors.append(row.note("child_unrelated", "relation", stated=relation[:10]))
    _judge_parent(said, row)
    return said


def _judge_parent(said: Said, row: Row) -> None:
    if not (row.get("name") and row.get("identity")):
        said.errors.append(row.note("parent_missing", "identity"))
        return
    said.parent = _identity(said, row, "identity", normalise(row.get("identity")))
    said.parent_name = clean_name(row.get("name"))[:60]
    if said.parent is None or said.identity is None:
        return
    years = said.identity.birth_on.year - said.parent.birth_on.year
    if years < YEARS_TO_A_CHILD:
        said.errors.append(row.note("parent_too_young", "child_identity", years=years))


def _judge_name(said: Said, row: Row, name: str) -> None:
    if not said.name:
        said.errors.append(row.note("cell_empty", name))
    elif not is_plausible_name(said.name):
        said.errors.append(row.note("name_implausible", name, name=said.name[:60]))
    said.name = said.name[:60]


def _identity(said: Said, row: Row, name: str, stated: str) -> Identity | None:
    if not stated:
        said.errors.append(row.note("cell_empty", name))
        return None
    is_doubtful = bool(_LOST.fullmatch(stated))
    try:
        identity = _parsed(row, stated) if name == "identity" else parse_identity(stated)
    except Refusal as refusal:
        if is_doubtful:
            said.errors.append(row.note("identity_number_lost", name))
            return None
        zh, en = refusal.text("zh"), refusal.text("en")
        column = row.layout.headers.get(name, name)
        said.errors.append(Finding(refusal.code, row.row_no, column, zh, en, row.layout.sheet))
        return None
    if is_doubtful:
        said.warnings.append(row.note("identity_maybe_lost", name))
    return identity


def _parsed(row: Row, stated: str) -> Identity:
    """By the kind of document that the row names; what its number does not tell, other cells do."""
    kind = row.get("identity_kind")
    if not kind:
        return parse_identity(stated)
    sex, birth_on = read_sex(row.get("sex")), read_day(row.get("birth"))
    return parse_document(kind, stated, sex=sex, birth_on=birth_on)


def _judge_statements(said: Said, row: Row) -> None:
    """Sex and birth are in the number; where they are stated too, they must agree."""
    if said.identity is None:
        return
    if sex := row.get("sex"):
        known = read_sex(sex)
        if known is None:
            said.warnings.append(row.note("sex_unclear", "sex", stated=sex[:10]))
        elif known != said.identity.sex:
            said.errors.append(row.note("sex_contradicts", "sex", stated=sex))
    if birth := row.get("birth"):
        day = read_day(birth)
        if day is not None and day != said.identity.birth_on:
            said.errors.append(row.note("birth_contradicts", "birth", stated=birth[:10]))


def _judge_status(said: Said, row: Row) -> None:
    if insured := row.get("insured"):
        said.is_insured = read_yes(insured)
    if stated := row.get("form"):
        form = read_form(stated)
        if form is None:
            said.warnings.append(row.note("form_unclear", "form", stated=stated[:20]))
        said.form = form or said.form
    stated = row.get("person_class")
    mark = read_class(stated)
    if mark is None:
        said.warnings.append(row.note("class_unclear", "person_class", stated=stated[:20]))
    said.person_class = mark or row.layout.person_class or said.person_class
    if hired := row.get("hired_on"):
        said.hired_on = read_day(hired)
        if said.hired_on is None:
            said.warnings.append(row.note("hired_on_unclear", "hired_on", stated=hired[:20]))


def _judge_contacts(said: Said, row: Row) -> None:
    if phone := row.get("phone"):
        if _PHONE.fullmatch(phone):
            said.phone = phone
        elif is_phone(phone):
            said.phone = normalise_phone(phone)
        else:
            said.errors.append(row.note("phone_wrong", "phone"))
    if not (account := row.get("account")):
        return
    digits = account if account.isdecimal() else normalise(account).replace("-", "")
    if not _ACCOUNT.fullmatch(digits):
        said.errors.append(row.note("account_wrong", "account"))
        return
    said.account = digits
    if not luhn_ok(digits):
        said.warnings.append(row.note("account_doubtful", "account"))
    if not (bank := row.get("bank")):
        said.warnings.append(row.note("bank_unnamed", "account"))
        return
    said.bank_name, said.bank_account = bank[:60], digits
    card, named = bank_of_card(digits), bank_named(bank)
    if card is not None and named is not None and card != named:
        said.warnings.append(row.note("bank_contradicts", "bank", card=card, stated=bank[:20]))
