"""Editions published, rosters as files, and covers that stand."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import xlsxwriter

from benefit_terms import load_edition
from benefit_terms.views import AgeView, JoiningView
from factories.members import card_number, make_identity, make_name, new_person
from huzhu.enrolment.actions import Joining, check_roster, enrol_people, post_roster, receive_roster
from huzhu.enrolment.models import Cover, Enrolment, RosterImport
from huzhu.enrolment.rules import Judge, JudgedRow, Layout, Row, Terms, Tier
from huzhu.kernel.facts import Fact, publishing_to
from huzhu.organisations.rules import service
from huzhu.plans.actions import publish_edition
from huzhu.plans.models import PublishedEdition

BOOK = Path(__file__).resolve().parents[2] / "src/plan_book/shaanxi"
HEADER = (
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "手机",
    "用工形式",
    "是否参加职工医保",
    "份数",
    "开户行",
    "卡号",
)
STARTS_ON = date(2026, 4, 1)
Lines = Sequence[Sequence[object]]
UNIT_CODE = "U2026-0000001-X"


def make_terms(**changes) -> Terms:
    """Conditions much like those of the inpatient plan."""
    standard = Terms(
        plan_code="ZY",
        starts_on=STARTS_ON,
        ends_before=date(2027, 4, 1),
        tiers=(Tier("", 9500, (("union", 6000), ("member", 3500))),),
        is_per_share=False,
        max_shares=1,
        sex=None,
        requires_basic_medical=True,
        joining=JoiningView(ages=(AgeView(16, 60),)),
    )
    return replace(standard, **changes)


def judge_values(terms: Terms, values: Mapping[str, str], *more: Terms, **judge) -> list[JudgedRow]:
    """Row 7 of a sheet with just these fields, judged for a unit that chose `terms`."""
    values = {"name": "", "identity": "", **values}
    columns = {name: place for place, name in enumerate(values)}
    layout = Layout.of(columns, [_HEADERS.get(name, name) for name in values], "名册", 0, ("", ""))
    plans = {one.plan_code: one for one in (terms, *more)}
    names = {code: code for code in plans}
    judge = {"names": names, **judge}
    by = Judge(unit_code=UNIT_CODE, plan_code=terms.plan_code, plans=plans, **judge)
    return by.rows(Row(7, tuple(values.values()), layout))


_HEADERS = {"identity": "证件号码"}


def publish_plan(at, code: str = "ZY") -> PublishedEdition:
    """The shipped edition of a plan; of several, the newest."""
    path = sorted(p for p in BOOK.glob(f"{code.lower()}_*.yaml") if ".cases" not in p.name)[-1]
    return publish_edition(by=service("test"), at=at, edition=load_edition(path))


def line(number: int, *, sex: str = "F", **changes) -> list[object]:
    """A good line of a roster under HEADER; `changes` by column."""
    values = {
        "序号": number,
        "姓名": make_name(number),
        "性别": "女" if sex == "F" else "男",
        "身份证号": make_identity(number, sex=sex).number,
        "手机": f"139{number % 100_000_000:08d}",
        "用工形式": "合同制",
        "是否参加职工医保": "是",
        "份数": 1,
        "开户行": "中国建设银行",
        "卡号": card_number(number),
    }
    return list((values | changes).values())


def lines(count: int, start: int = 1) -> list[list[object]]:
    return [line(number) for number in range(start, start + count)]


def as_csv(rows: Lines, header: Sequence[str] = HEADER, encoding: str = "utf-8-sig") -> bytes:
    text = "\r\n".join(",".join(str(cell) for cell in row) for row in [header, *rows])
    return text.encode(encoding)


def as_xlsx(
    rows: Lines, header: Sequence[str] = HEADER, *, above: Lines = (), sheet="名册"
) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for row_no, row in enumerate([*above, header, *rows]):
            page.write_row(row_no, 0, row)
    return stream.getvalue()


@contextmanager
def collecting() -> Iterator[list[Fact]]:
    """Facts published in the block."""
    facts: list[Fact] = []
    with publishing_to(lambda fact, **_: facts.append(fact)):
        yield facts


def checked_roster(
    organisation,
    at,
    content: bytes,
    *,
    plan: str = "ZY",
    name: str = "名册.xlsx",
    starts_on: date = STARTS_ON,
    by=None,
) -> RosterImport:
    by = by or service("test")
    with collecting():
        roster = receive_roster(
            by=by,
            at=at,
            organisation=organisation,
            plan_code=plan,
            starts_on=starts_on,
            file_name=name,
            content=content,
        )
        return check_roster(by=by, at=at, roster_ref=roster.ref)


def posted_roster(organisation, at, content: bytes, **others) -> Enrolment:
    """What a roster of one plan became."""
    roster = checked_roster(organisation, at, content, **others)
    with collecting():
        by = others.get("by") or service("test")
        (made,) = post_roster(by=by, at=at, roster_ref=roster.ref)
    return made


def make_cover(
    organisation,
    at,
    number: int = 1,
    *,
    plan: str = "ZY",
    starts_on: date = STARTS_ON,
    shares: int = 1,
    tier: str = "",
    **person,
) -> Cover:
    """One person covered at a place; the plan's edition must be published."""
    joining = Joining(new_person(number, **person), shares=shares, tier=tier)
    with collecting():
        enrolment = enrol_people(
            by=service("test"),
            at=at,
            organisation=organisation,
            plan_code=plan,
            starts_on=starts_on,
            people=[joining],
        )
    return Cover.objects.select_related("person", "plan", "edition", "organisation").get(
        enrolment=enrolment
    )
