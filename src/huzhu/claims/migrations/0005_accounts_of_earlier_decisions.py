"""Earlier decisions hand on what they counted and marked, also those that paid nothing."""

from django.db import migrations

NAME = "claims_earlier_payments(people bigint[], claims bigint[])"
BODY = """
    SELECT a.claim,
        jsonb_strip_nulls(jsonb_build_object(
        'plan', d.plan_code,
        'event_on', c.event_on,
        'cover_starts_on', d.facts -> 'cover' -> 'starts_on',
        'amount_fen', CASE WHEN d.outcome = 'pay' THEN d.amount_fen ELSE 0 END,
        'event_kind', c.event_kind,
        'icd10', nullif(c.icd_category, ''),
        'severity', d.facts -> 'event' -> 'diagnosis' -> 'severity',
        'event_ref', d.facts -> 'event' -> 'ref',
        'terminated_cover', d.decision -> 'effects' @> '[{"kind": "terminate_cover"}]',
        'uses', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'cap', u -> 'cap', 'amount_fen', u -> 'amount_fen') ORDER BY n), '[]')
                 FROM jsonb_array_elements(d.decision -> 'uses') WITH ORDINALITY AS x(u, n)),
        'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'clause', l -> 'clause', 'amount_fen', l -> 'amount_fen') ORDER BY n), '[]')
                  FROM jsonb_array_elements(d.decision -> 'lines') WITH ORDINALITY AS x(l, n)){accounts}
    ))
    FROM unnest(people, claims) AS a(person, claim)
    JOIN claims_claim c ON c.person_id = a.person AND c.id <> a.claim
    JOIN claims_plandecision d ON d.claim_id = c.id
    WHERE d.is_current
      AND (d.outcome = 'pay' AND c.state IN ('approved', 'paid', 'payment_failed'){nothing_paid})
    ORDER BY a.claim, c.decided_at, d.id
"""
# What stayed under a yearly deductible counts where reviewers found that nothing is due; not where
# they refused a claim that the terms would have paid.
NOTHING_PAID = """
           OR d.outcome = 'refuse' AND d.decision -> 'counts' <> '[]'
              AND c.state IN ('approved', 'paid', 'payment_failed', 'refused')"""
ACCOUNTS = """,
        'counts', d.decision -> 'counts', 'marks', d.decision -> 'marks'"""


def _function(accounts: str, nothing_paid: str) -> str:
    body = BODY.replace("{accounts}", accounts).replace("{nothing_paid}", nothing_paid)
    return f"""
        CREATE OR REPLACE FUNCTION {NAME} RETURNS TABLE (claim bigint, paid jsonb)
        STABLE LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
        SET enable_seqscan = off AS $body$ {body} $body$;
    """


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_look_ups_by_index")]
    operations = [migrations.RunSQL(_function(ACCOUNTS, NOTHING_PAID), _function("", ""))]
