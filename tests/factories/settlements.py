"""Settlement lists as bureaux give them, invented: stays of people who can be nobody."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import xlsxwriter

from factories.enrolment import collecting
from factories.members import make_identity, make_name
from huzhu.claims import actions
from huzhu.claims.models import SettlementImport, SettlementSource
from huzhu.claims.rules import guess_mapping
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer, service

HEADERS = (
    "结算单号", "人员证件号码", "姓名", "医疗机构名称", "医疗机构编码", "医疗机构等级", "异地就医标志",
    "入院日期", "出院日期", "结算日期", "主要诊断代码", "主要诊断名称", "医疗费用总额",
    "医保统筹基金支付", "大病/大额支付", "医疗救助", "个人自付", "个人自费", "起付线", "乙类先行自付",
    "超限价自费",
)  # fmt: skip
ADMITTED_ON = date(2025, 6, 10)
BUREAU = "铜川市医疗保障局"


def settlement_line(
    number: int, *, admitted_on: date = ADMITTED_ON, days: int = 8, **changes: object
) -> dict[str, object]:
    """A stay for pneumonia of the person `number`: 12,000 yuan, 2,600 in scope, all adding up.

    `changes` by header.
    """
    discharged = admitted_on + timedelta(days=days)
    values: dict[str, object] = {
        "结算单号": f"S{number:08d}{admitted_on:%Y%m%d}",
        "人员证件号码": make_identity(number).number,
        "姓名": make_name(number),
        "医疗机构名称": "铜川市人民医院",
        "医疗机构编码": "H61020000001",
        "医疗机构等级": "三级",
        "异地就医标志": "否",
        "入院日期": admitted_on.isoformat(),
        "出院日期": discharged.isoformat(),
        "结算日期": discharged.isoformat(),
        "主要诊断代码": "J18.900",
        "主要诊断名称": "社区获得性肺炎",
        "医疗费用总额": "12000.00",
        "医保统筹基金支付": "8400.00",
        "大病/大额支付": "0.00",
        "医疗救助": "0.00",
        "个人自付": "2600.00",
        "个人自费": "1000.00",
        "起付线": "500.00",
        "乙类先行自付": "100.00",
        "超限价自费": "0.00",
    }
    assert changes.keys() <= values.keys(), changes.keys() - values.keys()
    return values | changes


Lines = Sequence[Mapping[str, object]]


def settlement_csv(
    lines: Lines, headers: Sequence[str] = HEADERS, encoding: str = "utf-8-sig"
) -> bytes:
    rows = [headers, *([str(line.get(name, "")) for name in headers] for line in lines)]
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def settlement_xlsx(
    lines: Lines, headers: Sequence[str] = HEADERS, above: Sequence[str] = ()
) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        page = book.add_worksheet("结算清单")
        top = [[text] for text in above]
        rows = [*top, headers, *([str(line.get(n, "")) for n in headers] for line in lines)]
        for row_no, row in enumerate(rows):
            page.write_row(row_no, 0, row)
    return stream.getvalue()


def make_source(
    place: Organisation, at, name: str = BUREAU, by: Officer | None = None, *, mapped: bool = True
) -> SettlementSource:
    """A bureau whose columns are confirmed, unless said otherwise."""
    source = actions.create_settlement_source(
        by=by or service("test"), at=at, organisation=place, name=name
    )
    if mapped:
        SettlementSource.objects.filter(pk=source.pk).update(
            mapping=guess_mapping(HEADERS), mapped_at=at
        )
        source.refresh_from_db()
    return source


def received(
    source: SettlementSource, at, content: bytes, name: str = "清单.csv", by: Officer | None = None
) -> SettlementImport:
    with collecting():
        return actions.receive_settlements(
            by=by or service("test"), at=at, source_ref=source.ref, file_name=name, content=content
        )


def imported(
    source: SettlementSource, at, lines: Lines | bytes, name: str = "清单.csv"
) -> SettlementImport:
    """Received, read and sorted by the service of the source's place, as its job does."""
    content = lines if isinstance(lines, bytes) else settlement_csv(lines)
    made = received(source, at, content, name)
    with collecting():
        return actions.check_settlements(
            by=service("job", over=source.org_path), at=at, import_ref=made.ref
        )
