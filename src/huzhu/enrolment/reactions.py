"""What happens here when facts arrive: rosters go to their jobs, payments to their enrolments."""

from __future__ import annotations

from huzhu.enrolment.actions import (
    mark_contribution_paid,
    post_renewal_if_good,
    reopen_contribution,
)
from huzhu.enrolment.events import (
    QualityCheckAsked,
    RosterChecked,
    RosterPostingAsked,
    RosterReceived,
)
from huzhu.enrolment.jobs import defer_check, defer_post, defer_quality_check
from huzhu.kernel.clock import now
from huzhu.kernel.facts import Fact
from huzhu.organisations.rules import Officer


def on_roster_received(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, RosterReceived)
    defer_check(fact.roster_ref, fact.org_path)


def on_roster_posting_asked(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, RosterPostingAsked)
    defer_post(fact.roster_ref, fact.org_path)


def on_roster_checked(fact: Fact, by: Officer) -> None:
    """The roster of a renewal may post itself."""
    assert isinstance(fact, RosterChecked)
    post_renewal_if_good(by=by, at=now(), roster_ref=fact.roster_ref)


def on_quality_check_asked(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, QualityCheckAsked)
    defer_quality_check()


def on_contribution_undone(fact: Fact, by: Officer) -> None:
    """treasury.ContributionUndone(owner_ref, org_path, was_complete)."""
    from huzhu.treasury.events import ContributionUndone

    assert isinstance(fact, ContributionUndone)
    if fact.was_complete:
        reopen_contribution(by=by, at=now(), enrolment_ref=fact.owner_ref)


def on_contribution_received(fact: Fact, by: Officer) -> None:
    """treasury.ContributionReceived(owner_ref, org_path, is_complete, received_on)."""
    from huzhu.treasury.events import ContributionReceived

    assert isinstance(fact, ContributionReceived)
    if fact.is_complete:
        mark_contribution_paid(
            by=by, at=now(), enrolment_ref=fact.owner_ref, paid_on=fact.received_on
        )
