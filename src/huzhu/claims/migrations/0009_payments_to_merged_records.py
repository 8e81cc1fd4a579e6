"""What was paid to a person counts, under whichever of the person's records it was paid."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("huzhu.claims.migrations.0005_accounts_of_earlier_decisions")
FROM = "FROM unnest(people, claims) AS a(person, claim)"
OF_ONE_RECORD = "JOIN claims_claim c ON c.person_id = a.person AND c.id <> a.claim"
OF_ALL_RECORDS = """JOIN LATERAL (SELECT a.person UNION ALL SELECT r.record_id FROM records r
                      WHERE r.person_id = a.person) of(record) ON true
    JOIN claims_claim c ON c.person_id = of.record AND c.id <> a.claim"""


def _of_all_records() -> str:
    body = BEFORE._function(BEFORE.ACCOUNTS, BEFORE.NOTHING_PAID)
    assert OF_ONE_RECORD in body
    body = body.replace(OF_ONE_RECORD, OF_ALL_RECORDS)
    return body.replace(
        "$body$ \n    SELECT a.claim",
        "$body$ \n    WITH records AS MATERIALIZED (SELECT * FROM members_records(people))\n"
        "    SELECT a.claim",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_bills"), ("members", "0008_records_of_one_person")]
    operations = [
        migrations.RunSQL(_of_all_records(), BEFORE._function(BEFORE.ACCOUNTS, BEFORE.NOTHING_PAID))
    ]
