"""New tables inside their jurisdiction; numbers found through former ones and merged records;
what must be told, or ended, across jurisdictions."""

from django.db import migrations

from huzhu.kernel.dbrules import by_index, by_path, no_changes, resolver

# A record that points to another one answers with that one.
KEPT = "coalesce(p.merged_into_id, p.id)"
FIND = f"""
    SELECT p.identity_hash, {KEPT} FROM members_person p WHERE p.identity_hash = ANY (hashes)
    UNION ALL
    SELECT f.identity_hash, {KEPT} FROM members_formernumber f
    JOIN members_person p ON p.id = f.person_id WHERE f.identity_hash = ANY (hashes)
"""
FORMER_FIND = """
    SELECT p.identity_hash, p.id FROM members_person p WHERE p.identity_hash = ANY (hashes)
"""
# The name it stands under, or the one a merged record had.
OTHERWISE = """
    SELECT asked.hash FROM unnest(hashes, names) AS asked(hash, name)
    JOIN members_person p ON p.identity_hash = asked.hash AND p.name <> asked.name
    LEFT JOIN members_person k ON k.id = p.merged_into_id
    WHERE k.id IS NULL OR k.name <> asked.name
    UNION ALL
    SELECT asked.hash FROM unnest(hashes, names) AS asked(hash, name)
    JOIN members_formernumber f ON f.identity_hash = asked.hash
    JOIN members_person p ON p.id = f.person_id
    LEFT JOIN members_person k ON k.id = p.merged_into_id
    WHERE coalesce(k.name, p.name) <> asked.name
"""
FORMER_OTHERWISE = """
    SELECT p.identity_hash FROM unnest(hashes, names) AS asked(hash, name)
    JOIN members_person p ON p.identity_hash = asked.hash AND p.name <> asked.name
"""
# Every open employment of one person, wherever it is; whose it was is in the act that asks.
END_ALL = """
    UPDATE members_employment SET ends_before = greatest(starts_on, ends), end_reason = why
    WHERE person_id = person AND ends_before IS NULL
"""
REOPEN = """
    UPDATE members_employment SET ends_before = NULL, end_reason = ''
    WHERE person_id = person AND end_reason = 'died'
"""
# The places of one go on as the other's, where that one has none of the kind; then all end.
PLACES_GO_ON = """
    INSERT INTO members_employment (person_id, organisation_id, org_path, form, starts_on)
    SELECT keep, e.organisation_id, e.org_path, e.form, e.starts_on FROM members_employment e
    WHERE e.person_id = gone AND e.ends_before IS NULL
    ON CONFLICT DO NOTHING;
    UPDATE members_employment SET ends_before = greatest(starts_on, ends), end_reason = 'merged'
    WHERE person_id = gone AND ends_before IS NULL;
    UPDATE members_familytie t SET ended_at = at_instant
    WHERE t.ended_at IS NULL AND (t.child_id IN (keep, gone) AND t.parent_id IN (keep, gone)
      OR t.child_id = gone AND EXISTS (SELECT 1 FROM members_familytie k
         WHERE k.child_id = keep AND k.parent_id = t.parent_id AND k.ended_at IS NULL)
      OR t.parent_id = gone AND EXISTS (SELECT 1 FROM members_familytie k
         WHERE k.parent_id = keep AND k.child_id = t.child_id AND k.ended_at IS NULL));
    UPDATE members_familytie SET child_id = keep WHERE child_id = gone AND ended_at IS NULL;
    UPDATE members_familytie SET parent_id = keep WHERE parent_id = gone AND ended_at IS NULL;
    UPDATE members_person SET merged_into_id = keep WHERE id = gone OR merged_into_id = gone;
"""
CONSENTED = """
    SELECT coalesce(p.merged_into_id, p.id), c.kind FROM members_person p
    JOIN members_consent c ON c.person_id = p.id AND c.withdrawn_on IS NULL
    WHERE p.id = ANY (people) OR p.merged_into_id = ANY (people)
"""


def former(types: str, signature: str, body: str) -> migrations.RunSQL:
    """Takes a function away that the next operation makes anew; backwards, puts it back."""
    made = resolver(signature, "TABLE (identity_hash bytea) STABLE", body)
    if "person_id" in types:
        made = resolver(signature, "TABLE (identity_hash bytea, person_id bigint) STABLE", body)
    return migrations.RunSQL(f"DROP FUNCTION {types.split(' ')[0]};", made.sql)


class Migration(migrations.Migration):
    dependencies = [("members", "0006_families_consents_and_changes")]
    operations = [
        *[
            by_path(f"members_{name}")
            for name in ("familytie", "consent", "formernumber", "personchange")
        ],
        no_changes("members_formernumber"),
        former("members_find(bytea[]) person_id", "members_find(hashes bytea[])", FORMER_FIND),
        resolver(
            "members_find(hashes bytea[])",
            "TABLE (identity_hash bytea, person_id bigint) STABLE",
            FIND,
        ),
        former(
            "members_named_otherwise(bytea[],text[])",
            "members_named_otherwise(hashes bytea[], names text[])",
            FORMER_OTHERWISE,
        ),
        resolver(
            "members_named_otherwise(hashes bytea[], names text[])",
            "TABLE (identity_hash bytea) STABLE",
            OTHERWISE,
        ),
        resolver(
            "members_died(people bigint[])",
            "TABLE (person_id bigint) STABLE",
            "SELECT p.id FROM members_person p WHERE p.id = ANY (people) AND p.died_on IS NOT NULL",
        ),
        resolver(
            "members_children(people bigint[])",
            "TABLE (person_id bigint) STABLE",
            "SELECT DISTINCT t.child_id FROM members_familytie t"
            " WHERE t.child_id = ANY (people) AND t.ended_at IS NULL",
        ),
        resolver(
            "members_consented(people bigint[])",
            "TABLE (person_id bigint, kind varchar) STABLE",
            CONSENTED,
        ),
        resolver("members_end_all(person bigint, ends date, why text)", "void VOLATILE", END_ALL),
        resolver("members_reopen_after_death(person bigint)", "void VOLATILE", REOPEN),
        resolver(
            "members_merge(keep bigint, gone bigint, ends date, at_instant timestamptz)",
            "void VOLATILE",
            PLACES_GO_ON,
        ),
        by_index(
            "members_find(bytea[])",
            "members_died(bigint[])",
            "members_children(bigint[])",
            "members_consented(bigint[])",
        ),
    ]
