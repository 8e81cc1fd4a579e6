"""What waits for an officer: one list over all rooms, the oldest deadline first.

Each source belongs to the roles that act on it, gives at most `MOST` things and how many there
are. A thing waits for the one who may take its next step; what the officer made and somebody else
must check is not his to do.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.claims.enums import ClaimState
from huzhu.claims.permissions import IMPORTERS
from huzhu.claims.queries import claims, claims_awaiting
from huzhu.console.todo.items import MOST, Item, Source, Waiting
from huzhu.console.todo.items import address as _address
from huzhu.console.todo.items import day as _day
from huzhu.console.todo.items import taken as _taken
from huzhu.console.todo.money import (
    dues_to_pay,
    lines_to_match,
    receipts_expected,
    refunds_to_decide,
    slips_not_seen,
)
from huzhu.console.todo.settlements import lists_to_finish, stays_to_look_at
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.permissions import PURSES
from huzhu.enrolment.queries import gifts_to_approve, orders_to_decide, rosters
from huzhu.members.permissions import APPROVERS
from huzhu.members.queries import changes_to_decide
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.permissions import DECIDERS
from huzhu.organisations.queries import applications_to_complete, applications_to_decide
from huzhu.organisations.rules import Officer
from huzhu.plans.permissions import PUBLISHERS
from huzhu.plans.queries import drafts_to_publish
from huzhu.treasury.enums import BatchState, InstructionState
from huzhu.treasury.queries import (
    batches,
    instructions,
)

FINANCE = (Role.FINANCE_OFFICER,)
RELEASERS = (Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR)
REVIEWERS = (Role.CLAIMS_OFFICER, Role.DEPARTMENT_HEAD, Role.COMPLIANCE_OFFICER)


def waiting_for(officer: Officer) -> Waiting:
    """Runs inside the officer's scope."""
    found: list[Item] = []
    counts = []
    for source in SOURCES:
        if officer.holds(*source.roles):
            items, total = source.find(officer)
            found += items
            counts.append((source, total))
    found.sort(key=lambda item: (item.due_on or item.since, item.since, item.ref))
    total = sum(number for _source, number in counts)
    return Waiting(found[:MOST], counts, total, is_cut=len(found) > MOST)


def _claims_to_review(officer: Officer) -> tuple[list[Item], int]:
    found = claims_awaiting(officer.scope, officer)
    return _taken(found, lambda claim: _claim_item(claim, _("Review claim")))


def _claims_to_complete(officer: Officer) -> tuple[list[Item], int]:
    found = claims(officer.scope, state=ClaimState.RETURNED)
    return _taken(
        found.order_by("due_on", "id"), lambda claim: _claim_item(claim, _("Complete claim"))
    )


def _failed_payments(officer: Officer) -> tuple[list[Item], int]:
    found = claims(officer.scope, state=ClaimState.PAYMENT_FAILED).order_by("id")
    return _taken(found, lambda claim: _claim_item(claim, _("Mend the bank account")))


def _claim_item(claim: Any, what: str) -> Item:
    return Item(
        what=what,
        ref=claim.ref,
        text=f"{claim.person.name} · {claim.get_event_kind_display()} · {claim.organisation.name}",
        url=_address("claim", claim.ref),
        since=_day(claim.filed_at or claim.created_at),
        due_on=claim.due_on,
        amount_fen=claim.amount_fen or None,
    )


def _rosters_to_finish(officer: Officer) -> tuple[list[Item], int]:
    states = (RosterState.CHECKED, RosterState.UNREADABLE)
    found = rosters(officer.scope).filter(state__in=states).order_by("created_at", "id")

    def item(roster: Any) -> Item:
        is_to_correct = roster.state == RosterState.UNREADABLE or roster.rows_bad
        return Item(
            what=_("Correct roster") if is_to_correct else _("Post roster"),
            ref=roster.ref,
            text=f"{roster.organisation.name} · {roster.file_name}",
            url=_address("roster", roster.ref),
            since=_day(roster.created_at),
        )

    return _taken(found, item)


def _batches_to_check(officer: Officer) -> tuple[list[Item], int]:
    found = batches(officer.scope, state=BatchState.MADE).exclude(
        made_by_token=officer.person_token
    )
    return _taken(found.order_by("made_at"), lambda b: _batch_item(b, _("Check batch"), b.made_at))


def _batches_to_release(officer: Officer) -> tuple[list[Item], int]:
    found = batches(officer.scope, state=BatchState.CHECKED).exclude(
        made_by_token=officer.person_token
    )
    found = found.exclude(checked_by_token=officer.person_token).order_by("checked_at")
    return _taken(found, lambda b: _batch_item(b, _("Release batch"), b.checked_at))


def _batch_item(batch: Any, what: str, since: datetime) -> Item:
    text = _("%(count)s payments") % {"count": batch.count}
    return Item(
        what, batch.ref, text, _address("batch", batch.ref), _day(since), None, batch.total_fen
    )


def _instructions_to_batch(officer: Officer) -> tuple[list[Item], int]:
    """One line for all of them: they are put into a batch together."""
    found = instructions(officer.scope, state=InstructionState.WAITING)
    total = found.count()
    if not total:
        return [], 0
    oldest = found.order_by("created_at").first()
    amount = sum(found.values_list("amount_fen", flat=True))
    text = _("%(count)s payments wait for a batch") % {"count": f"{total:,}"}
    since = _day(oldest.created_at)
    return [Item(_("Make a batch"), "", text, _address("payments"), since, None, amount)], total


