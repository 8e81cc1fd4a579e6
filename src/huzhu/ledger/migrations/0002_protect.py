"""The books: append-only, balanced at commit whoever looks, seen inside a jurisdiction only."""

from django.db import migrations

from huzhu.kernel.dbrules import by_path, no_changes, resolver

BALANCE = """
DECLARE
    off record;
BEGIN
    SELECT e.book_id, sum(e.amount_fen) AS total INTO off
    FROM ledger_entry e WHERE e.transaction_id = transaction
    GROUP BY e.book_id HAVING sum(e.amount_fen) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger transaction % is off by % fen in book %', transaction, off.total, off.book_id
            USING ERRCODE = 'HZ003';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.transaction_id = transaction) THEN
        RAISE EXCEPTION 'ledger transaction % has no entries', transaction USING ERRCODE = 'HZ003';
    END IF;
END
"""

CHECK = """
    SELECT t.id, e.book_id, sum(e.amount_fen)
    FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.transaction_id = t.id
    GROUP BY t.id, e.book_id HAVING coalesce(sum(e.amount_fen), 1) <> 0
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        by_path("ledger_book"),
        by_path("ledger_transaction"),
        by_path("ledger_entry"),
        no_changes("ledger_transaction"),
        no_changes("ledger_entry"),
        resolver("ledger_require_balance(transaction bigint)", "void", BALANCE, "plpgsql"),
        resolver(
            "ledger_unbalanced()",
            "TABLE (transaction_id bigint, book_id bigint, off_fen numeric) STABLE",
            CHECK,
        ),
    ]
