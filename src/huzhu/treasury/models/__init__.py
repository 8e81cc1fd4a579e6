"""Money in and out of the bank: what is due and came, bank statements, refunds, payments."""

from huzhu.treasury.models.payments import (
    BankReturn,
    Batch,
    Instruction,
    InstructionLine,
    ReturnLine,
)
from huzhu.treasury.models.receipts import (
    ExpectedReceipt,
    Instalment,
    InstalmentPlan,
    Invoice,
    InvoiceLine,
    Receipt,
    Reminder,
)
from huzhu.treasury.models.refunds import Refund, RefundPaper
from huzhu.treasury.models.statements import (
    CollectionAccount,
    SlipFor,
    SlipUpload,
    StatementImport,
    StatementLine,
)

__all__ = [
    "BankReturn",
    "Batch",
    "CollectionAccount",
    "ExpectedReceipt",
    "Instalment",
    "InstalmentPlan",
    "Instruction",
    "InstructionLine",
    "Invoice",
    "InvoiceLine",
    "Receipt",
    "Refund",
    "RefundPaper",
    "Reminder",
    "ReturnLine",
    "SlipFor",
    "SlipUpload",
    "StatementImport",
    "StatementLine",
]
