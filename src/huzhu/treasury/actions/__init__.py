"""Money in and out of the bank."""

from huzhu.treasury.actions.bank import bank_file, import_bank_return
from huzhu.treasury.actions.batch import check_batch, make_batch, release_batch, withdraw_batch
from huzhu.treasury.actions.instruct import (
    Order,
    issue_instruction,
    issue_instructions,
    reissue_instruction,
)
from huzhu.treasury.actions.receive import (
    Arrival,
    Due,
    record_receipt,
    record_receipts,
    register_expected_receipt,
    register_expected_receipts,
)

__all__ = [
    "Arrival",
    "Due",
    "Order",
    "bank_file",
    "check_batch",
    "import_bank_return",
    "issue_instruction",
    "issue_instructions",
    "make_batch",
    "record_receipt",
    "record_receipts",
    "register_expected_receipt",
    "register_expected_receipts",
    "reissue_instruction",
    "release_batch",
    "withdraw_batch",
]
