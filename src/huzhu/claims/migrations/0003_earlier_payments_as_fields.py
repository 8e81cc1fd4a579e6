"""Earlier payments as the evaluator reads them, and no more than that of another place's claim."""

from django.db import migrations

from huzhu.kernel.dbrules import APP_ROLE, RESOLVER_ROLE

NAME = "claims_earlier_payments(person bigint, except_claim bigint)"
TYPES = "claims_earlier_payments(bigint, bigint)"

FIELDS = """
    SELECT jsonb_strip_nulls(jsonb_build_object(
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
    FROM claims_plandecision d JOIN claims_claim c ON c.id = d.claim_id
    WHERE c.person_id = person AND c.id <> except_claim AND d.is_current AND d.outcome = 'pay'
      AND c.state IN ('approved', 'paid', 'payment_failed')
    ORDER BY c.decided_at, d.id
"""

FORMER = """
    SELECT d.plan_code, d.facts, d.decision, d.amount_fen, c.event_kind, c.event_on, c.icd_category
    FROM claims_plandecision d JOIN claims_claim c ON c.id = d.claim_id
    WHERE c.person_id = person AND c.id <> except_claim AND d.is_current AND d.outcome = 'pay'
      AND c.state IN ('approved', 'paid', 'payment_failed')
    ORDER BY c.decided_at, d.id
"""
FORMER_RETURNS = (
    "TABLE (plan_code varchar, facts jsonb, decision jsonb, amount_fen bigint,"
    " event_kind varchar, event_on date, icd_category varchar)"
)


def _replaced(returns: str, body: str) -> str:
    return f"""
        DROP FUNCTION {TYPES};
        CREATE FUNCTION {NAME} RETURNS {returns} STABLE LANGUAGE sql
        SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {body} $body$;
        ALTER FUNCTION {TYPES} OWNER TO {RESOLVER_ROLE};
        REVOKE ALL ON FUNCTION {TYPES} FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION {TYPES} TO {APP_ROLE};
    """


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_protect")]
    operations = [
        migrations.RunSQL(
            _replaced("TABLE (paid jsonb)", FIELDS), _replaced(FORMER_RETURNS, FORMER)
        )
    ]
