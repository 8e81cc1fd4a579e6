"""Reference numbers, and acts that happen once however often they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from huzhu.kernel.clock import civil_date
from huzhu.kernel.references import make_reference
from huzhu.requests.errors import KeyUsedForAnother
from huzhu.requests.models import Handled


def allocate_references(*, prefix: str, count: int, at: datetime) -> list[str]:
    """`count` new references of the year of `at`, in order."""
    if count == 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('requests_reference_serial') FROM generate_series(1, %s)", [count]
        )
        serials = [row[0] for row in cursor.fetchall()]
    year = civil_date(at).year
    return [make_reference(prefix, serial, year) for serial in serials]


def allocate_reference(*, prefix: str, at: datetime) -> str:
    return allocate_references(prefix=prefix, count=1, at=at)[0]


def act_once(
    *, channel: str, key: str, request_digest: str, at: datetime, act: Callable[[], Any]
) -> Any:
    """Runs `act` the first time and returns its JSON result; the same again returns it again.

    The key's row is inserted first, in the act's own transaction: a second request waits on it.
    Raises KeyUsedForAnother when the key came with another request.
    """
    with transaction.atomic():
        row, is_new = Handled.objects.select_for_update().get_or_create(
            channel=channel,
            key=key,
            defaults={"request_digest": request_digest, "handled_at": at},
        )
        if row.request_digest != request_digest:
            raise KeyUsedForAnother(key=key)
        if is_new:
            row.result = act()
            row.save(update_fields=["result"])
        return row.result
