"""No cover holds more shares than its edition's terms allow, whoever writes it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# The limit is read from the edition as it was published, once for each edition of a statement.
MOST_SHARES = """
CREATE FUNCTION enrolment_most_shares(edition bigint) RETURNS integer LANGUAGE sql STABLE AS $body$
    SELECT min((clause ->> 'most')::integer)
    FROM plans_publishededition p,
         jsonb_path_query(p.canonical::jsonb,
                          '$.articles[*].clauses[*] ? (@.kind == "shares_limit")') clause
    WHERE p.id = edition
$body$;
"""
REQUIRE = """
CREATE FUNCTION enrolment_require_shares(edition bigint, shares integer, ref text)
RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    most integer := enrolment_most_shares(edition);
BEGIN
    IF shares > most THEN
        RAISE EXCEPTION 'cover % holds % shares; its terms allow %', ref, shares, most
            USING ERRCODE = 'HZ008';
    END IF;
END
$body$;
"""
NEW_COVERS = """
CREATE FUNCTION enrolment_new_covers_within_terms() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM enrolment_require_shares(most.edition_id, most.shares, most.ref)
    FROM (SELECT DISTINCT ON (edition_id) edition_id, shares, ref
          FROM new_rows ORDER BY edition_id, shares DESC) most;
    RETURN NULL;
END
$body$;
CREATE TRIGGER enrolment_cover_within_terms AFTER INSERT ON enrolment_cover
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION enrolment_new_covers_within_terms();
"""
GONE = """
DROP TRIGGER enrolment_cover_within_terms ON enrolment_cover;
DROP FUNCTION enrolment_new_covers_within_terms();
DROP FUNCTION enrolment_require_shares(bigint, integer, text);
DROP FUNCTION enrolment_most_shares(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0010_renewals"),
        ("plans", "0004_protect_drafts"),
    ]

    operations = [
        migrations.RunSQL(MOST_SHARES + REQUIRE + NEW_COVERS, GONE),
        pgtrigger.migrations.AddTrigger(
            model_name="cover",
            trigger=pgtrigger.compiler.Trigger(
                name="enrolment_cover_stays_within_terms",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."shares" IS DISTINCT FROM (NEW."shares") OR OLD."edition_id" IS DISTINCT FROM (NEW."edition_id"))',
                    func="PERFORM enrolment_require_shares(NEW.edition_id, NEW.shares, NEW.ref); RETURN NEW;",
                    hash="2f1155949b6796c897f21ffdf4f660a1dae80970",
                    operation="UPDATE",
                    pgid="pgtrigger_enrolment_cover_stays_within_terms_0e83e",
                    table="enrolment_cover",
                    when="BEFORE",
                ),
            ),
        ),
    ]
