"""The renewal season, and the index by which it is counted."""

import django.db.models.deletion
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import by_path


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0009_quality")]
    operations = [
        migrations.CreateModel(
            name="Renewal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    huzhu.kernel.fields.ReferenceField(
                        db_collation="C", max_length=24, unique=True
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("starts_on", models.DateField()),
                ("begun_by_id", models.BigIntegerField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("posts_when_good", models.BooleanField(default=False)),
                ("unchanged", models.IntegerField(default=0)),
                ("changed", models.IntegerField(default=0)),
                ("joined", models.IntegerField(default=0)),
                ("left", models.IntegerField(default=0)),
                ("sent_by_id", models.BigIntegerField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.plan",
                    ),
                ),
                (
                    "roster",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewal",
                        to="enrolment.rosterimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RenewalCampaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    huzhu.kernel.fields.ReferenceField(
                        db_collation="C", max_length=24, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("plan_codes", models.JSONField()),
                ("window_from", models.DateField()),
                ("window_until", models.DateField()),
                ("first_day", models.DateField(null=True)),
                ("remind_every_days", models.IntegerField(default=7)),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_by_label", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("refreshed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RenewalJoiner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("name", models.CharField(max_length=60)),
                ("identity_masked", models.CharField(max_length=40)),
                ("identity_hash", models.BinaryField()),
                ("cells_cipher", models.BinaryField(null=True)),
                ("shares", models.CharField(blank=True, max_length=10)),
                ("tier", models.CharField(blank=True, max_length=12)),
                (
                    "renewal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joiners",
                        to="enrolment.renewal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RenewalMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("is_leaving", models.BooleanField(default=False)),
                ("shares", models.IntegerField(null=True)),
                ("tier", models.CharField(blank=True, max_length=12)),
                (
                    "cover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrolment.cover",
                    ),
                ),
                (
                    "renewal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="enrolment.renewal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RenewalUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("city_id", models.BigIntegerField()),
                ("county_id", models.BigIntegerField(null=True)),
                ("campaign_name", models.CharField(max_length=80)),
                ("due_on", models.DateField()),
                ("starts_on", models.DateField()),
                ("counted_until", models.DateField()),
                ("persons", models.IntegerField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("reminders", models.IntegerField(default=0)),
                ("declined_at", models.DateTimeField(null=True)),
                ("declined_by_id", models.BigIntegerField(null=True)),
                ("decline_reason", models.CharField(blank=True, max_length=200)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="enrolment.renewalcampaign",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.plan",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="renewal",
            index=models.Index(fields=["org_path", "begun_at"], name="enrolment_renews_by_place"),
        ),
        migrations.AddConstraint(
            model_name="renewal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("roster__isnull", True)),
                fields=("organisation", "plan", "starts_on"),
                name="enrolment_renewal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="renewal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("roster__isnull", True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="enrolment_renewal_sent_is_dated",
            ),
        ),
        migrations.AddIndex(
            model_name="renewalcampaign",
            index=models.Index(fields=["org_path", "created_at"], name="enrolment_camps_by_place"),
        ),
        migrations.AddConstraint(
            model_name="renewalcampaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("window_until__gt", models.F("window_from"))),
                name="enrolment_renewalcampaign_window_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalcampaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_every_days__gte", 1)),
                name="enrolment_renewalcampaign_reminds_after_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="renewaljoiner",
            constraint=models.UniqueConstraint(
                fields=("renewal", "identity_hash"), name="enrolment_renewaljoiner_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalmark",
            constraint=models.UniqueConstraint(
                fields=("renewal", "cover"), name="enrolment_renewalmark_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_leaving", True), ("shares__isnull", True)),
                    models.Q(("is_leaving", False), ("shares__gt", 0)),
                    _connector="OR",
                ),
                name="enrolment_renewalmark_leaves_or_changes",
            ),
        ),
        migrations.AddIndex(
            model_name="renewalunit",
            index=models.Index(
                fields=["campaign", "org_path"], name="enrolment_campunits_by_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalunit",
            constraint=models.UniqueConstraint(
                fields=("campaign", "organisation", "plan"), name="enrolment_renewalunit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("declined_at__isnull", True),
                    models.Q(("decline_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="enrolment_renewalunit_declined_says_why",
            ),
        ),
        *[
            by_path(f"enrolment_{name}")
            for name in (
                "renewalcampaign",
                "renewalunit",
                "renewal",
                "renewalmark",
                "renewaljoiner",
            )
        ],
        migrations.RunSQL(
            "CREATE INDEX enrolment_cover_falling_due ON enrolment_cover (org_path, ends_before)"
            " INCLUDE (organisation_id, plan_id, city_id, county_id)"
            " WHERE status = 'active'",
            "DROP INDEX enrolment_cover_falling_due",
        ),
    ]
