"""Is a number recorded under another name; and replacing an account recorded elsewhere."""

from django.db import migrations

from huzhu.kernel.dbrules import resolver


class Migration(migrations.Migration):
    dependencies = [("members", "0002_protect")]
    operations = [
        resolver(
            "members_named_otherwise(hashes bytea[], names text[])",
            "TABLE (identity_hash bytea) STABLE",
            "SELECT p.identity_hash FROM unnest(hashes, names) AS asked(hash, name)"
            " JOIN members_person p ON p.identity_hash = asked.hash AND p.name <> asked.name",
        ),
        resolver(
            "members_replace_account(person bigint, at_instant timestamptz)",
            "void VOLATILE",
            "UPDATE members_payoutaccount SET replaced_at = at_instant"
            " WHERE person_id = person AND replaced_at IS NULL",
        ),
    ]
