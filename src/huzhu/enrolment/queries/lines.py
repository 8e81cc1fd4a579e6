"""Rules, budgets and programmes stand above the places that they concern."""

from __future__ import annotations

from django.db.models import Q

from huzhu.enrolment.rules.funding import line_of
from huzhu.kernel.scope import ROOT, Scope, within


def within_or_above(scope: Scope) -> Q:
    """What lies in the scope, and what stands above it and concerns it."""
    if ROOT in scope.paths:
        return Q()
    above = {line for path in scope.paths for line in line_of(path)}
    return within(scope) | Q(org_path__in=above)
