"""What is due and what came, within a scope."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from huzhu.kernel.scope import Scope, only, within
from huzhu.treasury.models import ExpectedReceipt, Instalment, Receipt, SlipUpload


def expected_receipts(scope: Scope, **filters: Any) -> QuerySet[ExpectedReceipt]:
    """The newest first. Filters: `organisation` (its subtree), `plan`, `is_open` (True: something
    is outstanding; False: complete), `owner_ref`; empty ones do nothing."""
    found = ExpectedReceipt.objects.filter(within(scope)).select_related("organisation")
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    if plan := filters.get("plan"):
        found = found.filter(plan_code=plan)
    if owner_ref := filters.get("owner_ref"):
        found = found.filter(owner_ref=owner_ref)
    if (is_open := filters.get("is_open")) is not None:
        complete = {"received_fen": F("amount_fen")}
        found = found.exclude(**complete) if is_open else found.filter(**complete)
    return found.order_by("-expected_at", "-id")


def expected_receipt_by_ref(scope: Scope, ref: str) -> ExpectedReceipt:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(expected_receipts(scope).filter(ref=ref))


def receipts_of(scope: Scope, expected: ExpectedReceipt) -> QuerySet[Receipt]:
    """What came, in the order in which it was recorded."""
    return Receipt.objects.filter(within(scope), expected=expected).order_by("id")


def receipt_by_ref(scope: Scope, ref: str) -> Receipt:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = Receipt.objects.filter(within(scope), ref=ref)
    return only(found.select_related("expected__organisation"))


def instalments_of(scope: Scope, expected: ExpectedReceipt) -> QuerySet[Instalment]:
    """The parts agreed for it now, in order; none where it is due at once."""
    found = Instalment.objects.filter(
        within(scope), plan__expected=expected, plan__replaced_at__isnull=True
    )
    return found.select_related("plan").order_by("number")


def slips(scope: Scope, **filters: Any) -> QuerySet[SlipUpload]:
    """The latest first. Filters: `organisation` (its subtree), `is_seen` (False: said to be paid
    and not seen at the bank)."""
    found = SlipUpload.objects.filter(within(scope)).select_related("organisation", "seen")
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    if (is_seen := filters.get("is_seen")) is not None:
        found = found.filter(seen__isnull=not is_seen)
    return found.order_by("-uploaded_at", "-id")


def slips_of(scope: Scope, expected: ExpectedReceipt) -> QuerySet[SlipUpload]:
    """What was uploaded for one due."""
    return slips(scope).filter(items__expected=expected)


def slip_by_ref(scope: Scope, ref: str) -> SlipUpload:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(slips(scope).filter(ref=ref))
