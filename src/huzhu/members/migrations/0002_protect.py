"""A person is seen through an employment; found by identity hash through a resolver."""

from django.db import migrations

from huzhu.kernel.dbrules import by_path, resolver

EMPLOYED = (
    "EXISTS (SELECT 1 FROM members_employment e WHERE e.person_id = members_person.id)"
    " OR '/' = ANY (string_to_array(current_setting('huzhu.scope', true), ','))"
)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [
        by_path("members_employment"),
        by_path("members_payoutaccount"),
        migrations.RunSQL(
            f"""
            ALTER TABLE members_person ENABLE ROW LEVEL SECURITY;
            CREATE POLICY members_person_seen ON members_person FOR SELECT USING ({EMPLOYED});
            CREATE POLICY members_person_added ON members_person FOR INSERT WITH CHECK (true);
            CREATE POLICY members_person_changed ON members_person FOR UPDATE
                USING ({EMPLOYED}) WITH CHECK (true);
            """,
            """
            DROP POLICY members_person_seen ON members_person;
            DROP POLICY members_person_added ON members_person;
            DROP POLICY members_person_changed ON members_person;
            ALTER TABLE members_person DISABLE ROW LEVEL SECURITY;
            """,
        ),
        resolver(
            "members_find(hashes bytea[])",
            "TABLE (identity_hash bytea, person_id bigint) STABLE",
            "SELECT p.identity_hash, p.id FROM members_person p WHERE p.identity_hash = ANY (hashes)",
        ),
    ]
