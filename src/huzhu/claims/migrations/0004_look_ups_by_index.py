"""Earlier payments of many claims in one look-up; look-ups by key go by their index, also where a
plan was kept from when the tables were small."""

from django.db import migrations

from huzhu.kernel.dbrules import APP_ROLE, RESOLVER_ROLE, by_index

FIELDS = """
        jsonb_strip_nulls(jsonb_build_object(
        'plan', d.plan_code,
        'event_on', c.event_on,
        'cover_starts_on', d.facts -> 'cover' -> 'starts_on',
        'amount_fen', d.amount_fen,
        'event_kind', c.event_kind,
        'icd10', nullif(c.icd_category, ''),
        'severity', d.facts -> 'event' -> 'diagnosis' -> 'severity',
        'terminated_cover', d.decision -> 'effects' @> '[{"kind": "terminate_cover"}]',
        'uses', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'cap', u -> 'cap', 'amount_fen', u -> 'amount_fen') ORDER BY n), '[]')
                 FROM jsonb_array_elements(d.decision -> 'uses') WITH ORDINALITY AS x(u, n)),
        'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'clause', l -> 'clause', 'amount_fen', l -> 'amount_fen') ORDER BY n), '[]')
                  FROM jsonb_array_elements(d.decision -> 'lines') WITH ORDINALITY AS x(l, n))
    ))
"""
PAID = """
    AND d.is_current AND d.outcome = 'pay' AND c.state IN ('approved', 'paid', 'payment_failed')
"""
ONE = f"""
    SELECT {FIELDS} FROM claims_plandecision d JOIN claims_claim c ON c.id = d.claim_id
    WHERE c.person_id = person AND c.id <> except_claim {PAID}
    ORDER BY c.decided_at, d.id
"""
MANY = f"""
    SELECT a.claim, {FIELDS}
    FROM unnest(people, claims) AS a(person, claim)
    JOIN claims_claim c ON c.person_id = a.person AND c.id <> a.claim
    JOIN claims_plandecision d ON d.claim_id = c.id
    WHERE true {PAID}
    ORDER BY a.claim, c.decided_at, d.id
"""


def _function(former: str, signature: str, types: str, returns: str, body: str) -> str:
    return f"""
        DROP FUNCTION {former};
        CREATE FUNCTION {signature} RETURNS {returns} STABLE LANGUAGE sql
        SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {body} $body$;
        ALTER FUNCTION {types} OWNER TO {RESOLVER_ROLE};
        REVOKE ALL ON FUNCTION {types} FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION {types} TO {APP_ROLE};
    """


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_earlier_payments_as_fields")]
    operations = [
        migrations.RunSQL(
            _function(
                "claims_earlier_payments(bigint, bigint)",
                "claims_earlier_payments(people bigint[], claims bigint[])",
                "claims_earlier_payments(bigint[], bigint[])",
                "TABLE (claim bigint, paid jsonb)",
                MANY,
            ),
            _function(
                "claims_earlier_payments(bigint[], bigint[])",
                "claims_earlier_payments(person bigint, except_claim bigint)",
                "claims_earlier_payments(bigint, bigint)",
                "TABLE (paid jsonb)",
                ONE,
            ),
        ),
        # The other is set where it is made again, in the next migration.
        by_index("claims_require_three_reviews(bigint, integer)"),
    ]
