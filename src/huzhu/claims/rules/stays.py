"""A row of a settlement list as a stay: its days, its amounts, and whether they add up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huzhu.claims.rules.columns import BY_FIELD
from huzhu.kernel.identity import mask_identity, normalise
from huzhu.kernel.money import BadAmount, parse_yuan
from huzhu.kernel.text import clean_name, half_width, read_day, without_spaces

_AMOUNTS = (
    "total", "pool", "large", "servants", "relief", "self_paid", "self_funded", "deductible",
    "class_b_first", "over_limit",
)  # fmt: skip
_PLAIN_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2})0*)?")
_IDENTITY = re.compile(r"[0-9A-Z]{6,20}")
_ICD = re.compile(r"[A-Z][0-9]{2}")
_GRADES = {"三": "3", "3": "3", "二": "2", "2": "2", "一": "1", "1": "1"}
_YES = frozenset({"是", "异地", "1", "Y", "YES", "TRUE", "省内异地", "跨省异地", "异地住院"})
_NOTHING = ("", "-", "--", "—", "/", "\\N", "NULL")

FINDINGS: dict[str, tuple[str, str]] = {
    "identity_missing": ("没有证件号码", "There is no identity number"),
    "identity_wrong": ("证件号码 {value} 不像证件号码", "{value} does not look like a number"),
    "day_missing": ("没有{column}", "{column_en}: missing"),
    "day_wrong": ("{column}“{value}”不是日期", "{column_en}: “{value}” is no day"),
    "days_out_of_order": (
        "出院日期 {value} 早于入院日期",
        "{value} is before admission",
    ),
    "amount_missing": ("没有{column}", "{column_en}: missing"),
    "amount_wrong": ("{column}“{value}”不是金额", "{column_en}: “{value}” is no amount"),
    "amount_negative": ("{column} {value} 小于零", "{column_en}: {value} is below nought"),
}


@dataclass(frozen=True, slots=True)
class StayRow:
    """A row that can be read. `bill` is in fen by the names of the facts; `cells` is what is
    personal."""

    sheet_no: int
    row_no: int
    identity: str
    name: str
    number: str
    admitted_on: date
    discharged_on: date | None
    settled_on: date | None
    icd_category: str
    hospital_grade: str
    is_elsewhere: bool
    bill: Mapping[str, int]
    total_fen: int
    cells: Mapping[str, str]

    @property
    def key_text(self) -> str:
        """Identifies the stay at its bureau: its number, or else who, where, when, how much."""
        if self.number:
            return f"number\x1f{self.number}"
        where = self.cells.get("hospital_code") or self.cells.get("hospital") or ""
        days = (self.admitted_on.isoformat(), str(self.discharged_on or ""))
        return "\x1f".join(("stay", self.identity, where, *days, str(self.total_fen)))

    @property
    def content_text(self) -> str:
        """All that is kept, to tell whether a later list says the same."""
        days = (self.admitted_on, self.discharged_on, self.settled_on)
        told = [
            self.identity, *map(str, days), self.hospital_grade, self.is_elsewhere,
            sorted(self.bill.items()), sorted(self.cells.items()),
        ]  # fmt: skip
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with a cell that cannot be read; `findings` are {code, column, value}."""

    sheet_no: int
    row_no: int
    findings: tuple[Mapping[str, str], ...]


class _Cells:
    """The cells of one row by field, and what is wrong with them."""

    def __init__(self, get: Callable[[str], str]) -> None:
        self.get = get
        self.findings: list[Mapping[str, str]] = []

    def note(self, code: str, field: str, value: str = "") -> None:
        self.findings.append({"code": code, "column": field, "value": value[:40]})

    def identity(self) -> str:
        number = normalise(self.get("identity"))
        if not number:
            self.note("identity_missing", "identity")
        elif not _IDENTITY.fullmatch(number):
            self.note("identity_wrong", "identity", mask_identity(number))
        return number

    def day(self, field: str, *, is_needed: bool = False) -> date | None:
        text = self.get(field)
        if text in _NOTHING:
            if is_needed:
                self.note("day_missing", field)
            return None
        found = read_day(text)
        if found is None:
            self.note("day_wrong", field, text)
        return found

    def amount(self, field: str) -> int | None:
        text = self.get(field)
        if text in _NOTHING:
            if BY_FIELD[field].is_needed:
                self.note("amount_missing", field)
            return None
        fen = _fen(text)
        if fen is None:
            self.note("amount_wrong", field, text)
        elif fen < 0:
            self.note("amount_negative", field, text)
        return fen


