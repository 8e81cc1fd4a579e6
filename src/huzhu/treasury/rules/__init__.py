"""Pure decisions on values: what may be received, matched and paid, and what is overdue."""

from huzhu.treasury.rules.arrears import (
    MOST_INSTALMENTS,
    REMIND_EVERY_DAYS,
    bucket_of,
    may_remind_again,
    next_part,
    overdue_of,
    require_adds_up,
)
from huzhu.treasury.rules.matching import OpenDue, OpenLine, Part, Proposal, propose
from huzhu.treasury.rules.payments import (
    account_digits,
    payable_lines,
    require_approver,
    require_checker,
    require_refundable,
    require_releaser,
    written_in_file,
)
from huzhu.treasury.rules.receiving import (
    DUE_DAYS,
    due_day,
    is_late_slip,
    period_is_open,
    require_covers,
    require_fits,
    require_open_period,
)
from huzhu.treasury.rules.returns import ReturnRow, Sent, news_of, require_no_duplicates
from huzhu.treasury.rules.statements import StatementRow, Taken, line_keys

__all__ = [
    "DUE_DAYS",
    "MOST_INSTALMENTS",
    "REMIND_EVERY_DAYS",
    "OpenDue",
    "OpenLine",
    "Part",
    "Proposal",
    "ReturnRow",
    "Sent",
    "StatementRow",
    "Taken",
    "account_digits",
    "bucket_of",
    "due_day",
    "is_late_slip",
    "line_keys",
    "may_remind_again",
    "news_of",
    "next_part",
    "overdue_of",
    "payable_lines",
    "period_is_open",
    "propose",
    "require_adds_up",
    "require_approver",
    "require_checker",
    "require_covers",
    "require_fits",
    "require_no_duplicates",
    "require_open_period",
    "require_refundable",
    "require_releaser",
    "written_in_file",
]
