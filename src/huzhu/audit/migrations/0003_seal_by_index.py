"""Sealing looks at the newest entries only: never at the whole trail to find what is not sealed."""

from django.db import migrations

SETTINGS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seal_and_protect")]
    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION audit_seal_pending(integer) SET {name} = off" for name in SETTINGS],
            [f"ALTER FUNCTION audit_seal_pending(integer) RESET {name}" for name in SETTINGS],
        )
    ]
