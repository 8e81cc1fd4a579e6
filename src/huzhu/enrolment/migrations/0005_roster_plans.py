"""A file may be for several plans and hold several sheets; its rows are compared with covers.

Files that were read before and not posted yet are given up: their rows were sealed for one sheet
and one plan. The files themselves stay; uploaded again they are read anew.
"""

import django.db.models.deletion
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import by_path

GIVE_UP = """
DELETE FROM enrolment_rosterrow WHERE roster_id IN (SELECT id FROM enrolment_rosterimport
  WHERE state IN ('received', 'checking', 'checked', 'posting'));
UPDATE enrolment_rosterimport SET state = 'discarded'
  WHERE state IN ('received', 'checking', 'checked', 'posting');
"""
OF_THEIR_ROSTER = """
UPDATE enrolment_rosterrow r SET plan_code = i.plan_code
  FROM enrolment_rosterimport i WHERE i.id = r.roster_id;
INSERT INTO enrolment_rosterplan (roster_id, org_path, plan_code, edition_id, ends_before,
    rows_good, rows_bad, rows_new, rows_renewed, rows_changed, rows_kept, "left", participation,
    fee_fen, by_source)
  SELECT id, org_path, plan_code, edition_id, ends_before, rows_good, rows_bad, rows_good, 0, 0, 0,
    0, participation, coalesce((fees->>'total')::bigint, 0), coalesce(fees->'by_source', '{}')
  FROM enrolment_rosterimport WHERE state = 'posted';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0004_look_ups_by_index"),
        ("organisations", "0004_protect_registration"),
        ("plans", "0004_protect_drafts"),
    ]
    operations = [
        migrations.RunSQL(GIVE_UP, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="RosterPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("plan_code", models.CharField(max_length=12)),
                ("ends_before", models.DateField()),
                ("rows_good", models.IntegerField(default=0)),
                ("rows_bad", models.IntegerField(default=0)),
                ("rows_new", models.IntegerField(default=0)),
                ("rows_renewed", models.IntegerField(default=0)),
                ("rows_changed", models.IntegerField(default=0)),
                ("rows_kept", models.IntegerField(default=0)),
                ("left", models.IntegerField(default=0)),
                ("participation", models.JSONField(null=True)),
                ("fee_fen", models.BigIntegerField(default=0)),
                ("by_source", models.JSONField(default=dict)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="rosterrow",
            name="enrolment_rosterrow_once",
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="changes",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="follows",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.rosterimport",
            ),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="rows_kept",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="sheets",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="rosterrow",
            name="content_hash",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="rosterrow",
            name="plan_code",
            field=models.CharField(default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rosterrow",
            name="sheet_no",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterrow",
            name="standing",
            field=models.CharField(
                choices=[
                    ("new", "New"),
                    ("renewed", "As before"),
                    ("changed", "Changed"),
                    ("kept", "Covered already"),
                ],
                default="new",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="cover",
            name="status",
            field=models.CharField(
                choices=[
                    ("pending", "Waits for the contribution"),
                    ("active", "Active"),
                    ("terminated", "Ended by a benefit"),
                    ("void", "Void"),
                ],
                default="active",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="roster",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolments",
                to="enrolment.rosterimport",
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="state",
            field=models.CharField(
                choices=[
                    ("awaiting_payment", "Awaiting payment"),
                    ("paid", "Contribution paid"),
                    ("withdrawn", "Withdrawn before it began"),
                ],
                default="awaiting_payment",
                max_length=18,
            ),
        ),
        migrations.AddIndex(
            model_name="rosterimport",
            index=models.Index(
                condition=models.Q(("state__in", ["received", "checking"])),
                fields=["org_path"],
                name="enrolment_roster_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                fields=("roster", "plan_code"), name="enrolment_once_a_roster_and_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterrow",
            constraint=models.UniqueConstraint(
                fields=("roster", "sheet_no", "row_no", "plan_code"),
                name="enrolment_rosterrow_once",
            ),
        ),
        migrations.AddField(
            model_name="rosterplan",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.publishededition",
            ),
        ),
        migrations.AddField(
            model_name="rosterplan",
            name="roster",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="plans",
                to="enrolment.rosterimport",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterplan",
            constraint=models.UniqueConstraint(
                fields=("roster", "plan_code"), name="enrolment_rosterplan_once"
            ),
        ),
        by_path("enrolment_rosterplan"),
        migrations.RunSQL(OF_THEIR_ROSTER, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="rosterimport", name="fees"),
        migrations.RemoveField(model_name="rosterimport", name="participation"),
    ]
