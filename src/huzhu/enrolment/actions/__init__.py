"""From a roster file to covers that stand and a contribution that is due."""

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
from huzhu.enrolment.actions.post import post_roster
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
    "ask_posting_of_all",
    "ask_posting_of_good_rows",
    "check_roster",
    "discard_roster",
    "enrol_lists",
    "enrol_people",
    "issue_certificate",
    "issue_list_certificate",
    "mark_contribution_paid",
    "mark_contributions_paid",
    "note_posting_refused",
    "post_roster",
    "receive_roster",
    "require_standing",
    "revoke_certificate",
    "terminate_cover",
]
