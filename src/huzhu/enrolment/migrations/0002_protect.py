"""Rosters and covers inside their jurisdiction; "covered elsewhere" is all that crosses it."""

from django.db import migrations

from huzhu.kernel.dbrules import by_path, resolver


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0001_initial")]
    operations = [
        *[
            by_path(f"enrolment_{name}")
            for name in ("rosterimport", "rosterrow", "enrolment", "cover", "contributiondue")
        ],
        resolver(
            "enrolment_covered(people bigint[], plan bigint, first_day date, end_day date)",
            "TABLE (person_id bigint) STABLE",
            "SELECT DISTINCT c.person_id FROM enrolment_cover c WHERE c.person_id = ANY (people)"
            " AND c.plan_id = plan AND c.status <> 'void'"
            " AND c.starts_on < end_day AND c.ends_before > first_day",
        ),
        resolver(
            "enrolment_renewing(people bigint[], plan bigint, first_day date, gap_days integer)",
            "TABLE (person_id bigint) STABLE",
            "SELECT DISTINCT c.person_id FROM enrolment_cover c WHERE c.person_id = ANY (people)"
            " AND c.plan_id = plan AND c.status = 'active'"
            " AND c.ends_before BETWEEN first_day - gap_days AND first_day",
        ),
    ]
