"""What every background job wears."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
R = TypeVar("R")


def with_sound_connection(job: Callable[P, R]) -> Callable[P, R]:
    """Drops a database connection that broke since the last job: no request does it here."""

    @wraps(job)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return job(*args, **kwargs)
        finally:
            close_old_connections()

    return inner