def _drafts_to_publish(officer: Officer) -> tuple[list[Item], int]:
    def item(draft: Any) -> Item:
        return Item(
            what=_("Publish terms"),
            ref=draft.ref,
            text=f"{draft.plan_code} {draft.version} · {draft.author_label}",
            url=_address("draft", draft.ref),
            since=_day(draft.submitted_at),
        )

    return _taken(drafts_to_publish(officer.scope, officer), item)


def _units_to_review(officer: Officer) -> tuple[list[Item], int]:
    found = applications_to_decide(officer.scope, officer)
    return _taken(found, lambda one: _unit_item(one, _("Review unit"), one.filed_at))


def _units_to_complete(officer: Officer) -> tuple[list[Item], int]:
    found = applications_to_complete(officer.scope)
    return _taken(found, lambda one: _unit_item(one, _("Complete application"), one.decided_at))


def _unit_item(one: Any, what: str, since: datetime) -> Item:
    text = f"{one.name} · {one.get_kind_display()} · {one.place.name}"
    return Item(what, one.ref, text, _address("unit_application", one.ref), _day(since))


def _amounts_to_approve(officer: Officer) -> tuple[list[Item], int]:
    def item(order: Any) -> Item:
        return Item(
            what=_("Approve budget"),
            ref=order.budget.ref,
            text=f"{order.budget.name} · {order.budget.organisation.name}",
            url=_address("budget", order.budget.ref),
            since=_day(order.asked_at),
            amount_fen=order.amount_fen,
        )

    return _taken(orders_to_decide(officer.scope, officer), item)


def _gifts_to_approve(officer: Officer) -> tuple[list[Item], int]:
    def item(gift: Any) -> Item:
        text = f"{gift.name} · {gift.donor}"
        what, url = _("Approve gift programme"), _address("gift", gift.ref)
        return Item(what, gift.ref, text, url, _day(gift.made_at))

    return _taken(gifts_to_approve(officer.scope, officer.person_token), item)


def _changes_of_people(officer: Officer) -> tuple[list[Item], int]:
    def item(change: Any) -> Item:
        return Item(
            what=_("Approve request"),
            ref=change.ref,
            text=f"{change.person.name} · {change.get_kind_display()}",
            url=_address("member_change_request", change.ref),
            since=_day(change.made_at),
        )

    return _taken(changes_to_decide(officer.scope, officer), item)


SOURCES = (
    Source(
        "people",
        gettext_lazy("Requests about members"),
        "user-edit",
        APPROVERS,
        _changes_of_people,
    ),
    Source(
        "units", gettext_lazy("Units to review"), "building-community", DECIDERS, _units_to_review
    ),
    Source(
        "units_back",
        gettext_lazy("Applications about units to complete"),
        "building",
        HANDLERS,
        _units_to_complete,
    ),
    Source("claims", gettext_lazy("Claims to review"), "file-text", REVIEWERS, _claims_to_review),
    Source(
        "returned", gettext_lazy("Claims to complete"), "file-alert", HANDLERS, _claims_to_complete
    ),
    Source(
        "settlements",
        gettext_lazy("Settlement lists to finish"),
        "building-hospital",
        IMPORTERS,
        lists_to_finish,
    ),
    Source("stays", gettext_lazy("Stays to look at"), "user-search", IMPORTERS, stays_to_look_at),
    Source(
        "failed", gettext_lazy("Payments returned"), "credit-card-off", HANDLERS, _failed_payments
    ),
    Source(
        "rosters",
        gettext_lazy("Rosters to finish"),
        "file-spreadsheet",
        HANDLERS,
        _rosters_to_finish,
    ),
    Source("check", gettext_lazy("Batches to check"), "list-check", FINANCE, _batches_to_check),
    Source("release", gettext_lazy("Batches to release"), "send", RELEASERS, _batches_to_release),
    Source(
        "batch",
        gettext_lazy("Payments without a batch"),
        "stack-2",
        FINANCE,
        _instructions_to_batch,
    ),
    Source("receipts", gettext_lazy("Receipts expected"), "receipt", FINANCE, receipts_expected),
    Source(
        "budgets", gettext_lazy("Budgets to approve"), "pig-money", RELEASERS, _amounts_to_approve
    ),
    Source(
        "gifts",
        gettext_lazy("Gift programmes to approve"),
        "gift",
        (*PURSES, Role.DEPARTMENT_HEAD),
        _gifts_to_approve,
    ),
    Source("matching", gettext_lazy("Money to be matched"), "arrows-join", FINANCE, lines_to_match),
    Source(
        "slips", gettext_lazy("Slips not seen at the bank"), "paperclip", FINANCE, slips_not_seen
    ),
    Source(
        "refunds",
        gettext_lazy("Refunds to approve"),
        "arrow-back-up",
        RELEASERS,
        refunds_to_decide,
    ),
    Source(
        "dues",
        gettext_lazy("Contributions to pay"),
        "cash",
        (Role.UNIT_HANDLER,),
        dues_to_pay,
    ),
    Source("drafts", gettext_lazy("Terms to publish"), "gavel", PUBLISHERS, _drafts_to_publish),
)
