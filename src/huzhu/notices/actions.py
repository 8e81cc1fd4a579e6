"""Telling people who log in; other channels come later behind the same act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from huzhu.notices.models import Notice


def notify(
    *,
    account_ids: Iterable[int],
    kind: str,
    text_zh: str,
    text_en: str,
    at: datetime,
    link: str = "",
) -> None:
    """One notice for each account; the writer cannot read them back, so no RETURNING."""
    rows = [(i, kind, text_zh, text_en, link, at) for i in dict.fromkeys(account_ids)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO notices_notice (account_id, kind, text_zh, text_en, link, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            rows,
        )


def mark_read(*, account_id: int, notice_id: int, at: datetime) -> None:
    Notice.objects.filter(account_id=account_id, pk=notice_id, read_at=None).update(read_at=at)
