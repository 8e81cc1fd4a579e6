"""The catalogue: published editions, frozen; and the drafts in which they are written."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.kernel.fields import PathField, ReferenceField
from huzhu.kernel.triggers import append_only
from huzhu.plans.enums import DraftState, ReplaySource, ReplayState


class Plan(models.Model):
    code = models.CharField(max_length=12, unique=True, db_collation="C")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)


class PublishedEdition(models.Model):
    """An edition as it was published. `canonical` is the JSON the digest was taken of."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    canonical = models.TextField()
    effective_from = models.DateField()
    effective_until = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="plans_edition_version_once")
        ]
        triggers = [
            *append_only("plans_publishededition"),
            pgtrigger.Trigger(
                name="plans_publishededition_from_a_submitted_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__published_by_id__isnull=False),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM plans_draftedition d
                                   WHERE d.digest = NEW.digest AND d.state = 'submitted'
                                     AND d.author_id <> NEW.published_by_id) THEN
                        RAISE EXCEPTION 'a person publishes what another has submitted'
                              USING ERRCODE = 'HZ002';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class DraftEdition(models.Model):
    """An edition that is being written, of the office at `org_path`.

    Its words are the revision numbered `revision`. `plan_code`, `version` and `effective_from` are
    what that revision says, as far as it can be read; `digest` is that of the terms submitted.
    """

    ref = ReferenceField()
    org_path = PathField()
    plan_code = models.CharField(max_length=12, db_collation="C")
    version = models.CharField(max_length=40)
    effective_from = models.DateField(null=True)
    based_on = models.CharField(max_length=64, blank=True)
    revision = models.IntegerField(default=1)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.DRAFT)
    digest = models.CharField(max_length=64, blank=True)
    author_id = models.BigIntegerField()
    author_token = models.CharField(max_length=64)
    author_label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by_label = models.CharField(max_length=80)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_token = models.CharField(max_length=64, blank=True)
    decided_by_label = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "state"], name="plans_draft_by_state")]
        constraints = [
            models.CheckConstraint(
                name="plans_draft_submitted_is_dated",
                condition=~Q(state__in=["submitted", "published"])
                | (Q(submitted_at__isnull=False) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="plans_draft_published_by_another",
                condition=~Q(state="published")
                | (
                    Q(decided_at__isnull=False, decided_by_id__isnull=False)
                    & ~Q(decided_by_token="")
                    & ~Q(decided_by_token=F("author_token"))
                    & ~Q(decided_by_id=F("author_id"))
                ),
            ),
            models.CheckConstraint(
                name="plans_draft_returned_with_reason",
                condition=~Q(state="returned") | ~Q(reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="plans_draft_not_by_who_wrote",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state="published"),
                func="""
                    IF EXISTS (SELECT 1 FROM plans_draftrevision r
                               WHERE r.draft_id = NEW.id
                                 AND (r.by_token = NEW.decided_by_token
                                      OR r.by_id = NEW.decided_by_id)) THEN
                        RAISE EXCEPTION 'who wrote an edition cannot publish it'
                              USING ERRCODE = 'HZ002';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="plans_draft_ends_as_it_is",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["published", "withdrawn"]),
                func="RAISE EXCEPTION 'a published or withdrawn draft stays as it is'"
                " USING ERRCODE = 'HZ001';",
            ),
        ]


class DraftRevision(models.Model):
    """What somebody saved: the document and its cases, as typed. Never edited."""

    draft = models.ForeignKey(DraftEdition, on_delete=models.PROTECT, related_name="revisions")
    org_path = PathField()
    number = models.IntegerField()
    text = models.TextField()
    cases = models.TextField(blank=True)
    by_id = models.BigIntegerField()
    by_token = models.CharField(max_length=64)
    by_label = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"], name="plans_draftrevision_number_once"
            )
        ]
        triggers = append_only("plans_draftrevision")


class Replay(models.Model):
    """A draft run over claims beside the edition it is based on; `report` is what came out.

    `digest_a` is the edition the claims are judged by now (the draft itself where it is based on
    none), `digest_b` the draft's. The report names claims by reference, and no person.
    """

    ref = ReferenceField()
    org_path = PathField()
    draft = models.ForeignKey(DraftEdition, on_delete=models.PROTECT, related_name="replays")
    revision = models.IntegerField()
    digest_a = models.CharField(max_length=64)
    digest_b = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=6, choices=ReplaySource.choices)
    first_year = models.IntegerField(null=True)
    last_year = models.IntegerField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    attachment_ref = models.CharField(max_length=24, blank=True, db_collation="C")
    requested_by_id = models.BigIntegerField()
    requested_by_label = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReplayState.choices, default=ReplayState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    report = models.JSONField(null=True)
    refusal = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plans_replay_done_has_report",
                condition=~Q(state="done") | Q(report__isnull=False),
            )
        ]
