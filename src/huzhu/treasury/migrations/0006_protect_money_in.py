"""What the database itself keeps of money in: who sees it, what adds up, what never changes."""

from django.db import migrations

from huzhu.kernel.dbrules import SEES, by_index, by_path, no_changes, policy, resolver

# A unit is told to which account it pays: the accounts above it are no secret.
ABOVE = (
    "EXISTS (SELECT 1 FROM unnest(string_to_array(current_setting('huzhu.scope', true), ',')) s"
    " WHERE s ^@ org_path)"
)
BELOW = SEES.format(column="org_path")

# What came for a due, taken back included, is what its row says; so is what was taken of a line.
RECEIVED = """
DECLARE
    wanted bigint;
    found bigint;
BEGIN
    IF expected IS NOT NULL THEN
        SELECT x.received_fen INTO wanted FROM treasury_expectedreceipt x WHERE x.id = expected;
        SELECT coalesce(sum(r.amount_fen), 0) INTO found
        FROM treasury_receipt r WHERE r.expected_id = expected;
        IF wanted <> found THEN
            RAISE EXCEPTION 'expected receipt % says % fen received and its receipts come to %',
                expected, wanted, found USING ERRCODE = 'HZ006';
        END IF;
    END IF;
    IF line IS NOT NULL THEN
        SELECT l.allocated_fen INTO wanted FROM treasury_statementline l WHERE l.id = line;
        SELECT coalesce(sum(r.amount_fen), 0) INTO found
        FROM treasury_receipt r WHERE r.line_id = line;
        IF wanted <> found THEN
            RAISE EXCEPTION 'statement line % says % fen allocated and its receipts come to %',
                line, wanted, found USING ERRCODE = 'HZ006';
        END IF;
        SELECT l.refunded_fen INTO wanted FROM treasury_statementline l WHERE l.id = line;
        SELECT coalesce(sum(f.amount_fen), 0) INTO found
        FROM treasury_refund f
        WHERE f.line_id = line AND f.state IN ('requested', 'approved', 'paid');
        IF wanted <> found THEN
            RAISE EXCEPTION 'statement line % says % fen refunded and its refunds come to %',
                line, wanted, found USING ERRCODE = 'HZ006';
        END IF;
    END IF;
END
"""

INSTALMENTS = """
DECLARE
    wanted bigint;
    found bigint;
BEGIN
    SELECT x.amount_fen INTO wanted
    FROM treasury_instalmentplan p JOIN treasury_expectedreceipt x ON x.id = p.expected_id
    WHERE p.id = agreed;
    SELECT coalesce(sum(i.amount_fen), 0) INTO found
    FROM treasury_instalment i WHERE i.plan_id = agreed;
    IF wanted IS NOT NULL AND wanted <> found THEN
        RAISE EXCEPTION 'instalments of plan % come to % and % is due', agreed, found, wanted
            USING ERRCODE = 'HZ006';
    END IF;
END
"""

# Yes or no: whether the statement of an account at or above a place holds a reference.
ON_STATEMENT = """
    SELECT EXISTS (
        SELECT 1 FROM treasury_statementline l
        WHERE l.bank_reference = reference AND l.bank_reference <> '' AND place ^@ l.org_path)
"""


class Migration(migrations.Migration):
    dependencies = [("treasury", "0005_money_in")]
    operations = [
        policy("treasury_collectionaccount", f"{BELOW} OR {ABOVE}", BELOW),
        *(
            by_path(f"treasury_{name}")
            for name in (
                "statementimport",
                "statementline",
                "slipupload",
                "slipfor",
                "refund",
                "refundpaper",
                "instalmentplan",
                "instalment",
                "invoice",
                "invoiceline",
                "reminder",
            )
        ),
        no_changes("treasury_instalment"),
        no_changes("treasury_reminder"),
        resolver(
            "treasury_require_received(expected bigint, line bigint)", "void", RECEIVED, "plpgsql"
        ),
        resolver("treasury_require_instalments(agreed bigint)", "void", INSTALMENTS, "plpgsql"),
        resolver(
            "treasury_is_on_statement(reference text, place text)", "boolean STABLE", ON_STATEMENT
        ),
        by_index(
            "treasury_require_received(bigint, bigint)",
            "treasury_require_instalments(bigint)",
            "treasury_is_on_statement(text, text)",
        ),
    ]
