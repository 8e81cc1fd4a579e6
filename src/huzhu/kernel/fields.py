"""Columns that every room uses in the same way."""

from __future__ import annotations

from typing import Any

from django.db import models


class PathField(models.CharField):
    """The organisation's path on a row of its jurisdiction; C order, so a prefix is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)


class FenField(models.BigIntegerField):
    """Money: whole fen."""


class ReferenceField(models.CharField):
    """A reference number with a check character, as people and addresses see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)


def below(to: str, **kwargs: Any) -> models.ForeignKey:
    """A relation to a module below: protected, and without a name on the other side."""
    kwargs.setdefault("on_delete", models.PROTECT)
    kwargs.setdefault("related_name", "+")
    return models.ForeignKey(to, **kwargs)
