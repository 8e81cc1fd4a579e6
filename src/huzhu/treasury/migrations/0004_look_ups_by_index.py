"""Look-ups by key go by their index, also where a plan was kept from when the tables were small."""

from django.db import migrations

from huzhu.kernel.dbrules import by_index


class Migration(migrations.Migration):
    dependencies = [("treasury", "0003_lines_add_up")]
    operations = [by_index("treasury_require_lines(bigint)")]
