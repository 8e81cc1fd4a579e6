"""How often one address may ask: enough for people with papers in hand, too little for guessing."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

QUESTIONS_A_MINUTE = 30
_WINDOW_SECONDS = 60


def is_asking_too_often(request: HttpRequest, what: str, at: datetime) -> bool:
    """Counts this question. The address is reckoned as for the lock-out of the log-in."""
    address = get_adapter(request).get_client_ip(request)
    window = int(at.timestamp()) // _WINDOW_SECONDS
    key = f"open-page:{what}:{address}:{window}"
    cache.add(key, 0, timeout=2 * _WINDOW_SECONDS)
    try:
        return cache.incr(key) > QUESTIONS_A_MINUTE
    except ValueError:  # emptied between the two calls
        return False
