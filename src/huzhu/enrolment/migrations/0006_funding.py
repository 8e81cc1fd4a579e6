"""Budgets, their journal, the rules of who pays; dues and covers add up at commit."""

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import huzhu.kernel.fields
from huzhu.kernel.dbrules import SEES, by_index, by_path, no_changes, policy, resolver

ABOVE = (
    "EXISTS (SELECT 1 FROM unnest(string_to_array(current_setting('huzhu.scope', true), ',')) s"
    " WHERE s ^@ org_path)"
)
BELOW = SEES.format(column="org_path")

DUES = """
DECLARE
    fee bigint;
    due bigint;
    loose integer;
BEGIN
    SELECT e.fee_fen INTO fee FROM enrolment_enrolment e WHERE e.id = enrolment;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT coalesce(sum(d.amount_fen), 0),
           count(*) FILTER (WHERE d.budget_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM enrolment_budgetentry b
               WHERE b.due_id = d.id AND b.kind = 'reserve'))
    INTO due, loose
    FROM enrolment_contributiondue d WHERE d.enrolment_id = enrolment;
    IF due <> fee THEN
        RAISE EXCEPTION 'enrolment % costs % fen and its dues come to %', enrolment, fee, due
            USING ERRCODE = 'HZ007';
    END IF;
    IF loose > 0 THEN
        RAISE EXCEPTION 'enrolment % has a due for whose budget nothing is reserved', enrolment
            USING ERRCODE = 'HZ007';
    END IF;
END
"""

COVERS = """
DECLARE
    fee bigint;
    total bigint;
BEGIN
    SELECT e.fee_fen INTO fee FROM enrolment_enrolment e WHERE e.id = enrolment;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT coalesce(sum(c.fee_fen), 0) INTO total
    FROM enrolment_cover c WHERE c.enrolment_id = enrolment;
    IF total <> fee THEN
        RAISE EXCEPTION 'enrolment % costs % fen and its covers come to %', enrolment, fee, total
            USING ERRCODE = 'HZ007';
    END IF;
END
"""

# Constraint triggers see single rows only; so the covers of a statement name their enrolments, and
# those are asked at commit, once each.
TOUCH = """
CREATE FUNCTION enrolment_touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    UPDATE enrolment_enrolment SET fee_fen = fee_fen
    WHERE id IN (SELECT DISTINCT enrolment_id FROM new_rows);
    RETURN NULL;
END
$body$;
CREATE TRIGGER enrolment_cover_adds_up AFTER INSERT ON enrolment_cover
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION enrolment_touch();
"""
NO_TOUCH = (
    "DROP TRIGGER enrolment_cover_adds_up ON enrolment_cover; DROP FUNCTION enrolment_touch();"
)

# What is entered is carried to the budgets: they are locked in the order of their numbers, and the
# journal's rows must fit what they name. Whoever may enter for a place may charge what is above it.
APPLY = """
DECLARE
    bad record;
BEGIN
    PERFORM 1 FROM enrolment_fundingbudget b
    WHERE b.id IN (SELECT n.budget_id FROM new_rows n) ORDER BY b.id FOR UPDATE;
    SELECT b.ref, n.kind INTO bad
    FROM new_rows n
    JOIN enrolment_fundingbudget b ON b.id = n.budget_id
    LEFT JOIN enrolment_contributiondue d ON d.id = n.due_id
    LEFT JOIN enrolment_budgetorder o ON o.id = n.order_id
    LEFT JOIN enrolment_fundingbudget x ON x.id = n.other_id
    WHERE NOT n.org_path ^@ b.org_path
       OR b.state <> 'open'
       OR (n.due_id IS NOT NULL AND (
            d.budget_id IS DISTINCT FROM n.budget_id OR d.org_path <> n.org_path
            OR abs(n.reserved_fen) <> d.amount_fen))
       OR (n.kind IN ('spend', 'release') AND NOT EXISTS (
            SELECT 1 FROM enrolment_budgetentry r
            WHERE r.due_id = n.due_id AND r.budget_id = n.budget_id AND r.kind = 'reserve'))
       OR (n.order_id IS NOT NULL AND (
            o.budget_id <> n.budget_id OR o.state <> 'approved' OR o.amount_fen <> n.amount_fen))
       OR (n.other_id IS NOT NULL
           AND x.parent_id IS DISTINCT FROM b.id AND b.parent_id IS DISTINCT FROM x.id)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an entry (%) does not fit budget %', bad.kind, bad.ref
            USING ERRCODE = 'HZ006';
    END IF;
    IF (SELECT coalesce(sum(n.amount_fen) <> sum(n.allocated_fen), false) FROM new_rows n
        WHERE n.kind IN ('allocate', 'return')) THEN
        RAISE EXCEPTION 'what one budget gives another must have' USING ERRCODE = 'HZ006';
    END IF;
    UPDATE enrolment_fundingbudget b
    SET amount_fen = b.amount_fen + n.amount, allocated_fen = b.allocated_fen + n.allocated,
        reserved_fen = b.reserved_fen + n.reserved, spent_fen = b.spent_fen + n.spent
    FROM (SELECT budget_id, sum(amount_fen) AS amount, sum(allocated_fen) AS allocated,
                 sum(reserved_fen) AS reserved, sum(spent_fen) AS spent
          FROM new_rows GROUP BY budget_id) n
    WHERE b.id = n.budget_id;
    RETURN NULL;
END
"""
ON_ENTRY = """
CREATE TRIGGER enrolment_budgetentry_moves_budget AFTER INSERT ON enrolment_budgetentry
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION enrolment_apply_entries();
"""

