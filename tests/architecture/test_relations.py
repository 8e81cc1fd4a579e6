"""Relations between modules point downwards and leave no name on the other side."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from architecture.source import height, require_none


def room_of(model: type[models.Model]) -> str | None:
    """The module of huzhu that a model belongs to; None for a library's."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "huzhu" else None


def bad_relations(found: Iterable[type[models.Model]]) -> list[str]:
    faults = []
    for model in found:
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            here, there = room_of(model), room_of(field.related_model)
            if there is None or here == there:
                continue
            name = f"{here}.{model.__name__}.{field.name}"
            if height(there) >= height(here):
                faults.append(f"{name} points up or sideways to {there}")
            if field.remote_field.related_name != "+":
                faults.append(f"{name} leaves a name on {there}")
    return faults


def test_relations_point_downwards_without_a_name():
    ours = [model for model in apps.get_models() if room_of(model)]
    require_none(bad_relations(ours))


@isolate_apps("huzhu.ledger", "huzhu.claims")
def test_bad_relations_are_found():
    from huzhu.claims.models import Claim
    from huzhu.ledger.models import Book

    class Up(models.Model):
        __module__ = "huzhu.ledger.models"
        claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")

        class Meta:
            app_label = "ledger"

    class Named(models.Model):
        __module__ = "huzhu.claims.models"
        book = models.ForeignKey(Book, models.PROTECT)

        class Meta:
            app_label = "claims"

    assert bad_relations([Up, Named]) == [
        "ledger.Up.claim points up or sideways to claims",
        "claims.Named.book leaves a name on ledger",
    ]
