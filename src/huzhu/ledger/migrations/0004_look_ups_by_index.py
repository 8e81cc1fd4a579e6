"""Look-ups by key go by their index, also where a plan was kept from when the tables were small."""

from django.db import migrations

LOOK_UPS = ("ledger_require_balance(bigint)",)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_look_up_books")]
    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION {name} SET enable_seqscan = off" for name in LOOK_UPS],
            [f"ALTER FUNCTION {name} RESET enable_seqscan" for name in LOOK_UPS],
        )
    ]
