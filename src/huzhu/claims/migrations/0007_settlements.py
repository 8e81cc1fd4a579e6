"""Settlement lists and their stays; a stay is claimed once, whoever claims it."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import by_index, by_path, no_changes, resolver

# People are taken one after another, as when their claims are decided: of two who file the same
# stay at once, the second sees the first.
ONCE = """
BEGIN
    PERFORM pg_advisory_xact_lock(1668047209, (person % 2147483648)::integer);
    IF EXISTS (SELECT 1 FROM claims_claim c
               WHERE c.person_id IN (SELECT person UNION ALL
                                     SELECT r.record_id FROM members_records(ARRAY[person]) r)
                 AND c.event_on = on_day AND c.id <> claim
                 AND c.event_kind = 'inpatient'
                 AND c.state NOT IN ('draft', 'returned', 'refused')
                 AND (came = 'settlement' OR c.source = 'settlement')) THEN
        RAISE EXCEPTION 'the stay of claim % is claimed already', claim USING ERRCODE = 'HZ009';
    END IF;
END
"""
CLAIMED = """
    WITH records AS MATERIALIZED (SELECT * FROM members_records(people))
    SELECT DISTINCT a.person, a.on_day
    FROM unnest(people, days) AS a(person, on_day)
    JOIN LATERAL (SELECT a.person UNION ALL SELECT r.record_id FROM records r
                  WHERE r.person_id = a.person) of(record) ON true
    JOIN claims_claim c ON c.person_id = of.record AND c.event_on = a.on_day
    WHERE c.event_kind = 'inpatient'
