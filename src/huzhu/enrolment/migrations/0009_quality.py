"""Findings about the data of covers, and their numbers day by day."""

import django.db.models.deletion
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import by_path


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0008_certificates")]
    operations = [
        migrations.CreateModel(
            name="QualityFinding",
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
                (
                    "check_code",
                    models.CharField(
                        choices=[
                            ("phone_shared", "One phone for many people"),
                            ("account_shared", "One bank account for many people"),
                            ("age_impossible", "Impossible age"),
                            ("retirement_age", "Beyond the age of retirement"),
                            ("dead_covered", "Dead and covered"),
                            ("left_covered", "Left the unit and covered"),
                            ("over_headcount", "More people than the unit has"),
                            ("family_too_large", "Many children with one parent's number"),
                            ("name_made_up", "Made-up name"),
                            ("names_in_a_run", "Names in a run"),
                            ("birth_day_shared", "Many born on one day"),
                            ("identity_sequence", "Identity numbers in sequence"),
                            ("phone_sequence", "Phones in sequence or of one digit"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(max_length=64)),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("city_id", models.BigIntegerField()),
                ("county_id", models.BigIntegerField(null=True)),
                ("handler_id", models.BigIntegerField(null=True)),
                ("handler_label", models.CharField(blank=True, max_length=80)),
                ("handler_token", models.CharField(blank=True, max_length=64)),
                ("number", models.IntegerField()),
                ("people", models.JSONField()),
                ("detail_zh", models.CharField(max_length=300)),
                ("detail_en", models.CharField(max_length=300)),
                ("first_seen_on", models.DateField()),
                ("last_seen_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Undecided"),
                            ("explained", "Explained"),
                            ("mended", "Mended"),
                            ("dismissed", "No fault"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_by_label", models.CharField(blank=True, max_length=80)),
                ("decided_by_token", models.CharField(blank=True, max_length=64)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["org_path", "check_code"], name="enrolment_finding_by_place"
                    ),
                    models.Index(fields=["handler_id"], name="enrolment_finding_by_handler"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_code", "subject"), name="enrolment_qualityfinding_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                ("decided_at__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("decided_by_token", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="enrolment_qualityfinding_decided_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            ("handler_token", ""),
                            models.Q(
                                ("decided_by_token", models.F("handler_token")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="enrolment_qualityfinding_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QualitySnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                (
                    "check_code",
                    models.CharField(
                        choices=[
                            ("phone_shared", "One phone for many people"),
                            ("account_shared", "One bank account for many people"),
                            ("age_impossible", "Impossible age"),
                            ("retirement_age", "Beyond the age of retirement"),
                            ("dead_covered", "Dead and covered"),
                            ("left_covered", "Left the unit and covered"),
                            ("over_headcount", "More people than the unit has"),
                            ("family_too_large", "Many children with one parent's number"),
                            ("name_made_up", "Made-up name"),
                            ("names_in_a_run", "Names in a run"),
                            ("birth_day_shared", "Many born on one day"),
                            ("identity_sequence", "Identity numbers in sequence"),
                            ("phone_sequence", "Phones in sequence or of one digit"),
                        ],
                        max_length=20,
                    ),
                ),
                ("found", models.IntegerField()),
                ("base", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org_path", "day"], name="enrolment_quality_by_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "organisation", "check_code"),
                        name="enrolment_qualitysnapshot_once",
                    )
                ],
            },
        ),
        by_path("enrolment_qualityfinding"),
        by_path("enrolment_qualitysnapshot"),
    ]
