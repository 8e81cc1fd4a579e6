"""Files as offices really send them: each is read, or refused in words that help."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from factories.enrolment import HEADER, as_csv, as_xlsx, line, lines, make_terms
from factories.members import make_identity
from huzhu.enrolment import errors
from huzhu.enrolment.formats import (
    Template,
    columns_for,
    field_of,
    read_tables,
    template_workbook,
    with_reasons,
)

TERMS = make_terms()
GOLDEN = Path(__file__).resolve().parents[2] / "golden/rosters"


def workbook(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_of(content: bytes, name: str = "名册.xlsx"):
    (table,) = read_tables(content, name)
    return table


def first_row(content: bytes, name: str = "名册.xlsx"):
    return next(table_of(content, name).rows())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓名", "name"),
        ("＊姓 名", "name"),
        ("名字", "name"),
        ("身份证号（18位）", "identity"),
        ("公民身份号码", "identity"),
        ("证件号码:", "identity"),
        ("联系电话", "phone"),
        ("份数/档次", "shares_or_tier"),
        ("开户行", "bank"),
        ("卡号", "account"),
        ("爱好", None),
        ("", None),
    ],
)
def test_header_is_known_by_its_synonyms(header, field):
    assert field_of(header) == field


def test_columns_in_any_order_under_a_title():
    header = ["手机号", "证件号", "备用", "名字"]
    rows = [["13900000000", make_identity(3).number, "x", "李四"]]
    row = first_row(as_xlsx(rows, header, above=[["某厂参保名册"], []]))
    assert (row.row_no, row.get("name"), row.get("phone")) == (4, "李四", "13900000000")
    assert row.layout.headers["identity"] == "证件号"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_either_encoding(encoding):
    assert first_row(as_csv(lines(1), encoding=encoding), "a.csv").get("name") == line(1)[1]


@pytest.mark.parametrize("name", ["old_excel.xls", "old_excel.xlsx"])
def test_old_excel_is_known_by_its_content_whatever_its_name(name):
    content = (GOLDEN / "old_excel.xls").read_bytes()
    assert first_row(content, name).get("identity") == make_identity(1).number


def test_roster_on_the_second_sheet_is_found():
    def fill(book):
        book.active.append(["填表说明"])
        sheet = book.create_sheet("名单")
        sheet.append(HEADER)
        sheet.append(line(1))

    assert table_of(workbook(fill), "a.xlsx").sheet == "名单"


def test_blank_rows_and_sums_are_left_out_and_numbers_stay_true():
    rows = [line(1), [], line(2), ["合计", 2]]
    table = table_of(as_xlsx(rows), "a.xlsx")
    assert list(table.row_nos) == [2, 4]


def test_merged_cells_leave_the_lower_one_empty():
    def fill(book):
        sheet = book.active
        sheet.append(HEADER)
        sheet.append(line(1))
        sheet.append(line(2))
        sheet.merge_cells("B2:B3")

    rows = list(table_of(workbook(fill), "a.xlsx").rows())
    assert [bool(row.get("name")) for row in rows] == [True, False]


def test_spaces_apostrophes_and_text_formulas_of_exports_are_taken_off():
    number = make_identity(1).number
    content = as_csv(
        [[" 张三　", f"\t'{number}"], ["李四", f'"=""{number}"""']], ["姓名", "身份证号"]
    )
    rows = list(table_of(content, "a.csv").rows())
    assert [(row.get("name"), row.get("identity")) for row in rows] == [
        ("张三", number),
        ("李四", number),
    ]


def test_formulas_without_values_are_an_empty_roster():
    def fill(book):
        book.active.append(HEADER)
        book.active.append(["=1", "=A1"])

    with pytest.raises(errors.RosterEmpty, match="粘贴为数值"):
        read_tables(workbook(fill), "a.xlsx")


def test_wrong_workbook_names_the_sheets_that_were_read():
    def fill(book):
        book.active.title = "工资"
        book.active.append(["月份", "实发"])
        book.create_sheet("社保")

    with pytest.raises(errors.NoRosterSheet, match="工资、社保"):
        read_tables(workbook(fill), "a.xlsx")


def test_half_a_header_names_what_is_missing():
    with pytest.raises(errors.ColumnMissing, match="没有“姓名”列；找到的列有：身份证号、手机"):
        read_tables(as_csv([["1", "2"]], ["身份证号", "手机"]), "a.csv")


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0" + b"junk" * 900, bytes(range(256)) * 8],
    ids=["zip", "ole", "bytes"],
)
def test_damaged_file_is_refused(content):
    with pytest.raises(errors.FileUnreadable):
        read_tables(content, "a.xlsx")


def bomb(megabytes: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(megabytes):
                sheet.write(b"0" * (1 << 20))
    return stream.getvalue()


def test_zip_bomb_is_refused_by_what_it_declares():
    with pytest.raises(errors.FileExpandsTooFar):
        read_tables(bomb(410), "a.xlsx")


def test_zip_bomb_is_refused_though_it_lies():
    size, lie = (410 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    with pytest.raises(errors.FileExpandsTooFar):
        read_tables(bomb(410).replace(size, lie), "a.xlsx")


@pytest.mark.parametrize(
    ("cell", "refusal"),
    [("A1048576", errors.TooManyRows), ("XFD3", errors.SheetTooWide)],
)
def test_far_cell_is_refused_before_anything_is_allocated(cell, refusal):
    def fill(book):
        book.active.append(HEADER)
        book.active[cell] = "x"

    with pytest.raises(refusal):
        read_tables(workbook(fill), "a.xlsx")


def test_long_text_repeated_in_many_cells_is_refused():
    stream = io.BytesIO()
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 2_001))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<sheetData>" + cells + b"</sheetData>")
        archive.writestr("xl/sharedStrings.xml", b"<si><t>" + b"0" * (3 << 20) + b"</t></si>")
    with pytest.raises(errors.FileExpandsTooFar):
        read_tables(stream.getvalue(), "a.xlsx")


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_three_hundred_thousand_rows_are_refused(write):
    content = write([["张三", "1"]] * 300_000, ["姓名", "身份证号"])
    with pytest.raises(errors.TooManyRows, match="200000"):
        read_tables(content, "a.xlsx")


def test_reasons_stand_beside_the_rows_they_explain():
    table = table_of(as_xlsx(lines(2), above=[["标题"]]), "a.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(with_reasons([table], {(0, 4): "错了"}))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*HEADER, "核对结果")
    assert [row[-1] for row in rows[1:]] == [None, "错了"]


def test_text_that_looks_like_a_formula_stays_text():
    table = table_of(as_csv([["=1+1", "1"]], ["姓名", "身份证号"]), "a.csv")
    sheet = openpyxl.load_workbook(io.BytesIO(with_reasons([table], {}))).active
    assert sheet["A2"].data_type == "s"


def test_template_is_read_back_with_its_header():
    with pytest.raises(errors.RosterEmpty):
        read_tables(template_workbook(Template("ZY 住院", columns_for(TERMS))), "a.xlsx")
