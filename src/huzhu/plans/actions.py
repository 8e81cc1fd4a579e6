"""Publishing an edition: from then on its terms never change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from benefit_terms import Edition
from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.scope import ROOT
from huzhu.organisations.rules import Officer
from huzhu.plans.errors import VersionTaken
from huzhu.plans.models import Plan, PublishedEdition
from huzhu.plans.permissions import may_publish


def publish_edition(*, by: Officer, at: datetime, edition: Edition) -> PublishedEdition:
    """Freezes the terms under their digest; the same terms again return the same row.

    One transaction: the plan if it is new, the edition, audit. Refuses NotPermitted, and
    VersionTaken for other terms under a version already published.
    """
    if not may_publish(by):
        raise NotPermitted
    with transaction.atomic():
        plan, _ = Plan.objects.select_for_update().get_or_create(
            code=edition.plan,
            defaults={"name_zh": edition.title_zh[:60], "name_en": edition.title_en[:80]},
        )
        same = PublishedEdition.objects.filter(digest=edition.digest).first()
        if same is not None:
            return same
        if PublishedEdition.objects.filter(plan=plan, version=edition.version).exists():
            raise VersionTaken(plan_code=plan.code, version=edition.version)
        return _publish(by, at, plan, edition)


def _publish(by: Officer, at: datetime, plan: Plan, edition: Edition) -> PublishedEdition:
    published = PublishedEdition.objects.create(
        plan=plan,
        version=edition.version,
        digest=edition.digest,
        canonical=edition.canonical_json(),
        effective_from=edition.effective_from,
        effective_until=edition.effective_until,
        published_at=at,
        published_by_id=by.account_id,
    )
    record_act(
        by=by,
        at=at,
        act="publish_edition",
        object_type="edition",
        object_ref=f"{plan.code} {edition.version}",
        org_path=ROOT,
        after={"digest": edition.digest, "effective_from": edition.effective_from.isoformat()},
    )
    return published
