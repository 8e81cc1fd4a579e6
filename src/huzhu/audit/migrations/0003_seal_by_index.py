"""Sealing looks at the newest entries only: never at the whole trail to find what is not sealed."""

from django.db import migrations

from huzhu.kernel.dbrules import by_index


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seal_and_protect")]
    operations = [
        by_index(
            "audit_seal_pending(integer)",
            never=("enable_seqscan", "enable_hashjoin", "enable_mergejoin"),
        )
    ]
