"""A notice is seen by the account it was written to; anybody's act may write one."""

from django.db import migrations

from huzhu.kernel.dbrules import policy

MINE = "account_id::text = current_setting('huzhu.account', true)"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [policy("notices_notice", MINE, "true")]
