"""Who reacts to which fact: the one table of everything that travels upwards.

A reaction takes the fact and the officer it acts as. It unpacks a higher room's fact into
primitives for a lower room's action, or hands a lower one's fact to a higher room. Delivered by a
job that the publishing act enqueues in its own transaction: no fact without its effect, no effect
of a fact that was rolled back. A reaction may run twice; it then does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable

from huzhu.claims.events import (
    ClaimReturned,
    PapersToRead,
    SettlementsChecked,
    SettlementsReceived,
    SettlementsToClaim,
    SettlementsToSort,
)
from huzhu.claims.reactions import (
    on_papers_to_read,
    on_payment_failed,
    on_payment_settled,
    on_settlements_received,
    on_settlements_to_claim,
    on_settlements_to_sort,
)
from huzhu.config.announcing import (
    tell_who_brought_settlements,
    tell_who_enrolled,
    tell_who_filed,
    tell_who_uploaded,
    tell_whose_enrolment_went,
)
from huzhu.config.replaying import on_replay_asked
from huzhu.enrolment.events import (
    EnrolmentPosted,
    EnrolmentWithdrawn,
    QualityCheckAsked,
    RosterChecked,
    RosterPostingAsked,
    RosterReceived,
)
from huzhu.enrolment.reactions import (
    on_contribution_received,
    on_contribution_undone,
    on_quality_check_asked,
    on_roster_checked,
    on_roster_posting_asked,
    on_roster_received,
)
from huzhu.kernel.facts import Fact, fact_to_json
from huzhu.organisations.rules import Officer, service
from huzhu.plans.events import ReplayAsked
from huzhu.treasury.events import (
    ContributionReceived,
    ContributionUndone,
    PaymentFailed,
    PaymentSettled,
)

Reaction = Callable[[Fact, Officer], None]


REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {
    RosterReceived: (on_roster_received,),
    RosterChecked: (tell_who_uploaded, on_roster_checked),
    EnrolmentPosted: (tell_who_enrolled,),
    EnrolmentWithdrawn: (tell_whose_enrolment_went,),
    ClaimReturned: (tell_who_filed,),
    RosterPostingAsked: (on_roster_posting_asked,),
    ContributionReceived: (on_contribution_received,),
    ContributionUndone: (on_contribution_undone,),
    PaymentSettled: (on_payment_settled,),
    PaymentFailed: (on_payment_failed,),
    QualityCheckAsked: (on_quality_check_asked,),
    ReplayAsked: (on_replay_asked,),
    SettlementsReceived: (on_settlements_received,),
    SettlementsToSort: (on_settlements_to_sort,),
    SettlementsToClaim: (on_settlements_to_claim,),
    SettlementsChecked: (tell_who_brought_settlements,),
    PapersToRead: (on_papers_to_read,),
}


def reactions_to(fact: Fact) -> tuple[Reaction, ...]:
    return REACTIONS.get(type(fact), ())


def deliver_by_job(fact: Fact, **_context: object) -> None:
    """The publisher of the house: one job for each reaction, in the caller's transaction."""
    from huzhu.config.jobs import deliver

    for reaction in reactions_to(fact):
        deliver.configure(lock=_lock(fact)).defer(
            reaction=reaction.__name__, fact=fact_to_json(fact)
        )


def reaction_named(fact: Fact, name: str) -> Reaction:
    """Raises LookupError for a reaction that the table does not hold any more."""
    for reaction in reactions_to(fact):
        if reaction.__name__ == name:
            return reaction
    raise LookupError(f"{type(fact).__name__} has no reaction called {name}; see config/wiring.py")


def _lock(fact: Fact) -> str | None:
    """Facts about one thing are delivered one after another."""
    for field in ("roster_ref", "claim_ref", "batch_ref", "owner_ref", "import_ref"):
        if value := getattr(fact, field, None):
            return f"{field}:{value}"
    return None


def deliver_now(fact: Fact, **_context: object) -> None:
    """Runs the reactions at once, in the caller's transaction: for loading the demo province."""
    for reaction in reactions_to(fact):
        reaction(
            fact, service(f"reaction:{reaction.__name__}", over=getattr(fact, "org_path", "/"))
        )
