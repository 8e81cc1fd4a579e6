"""Money in and out of the bank."""

from huzhu.treasury.actions.bank import bank_file, import_bank_return
from huzhu.treasury.actions.batch import check_batch, make_batch, release_batch, withdraw_batch
from huzhu.treasury.actions.instruct import issue_instruction, reissue_instruction
from huzhu.treasury.actions.receive import record_receipt, register_expected_receipt

__all__ = [
    "bank_file",
    "check_batch",
    "import_bank_return",
    "issue_instruction",
    "make_batch",
    "record_receipt",
    "register_expected_receipt",
    "reissue_instruction",
    "release_batch",
    "withdraw_batch",
]
