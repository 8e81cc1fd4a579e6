"""Enrolments taken back before they begin; a programme gets its places back."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from huzhu.kernel.dbrules import resolver

# The places of a programme that is above the unit: as many as covers stopped being void, or began.
GIVE_BACK = """
BEGIN
    UPDATE enrolment_giftprogramme g SET used_persons = g.used_persons - n.places
    FROM (SELECT o.gift_id, count(*) FILTER (WHERE w.status = 'void')
                            - count(*) FILTER (WHERE o.status = 'void') AS places
          FROM old_rows o JOIN new_rows w USING (id)
          WHERE o.gift_id IS NOT NULL AND (o.status = 'void') <> (w.status = 'void')
          GROUP BY o.gift_id) n
    WHERE g.id = n.gift_id;
    RETURN NULL;
END
"""
ON_UPDATE = """
CREATE TRIGGER enrolment_cover_gives_back AFTER UPDATE ON enrolment_cover
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION enrolment_give_back();
"""
NOT_ON_UPDATE = "DROP TRIGGER enrolment_cover_gives_back ON enrolment_cover"


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0011_shares_within_terms"),
        ("organisations", "0004_protect_registration"),
        ("plans", "0004_protect_drafts"),
    ]

    operations = [
        resolver("enrolment_give_back()", "trigger", GIVE_BACK, "plpgsql"),
        migrations.RunSQL(ON_UPDATE, NOT_ON_UPDATE),
        migrations.AddField(
            model_name="enrolment",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="withdrawn_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="rosterimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("checking", "Being checked"),
                    ("checked", "Checked"),
                    ("posting", "Being posted"),
                    ("posted", "Posted"),
                    ("discarded", "Discarded"),
                    ("withdrawn", "Withdrawn before it began"),
                    ("unreadable", "Cannot be read"),
                ],
                default="received",
                max_length=12,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_enrolment_withdrawn_for_good",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."state" = \'withdrawn\' AND OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func="RAISE EXCEPTION 'enrolment % was withdrawn', OLD.ref USING ERRCODE = 'HZ001';",
                    hash="9edf0a4225c69a6116f3f5ed38df8cc8dd5c2716",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_enrolment_enrolment_withdrawn_for_good_373d0",
                    table="enrolment_enrolment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_enrolment_withdrawn_covers_nobody",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"state\" = 'withdrawn')",
                    constraint="CONSTRAINT",
                    func="\n                    IF EXISTS (SELECT 1 FROM enrolment_cover c\n                               WHERE c.enrolment_id = NEW.id AND c.status <> 'void') THEN\n                        RAISE EXCEPTION 'enrolment % was withdrawn and still covers people', NEW.ref\n                              USING ERRCODE = 'HZ007';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="31cdb43d1e62147f9c8a519ed62e731ee0c9c0a3",
                    operation='UPDATE OF "state", "fee_fen"',
                    pgid="pgtrigger_enrolment_enrolment_withdrawn_covers_nobody_a1c55",
                    table="enrolment_enrolment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "withdrawn"),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "withdrawn"), _negated=True),
                        ("withdrawn_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="enrolment_enrolment_withdrawn_says_why",
            ),
        ),
    ]
