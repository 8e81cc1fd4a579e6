"""Bulk rows into the database: COPY into a temporary table, then set-wise statements over it.

COPY into a table under row-level security is refused, so every bulk write goes this way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def staged(name: str, columns: str, rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
    """A temporary table `name` with `columns` ("person_id bigint, name text") for the block.

    Yields the cursor. Inside a transaction only; an error takes the table away with the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {name}")
        yield cursor
        cursor.execute(f"DROP TABLE {name}")
