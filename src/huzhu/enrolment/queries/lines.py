"""The line from the top of the tree down to a place: along it rules and budgets are found."""

from __future__ import annotations

from django.db.models import Q

from huzhu.kernel.scope import ROOT, Scope, within


def line_of(path: str) -> list[str]:
    """The path and those above it, from the top: "/1/", "/1/12/", …"""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]


def within_or_above(scope: Scope) -> Q:
    """What lies in the scope, and what stands above it and concerns it."""
    if ROOT in scope.paths:
        return Q()
    above = {line for path in scope.paths for line in line_of(path)}
    return within(scope) | Q(org_path__in=above)
