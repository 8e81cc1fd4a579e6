"""Statements of the bank and what becomes of their lines; refunds, invoices, instalments, slips."""

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import huzhu.kernel.fields

# Until now nothing said by when: the usual fifteen days.
DUE = """
UPDATE treasury_expectedreceipt
SET due_on = (expected_at AT TIME ZONE 'Asia/Shanghai')::date + 15
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_protect_registration"),
        ("treasury", "0004_look_ups_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="CollectionAccount",
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
                ("account_name", models.CharField(max_length=60)),
                ("bank_name", models.CharField(max_length=60)),
                ("number", models.CharField(db_collation="C", max_length=32)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(null=True)),
                ("opened_by_id", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("number", models.SmallIntegerField()),
                ("due_on", models.DateField()),
                ("amount_fen", huzhu.kernel.fields.FenField()),
            ],
        ),
        migrations.CreateModel(
            name="InstalmentPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("reason", models.CharField(max_length=200)),
                ("agreed_by_id", models.BigIntegerField(null=True)),
                ("agreed_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invoice",
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
                ("total_fen", huzhu.kernel.fields.FenField()),
                ("due_on", models.DateField()),
                ("issued_by_id", models.BigIntegerField(null=True)),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("amount_fen", huzhu.kernel.fields.FenField()),
            ],
        ),
        migrations.CreateModel(
            name="Refund",
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
                ("amount_fen", huzhu.kernel.fields.FenField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for approval"),
                            ("approved", "Approved, to be refunded"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                            ("paid", "Refunded"),
                            ("failed", "Returned by the bank"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=400)),
                ("payee_name", models.CharField(max_length=60)),
                ("bank_name", models.CharField(max_length=60)),
                ("account_cipher", models.BinaryField()),
                ("account_tail", models.CharField(max_length=4)),
                ("requested_by_id", models.BigIntegerField()),
                ("requested_by_token", models.CharField(max_length=64)),
                ("requested_by_label", models.CharField(max_length=80)),
                ("requested_at", models.DateTimeField()),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_by_token", models.CharField(blank=True, max_length=64)),
                ("decided_by_label", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=400)),
                ("settled_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RefundPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("attachment_ref", models.CharField(db_collation="C", max_length=24)),
                ("file_name", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("account_id", models.BigIntegerField()),
                ("overdue_fen", huzhu.kernel.fields.FenField()),
                ("oldest_on", models.DateField()),
                ("reminded_by_id", models.BigIntegerField(null=True)),
                ("reminded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SlipFor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="SlipUpload",
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
                ("amount_fen", huzhu.kernel.fields.FenField()),
                ("paid_on", models.DateField()),
                ("bank_reference", models.CharField(blank=True, db_collation="C", max_length=64)),
                ("attachment_ref", models.CharField(max_length=24)),
                ("file_name", models.CharField(max_length=200)),
                ("uploaded_by_id", models.BigIntegerField(null=True)),
                ("uploaded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StatementImport",
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
                ("content_digest", models.CharField(max_length=64)),
                ("attachment_ref", models.CharField(max_length=24)),
                ("file_name", models.CharField(max_length=200)),
                ("new_count", models.IntegerField()),
                ("known_count", models.IntegerField()),
                ("debit_count", models.IntegerField()),
                ("total_fen", huzhu.kernel.fields.FenField()),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("imported_by_id", models.BigIntegerField(null=True)),
                ("imported_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StatementLine",
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
                ("row_no", models.IntegerField()),
                ("line_key", models.CharField(db_collation="C", max_length=64)),
                ("bank_reference", models.CharField(blank=True, db_collation="C", max_length=64)),
                ("received_on", models.DateField()),
                ("amount_fen", huzhu.kernel.fields.FenField()),
                ("allocated_fen", huzhu.kernel.fields.FenField(default=0)),
                ("refunded_fen", huzhu.kernel.fields.FenField(default=0)),
                ("booked_fen", huzhu.kernel.fields.FenField()),
                ("payer_name", models.CharField(blank=True, max_length=120)),
                ("payer_bank", models.CharField(blank=True, max_length=60)),
                ("payer_account_cipher", models.BinaryField(null=True)),
                ("payer_account_hash", models.BinaryField(null=True)),
                ("payer_account_tail", models.CharField(blank=True, max_length=4)),
                ("purpose", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="receipt",
            name="treasury_receipt_positive",
        ),
        migrations.AddField(
            model_name="expectedreceipt", name="due_on", field=models.DateField(null=True)
        ),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="expectedreceipt", name="due_on", field=models.DateField()
        ),
        migrations.AddField(
            model_name="instruction",
            name="kind",
            field=models.CharField(
                choices=[("benefit", "Benefit"), ("refund", "Refund of an over-payment")],
                default="benefit",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="from_slip",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="receipt",
            name="line_path",
            field=huzhu.kernel.fields.PathField(blank=True, db_collation="C", max_length=200),
        ),
        migrations.AddField(
            model_name="receipt",
            name="matched_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("exact", "Exact"),
                    ("grouped", "Grouped"),
                    ("partial", "Partial"),
                    ("over", "Over-paid"),
                    ("by_hand", "By hand"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="passes_books",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="receipt",
            name="reverses",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversed_by",
                to="treasury.receipt",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="receipt",
            name="undone_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="instructionline",
            name="plan_code",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="bank_reference",
            field=models.CharField(db_collation="C", db_index=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name="expectedreceipt",
            index=models.Index(
                condition=models.Q(("received_fen__lt", models.F("amount_fen"))),
                fields=["org_path", "due_on"],
                name="treasury_expected_open",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_receipt_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_receipt: undo it by a receipt of the opposite amount' USING ERRCODE = 'HZ001';",
                    hash="e4d818d0f9f8cd64afabee3535b544bc4d1f7203",
                    operation="DELETE",
                    pgid="pgtrigger_treasury_receipt_never_deleted_79dc9",
                    table="treasury_receipt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_receipt_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM treasury_require_received(NEW.expected_id, NEW.line_id); RETURN NULL;",
                    hash="edd226c029882ef5c4a47256d129989a0a57dc87",
                    operation="INSERT",
                    pgid="pgtrigger_treasury_receipt_adds_up_f6088",
                    table="treasury_receipt",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "benefit"), ("subject_id__gt", 0)),
                    models.Q(("kind", "refund"), ("subject_id", 0)),
                    _connector="OR",
                ),
                name="treasury_instruction_payee_fits_kind",
            ),
        ),
        migrations.AddField(
            model_name="collectionaccount",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="instalmentplan",
            name="expected",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instalment_plans",
                to="treasury.expectedreceipt",
            ),
        ),
        migrations.AddField(
            model_name="instalment",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="treasury.instalmentplan",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="treasury.collectionaccount",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="expected",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoice_lines",
                to="treasury.expectedreceipt",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="treasury.invoice",
            ),
        ),
        migrations.AddField(
            model_name="refundpaper",
            name="refund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="treasury.refund",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="slipfor",
            name="expected",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slips",
                to="treasury.expectedreceipt",
            ),
        ),
        migrations.AddField(
            model_name="slipupload",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="slipupload",
            name="seen",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seen_slips",
                to="treasury.receipt",
            ),
        ),
        migrations.AddField(
            model_name="slipfor",
            name="slip",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="treasury.slipupload",
            ),
        ),
        migrations.AddField(
            model_name="statementimport",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imports",
                to="treasury.collectionaccount",
            ),
        ),
        migrations.AddField(
            model_name="statementline",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="treasury.collectionaccount",
            ),
        ),
        migrations.AddField(
            model_name="statementline",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="treasury.statementimport",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="treasury.statementline",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="treasury.statementline",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("reverses__isnull", True)),
                    models.Q(("amount_fen__lt", 0), ("reverses__isnull", False)),
                    _connector="OR",
                ),
                name="treasury_receipt_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("line__isnull", True), ("reverses__isnull", True), ("undone_at__isnull", True)
                ),
                fields=("bank_reference",),
                name="treasury_receipt_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("line__isnull", False), ("reverses__isnull", True), ("undone_at__isnull", True)
                ),
                fields=("line", "expected"),
                name="treasury_receipt_line_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", True),
                    models.Q(("undone_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="treasury_receipt_undone_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_before__isnull", True)),
                fields=("number",),
                name="treasury_collectionaccount_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_before__isnull", True),
                    ("ends_before__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="treasury_collectionaccount_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("expected",),
                name="treasury_instalmentplan_one_in_force",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instalmentplan",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instalmentplan_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM treasury_require_instalments(NEW.id); RETURN NULL;",
                    hash="2e8f312addd197beedb51c9889334e76c36b62dd",
                    operation="INSERT",
                    pgid="pgtrigger_treasury_instalmentplan_adds_up_7bd89",
                    table="treasury_instalmentplan",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"), name="treasury_instalment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="treasury_instalment_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instalment",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instalment_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_instalment is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="26f8463fa1261c000ef1d4365dd198d671a01b5f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_treasury_instalment_never_changes_512f6",
                    table="treasury_instalment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instalment",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instalment_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_instalment is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="7e607b04f67789be16f0c316891f647e4010b766",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_treasury_instalment_never_emptied_ed26c",
                    table="treasury_instalment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instalment",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instalment_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM treasury_require_instalments(NEW.plan_id); RETURN NULL;",
                    hash="38c7e43d24b550009e1bf48733f0ba61872776d8",
                    operation="INSERT",
                    pgid="pgtrigger_treasury_instalment_adds_up_e23ff",
                    table="treasury_instalment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["org_path", "issued_at"], name="treasury_invoice_by_place"),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                fields=("invoice", "expected"), name="treasury_invoiceline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="treasury_invoiceline_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                fields=["organisation", "-reminded_at"], name="treasury_reminded_last"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reminder",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_reminder_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_reminder is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="5e149dbf22fb8bdf300a940e7a5e5c2b52a3a337",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_treasury_reminder_never_changes_e39c4",
                    table="treasury_reminder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reminder",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_reminder_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_reminder is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="7030778d29fb99dfe01cd84e4a3f7ca1f446caa3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_treasury_reminder_never_emptied_e5ad9",
                    table="treasury_reminder",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="slipupload",
            index=models.Index(fields=["org_path", "paid_on"], name="treasury_slip_by_place"),
        ),
        migrations.AddConstraint(
            model_name="slipupload",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="treasury_slipupload_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="slipfor",
            constraint=models.UniqueConstraint(
                fields=("slip", "expected"), name="treasury_slipfor_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementimport",
            constraint=models.UniqueConstraint(
                fields=("org_path", "content_digest"), name="treasury_statementimport_once"
            ),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(fields=["org_path", "received_on"], name="treasury_line_by_place"),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(
                condition=models.Q(
                    (
                        "amount_fen__gt",
                        django.db.models.expressions.CombinedExpression(
                            models.F("allocated_fen"), "+", models.F("refunded_fen")
                        ),
                    )
                ),
                fields=["account", "received_on"],
                name="treasury_line_open",
            ),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(fields=["bank_reference"], name="treasury_line_by_reference"),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                fields=("account", "line_key"), name="treasury_statementline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="treasury_statementline_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("allocated_fen__gte", 0),
                    (
                        "amount_fen__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("allocated_fen"), "+", models.F("refunded_fen")
                        ),
                    ),
                    ("refunded_fen__gte", 0),
                ),
                name="treasury_statementline_never_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("booked_fen__gte", 0), ("booked_fen__lte", models.F("amount_fen"))
                ),
                name="treasury_statementline_booked_within",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementline",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_statementline_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_statementline: what the bank said is never deleted' USING ERRCODE = 'HZ001';",
                    hash="bf0500c175df0aa86d1e608128916affec082d6e",
                    operation="DELETE",
                    pgid="pgtrigger_treasury_statementline_never_deleted_6dae6",
                    table="treasury_statementline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementline",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_statementline_said_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_statementline: what the bank said is never changed' USING ERRCODE = 'HZ001';",
                    hash="e7a4132ca8679ae41938189ef3045d1a44e7c338",
                    operation='UPDATE OF "amount_fen", "received_on", "account_id", "line_key", "booked_fen"',
                    pgid="pgtrigger_treasury_statementline_said_stays_38861",
                    table="treasury_statementline",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["org_path", "state"], name="treasury_refund_by_place"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="treasury_refund_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "paid", "failed"]), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by_id__isnull", False),
                        models.Q(("decided_by_token", ""), _negated=True),
                        models.Q(
                            ("decided_by_token", models.F("requested_by_token")), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="treasury_refund_approver_is_not_maker",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True),
                    models.Q(("decision_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="treasury_refund_rejected_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paid"), _negated=True),
                    ("settled_on__isnull", False),
                    _connector="OR",
                ),
                name="treasury_refund_paid_has_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_refund_said_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_refund: ask for another one instead' USING ERRCODE = 'HZ001';",
                    hash="9be22d3849fa583eec940c1e79b6a0c0811b035c",
                    operation='DELETE OR UPDATE OF "amount_fen", "line_id", "account_cipher", "payee_name"',
                    pgid="pgtrigger_treasury_refund_said_stays_5aef9",
                    table="treasury_refund",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_refund_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM treasury_require_received(NULL, NEW.line_id); RETURN NULL;",
                    hash="1cc62c3b09934f85c0ff271db654751e41051595",
                    operation='INSERT OR UPDATE OF "state"',
                    pgid="pgtrigger_treasury_refund_adds_up_06fcb",
                    table="treasury_refund",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
