"""Accounts, statements and their lines, and refunds, within a scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from huzhu.kernel.scope import Scope, only, within
from huzhu.organisations.models import Organisation
from huzhu.treasury.models import (
    CollectionAccount,
    Refund,
    RefundPaper,
    StatementImport,
    StatementLine,
)


def collection_accounts(scope: Scope, on: date | None = None) -> QuerySet[CollectionAccount]:
    """The accounts inside a scope and above it, the office's first; on a day, those in use."""
    found = CollectionAccount.objects.filter(within(scope) | Q(org_path__in=_above(scope.paths)))
    if on is not None:
        found = found.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on)
    return found.select_related("organisation").order_by("org_path", "-starts_on", "id")


def collection_account_by_ref(scope: Scope, ref: str) -> CollectionAccount:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(collection_accounts(scope).filter(ref=ref))


def account_for(scope: Scope, place: Organisation, on: date) -> CollectionAccount | None:
    """The account to which a place pays: the nearest in use at or above it."""
    usable = collection_accounts(scope, on).filter(org_path__in=_above([place.path]))
    return usable.order_by("-org_path", "-starts_on", "-id").first()


def statements(scope: Scope) -> QuerySet[StatementImport]:
    """The latest first."""
    found = StatementImport.objects.filter(within(scope)).select_related("account")
    return found.order_by("-imported_at", "-id")


def statement_by_ref(scope: Scope, ref: str) -> StatementImport:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(statements(scope).filter(ref=ref))


def statement_lines(scope: Scope, **filters: Any) -> QuerySet[StatementLine]:
    """The oldest first. Filters: `account`, `statement`, `is_open` (True: something is still to be
    cleared), `refs`, `text` (of payer, purpose or reference)."""
    found = StatementLine.objects.filter(within(scope)).select_related("account")
    for name in ("account", "statement"):
        if value := filters.get(name):
            found = found.filter(**{name: value})
    if refs := filters.get("refs"):
        found = found.filter(ref__in=refs)
    if (is_open := filters.get("is_open")) is not None:
        left = Q(amount_fen__gt=F("allocated_fen") + F("refunded_fen"))
        found = found.filter(left if is_open else ~left)
    if text := filters.get("text"):
        found = found.filter(
            Q(payer_name__contains=text)
            | Q(purpose__contains=text)
            | Q(bank_reference=text)
            | Q(ref=text)
        )
    return found.order_by("received_on", "id")


def statement_line_by_ref(scope: Scope, ref: str) -> StatementLine:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(statement_lines(scope).filter(ref=ref))


def refunds(scope: Scope, **filters: Any) -> QuerySet[Refund]:
    """The latest first. Filters: `state`, `line`."""
    found = Refund.objects.filter(within(scope)).select_related("line")
    for name in ("state", "line"):
        if value := filters.get(name):
            found = found.filter(**{name: value})
    return found.order_by("-requested_at", "-id")


def refund_by_ref(scope: Scope, ref: str) -> Refund:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(refunds(scope).filter(ref=ref))


def refund_papers_of(scope: Scope, refund: Refund) -> QuerySet[RefundPaper]:
    return RefundPaper.objects.filter(within(scope), refund=refund).order_by("id")


def _above(paths: Iterable[str]) -> list[str]:
    """The paths themselves and everything on the line above them."""
    found: set[str] = set()
    for path in paths:
        steps = path.strip("/").split("/")
        found |= {"/" + "/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1)}
    return sorted(found)
