"""The notices of one account, newest first."""

from __future__ import annotations

from django.db.models import QuerySet

from huzhu.kernel.scope import Scope
from huzhu.notices.models import Notice


def notices_of(scope: Scope) -> QuerySet[Notice]:
    """Those written to the account whose scope this is."""
    return Notice.objects.filter(account_id=scope.account_id or 0).order_by("-id")


def unread_count(scope: Scope) -> int:
    return notices_of(scope).filter(read_at=None).count()
