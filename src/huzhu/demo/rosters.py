"""Roster files as a unit would send them, for the journeys."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from huzhu.demo.people import invented_people
from huzhu.enrolment.actions import check_roster, receive_roster
from huzhu.kernel.clock import CIVIL_ZONE
from huzhu.kernel.periods import add_months
from huzhu.members.actions import NewPerson
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer

C01_NAME = "陈静安"
_SEXES = {"F": "女", "M": "男"}


def c01_people() -> list[dict[str, Any]]:
    """Twelve people of one unit; the first is the woman of case C01."""
    people = invented_people(random.Random(1), on=date(2025, 2, 1), women=8, men=4, offset=900_000)
    people.sort(key=lambda person: person.identity.sex)
    rows = [_row(person) for person in people]
    rows[0]["姓名"] = C01_NAME
    return rows


def other_people(count: int, *, offset: int = 910_000) -> list[dict[str, Any]]:
    """`count` people of another unit; another `offset` gives other people."""
    people = invented_people(
        random.Random(2), on=date(2025, 2, 1), women=count // 2, men=count - count // 2,
        offset=offset,
    )  # fmt: skip
    return [_row(person) for person in people]


def leave_a_roster(*, by: Officer, unit: Organisation, today: date) -> None:
    """A roster on the county's desk, checked, with rows that a handler has to mend."""
    people = invented_people(random.Random(3), on=today, women=14, men=10, offset=990_000)
    rows = [_row(person) for person in people]
    rows[3]["身份证号"] = rows[3]["身份证号"][:-1] + (
        "1" if rows[3]["身份证号"][-1] != "1" else "2"
    )
    rows[7]["姓名"] = "无名氏123"
    rows[11]["身份证号"] = rows[10]["身份证号"]
    rows[15]["手机"] = "1380013"
    at = datetime.combine(today, time(8, 40), tzinfo=CIVIL_ZONE)
    starts_on = add_months(today.replace(day=1), 1)
    roster = receive_roster(
        by=by, at=at, organisation=unit, plan_code="JT", starts_on=starts_on,
        file_name="津贴综合参保名册.xlsx", content=roster_file(rows),
    )  # fmt: skip
    check_roster(by=by, at=at, roster_ref=roster.ref)


def roster_file(rows: Sequence[dict[str, Any]]) -> bytes:
    """An .xlsx with one sheet, a title above the header as units like to have, all cells text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("名册")
    sheet.write_string(0, 0, "职工互助保障参保名册(演示)")
    header = list(rows[0])
    for column, name in enumerate(header):
        sheet.write_string(1, column, name)
    for number, row in enumerate(rows, 2):
        for column, name in enumerate(header):
            sheet.write_string(number, column, str(row[name]))
    book.close()
    return buffer.getvalue()


def _row(person: NewPerson) -> dict[str, Any]:
    return {
        "姓名": person.name,
        "性别": _SEXES[person.identity.sex],
        "身份证号": person.identity.number,
        "手机": person.phone or "",
        "用工形式": "合同制",
        "是否参加职工医保": "是",
        "份数": 1,
        "开户行": person.bank_name or "",
        "卡号": person.bank_account or "",
    }