"""
TABLES = ("settlementsource", "settlementimport", "settledstay", "formerstay", "settlementrow")


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_gift_lane"),
        ("members", "0008_records_of_one_person"),
        ("organisations", "0004_protect_registration"),
    ]
    operations = [
        resolver(
            "claims_require_stay_once(claim bigint, person bigint, on_day date, came varchar)",
            "void",
            ONCE,
            "plpgsql",
        ),
        resolver(
            "claims_stays_claimed(people bigint[], days date[])",
            "TABLE (person bigint, on_day date) STABLE",
            CLAIMED,
        ),
        by_index(
            "claims_require_stay_once(bigint, bigint, date, varchar)",
            "claims_stays_claimed(bigint[], date[])",
        ),
        migrations.CreateModel(
            name="FormerStay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("version", models.IntegerField()),
                ("admitted_on", models.DateField()),
                ("discharged_on", models.DateField(null=True)),
                ("settled_on", models.DateField(null=True)),
                ("icd_category", models.CharField(blank=True, max_length=3)),
                ("bill", models.JSONField(default=dict)),
                ("total_fen", huzhu.kernel.fields.FenField()),
                ("amount_fen", huzhu.kernel.fields.FenField(default=0)),
                ("cells_cipher", models.BinaryField()),
                ("replaced_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SettledStay",
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
                ("sheet_no", models.SmallIntegerField(default=0)),
                ("row_no", models.IntegerField()),
                ("key_hash", models.BinaryField()),
                ("content_hash", models.BinaryField()),
                ("version", models.IntegerField(default=1)),
                ("admitted_on", models.DateField()),
                ("discharged_on", models.DateField(null=True)),
                ("settled_on", models.DateField(null=True)),
                ("icd_category", models.CharField(blank=True, max_length=3)),
                ("hospital_grade", models.CharField(blank=True, max_length=12)),
                ("is_elsewhere", models.BooleanField(default=False)),
                ("bill", models.JSONField(default=dict)),
                ("total_fen", huzhu.kernel.fields.FenField()),
                ("cells_cipher", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Sorted, nothing done yet"),
                            ("claimed", "Claim made from the settlement"),
                            ("linked", "Claimed by hand"),
                            ("closed", "Closed by an officer"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "lane",
                    models.CharField(
                        choices=[
                            ("straight", "Straight"),
                            ("confirm_account", "Account to confirm"),
                            ("officer", "For an officer"),
                            ("nothing", "Nothing due"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("amount_fen", huzhu.kernel.fields.FenField(default=0)),
                ("is_changed", models.BooleanField(default=False)),
                ("closed_reason", models.CharField(blank=True, max_length=400)),
                ("sorted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SettlementImport",
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
                ("file_name", models.CharField(max_length=200)),
                ("attachment_ref", models.CharField(max_length=24)),
                ("content_digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received, waiting"),
                            ("to_map", "Columns to be confirmed"),
                            ("checking", "Being read and sorted"),
                            ("checked", "Sorted"),
                            ("sorting", "Being sorted again"),
                            ("claiming", "Claims are being made"),
                            ("unreadable", "Cannot be read"),
                            ("discarded", "Discarded"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                ("headers", models.JSONField(default=list)),
                ("guess", models.JSONField(default=dict)),
                ("rows_total", models.IntegerField(default=0)),
                ("rows_done", models.IntegerField(default=0)),
                ("rows_new", models.IntegerField(default=0)),
                ("rows_same", models.IntegerField(default=0)),
                ("rows_changed", models.IntegerField(default=0)),
                ("rows_bad", models.IntegerField(default=0)),
                ("rows_unknown", models.IntegerField(default=0)),
                ("refusal", models.JSONField(null=True)),
                ("created_by_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SettlementRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("sheet_no", models.SmallIntegerField(default=0)),
                ("row_no", models.IntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bad", "Faulty"),
                            ("changed", "Changed settlement"),
                            ("unknown", "Nobody by that number"),
                        ],
                        max_length=8,
                    ),
                ),
                ("findings", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="SettlementSource",
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
                ("name", models.CharField(max_length=120)),
                ("mapping", models.JSONField(default=dict)),
                ("mapped_at", models.DateTimeField(null=True)),
                ("rules", models.JSONField(default=dict)),
                ("created_by_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="claim",
            name="source",
            field=models.CharField(
                choices=[
                    ("hand", "Filed"),
                    ("settlement", "From a settlement, without an application"),
                ],
                db_default="hand",
                default="hand",
                max_length=12,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="claims_claim_stay_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"event_kind\" = 'inpatient' AND NEW.\"state\" = 'with_officer')",
                    func="PERFORM claims_require_stay_once(NEW.id, NEW.person_id, NEW.event_on, NEW.source); RETURN NEW;",
                    hash="e1a1c10a6234f1a17bc9c6a0adb8f84fa59a540f",
                    operation="UPDATE OR INSERT",
                    pgid="pgtrigger_claims_claim_stay_once_cc24e",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", "settlement")),
                fields=("person", "event_on"),
                name="claims_claim_settled_stay_once",
            ),
        ),
        migrations.AddField(
            model_name="settledstay",
            name="claim",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stays",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="settledstay",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.person"
            ),
        ),
        migrations.AddField(
            model_name="formerstay",
            name="stay",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="former",
                to="claims.settledstay",
            ),
        ),
        migrations.AddField(
            model_name="settledstay",
            name="first_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.settlementimport",
            ),
        ),
        migrations.AddField(
            model_name="settledstay",
            name="last_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.settlementimport",
            ),
        ),
        migrations.AddField(
            model_name="formerstay",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="formerstay",
            name="told_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.settlementimport",
            ),
        ),
        migrations.AddField(
            model_name="settlementrow",
            name="settlements",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exceptions",
                to="claims.settlementimport",
            ),
        ),
        migrations.AddField(
            model_name="settlementrow",
            name="stay",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="claims.settledstay",
            ),
        ),
        migrations.AddField(
            model_name="settlementsource",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="settlementimport",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imports",
                to="claims.settlementsource",
            ),
        ),
        migrations.AddField(
            model_name="settledstay",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stays",
                to="claims.settlementsource",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerstay",
            constraint=models.UniqueConstraint(
                fields=("stay", "version"), name="claims_formerstay_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formerstay",
            trigger=pgtrigger.compiler.Trigger(
                name="claims_formerstay_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'claims_formerstay is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="f0471ed34e65c65ccdce76dcce373589e78ffba2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_claims_formerstay_never_changes_19772",
                    table="claims_formerstay",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formerstay",
            trigger=pgtrigger.compiler.Trigger(
                name="claims_formerstay_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'claims_formerstay is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="1e318622008860d9a6c3c9ea7336c61784482133",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_claims_formerstay_never_emptied_c79e8",
                    table="claims_formerstay",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementrow",
            constraint=models.UniqueConstraint(
                fields=("settlements", "sheet_no", "row_no", "kind"),
                name="claims_settlementrow_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementsource",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"), name="claims_settlementsource_once"
            ),
        ),
        migrations.AddIndex(
            model_name="settlementimport",
            index=models.Index(fields=["org_path", "created_at"], name="claims_import_by_place"),
        ),
        migrations.AddIndex(
            model_name="settledstay",
            index=models.Index(fields=["first_import", "lane", "id"], name="claims_stay_by_import"),
        ),
        migrations.AddIndex(
            model_name="settledstay",
            index=models.Index(fields=["person", "admitted_on"], name="claims_stay_by_person"),
        ),
        migrations.AddIndex(
            model_name="settledstay",
            index=models.Index(
                condition=models.Q(("state", "open"), ("is_changed", True), _connector="OR"),
                fields=["org_path", "lane"],
                name="claims_stay_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="settledstay",
            constraint=models.UniqueConstraint(
                fields=("source", "key_hash"), name="claims_settledstay_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settledstay",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "claimed")),
                fields=("person", "admitted_on"),
                name="claims_settledstay_claimed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="settledstay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "claimed"), _negated=True),
                    ("claim__isnull", False),
                    _connector="OR",
                ),
                name="claims_settledstay_claimed_has_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="settledstay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("closed_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="claims_settledstay_closed_says_why",
            ),
        ),
        *[by_path(f"claims_{name}") for name in TABLES],
        no_changes("claims_formerstay"),
    ]
