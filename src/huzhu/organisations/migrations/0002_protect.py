"""The tree below an appointment and the line above it; appointments below, and one's own."""

from django.db import migrations

from huzhu.kernel.dbrules import SEES, policy

BELOW = SEES.format(column="path")
ABOVE = (
    "EXISTS (SELECT 1 FROM unnest(string_to_array(current_setting('huzhu.scope', true), ',')) s"
    " WHERE s ^@ path)"
)
MINE = "account_id::text = current_setting('huzhu.account', true)"
APPOINTED = SEES.format(column="org_path")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [
        policy("organisations_organisation", f"{BELOW} OR {ABOVE}", BELOW),
        policy("organisations_appointment", f"{APPOINTED} OR {MINE}", APPOINTED),
    ]
