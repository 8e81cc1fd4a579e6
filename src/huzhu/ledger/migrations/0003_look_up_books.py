"""Who posts from below sees that a book stands above; faults are looked for everywhere."""

from django.db import migrations

from huzhu.kernel.dbrules import SEES, resolver

# A county's act posts to the office's book: the book's name is no secret, its entries are.
ABOVE = (
    "EXISTS (SELECT 1 FROM unnest(string_to_array(current_setting('huzhu.scope', true), ',')) s"
    " WHERE s ^@ org_path)"
)
SEEN = "DROP POLICY ledger_book_seen ON ledger_book; CREATE POLICY ledger_book_seen ON ledger_book FOR SELECT USING ({});"
BELOW = SEES.format(column="org_path")

MISMATCHED = """
    SELECT t.id, 'book_without_side' FROM ledger_transaction t
    WHERE NOT EXISTS (
        SELECT 1 FROM ledger_entry e WHERE e.transaction_id = t.id AND e.book_id = t.book_id)
    UNION ALL
    SELECT DISTINCT e.transaction_id, 'place_outside_book'
    FROM ledger_entry e JOIN ledger_book b ON b.id = e.book_id
    WHERE NOT e.org_path ^@ b.org_path
    UNION ALL
    SELECT DISTINCT e.transaction_id, 'dates_differ'
    FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
    WHERE e.effective_on <> t.effective_on
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_protect")]
    operations = [
        migrations.RunSQL(SEEN.format(f"{BELOW} OR {ABOVE}"), SEEN.format(BELOW)),
        resolver(
            "ledger_mismatched()", "TABLE (transaction_id bigint, fault text) STABLE", MISMATCHED
        ),
    ]
