"""From a roster file to covers that stand and a contribution that is due."""

from huzhu.enrolment.actions.budgets import (
    adjust_budget,
    allocate_budget,
    approve_order,
    create_budget,
    refuse_order,
    return_budget,
)
from huzhu.enrolment.actions.campaigns import (
    Reminded,
    close_campaign,
    decline_renewal,
    make_campaign,
    refresh_campaign,
    remind_units,
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
    reopen_contribution,
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
from huzhu.enrolment.actions.gifts import (
    NewGift,
    add_gift_proof,
    admit_to_gift,
    approve_gift,
    close_gift,
    create_gift,
    resume_gift,
    set_employment_group,
    suspend_gift,
)
from huzhu.enrolment.actions.joiners import (
    add_joiner,
    add_joiners,
    drop_joiner,
)
from huzhu.enrolment.actions.post import (
    post_roster,
)
from huzhu.enrolment.actions.prefill import (
    list_for_renewal,
)
from huzhu.enrolment.actions.quality import (
    QualityRun,
    ask_quality_check,
    check_quality,
    decide_finding,
)
from huzhu.enrolment.actions.receive import (
    ask_posting_of_all,
    ask_posting_of_good_rows,
    discard_roster,
    note_posting_refused,
    receive_roster,
)
from huzhu.enrolment.actions.renewals import (
    begin_renewal,
    mark_renewal,
    post_renewal_if_good,
    renew_unit,
    send_and_post_renewal,
    send_renewal,
)
from huzhu.enrolment.actions.withdraw import withdraw_enrolment
from huzhu.enrolment.rules import (
    FundingTerm,
)

__all__ = [
    "FundingTerm",
    "Joining",
    "JoiningList",
    "NewGift",
    "QualityRun",
    "Reminded",
    "add_gift_proof",
    "add_joiner",
    "add_joiners",
    "adjust_budget",
    "admit_to_gift",
    "allocate_budget",
    "approve_gift",
    "approve_order",
    "ask_posting_of_all",
    "ask_posting_of_good_rows",
    "ask_quality_check",
    "begin_renewal",
    "check_quality",
    "check_roster",
    "close_campaign",
    "close_gift",
    "create_budget",
    "create_gift",
    "decide_finding",
    "decline_renewal",
    "discard_roster",
    "drop_joiner",
    "end_funding_rule",
    "enrol_lists",
    "enrol_people",
    "issue_certificate",
    "issue_list_certificate",
    "list_for_renewal",
    "make_campaign",
    "mark_contribution_paid",
    "mark_contributions_paid",
    "mark_renewal",
    "note_posting_refused",
    "post_renewal_if_good",
    "post_roster",
    "receive_fund_money",
    "receive_roster",
    "refresh_campaign",
    "refuse_order",
    "release_reserved",
    "remind_units",
    "renew_unit",
    "reopen_contribution",
    "require_standing",
    "resume_gift",
    "return_budget",
    "revoke_certificate",
    "send_and_post_renewal",
    "send_renewal",
    "set_employment_group",
    "set_funding_rule",
    "spend_reserved",
    "suspend_gift",
    "terminate_cover",
    "withdraw_enrolment",
]
