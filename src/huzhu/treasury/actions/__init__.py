"""Money in and out of the bank."""

from huzhu.treasury.actions.accounts import close_collection_account, open_collection_account
from huzhu.treasury.actions.agree import agree_instalments, issue_invoice, upload_slip
from huzhu.treasury.actions.allocate import (
    Allocation,
    accept_matches,
    allocate_lines,
    undo_allocation,
)
from huzhu.treasury.actions.bank import bank_file, import_bank_return
from huzhu.treasury.actions.batch import check_batch, make_batch, release_batch, withdraw_batch
from huzhu.treasury.actions.expect import (
    Due,
    cancel_expected_receipt,
    register_expected_receipt,
    register_expected_receipts,
)
from huzhu.treasury.actions.instruct import (
    Order,
    issue_instruction,
    issue_instructions,
    reissue_instruction,
)
from huzhu.treasury.actions.receive import Arrival, record_receipt, record_receipts
from huzhu.treasury.actions.refund import (
    approve_refund,
    reject_refund,
    request_refund,
    withdraw_refund,
)
from huzhu.treasury.actions.remind import Reminded, remind_arrears
from huzhu.treasury.actions.statement import import_statement

__all__ = [
    "Allocation",
    "Arrival",
    "Due",
    "Order",
    "Reminded",
    "accept_matches",
    "agree_instalments",
    "allocate_lines",
    "approve_refund",
    "bank_file",
    "cancel_expected_receipt",
    "check_batch",
    "close_collection_account",
    "import_bank_return",
    "import_statement",
    "issue_instruction",
    "issue_instructions",
    "issue_invoice",
    "make_batch",
    "open_collection_account",
    "record_receipt",
    "record_receipts",
    "register_expected_receipt",
    "register_expected_receipts",
    "reissue_instruction",
    "reject_refund",
    "release_batch",
    "remind_arrears",
    "request_refund",
    "undo_allocation",
    "upload_slip",
    "withdraw_batch",
    "withdraw_refund",
]
