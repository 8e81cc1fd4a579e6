"""Gift programmes, whom they are for, and their proofs."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import SEES, by_path, policy, resolver

ABOVE = (
    "EXISTS (SELECT 1 FROM unnest(string_to_array(current_setting('huzhu.scope', true), ',')) s"
    " WHERE s ^@ org_path)"
)
BELOW = SEES.format(column="org_path")

# The eight groups (八大群体) that the unions took in first; more by a row.
GROUPS = """
INSERT INTO enrolment_employmentgroup (code, name_zh, name_en, place, is_active) VALUES
    ('truck_driver', '货车司机', 'Truck drivers', 1, true),
    ('courier', '快递员', 'Couriers', 2, true),
    ('care_worker', '护工护理员', 'Care workers', 3, true),
    ('domestic_worker', '家政服务员', 'Domestic workers', 4, true),
    ('mall_assistant', '商场信息员', 'Shop information assistants', 5, true),
    ('food_delivery', '网约送餐员', 'Food delivery riders', 6, true),
    ('estate_agent', '房产中介员', 'Estate agents', 7, true),
    ('security_guard', '保安员', 'Security guards', 8, true)
"""

# A unit's posting takes places of a programme above it: the row is locked, and what was left is
# told. Fewer than wanted takes none; NULL where the programme takes nobody from there that day.
ADMIT = f"""
DECLARE
    places integer;
BEGIN
    SELECT g.quota_persons - g.used_persons INTO places
    FROM enrolment_giftprogramme g
    WHERE g.id = gift AND g.state = 'open' AND day >= g.starts_on AND day < g.ends_before
      AND place ^@ g.org_path
      AND {BELOW.replace("org_path", "place")}
    FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF places >= wanted AND wanted > 0 THEN
        UPDATE enrolment_giftprogramme SET used_persons = used_persons + wanted
        WHERE id = gift;
    END IF;
    RETURN places;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0006_funding"),
        ("members", "0004_look_ups_by_index"),
    ]
    operations = [
        migrations.CreateModel(
            name="EmploymentGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(db_collation="C", max_length=20, unique=True)),
                ("name_zh", models.CharField(max_length=40)),
                ("name_en", models.CharField(max_length=60)),
                ("place", models.IntegerField(default=100)),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="GiftProgramme",
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
                ("name", models.CharField(max_length=80)),
                ("donor", models.CharField(max_length=80)),
                ("plan_code", models.CharField(max_length=12)),
                ("quota_persons", models.IntegerField()),
                ("used_persons", models.IntegerField(default=0)),
                ("groups", models.JSONField(default=list)),
                ("proofs", models.JSONField(default=list)),
                ("claim_papers", models.JSONField(default=list)),
                ("shares", models.IntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("age_from", models.IntegerField(null=True)),
                ("age_to", models.IntegerField(null=True)),
                ("waives_participation", models.BooleanField(default=True)),
                ("waives_basic_medical", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Awaiting a second person"),
                            ("open", "Open"),
                            ("suspended", "Suspended"),
                            ("closed", "Programme closed"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("made_by_id", models.BigIntegerField()),
                ("made_by_token", models.CharField(max_length=64)),
                ("made_by_label", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("approved_by_id", models.BigIntegerField(null=True)),
                ("approved_by_token", models.CharField(blank=True, max_length=64)),
                ("approved_by_label", models.CharField(blank=True, max_length=80)),
                ("approved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="GiftProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("group", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("employer", "Employer's or platform's statement"),
                            ("federation", "Federation's list of its people"),
                            ("licence", "Licence or certificate of the work"),
                            ("orders", "Record of orders or shifts"),
                            ("other", "Other proof"),
                        ],
                        max_length=12,
                    ),
                ),
                ("attachment_ref", models.CharField(db_collation="C", max_length=24)),
                ("file_name", models.CharField(max_length=200)),
                ("added_by_id", models.BigIntegerField(null=True)),
                ("added_by_label", models.CharField(max_length=80)),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="cover",
            name="employment_group",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="giftprogramme",
            name="budget",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddField(
            model_name="giftprogramme",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="cover",
            name="gift",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.giftprogramme",
            ),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="gift",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.giftprogramme",
            ),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("gift__isnull", False), models.Q(("status", "void"), _negated=True)
                ),
                fields=("gift", "person"),
                name="enrolment_cover_given_once",
            ),
        ),
        migrations.AddField(
            model_name="giftproof",
            name="gift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="enrolment.giftprogramme",
            ),
        ),
        migrations.AddField(
            model_name="giftproof",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="giftproof",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.person",
            ),
        ),
        migrations.AddIndex(
            model_name="giftprogramme",
            index=models.Index(fields=["org_path", "state"], name="enrolment_gift_by_place"),
        ),
        migrations.AddConstraint(
            model_name="giftprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_persons__gte", 0), ("used_persons__lte", models.F("quota_persons"))
                ),
                name="enrolment_gift_within_quota",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_before__gt", models.F("starts_on"))),
                name="enrolment_gift_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(("shares__gt", 0)), name="enrolment_gift_shares_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("age_from__isnull", True),
                    ("age_to__isnull", True),
                    ("age_to__gte", models.F("age_from")),
                    _connector="OR",
                ),
                name="enrolment_gift_ages_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(("approved_by_token", ""), ("state", "closed")),
                    models.Q(
                        models.Q(("approved_by_token", ""), _negated=True),
                        models.Q(("approved_by_token", models.F("made_by_token")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="enrolment_gift_opened_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="giftproof",
            index=models.Index(fields=["gift", "organisation"], name="enrolment_proof_by_place"),
        ),
        migrations.RunSQL(GROUPS, migrations.RunSQL.noop),
        policy("enrolment_giftprogramme", f"{BELOW} OR {ABOVE}", BELOW),
        by_path("enrolment_giftproof"),
        resolver(
            "enrolment_admit(gift bigint, place text, wanted integer, day date)",
            "integer",
            ADMIT,
            "plpgsql",
        ),
    ]
