"""An instruction's lines add up to it at commit; signatures are whole; a batch can be withdrawn."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from huzhu.kernel.dbrules import no_changes, resolver

LINES = """
DECLARE
    wanted bigint;
    found bigint;
BEGIN
    SELECT i.amount_fen INTO wanted FROM treasury_instruction i WHERE i.id = instruction;
    SELECT coalesce(sum(l.amount_fen), 0) INTO found
    FROM treasury_instructionline l WHERE l.instruction_id = instruction;
    IF wanted IS NOT NULL AND wanted <> found THEN
        RAISE EXCEPTION 'payment instruction % is % fen and its lines come to %',
            instruction, wanted, found USING ERRCODE = 'HZ005';
    END IF;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("treasury", "0002_protect"),
    ]

    operations = [
        resolver("treasury_require_lines(instruction bigint)", "void", LINES, "plpgsql"),
        no_changes("treasury_instructionline"),
        migrations.RemoveConstraint(
            model_name="batch",
            name="treasury_batch_released_after_check",
        ),
        migrations.AddField(
            model_name="batch",
            name="withdrawn_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="batch",
            name="state",
            field=models.CharField(
                choices=[
                    ("made", "Made"),
                    ("checked", "Checked"),
                    ("released", "Released to the bank"),
                    ("settled", "Settled"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="made",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["org_path", "made_at"], name="treasury_batch_by_place"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instruction",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instruction_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM treasury_require_lines(NEW.id); RETURN NULL;",
                    hash="c68c4bc24d25925ad42f42bb6af8619da8063b54",
                    operation='INSERT OR UPDATE OF "amount_fen"',
                    pgid="pgtrigger_treasury_instruction_adds_up_63121",
                    table="treasury_instruction",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instructionline",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instructionline_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_instructionline is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="86e97a74a594f8a0ae0162df74b3c9e55115a4b4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_treasury_instructionline_never_changes_4b72b",
                    table="treasury_instructionline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instructionline",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instructionline_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'treasury_instructionline is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="e0e4dd0c6737c6410ffcce764d18164807b07131",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_treasury_instructionline_never_emptied_d8fba",
                    table="treasury_instructionline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instructionline",
            trigger=pgtrigger.compiler.Trigger(
                name="treasury_instructionline_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM treasury_require_lines(NEW.instruction_id); RETURN NULL;",
                    hash="de43fb1720b51b275160861f4ef4406a2cf0d5ee",
                    operation="INSERT",
                    pgid="pgtrigger_treasury_instructionline_adds_up_0af1e",
                    table="treasury_instructionline",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("checked_at__isnull", True),
                        ("checked_by_id__isnull", True),
                        ("checked_by_token__isnull", True),
                    ),
                    models.Q(
                        ("checked_at__isnull", False),
                        ("checked_by_id__isnull", False),
                        ("checked_by_token__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="treasury_batch_checked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("released_at__isnull", True),
                        ("released_by_id__isnull", True),
                        ("released_by_token__isnull", True),
                    ),
                    models.Q(
                        ("released_at__isnull", False),
                        ("released_by_id__isnull", False),
                        ("released_by_token__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="treasury_batch_released_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["made", "withdrawn"]),
                    models.Q(("checked_at__isnull", False), ("state", "checked")),
                    models.Q(("checked_at__isnull", False), ("released_at__isnull", False)),
                    _connector="OR",
                ),
                name="treasury_batch_released_after_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="instructionline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="treasury_instructionline_positive"
            ),
        ),
    ]
