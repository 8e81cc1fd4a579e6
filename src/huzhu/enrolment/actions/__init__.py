"""From a roster file to covers that stand and a contribution that is due."""

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
from huzhu.enrolment.actions.check import check_roster
from huzhu.enrolment.actions.covers import (
    mark_contribution_paid,
    mark_contributions_paid,
    terminate_cover,
)
from huzhu.enrolment.actions.enrol import Joining, JoiningList, enrol_lists, enrol_people
from huzhu.enrolment.actions.joiners import add_joiner, add_joiners, drop_joiner
from huzhu.enrolment.actions.post import post_roster
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

__all__ = [
    "Joining",
    "JoiningList",
    "QualityRun",
    "Reminded",
    "add_joiner",
    "add_joiners",
    "ask_posting_of_all",
    "ask_posting_of_good_rows",
    "ask_quality_check",
    "begin_renewal",
    "check_quality",
    "check_roster",
    "close_campaign",
    "decide_finding",
    "decline_renewal",
    "discard_roster",
    "drop_joiner",
    "enrol_lists",
    "enrol_people",
    "issue_certificate",
    "issue_list_certificate",
    "make_campaign",
    "mark_contribution_paid",
    "mark_contributions_paid",
    "mark_renewal",
    "note_posting_refused",
    "post_renewal_if_good",
    "post_roster",
    "receive_roster",
    "refresh_campaign",
    "remind_units",
    "renew_unit",
    "require_standing",
    "revoke_certificate",
    "send_and_post_renewal",
    "send_renewal",
    "terminate_cover",
]
