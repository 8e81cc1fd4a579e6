"""What waits for an officer: one list over all rooms, the oldest deadline first.

Each source belongs to the roles that act on it, gives at most `MOST` things and how many there
are. A thing waits for the one who may take its next step; what the officer made and somebody else
must check is not his to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, QuerySet, Sum
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.claims.enums import ClaimState
from huzhu.claims.queries import claims, claims_awaiting
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.permissions import PURSES
from huzhu.enrolment.queries import gifts_to_approve, orders_to_decide, rosters
from huzhu.kernel.clock import civil_date
from huzhu.members.permissions import APPROVERS
from huzhu.members.queries import changes_to_decide
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.permissions import DECIDERS
from huzhu.organisations.queries import applications_to_complete, applications_to_decide
from huzhu.organisations.rules import Officer
from huzhu.plans.permissions import PUBLISHERS
from huzhu.plans.queries import drafts_to_publish
from huzhu.treasury.enums import BatchState, InstructionState, RefundState
from huzhu.treasury.queries import (
    batches,
    expected_receipts,
    instructions,
    refunds,
    slips,
    statement_lines,
)

MOST = 60
FINANCE = (Role.FINANCE_OFFICER,)
RELEASERS = (Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR)
REVIEWERS = (Role.CLAIMS_OFFICER, Role.DEPARTMENT_HEAD, Role.COMPLIANCE_OFFICER)


@dataclass(frozen=True)
class Item:
    """One thing to do. `due_on` is a deadline by rule, None where there is none; `since` a day."""

    what: str
    ref: str
    text: str
    url: str
    since: date
    due_on: date | None = None
    amount_fen: int | None = None


@dataclass(frozen=True)
class Source:
    """A kind of work: its name, its sign, who does it, and how to find it."""

    name: str
    label: Any
    icon: str
    roles: tuple[Role, ...]
    find: Callable[[Officer], tuple[list[Item], int]]


@dataclass(frozen=True)
class Waiting:
    """The most pressing items in order, and each source of this officer's with its number."""

    items: list[Item]
    counts: list[tuple[Source, int]]
    total: int
    is_cut: bool

    @property
    def has_amounts(self) -> bool:
        return any(item.amount_fen is not None for item in self.items)

    @property
    def has_deadlines(self) -> bool:
        return any(item.due_on is not None for item in self.items)


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


def _receipts_expected(officer: Officer) -> tuple[list[Item], int]:
    found = expected_receipts(officer.scope, is_open=True).annotate(
        outstanding_fen=F("amount_fen") - F("received_fen")
    )

    def item(expected: Any) -> Item:
        return Item(
            what=_("Record receipt"),
            ref=expected.ref,
            text=expected.organisation.name,
            url=_address("receipt", expected.ref),
            since=_day(expected.expected_at),
            amount_fen=expected.outstanding_fen,
        )

    return _taken(found.order_by("expected_at", "id"), item)


def _dues_to_pay(officer: Officer) -> tuple[list[Item], int]:
    """For the unit's own handler: to transfer, with the day by which it is due."""
    found = expected_receipts(officer.scope, is_open=True).annotate(
        outstanding_fen=F("amount_fen") - F("received_fen")
    )

    def item(due: Any) -> Item:
        return Item(
            what=_("Pay contribution"),
            ref=due.ref,
            text=f"{due.organisation.name} · {due.plan_code}",
            url=_address("receipt", due.ref),
            since=_day(due.expected_at),
            due_on=due.due_on,
            amount_fen=due.outstanding_fen,
        )

    return _taken(found.order_by("due_on", "id"), item)


def _lines_to_match(officer: Officer) -> tuple[list[Item], int]:
    """One line for all of them: they are matched on one page."""
    found = statement_lines(officer.scope, is_open=True)
    left = F("amount_fen") - F("allocated_fen") - F("refunded_fen")
    sums = found.order_by().aggregate(count=Count("id"), fen=Sum(left), since=Min("received_on"))
    total = sums["count"]
    if not total:
        return [], 0
    text = _("%(count)s lines of bank statements to be cleared") % {"count": f"{total:,}"}
    url = _address("matching")
    return [Item(_("Match money"), "", text, url, sums["since"], None, sums["fen"])], total


def _refunds_to_decide(officer: Officer) -> tuple[list[Item], int]:
    found = refunds(officer.scope, state=RefundState.REQUESTED).exclude(
        requested_by_token=officer.person_token
    )

    def item(refund: Any) -> Item:
        return Item(
            what=_("Approve refund"),
            ref=refund.ref,
            text=f"{refund.payee_name} · {refund.reason}",
            url=_address("refund", refund.ref),
            since=_day(refund.requested_at),
            amount_fen=refund.amount_fen,
        )

    return _taken(found.order_by("requested_at", "id"), item)


def _slips_not_seen(officer: Officer) -> tuple[list[Item], int]:
    """One line for all of them: said to be paid, and not on a statement yet."""
    found = slips(officer.scope, is_seen=False)
    sums = found.order_by().aggregate(
        count=Count("id"), fen=Sum("amount_fen"), since=Min("paid_on")
    )
    total = sums["count"]
    if not total:
        return [], 0
    text = _("%(count)s slips whose money is not seen at the bank") % {"count": f"{total:,}"}
    url = _address("slips")
    return [Item(_("Look for money"), "", text, url, sums["since"], None, sums["fen"])], total


def _taken(found: QuerySet[Any], item: Callable[[Any], Item]) -> tuple[list[Item], int]:
    rows = [item(row) for row in found[:MOST]]
    return rows, len(rows) if len(rows) < MOST else found.count()


def _address(name: str, ref: str = "") -> str:
    """Empty for a room that is not there."""
    try:
        return reverse(f"console:{name}", args=[ref] if ref else [])
    except NoReverseMatch:
        return ""


def _day(at: datetime) -> date:
    return civil_date(at)


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
    Source("receipts", gettext_lazy("Receipts expected"), "receipt", FINANCE, _receipts_expected),
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
    Source(
        "matching", gettext_lazy("Money to be matched"), "arrows-join", FINANCE, _lines_to_match
    ),
    Source(
        "slips", gettext_lazy("Slips not seen at the bank"), "paperclip", FINANCE, _slips_not_seen
    ),
    Source(
        "refunds",
        gettext_lazy("Refunds to approve"),
        "arrow-back-up",
        RELEASERS,
        _refunds_to_decide,
    ),
    Source(
        "dues",
        gettext_lazy("Contributions to pay"),
        "cash",
        (Role.UNIT_HANDLER,),
        _dues_to_pay,
    ),
    Source("drafts", gettext_lazy("Terms to publish"), "gavel", PUBLISHERS, _drafts_to_publish),
)
