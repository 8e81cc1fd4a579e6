"""Money that comes in, as work: to pay, to match, to look for, to approve."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Min, Sum
from django.utils.translation import gettext as _

from huzhu.console.todo.items import Item, address, day, taken
from huzhu.organisations.rules import Officer
from huzhu.treasury.enums import RefundState
from huzhu.treasury.queries import expected_receipts, refunds, slips, statement_lines


def dues_to_pay(officer: Officer) -> tuple[list[Item], int]:
    """For the unit's own handler: to transfer, with the day by which it is due."""
    found = expected_receipts(officer.scope, is_open=True).annotate(
        outstanding_fen=F("amount_fen") - F("received_fen")
    )

    def item(due: Any) -> Item:
        return Item(
            what=_("Pay contribution"),
            ref=due.ref,
            text=f"{due.organisation.name} · {due.plan_code}",
            url=address("receipt", due.ref),
            since=day(due.expected_at),
            due_on=due.due_on,
            amount_fen=due.outstanding_fen,
        )

    return taken(found.order_by("due_on", "id"), item)


def lines_to_match(officer: Officer) -> tuple[list[Item], int]:
    """One line for all of them: they are matched on one page."""
    found = statement_lines(officer.scope, is_open=True)
    left = F("amount_fen") - F("allocated_fen") - F("refunded_fen")
    sums = found.order_by().aggregate(count=Count("id"), fen=Sum(left), since=Min("received_on"))
    total = sums["count"]
    if not total:
        return [], 0
    text = _("%(count)s lines of bank statements to be cleared") % {"count": f"{total:,}"}
    url = address("matching")
    return [Item(_("Match money"), "", text, url, sums["since"], None, sums["fen"])], total


def refunds_to_decide(officer: Officer) -> tuple[list[Item], int]:
    found = refunds(officer.scope, state=RefundState.REQUESTED).exclude(
        requested_by_token=officer.person_token
    )

    def item(refund: Any) -> Item:
        return Item(
            what=_("Approve refund"),
            ref=refund.ref,
            text=f"{refund.payee_name} · {refund.reason}",
            url=address("refund", refund.ref),
            since=day(refund.requested_at),
            amount_fen=refund.amount_fen,
        )

    return taken(found.order_by("requested_at", "id"), item)


def slips_not_seen(officer: Officer) -> tuple[list[Item], int]:
    """One line for all of them: said to be paid, and not on a statement yet."""
    found = slips(officer.scope, is_seen=False)
    sums = found.order_by().aggregate(
        count=Count("id"), fen=Sum("amount_fen"), since=Min("paid_on")
    )
    total = sums["count"]
    if not total:
        return [], 0
    text = _("%(count)s slips whose money is not seen at the bank") % {"count": f"{total:,}"}
    url = address("slips")
    return [Item(_("Look for money"), "", text, url, sums["since"], None, sums["fen"])], total


def receipts_expected(officer: Officer) -> tuple[list[Item], int]:
    found = expected_receipts(officer.scope, is_open=True).annotate(
        outstanding_fen=F("amount_fen") - F("received_fen")
    )

    def item(expected: Any) -> Item:
        return Item(
            what=_("Record receipt"),
            ref=expected.ref,
            text=expected.organisation.name,
            url=address("receipt", expected.ref),
            since=day(expected.expected_at),
            amount_fen=expected.outstanding_fen,
        )

    return taken(found.order_by("expected_at", "id"), item)
