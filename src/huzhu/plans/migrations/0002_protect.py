"""A published edition never changes."""

from django.db import migrations

from huzhu.kernel.dbrules import no_changes


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [no_changes("plans_publishededition")]
