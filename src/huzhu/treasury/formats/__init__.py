"""Files of the bank: payments out, results and statements in; papers for the units."""

from huzhu.treasury.formats.papers import (
    InvoicePaper,
    InvoiceRow,
    ReceiptPaper,
    render_invoice,
    render_receipt,
)
from huzhu.treasury.formats.payments import PaymentRow, payments_csv, payments_xlsx
from huzhu.treasury.formats.returns import read_return
from huzhu.treasury.formats.statements import read_statement

__all__ = [
    "InvoicePaper",
    "InvoiceRow",
    "PaymentRow",
    "ReceiptPaper",
    "payments_csv",
    "payments_xlsx",
    "read_return",
    "read_statement",
    "render_invoice",
    "render_receipt",
]
