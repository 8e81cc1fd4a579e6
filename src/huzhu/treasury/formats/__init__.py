"""Files of the bank: payments out, results in."""

from huzhu.treasury.formats.payments import PaymentRow, payments_csv, payments_xlsx
from huzhu.treasury.formats.returns import read_return

__all__ = ["PaymentRow", "payments_csv", "payments_xlsx", "read_return"]
