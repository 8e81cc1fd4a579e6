"""What a transaction may see: path prefixes of the union tree, told to the database.

The database's row-level policies compare each row's `org_path` with the setting `huzhu.scope`,
which lives only as long as the transaction. `acting_in` is the one place that sets it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet

from huzhu.kernel.errors import NotVisible

ROOT = "/"


class EmptyScope(Exception):
    """Nobody may act without a scope: the database would silently return nothing."""


@dataclass(frozen=True)
class Scope:
    """Path prefixes such as `/1/12/`, each ending in a slash; at least one.

    Raises EmptyScope when there is none, ValueError for a prefix of another shape.
    """

    paths: tuple[str, ...]
    account_id: int | None = None

    def __post_init__(self) -> None:
        if not self.paths:
            raise EmptyScope("no jurisdiction: the officer holds no appointment today")
        for path in self.paths:
            if not (path.startswith("/") and path.endswith("/") and "," not in path):
                raise ValueError(f"not a path prefix: {path!r}; expected like '/1/12/'")

    def covers(self, path: str) -> bool:
        return any(path.startswith(prefix) for prefix in self.paths)

    def ranges(self) -> list[tuple[str, str]]:
        """Half-open ranges in C order: '/1/12/' holds exactly ['/1/12/', '/1/120')."""
        return [(path, path[:-1] + "0") for path in self.paths]


def everything(account_id: int | None = None) -> Scope:
    """The whole tree: for the program's own services and for commands on the server."""
    return Scope((ROOT,), account_id)


def within(scope: Scope, field: str = "org_path") -> Q:
    """The index range that narrows a query before the policy re-checks it."""
    if ROOT in scope.paths:
        return Q()
    narrowed = Q()
    for low, high in scope.ranges():
        narrowed |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    return narrowed


@contextmanager
def acting_in(scope: Scope, using: str = "default") -> Iterator[None]:
    """A transaction (or savepoint) in which the database shows `scope` and nothing else.

    The setting of an outer `acting_in` comes back at the end, also after an error.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        before = _settings(connection)
        _apply(connection, ",".join(scope.paths), str(scope.account_id or ""))
        try:
            yield
        finally:
            if not connection.needs_rollback and _is_usable(connection):
                _apply(connection, *before)


def _is_usable(connection: BaseDatabaseWrapper) -> bool:
    """False inside a transaction that the server has already given up."""
    raw = connection.connection
    return raw is not None and not raw.closed and raw.info.transaction_status.name != "INERROR"


def _settings(connection: BaseDatabaseWrapper) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('huzhu.scope', true), ''),"
            " coalesce(current_setting('huzhu.account', true), '')"
        )
        paths, account = cursor.fetchone()
        return paths, account


def _apply(connection: BaseDatabaseWrapper, paths: str, account: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('huzhu.scope', %s, true), set_config('huzhu.account', %s, true)",
            [paths, account],
        )


def only(found: QuerySet[Any]) -> Any:
    """The one thing that a query finds. Raises NotVisible: not there, or not to be seen."""
    thing = found.first()
    if thing is None:
        raise NotVisible
    return thing
