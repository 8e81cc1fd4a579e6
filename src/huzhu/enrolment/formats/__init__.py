"""Roster files in and out: .xlsx, .xls and .csv become rows; reasons and templates go out."""

from huzhu.enrolment.formats.columns import TEMPLATE_COLUMNS, field_of
from huzhu.enrolment.formats.tables import ROW_LIMIT, Table, read_table
from huzhu.enrolment.formats.workbooks import covers_workbook, template_workbook, with_reasons

__all__ = [
    "ROW_LIMIT",
    "TEMPLATE_COLUMNS",
    "Table",
    "covers_workbook",
    "field_of",
    "read_table",
    "template_workbook",
    "with_reasons",
]
