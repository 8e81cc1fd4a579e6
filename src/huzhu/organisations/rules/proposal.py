"""What an application about a unit says: kept as typed, read and judged when it is filed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from huzhu.kernel.text import half_width, without_spaces
from huzhu.organisations.enums import (
    ApplicationKind,
    HeadcountProof,
    Industry,
    UnitForm,
    UnitLevel,
    UnitPaperKind,
)
from huzhu.organisations.rules.credit import credit_code_fault, normalise_credit_code
from huzhu.organisations.rules.faults import Fault, fault
from huzhu.organisations.rules.names import normalised

PROFILE_FIELDS = (
    "name", "level", "form", "industry", "credit_code", "approval_number", "approved_on",
    "certificate_number", "certificate_from", "certificate_until", "address", "telephone",
    "staff_count", "women_count", "counted_on", "proof_kind",
)  # fmt: skip
HANDLER_FIELDS = ("handler_username", "handler_name")
MOST_PARTS = 6
_PART = ("name", "credit_code", "staff_count", "women_count")
PART_FIELDS = tuple(
    f"part_{what}_{number}" for number in range(1, MOST_PARTS + 1) for what in _PART
)
FIELDS = (
    *PROFILE_FIELDS, *HANDLER_FIELDS, "distinct_because", "parts", "into", "goes_on", *PART_FIELDS,
)  # fmt: skip

# A landline: somebody's mobile number is personal and has no place here.
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,5})?|\d{7,8}|400-?\d{3}-?\d{4}")
_PAPERS: dict[ApplicationKind, tuple[UnitPaperKind, ...]] = {
    ApplicationKind.REGISTER: (
        UnitPaperKind.APPROVAL,
        UnitPaperKind.CERTIFICATE,
        UnitPaperKind.HEADCOUNT,
    ),
    ApplicationKind.EDIT: (),
    ApplicationKind.CHANGE_HANDLER: (UnitPaperKind.BINDING,),
    ApplicationKind.MERGE: (UnitPaperKind.RESOLUTION, UnitPaperKind.HEADCOUNT),
    ApplicationKind.SPLIT: (UnitPaperKind.RESOLUTION,),
}


@dataclass(frozen=True)
class UnitData:
    """A unit's particulars, read. Empty texts and None where nothing was said."""

    name: str
    level: str
    form: str
    industry: str
    credit_code: str
    approval_number: str
    approved_on: date | None
    certificate_number: str
    certificate_from: date | None
    certificate_until: date | None
    address: str
    telephone: str
    staff_count: int
    women_count: int
    counted_on: date | None
    proof_kind: str


@dataclass(frozen=True)
class NewUnit:
    """One of the units that a division leaves."""

    name: str
    credit_code: str
    staff_count: int
    women_count: int


class _Reader:
    """Takes values out of what was typed and collects what is wrong with them."""

    def __init__(self, typed: Mapping[str, Any]) -> None:
        self.typed = typed
        self.faults: list[Fault] = []

    def text(self, field: str) -> str:
        return str(self.typed.get(field) or "").strip()

    def wrong(self, field: str, code: str, **values: object) -> None:
        self.faults.append(fault(field, code, **values))

    def required(self, field: str) -> str:
        value = self.text(field)
        if not value:
            self.wrong(field, "missing")
        return value

    def choice(self, field: str, allowed: Collection[str]) -> str:
        value = self.required(field)
        if value and value not in allowed:
            self.wrong(field, "unknown", value=value)
        return value

    def day(self, field: str, *, is_required: bool) -> date | None:
        value = self.required(field) if is_required else self.text(field)
        try:
            return date.fromisoformat(half_width(value)) if value else None
        except ValueError:
            self.wrong(field, "no_day", value=value)
            return None

    def whole(self, field: str, least: int) -> int:
        value = half_width(self.required(field)).replace(",", "")
        if value and not (value.isascii() and value.isdigit() and len(value) <= 7):
            self.wrong(field, "no_number", value=value)
            return 0
        if value and int(value) < least:
            self.wrong(field, "too_few", value=value, least=least)
        return int(value or 0)

    def credit_code(self, field: str, *, is_required: bool) -> str:
        code = normalise_credit_code(self.required(field) if is_required else self.text(field))
        if code and (why := credit_code_fault(code)):
            self.wrong(field, f"credit_{why}", value=code)
        return code

    def name(self, field: str) -> str:
        value = self.required(field)
        if value and not 4 <= len(value) <= 120:
            self.wrong(field, "name_length", value=value)
        elif value and len(normalised(value)) < 2:
            self.wrong(field, "name_empty", value=value)
        return value

    def women(self, field: str, staff: int) -> int:
        women = self.whole(field, 0)
        if women > staff:
            self.wrong(field, "more_women", women=women, staff=staff)
        return women


