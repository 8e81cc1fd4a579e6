"""Look-ups by key go by their index, also where a plan was kept from when the tables were small."""

from django.db import migrations

LOOK_UPS = ("members_find(bytea[])",)


class Migration(migrations.Migration):
    dependencies = [("members", "0003_resolve_names_and_accounts")]
    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION {name} SET enable_seqscan = off" for name in LOOK_UPS],
            [f"ALTER FUNCTION {name} RESET enable_seqscan" for name in LOOK_UPS],
        )
    ]