# A unit's posting locks the budgets above it and learns what is left of them; nothing else.
LOCK = f"""
    SELECT b.id, b.amount_fen - b.allocated_fen - b.reserved_fen - b.spent_fen
    FROM enrolment_fundingbudget b
    WHERE b.id = ANY (budgets) AND ({BELOW.replace("org_path", "b.org_path")}
                                    OR {ABOVE.replace("org_path", "b.org_path")})
    ORDER BY b.id FOR UPDATE
"""

DIFFERENCES = """
    SELECT b.ref::text, 'journal'
    FROM enrolment_fundingbudget b
    LEFT JOIN enrolment_budgetentry e ON e.budget_id = b.id
    GROUP BY b.id
    HAVING (b.amount_fen, b.allocated_fen, b.reserved_fen, b.spent_fen) <>
           (coalesce(sum(e.amount_fen), 0), coalesce(sum(e.allocated_fen), 0),
            coalesce(sum(e.reserved_fen), 0), coalesce(sum(e.spent_fen), 0))
    UNION ALL
    SELECT b.ref::text, 'children'
    FROM enrolment_fundingbudget b
    WHERE b.allocated_fen <> (SELECT coalesce(sum(c.amount_fen), 0)
                              FROM enrolment_fundingbudget c WHERE c.parent_id = b.id)
    UNION ALL
    SELECT b.ref::text, 'dues'
    FROM enrolment_fundingbudget b
    WHERE b.reserved_fen + b.spent_fen <> (
        SELECT coalesce(sum(d.amount_fen), 0) FROM enrolment_contributiondue d
        WHERE d.budget_id = b.id AND NOT EXISTS (
            SELECT 1 FROM enrolment_budgetentry e WHERE e.due_id = d.id AND e.kind = 'release'))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0005_roster_plans"),
        ("organisations", "0004_protect_registration"),
    ]
    operations = [
        resolver("enrolment_require_covers(enrolment bigint)", "void", COVERS, "plpgsql"),
        migrations.CreateModel(
            name="BudgetEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "Opened"),
                            ("adjust", "Adjusted"),
                            ("allocate", "Allocated"),
                            ("return", "Returned"),
                            ("reserve", "Reserved"),
                            ("spend", "Spent"),
                            ("release", "Released"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount_fen", huzhu.kernel.fields.FenField(default=0)),
                ("allocated_fen", huzhu.kernel.fields.FenField(default=0)),
                ("reserved_fen", huzhu.kernel.fields.FenField(default=0)),
                ("spent_fen", huzhu.kernel.fields.FenField(default=0)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_label", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="BudgetOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_path", huzhu.kernel.fields.PathField(db_collation="C", max_length=200)),
                ("amount_fen", huzhu.kernel.fields.FenField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Awaiting a second person"),
                            ("approved", "Approved"),
                            ("refused", "Turned down"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_by_id", models.BigIntegerField()),
                ("asked_by_token", models.CharField(max_length=64)),
                ("asked_by_label", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_by_token", models.CharField(blank=True, max_length=64)),
                ("decided_by_label", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FundingBudget",
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
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("unit", "Unit"),
                            ("union", "Union"),
                            ("upper_union", "Upper union"),
                            ("member", "Member"),
                            ("subsidy", "Provincial subsidy"),
                            ("donor", "Donor"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("plan_code", models.CharField(blank=True, max_length=12)),
                ("person_class", models.CharField(blank=True, max_length=12)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("amount_fen", huzhu.kernel.fields.FenField(default=0)),
                ("allocated_fen", huzhu.kernel.fields.FenField(default=0)),
                ("reserved_fen", huzhu.kernel.fields.FenField(default=0)),
                ("spent_fen", huzhu.kernel.fields.FenField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Awaiting a second person"),
                            ("open", "Open"),
                            ("refused", "Turned down"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="FundingRule",
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
                ("plan_code", models.CharField(max_length=12)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("unit", "Unit"),
                            ("union", "Union"),
                            ("upper_union", "Upper union"),
                            ("member", "Member"),
                            ("subsidy", "Provincial subsidy"),
                            ("donor", "Donor"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("per_share", "A sum for each share"),
                            ("per_person", "A sum for each person"),
                            ("percent", "A percentage of the fee"),
                            ("rest", "What is left"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount_fen", huzhu.kernel.fields.FenField(default=0)),
                ("rate", models.IntegerField(default=0)),
                ("ceiling_fen", huzhu.kernel.fields.FenField(null=True)),
                ("person_class", models.CharField(blank=True, max_length=12)),
                ("group", models.CharField(blank=True, max_length=20)),
                ("priority", models.IntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(null=True)),
                (
                    "when_exhausted",
                    models.CharField(
                        choices=[
                            ("refuse", "Nobody is enrolled"),
                            ("unit_pays", "The unit pays it"),
                        ],
                        default="refuse",
                        max_length=10,
                    ),
                ),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_by_label", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contributiondue",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_due_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM enrolment_require_dues(coalesce(NEW.enrolment_id, OLD.enrolment_id)); RETURN NULL;",
                    hash="265516abbe24f3ab4f1699e54ebd084fa52abd42",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_enrolment_due_adds_up_a0830",
                    table="enrolment_contributiondue",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cover",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_cover_fee_stays_in_sum",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."fee_fen" IS DISTINCT FROM (NEW."fee_fen") OR OLD."enrolment_id" IS DISTINCT FROM (NEW."enrolment_id"))',
                    constraint="CONSTRAINT",
                    func="PERFORM enrolment_require_covers(NEW.enrolment_id); PERFORM enrolment_require_covers(OLD.enrolment_id); RETURN NULL;",
                    hash="8ead8d3a0f088bb43418e266c05503e1b4e6e794",
                    operation="UPDATE",
                    pgid="pgtrigger_enrolment_cover_fee_stays_in_sum_fc528",
                    table="enrolment_cover",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_enrolment_adds_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM enrolment_require_dues(NEW.id); PERFORM enrolment_require_covers(NEW.id); RETURN NULL;",
                    hash="6875ce344e26e909961469c8bcf4575f8f5ec1e3",
                    operation='INSERT OR UPDATE OF "fee_fen"',
                    pgid="pgtrigger_enrolment_enrolment_adds_up_bdb90",
                    table="enrolment_enrolment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="budgetentry",
            name="due",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="enrolment.contributiondue",
            ),
        ),
        migrations.AddField(
            model_name="budgetentry",
            name="order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="enrolment.budgetorder",
            ),
        ),
        migrations.AddField(
            model_name="fundingbudget",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="fundingbudget",
            name="parent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddField(
            model_name="fundingbudget",
            name="root",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddField(
            model_name="budgetorder",
            name="budget",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddField(
            model_name="budgetentry",
            name="budget",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddField(
            model_name="budgetentry",
            name="other",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddField(
            model_name="contributiondue",
            name="budget",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddConstraint(
            model_name="contributiondue",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="enrolment_due_positive"
            ),
        ),
        migrations.AddField(
            model_name="fundingrule",
            name="budget",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.fundingbudget",
            ),
        ),
        migrations.AddField(
            model_name="fundingrule",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="fundingbudget",
            index=models.Index(fields=["org_path", "source"], name="enrolment_budget_by_place"),
        ),
        migrations.AddConstraint(
            model_name="fundingbudget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount_fen__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("allocated_fen"), "+", models.F("reserved_fen")
                            ),
                            "+",
                            models.F("spent_fen"),
                        ),
                    ),
                    ("allocated_fen__gte", 0),
                    ("reserved_fen__gte", 0),
                    ("spent_fen__gte", 0),
                ),
                name="enrolment_budget_within_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingbudget",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_before__gt", models.F("starts_on"))),
                name="enrolment_budget_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingbudget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent__isnull", True), ("root__isnull", True)),
                    models.Q(("parent__isnull", False), ("root__isnull", False)),
                    _connector="OR",
                ),
                name="enrolment_budget_parent_and_root",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingbudget",
            constraint=models.UniqueConstraint(
                fields=("root", "organisation"), name="enrolment_budget_once_a_place"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fundingbudget",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_budget_by_journal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF TG_OP = 'INSERT' THEN\n    IF NEW.amount_fen <> 0 OR NEW.allocated_fen <> 0 OR NEW.reserved_fen <> 0\n       OR NEW.spent_fen <> 0 THEN\n        RAISE EXCEPTION 'budget % begins empty: its sums come by its journal', NEW.ref\n            USING ERRCODE = 'HZ006';\n    END IF;\nELSIF current_user <> 'huzhu_resolver'\n      AND (NEW.amount_fen, NEW.allocated_fen, NEW.reserved_fen, NEW.spent_fen)\n          IS DISTINCT FROM\n          (OLD.amount_fen, OLD.allocated_fen, OLD.reserved_fen, OLD.spent_fen) THEN\n    RAISE EXCEPTION 'the sums of budget % change by its journal only', NEW.ref\n        USING ERRCODE = 'HZ006';\nEND IF;\nRETURN NEW;\n",
                    hash="faf1e3d7abc949bda21e6cc3c6c922ccda9e3c48",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_enrolment_budget_by_journal_2eaac",
                    table="enrolment_fundingbudget",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("budget",),
                name="enrolment_budgetorder_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", 0), _negated=True),
                name="enrolment_budgetorder_not_nought",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(
                        models.Q(("decided_by_token", ""), _negated=True),
                        models.Q(("decided_by_token", models.F("asked_by_token")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="enrolment_budgetorder_decided_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="budgetentry",
            index=models.Index(fields=["budget", "id"], name="enrolment_entry_by_budget"),
        ),
        migrations.AddConstraint(
            model_name="budgetentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "reserve")),
                fields=("due",),
                name="enrolment_budgetentry_reserved_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["spend", "release"])),
                fields=("due",),
                name="enrolment_budgetentry_settled_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("order__isnull", False)),
                fields=("order",),
                name="enrolment_budgetentry_order_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_fen__gt", 0),
                        ("kind", "open"),
                        ("allocated_fen", 0),
                        ("reserved_fen", 0),
                        ("spent_fen", 0),
                    ),
                    models.Q(
                        ("kind", "adjust"),
                        models.Q(("amount_fen", 0), _negated=True),
                        ("allocated_fen", 0),
                        ("reserved_fen", 0),
                        ("spent_fen", 0),
                    ),
                    models.Q(
                        ("kind", "allocate"),
                        models.Q(
                            models.Q(
                                ("allocated_fen", 0),
                                ("reserved_fen", 0),
                                ("spent_fen", 0),
                                ("amount_fen__gt", 0),
                            ),
                            models.Q(
                                ("amount_fen", 0),
                                ("reserved_fen", 0),
                                ("spent_fen", 0),
                                ("allocated_fen__gt", 0),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("kind", "return"),
                        models.Q(
                            models.Q(
                                ("allocated_fen", 0),
                                ("reserved_fen", 0),
                                ("spent_fen", 0),
                                ("amount_fen__lt", 0),
                            ),
                            models.Q(
                                ("amount_fen", 0),
                                ("reserved_fen", 0),
                                ("spent_fen", 0),
                                ("allocated_fen__lt", 0),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("kind", "reserve"),
                        ("reserved_fen__gt", 0),
                        ("allocated_fen", 0),
                        ("amount_fen", 0),
                        ("spent_fen", 0),
                    ),
                    models.Q(
                        ("kind", "spend"),
                        (
                            "reserved_fen",
                            django.db.models.expressions.CombinedExpression(
                                models.F("spent_fen"), "*", models.Value(-1)
                            ),
                        ),
                        ("spent_fen__gt", 0),
                        ("allocated_fen", 0),
                        ("amount_fen", 0),
                    ),
                    models.Q(
                        ("kind", "release"),
                        ("reserved_fen__lt", 0),
                        ("allocated_fen", 0),
                        ("amount_fen", 0),
                        ("spent_fen", 0),
                    ),
                    _connector="OR",
                ),
                name="enrolment_budgetentry_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due__isnull", False), ("kind__in", ["reserve", "spend", "release"])),
                    models.Q(("kind__in", ["open", "adjust"]), ("order__isnull", False)),
                    models.Q(("kind__in", ["allocate", "return"]), ("other__isnull", False)),
                    _connector="OR",
                ),
                name="enrolment_budgetentry_names_its_cause",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetentry",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_budgetentry_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'enrolment_budgetentry is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="bee1b83cbac7a9197ce0594148823b0cc287552b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_enrolment_budgetentry_never_changes_0ee70",
                    table="enrolment_budgetentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetentry",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_budgetentry_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'enrolment_budgetentry is append-only: correct it by a new row' USING ERRCODE = 'HZ001';",
                    hash="2b31b65bbb83d7dc44376ae93eee35bbf2661341",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_enrolment_budgetentry_never_emptied_e8bae",
                    table="enrolment_budgetentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="fundingrule",
            index=models.Index(fields=["org_path", "plan_code"], name="enrolment_rule_by_place"),
        ),
        migrations.AddConstraint(
            model_name="fundingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_fen__gt", 0),
                        ("kind__in", ["per_share", "per_person"]),
                        ("rate", 0),
                    ),
                    models.Q(
                        ("amount_fen", 0),
                        ("kind", "percent"),
                        ("rate__gt", 0),
                        ("rate__lte", 10000),
                    ),
                    models.Q(("amount_fen", 0), ("kind", "rest"), ("rate", 0)),
                    _connector="OR",
                ),
                name="enrolment_fundingrule_says_how_much",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ceiling_fen__isnull", True), ("ceiling_fen__gt", 0), _connector="OR"
                ),
                name="enrolment_fundingrule_ceiling_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_before__isnull", True),
                    ("ends_before__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="enrolment_fundingrule_ends_not_before_start",
            ),
        ),
        resolver("enrolment_require_dues(enrolment bigint)", "void", DUES, "plpgsql"),
        by_index("enrolment_require_dues(bigint)", "enrolment_require_covers(bigint)"),
        migrations.RunSQL(TOUCH, NO_TOUCH),
        resolver("enrolment_apply_entries()", "trigger", APPLY, "plpgsql"),
        migrations.RunSQL(
            ON_ENTRY, "DROP TRIGGER enrolment_budgetentry_moves_budget ON enrolment_budgetentry"
        ),
        resolver(
            "enrolment_lock_budgets(budgets bigint[])",
            "TABLE (budget bigint, left_fen bigint)",
            LOCK,
        ),
        resolver(
            "enrolment_budget_differences()", "TABLE (ref text, fault text) STABLE", DIFFERENCES
        ),
        # Who is enrolled below is told which rules and budgets stand above, as of the tree itself.
        policy("enrolment_fundingbudget", f"{BELOW} OR {ABOVE}", BELOW),
        policy("enrolment_fundingrule", f"{BELOW} OR {ABOVE}", BELOW),
        by_path("enrolment_budgetorder"),
        by_path("enrolment_budgetentry"),
        no_changes("enrolment_budgetentry"),
    ]
