"""Look-ups by key go by their index, also where a plan was kept from when the tables were small."""

from django.db import migrations

from huzhu.kernel.dbrules import by_index


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0003_posting_state_and_fees")]
    operations = [
        by_index(
            "enrolment_covered(bigint[], bigint, date, date)",
            "enrolment_renewing(bigint[], bigint, date, integer)",
        )
    ]