def read_unit(
    typed: Mapping[str, Any], *, on: date, is_counted: bool = True
) -> tuple[UnitData, list[Fault]]:
    """The particulars, and everything that is wrong with them on the day of filing.

    `is_counted` is False where the headcount is not told anew: an edit that leaves it.
    """
    r = _Reader(typed)
    form = r.choice("form", UnitForm.values)
    is_legal_person = form != UnitForm.JOINT
    staff = r.whole("staff_count", 1)
    data = UnitData(
        name=r.name("name"),
        level=r.choice("level", UnitLevel.values),
        form=form,
        industry=r.choice("industry", Industry.values),
        credit_code=r.credit_code("credit_code", is_required=is_legal_person),
        approval_number=r.required("approval_number")[:60],
        approved_on=_past_day(r, "approved_on", on),
        certificate_number=(
            r.required("certificate_number") if is_legal_person else r.text("certificate_number")
        )[:40],
        certificate_from=r.day("certificate_from", is_required=False),
        certificate_until=r.day("certificate_until", is_required=is_legal_person),
        address=r.required("address")[:160],
        telephone=_landline(r),
        staff_count=staff,
        women_count=r.women("women_count", staff),
        counted_on=_count_day(r, on) if is_counted else None,
        proof_kind=r.choice("proof_kind", HeadcountProof.values) if is_counted else "",
    )
    _judge_certificate(r, data, on)
    return data, r.faults


def read_handler(typed: Mapping[str, Any], *, is_required: bool) -> tuple[str, str, list[Fault]]:
    """User name and real name of the handler to be bound; both or neither."""
    r = _Reader(typed)
    username, name = (without_spaces(r.text(field)) for field in HANDLER_FIELDS)
    if is_required or username or name:
        r.required("handler_username")
        r.required("handler_name")
    return username, name, r.faults


def read_parts(typed: Mapping[str, Any]) -> tuple[list[str], str, list[Fault]]:
    """Codes of the units that merge, at least two, and of the one that takes in the others (or
    "" for a new one)."""
    r = _Reader(typed)
    given = typed.get("parts") or ()
    codes = list(dict.fromkeys(given.split() if isinstance(given, str) else map(str, given)))
    into = r.text("into")
    if len(codes) < 2:
        r.wrong("parts", "too_few_parts")
    if into and into not in codes:
        r.wrong("into", "not_a_part", value=into)
    return codes, into, r.faults


def read_split(typed: Mapping[str, Any]) -> tuple[list[NewUnit], bool, list[Fault]]:
    """The new units of a division, and whether the old one goes on: then one is enough, else
    there are two or more."""
    r = _Reader(typed)
    goes_on = r.choice("goes_on", ("yes", "no")) == "yes"
    found: list[NewUnit] = []
    for number in range(1, MOST_PARTS + 1):
        name, code, staff_field, women_field = (
            f"part_{what}_{number}"
            for what in ("name", "credit_code", "staff_count", "women_count")
        )
        if not any(r.text(field) for field in (name, code, staff_field, women_field)):
            continue
        staff = r.whole(staff_field, 1)
        women = r.women(women_field, staff)
        credit = r.credit_code(code, is_required=False)
        found.append(NewUnit(r.name(name), credit, staff, women))
    bare = [normalised(unit.name) for unit in found]
    for number, name in enumerate(bare, 1):
        if name and name in bare[: number - 1]:
            r.wrong(f"part_name_{number}", "twice")
    if len(found) < (1 if goes_on else 2):
        r.wrong("part_name_1", "too_few_units")
    return found, goes_on, r.faults


def papers_missing(
    kind: ApplicationKind,
    there: Collection[str],
    *,
    has_handler: bool,
    is_counted: bool,
    is_legal_person: bool = True,
) -> list[UnitPaperKind]:
    """Which papers are still to be given, in the order of the form."""
    wanted = list(_PAPERS[kind])
    if not is_legal_person and UnitPaperKind.CERTIFICATE in wanted:
        wanted.remove(UnitPaperKind.CERTIFICATE)
    if has_handler and UnitPaperKind.BINDING not in wanted:
        wanted.append(UnitPaperKind.BINDING)
    if is_counted and UnitPaperKind.HEADCOUNT not in wanted:
        wanted.append(UnitPaperKind.HEADCOUNT)
    return [paper for paper in wanted if paper not in there]


def first_countable(on: date) -> date:
    """Headcounts of this month and the last are taken."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def _past_day(r: _Reader, field: str, on: date) -> date | None:
    day = r.day(field, is_required=True)
    if day and day > on:
        r.wrong(field, "future", value=day)
    return day


def _count_day(r: _Reader, on: date) -> date | None:
    day = r.day("counted_on", is_required=True)
    if day and not first_countable(on) <= day <= on:
        r.wrong("counted_on", "old_count", value=day, first=first_countable(on))
    return day


def _landline(r: _Reader) -> str:
    value = without_spaces(half_width(r.text("telephone")))
    if value and not _LANDLINE.fullmatch(value):
        r.wrong("telephone", "no_landline", value=value)
    return value[:20]


def _judge_certificate(r: _Reader, data: UnitData, on: date) -> None:
    if data.certificate_until and data.certificate_until < on:
        r.wrong("certificate_until", "expired", value=data.certificate_until)
    if (
        data.certificate_from
        and data.certificate_until
        and data.certificate_from >= data.certificate_until
    ):
        r.wrong("certificate_from", "after_end", value=data.certificate_from)