def read_stay(
    sheet_no: int, row_no: int, cells: Sequence[str], places: Mapping[str, int]
) -> StayRow | BadRow:
    """One row of a list; `places` says at which position which field stands."""

    def get(field: str) -> str:
        place = places.get(field, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    row = _Cells(get)
    identity = row.identity()
    admitted, discharged = row.day("admitted", is_needed=True), row.day("discharged")
    settled = row.day("settled")
    if admitted and discharged and discharged < admitted:
        row.note("days_out_of_order", "discharged", discharged.isoformat())
    amounts = {field: row.amount(field) for field in _AMOUNTS if field in places}
    if row.findings or admitted is None:
        return BadRow(sheet_no, row_no, tuple(row.findings))
    bill = bill_of(amounts)
    personal = {f: get(f) for f in ("hospital", "hospital_code", "diagnosis") if get(f)}
    name, number = clean_name(get("name")), without_spaces(half_width(get("number")))
    icd = without_spaces(half_width(get("icd"))).upper()
    personal |= {f: v for f, v in (("name", name), ("icd", icd), ("number", number)) if v}
    return StayRow(
        sheet_no, row_no, identity, name, number, admitted, discharged, settled,
        icd[:3] if _ICD.match(icd) else "", _GRADES.get(get("grade")[:1], ""),
        get("elsewhere").upper() in _YES, bill, amounts.get("total") or 0, personal,
    )  # fmt: skip


def bill_of(amounts: Mapping[str, int | None]) -> dict[str, int]:
    """The bill by the names of the facts.

    What the list calls self-paid holds the deductible and the first self-pay of class B; what it
    calls self-funded holds what is over the price limit. Civil servants' and relief money came
    from others. Parts that are not given are left out; less than nothing is nothing, and the bill
    then does not add up.
    """
    given = {name: fen for name, fen in amounts.items() if fen is not None}
    held = given.get("deductible", 0) + given.get("class_b_first", 0)
    bill = {"proportional_fen": max(given.get("self_paid", 0) - held, 0)}
    if "self_funded" in given:
        bill["self_funded_fen"] = max(given["self_funded"] - given.get("over_limit", 0), 0)
    for field, fact in _AS_GIVEN.items():
        if field in given:
            bill[fact] = given[field]
    if others := given.get("servants", 0) + given.get("relief", 0):
        bill["other_reimbursed_fen"] = others
    return bill


_AS_GIVEN = {
    "total": "total_fen", "pool": "pool_paid_fen", "large": "large_paid_fen",
    "deductible": "deductible_fen", "class_b_first": "class_b_first_fen",
    "over_limit": "over_limit_fen",
}  # fmt: skip


def adds_up(bill: Mapping[str, int]) -> bool:
    """The total is what the funds and the person bear; without all parts it is at least that."""
    whole = bill.get("total_fen", 0)
    summed = sum(fen for name, fen in bill.items() if name != "total_fen")
    if {"pool_paid_fen", "self_funded_fen"} <= bill.keys():
        return summed == whole
    return summed <= whole


def event_of_stay(
    admitted_on: date,
    discharged_on: date | None,
    icd_category: str,
    hospital_grade: str,
    bill: Mapping[str, int],
    cells: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The event of a claim. With `cells` the diagnosis is whole; the decision is the same.

    An injury may be an accident or not: the list does not say, so the terms are not told.
    """
    event: dict[str, Any] = {"kind": "inpatient", "admitted_on": admitted_on.isoformat()}
    if not is_injury(icd_category):
        event["cause"] = "illness"
    if discharged_on:
        event["discharged_on"] = discharged_on.isoformat()
    if hospital_grade:
        event["hospital_grade"] = hospital_grade
    diagnosis = {"icd10": icd_category} if icd_category else {}
    if cells is not None:
        told = {"icd10": cells.get("icd"), "name": cells.get("diagnosis")}
        diagnosis |= {name: value for name, value in told.items() if value}
    if diagnosis:
        event["diagnosis"] = diagnosis
    event["bill"] = dict(bill)
    return event


def is_injury(icd_category: str) -> bool:
    """Chapters XIX and XX: injuries, poisoning, external causes."""
    return "S00" <= icd_category <= "Y98"


def finding_text(finding: Mapping[str, str], language: str) -> str:
    """A finding on a row in words."""
    zh, en = FINDINGS.get(finding["code"], (finding["code"],) * 2)
    column = BY_FIELD.get(finding["column"])
    values = {
        "value": finding["value"],
        "column": column.zh if column else "",
        "column_en": column.en if column else "",
    }
    return (en if language == "en" else zh).format(**values)


def _fen(text: str) -> int | None:
    """Fen. Bureaux write four decimals, of which the last two are noughts."""
    plain = _PLAIN_AMOUNT.fullmatch(text)
    if plain:
        return int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0"))
    try:
        return parse_yuan(text)
    except BadAmount:
        return None
