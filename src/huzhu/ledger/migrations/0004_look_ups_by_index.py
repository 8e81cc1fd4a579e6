"""Look-ups by key go by their index, also where a plan was kept from when the tables were small."""

from django.db import migrations

from huzhu.kernel.dbrules import by_index


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_look_up_books")]
    operations = [by_index("ledger_require_balance(bigint)")]
