"""Which records are one person: what other rooms hold of a merged record stays under its id."""

from django.db import migrations

from huzhu.kernel.dbrules import by_index, resolver

# Pairs only for those who have another record: the asked one, and each of the others.
RECORDS = """
    SELECT p.id, m.id FROM members_person p
    JOIN members_person m ON m.merged_into_id = p.id WHERE p.id = ANY (people)
    UNION ALL
    SELECT p.id, p.merged_into_id FROM members_person p
    WHERE p.id = ANY (people) AND p.merged_into_id IS NOT NULL
    UNION ALL
    SELECT p.id, m.id FROM members_person p
    JOIN members_person m ON m.merged_into_id = p.merged_into_id AND m.id <> p.id
    WHERE p.id = ANY (people) AND p.merged_into_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0007_protect_families_and_changes")]
    operations = [
        resolver(
            "members_records(people bigint[])",
            "TABLE (person_id bigint, record_id bigint) STABLE",
            RECORDS,
        ),
        by_index("members_records(bigint[])"),
    ]
