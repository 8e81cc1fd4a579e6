"""Publishing an edition: from then on its terms never change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from benefit_terms import Edition
from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.scope import ROOT
from huzhu.organisations.rules import Officer
from huzhu.plans.actions.locking import (
    audit_draft,
    draft_to_decide,
    require_clean,
    require_version_free,
)
from huzhu.plans.errors import VersionTaken
from huzhu.plans.models import Plan, PublishedEdition
from huzhu.plans.queries import current_revision
from huzhu.plans.rules import check_terms


def publish_edition(*, by: Officer, at: datetime, edition: Edition) -> PublishedEdition:
    """Loads terms from outside the house, as the plan book has them; persons publish drafts.

    One transaction: the plan if it is new, the edition, audit. The same terms again return the
    same row. Refuses NotPermitted for all but services, and VersionTaken for other terms under a
    version already published.
    """
    if not by.is_service:
        raise NotPermitted
    with transaction.atomic():
        return _publish(by, at, edition, ROOT)


def publish_draft(*, by: Officer, at: datetime, draft_ref: str) -> PublishedEdition:
    """Checks the submitted terms once more and freezes them under their digest.

    One transaction: edition, draft (PUBLISHED), audit of both. From its first day on, the edition
    that stood before it is superseded. Refuses NotVisible, NotPermitted, WrongDraftState, OwnDraft
    for whoever wrote in it (in the database too), DraftHasFaults, VersionTaken.
    """
    with transaction.atomic():
        draft = draft_to_decide(by, draft_ref, "publish")
        revision = current_revision(by.scope, draft)
        checked = check_terms(revision.text, revision.cases)
        require_clean(checked)
        edition = checked.edition
        assert edition is not None
        require_version_free(edition.plan, edition.version)
        published = _publish(by, at, edition, draft.org_path)
        draft.decided_at = at
        draft.decided_by_id = by.account_id
        draft.decided_by_token = by.person_token
        draft.decided_by_label = by.label[:80]
        draft.save()
        audit_draft(by, at, "publish_draft", draft, {"digest": edition.digest})
    return published


def _publish(by: Officer, at: datetime, edition: Edition, org_path: str) -> PublishedEdition:
    plan, _ = Plan.objects.select_for_update().get_or_create(
        code=edition.plan,
        defaults={"name_zh": edition.title_zh[:60], "name_en": edition.title_en[:80]},
    )
    same = PublishedEdition.objects.filter(digest=edition.digest).first()
    if same is not None:
        return same
    if PublishedEdition.objects.filter(plan=plan, version=edition.version).exists():
        raise VersionTaken(plan_code=plan.code, version=edition.version)
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
        org_path=org_path,
        after={"digest": edition.digest, "effective_from": edition.effective_from.isoformat()},
    )
    return published
