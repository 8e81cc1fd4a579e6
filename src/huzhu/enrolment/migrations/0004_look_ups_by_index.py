"""Look-ups by key go by their index, also where a plan was kept from when the tables were small."""

from django.db import migrations

LOOK_UPS = (
    "enrolment_covered(bigint[], bigint, date, date)",
    "enrolment_renewing(bigint[], bigint, date, integer)",
)


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0003_posting_state_and_fees")]
    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION {name} SET enable_seqscan = off" for name in LOOK_UPS],
            [f"ALTER FUNCTION {name} RESET enable_seqscan" for name in LOOK_UPS],
        )
    ]
