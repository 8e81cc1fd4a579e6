"""Look-ups by key go by their index, also where a plan was kept from when the tables were small."""

from django.db import migrations

from huzhu.kernel.dbrules import by_index


class Migration(migrations.Migration):
    dependencies = [("members", "0003_resolve_names_and_accounts")]
    operations = [by_index("members_find(bytea[])")]
