"""From a roster file to covers that stand and a contribution that is due."""

from huzhu.enrolment.actions.budgets import (
    adjust_budget,
    allocate_budget,
    approve_order,
    create_budget,
    refuse_order,
    return_budget,
)
from huzhu.enrolment.actions.certificates import (
    issue_certificate,
    issue_list_certificate,
    require_standing,
    revoke_certificate,
)
from huzhu.enrolment.actions.check import (
    check_roster,
)
from huzhu.enrolment.actions.covers import (
    mark_contribution_paid,
    mark_contributions_paid,
    terminate_cover,
)
from huzhu.enrolment.actions.dues import (
    release_reserved,
    spend_reserved,
)
from huzhu.enrolment.actions.enrol import (
    Joining,
    JoiningList,
    enrol_lists,
    enrol_people,
)
from huzhu.enrolment.actions.funding import (
    end_funding_rule,
    receive_fund_money,
    set_funding_rule,
)
from huzhu.enrolment.actions.post import (
    post_roster,
)
from huzhu.enrolment.actions.prefill import list_for_renewal
from huzhu.enrolment.actions.receive import (
    ask_posting_of_all,
    ask_posting_of_good_rows,
    discard_roster,
    note_posting_refused,
    receive_roster,
)

__all__ = [
    "Joining",
    "JoiningList",
    "adjust_budget",
    "allocate_budget",
    "approve_order",
    "ask_posting_of_all",
    "ask_posting_of_good_rows",
    "check_roster",
    "create_budget",
    "discard_roster",
    "end_funding_rule",
    "enrol_lists",
    "enrol_people",
    "issue_certificate",
    "issue_list_certificate",
    "list_for_renewal",
    "mark_contribution_paid",
    "mark_contributions_paid",
    "note_posting_refused",
    "post_roster",
    "receive_fund_money",
    "receive_roster",
    "refuse_order",
    "release_reserved",
    "require_standing",
    "return_budget",
    "revoke_certificate",
    "set_funding_rule",
    "spend_reserved",
    "terminate_cover",
]
