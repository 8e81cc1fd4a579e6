"""The renewal season: who is asked to renew, and each unit's list with its few changes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.enrolment.models.covers import Cover
from huzhu.enrolment.models.rosters import RosterImport
from huzhu.kernel.fields import PathField, ReferenceField, below


class RenewalCampaign(models.Model):
    """Units below a place whose covers end in a window are asked to renew.

    `plan_codes` is a list; `first_day` None lets each unit go on where its covers end. Nobody is
    reminded more often than every `remind_every_days`.
    """

    ref = ReferenceField()
    name = models.CharField(max_length=80)
    organisation = below("organisations.Organisation")
    org_path = PathField()
    plan_codes = models.JSONField()
    window_from = models.DateField()
    window_until = models.DateField()
    first_day = models.DateField(null=True)
    remind_every_days = models.IntegerField(default=7)
    made_by_id = models.BigIntegerField(null=True)
    made_by_label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "created_at"], name="enrolment_camps_by_place")]
        constraints = [
            models.CheckConstraint(
                name="enrolment_renewalcampaign_window_ends_after_start",
                condition=Q(window_until__gt=F("window_from")),
            ),
            models.CheckConstraint(
                name="enrolment_renewalcampaign_reminds_after_days",
                condition=Q(remind_every_days__gte=1),
            ),
        ]


class RenewalUnit(models.Model):
    """A unit and plan of a campaign. Its stage is not kept: rosters and enrolments tell it.

    The campaign's name is here too: a county does not see what stands above it. Enrolments that
    begin from `due_on` until before `counted_until` are the unit's answer.
    """

    campaign = models.ForeignKey(RenewalCampaign, on_delete=models.PROTECT, related_name="units")
    organisation = below("organisations.Organisation")
    org_path = PathField()
    city_id = models.BigIntegerField()
    county_id = models.BigIntegerField(null=True)
    plan = below("plans.Plan")
    campaign_name = models.CharField(max_length=80)
    due_on = models.DateField()
    starts_on = models.DateField()
    counted_until = models.DateField()
    persons = models.IntegerField()
    reminded_at = models.DateTimeField(null=True)
    reminders = models.IntegerField(default=0)
    declined_at = models.DateTimeField(null=True)
    declined_by_id = models.BigIntegerField(null=True)
    decline_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "org_path"], name="enrolment_campunits_by_place")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organisation", "plan"], name="enrolment_renewalunit_once"
            ),
            models.CheckConstraint(
                name="enrolment_renewalunit_declined_says_why",
                condition=Q(declined_at__isnull=True) | ~Q(decline_reason=""),
            ),
        ]


class Renewal(models.Model):
    """One unit's next period under one plan: last period's people, and what is different.

    Sent once: then it is the roster, with the numbers of people as they were.
    """

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    plan = below("plans.Plan")
    starts_on = models.DateField()
    begun_by_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    roster = models.OneToOneField(
        RosterImport, null=True, on_delete=models.PROTECT, related_name="renewal"
    )
    posts_when_good = models.BooleanField(default=False)
    unchanged = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    joined = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    sent_by_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "begun_at"], name="enrolment_renews_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "plan", "starts_on"],
                condition=Q(roster__isnull=True),
                name="enrolment_renewal_one_open",
            ),
            models.CheckConstraint(
                name="enrolment_renewal_sent_is_dated",
                condition=Q(roster__isnull=True) | Q(sent_at__isnull=False),
            ),
        ]


class RenewalMark(models.Model):
    """Somebody of last period who leaves, or goes on with other shares or another tier."""

    renewal = models.ForeignKey(Renewal, on_delete=models.CASCADE, related_name="marks")
    org_path = PathField()
    cover = models.ForeignKey(Cover, on_delete=models.PROTECT, related_name="+")
    is_leaving = models.BooleanField(default=False)
    shares = models.IntegerField(null=True)
    tier = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["renewal", "cover"], name="enrolment_renewalmark_once"),
            models.CheckConstraint(
                name="enrolment_renewalmark_leaves_or_changes",
                condition=Q(is_leaving=True, shares__isnull=True)
                | Q(is_leaving=False, shares__gt=0),
            ),
        ]


class RenewalJoiner(models.Model):
    """Somebody new on the list. `cells_cipher` is sealed with the house's key, gone once sent."""

    renewal = models.ForeignKey(Renewal, on_delete=models.CASCADE, related_name="joiners")
    org_path = PathField()
    name = models.CharField(max_length=60)
    identity_masked = models.CharField(max_length=40)
    identity_hash = models.BinaryField()
    cells_cipher = models.BinaryField(null=True)
    shares = models.CharField(max_length=10, blank=True)
    tier = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["renewal", "identity_hash"], name="enrolment_renewaljoiner_once"
            )
        ]
