"""Who sees which act, and the functions that seal and verify the chain across jurisdictions."""

from django.db import migrations

from huzhu.kernel.dbrules import SEES, no_changes, policy, resolver

DIGEST = """
    SELECT sha256(convert_to(jsonb_build_array(
        e.id, extract(epoch FROM e.at)::text, extract(epoch FROM e.recorded_at)::text, e.account_id,
        e.by_label, e.origin, e.act, e.object_type, e.object_ref, e.org_path, e.before, e.after
    )::text, 'UTF8'))
"""

SEAL = """
DECLARE
    last audit_seal%ROWTYPE;
    e audit_entry%ROWTYPE;
    sealed integer := 0;
    day_chain bytea;
    day_digest bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    SELECT * INTO last FROM audit_seal ORDER BY number DESC LIMIT 1;
    last.number := coalesce(last.number, 0);
    day_chain := coalesce(last.chain, ''::bytea);
    FOR e IN
        SELECT a.* FROM audit_entry a
        WHERE a.id > coalesce((SELECT max(s.entry_id) FROM audit_seal s), 0) - 10000
          AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = a.id)
        ORDER BY a.id LIMIT most
    LOOP
        sealed := sealed + 1;
        day_digest := audit_digest(e);
        day_chain := sha256(day_chain || day_digest);
        INSERT INTO audit_seal (number, entry_id, digest, chain, sealed_at)
        VALUES (last.number + sealed, e.id, day_digest, day_chain, clock_timestamp());
    END LOOP;
    RETURN sealed;
END
"""

VERIFY = """
DECLARE
    s record;
    expected bigint := 0;
    chain_so_far bytea := ''::bytea;
    found bytea;
BEGIN
    FOR s IN SELECT x.number, x.entry_id, x.digest, x.chain, x.sealed_at, e AS entry, e.id AS e_id,
                    e.recorded_at
             FROM audit_seal x LEFT JOIN audit_entry e ON e.id = x.entry_id ORDER BY x.number LOOP
        expected := expected + 1;
        IF s.number <> expected THEN
            fault := 'seal_missing'; entry_id := s.entry_id; number := expected; RETURN NEXT;
            expected := s.number;
        END IF;
        IF s.e_id IS NULL THEN
            fault := 'entry_missing'; entry_id := s.entry_id; number := s.number; RETURN NEXT;
        ELSE
            found := audit_digest(s.entry);
            IF found <> s.digest THEN
                fault := 'entry_changed'; entry_id := s.entry_id; number := s.number; RETURN NEXT;
            END IF;
            IF s.recorded_at < s.sealed_at - interval '1 day' THEN
                fault := 'entry_sealed_late'; entry_id := s.entry_id; number := s.number; RETURN NEXT;
            END IF;
        END IF;
        chain_so_far := sha256(chain_so_far || s.digest);
        IF chain_so_far <> s.chain THEN
            fault := 'chain_broken'; entry_id := s.entry_id; number := s.number; RETURN NEXT;
            chain_so_far := s.chain;
        END IF;
    END LOOP;
    FOR s IN SELECT e.id FROM audit_entry e WHERE NOT EXISTS
                 (SELECT 1 FROM audit_seal x WHERE x.entry_id = e.id)
             AND (e.recorded_at IS NULL OR e.recorded_at < clock_timestamp() - grace
                  OR e.recorded_at < (SELECT max(y.sealed_at) FROM audit_seal y) - interval '1 hour')
             ORDER BY e.id LOOP
        fault := 'entry_inserted'; entry_id := s.id; number := NULL; RETURN NEXT;
    END LOOP;
END
"""


# What concerns no place (a log-in, a published edition) is seen by the office at the top.
SEEN = (
    SEES.format(column="org_path") + " OR (org_path = '/' AND EXISTS (SELECT 1 FROM"
    " unnest(string_to_array(current_setting('huzhu.scope', true), ',')) s WHERE s ~ '^/[0-9]+/$'))"
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        policy("audit_entry", SEEN, "true"),
        no_changes("audit_entry"),
        no_changes("audit_seal"),
        migrations.RunSQL(
            "REVOKE INSERT ON audit_seal FROM huzhu_app;",
            "GRANT INSERT ON audit_seal TO huzhu_app;",
        ),
        resolver("audit_digest(e audit_entry)", "bytea IMMUTABLE", DIGEST),
        resolver("audit_seal_pending(most integer)", "integer", SEAL, "plpgsql"),
        resolver(
            "audit_verify(grace interval)",
            "TABLE (fault text, entry_id bigint, number bigint)",
            VERIFY,
            "plpgsql",
        ),
        resolver(
            "audit_head()",
            "TABLE (number bigint, chain bytea) STABLE",
            "SELECT s.number, s.chain FROM audit_seal s ORDER BY s.number DESC LIMIT 1",
        ),
        resolver(
            "audit_counts()",
            "TABLE (entries bigint, sealed bigint) STABLE",
            "SELECT (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM audit_seal)",
        ),
    ]
