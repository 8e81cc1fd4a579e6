"""Roster files in and out: .xlsx, .xls and .csv become rows; reasons and templates go out."""

from huzhu.enrolment.formats.columns import field_of
from huzhu.enrolment.formats.tables import ROW_LIMIT, Table, read_tables
from huzhu.enrolment.formats.templates import Template, columns_for, template_workbook
from huzhu.enrolment.formats.workbooks import covers_workbook, with_reasons

__all__ = [
    "ROW_LIMIT",
    "Table",
    "Template",
    "columns_for",
    "covers_workbook",
    "field_of",
    "read_tables",
    "template_workbook",
    "with_reasons",
]
