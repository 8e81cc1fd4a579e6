"""Claims inside their jurisdiction; earlier payments and approvals are looked up across it."""

from django.db import migrations

from huzhu.kernel.dbrules import by_path, no_changes, resolver

THREE = """
BEGIN
    IF (SELECT count(DISTINCT r.by_token) FROM claims_review r
        WHERE r.claim_id = claim AND r.round = in_round AND r.outcome = 'approve'
          AND r.step IN ('officer', 'head', 'compliance')) <> 3 THEN
        RAISE EXCEPTION 'claim % has not been approved by three persons in round %', claim, in_round
            USING ERRCODE = 'HZ004';
    END IF;
END
"""

EARLIER = """
    SELECT d.plan_code, d.facts, d.decision, d.amount_fen, c.event_kind, c.event_on, c.icd_category
    FROM claims_plandecision d JOIN claims_claim c ON c.id = d.claim_id
    WHERE c.person_id = person AND c.id <> except_claim AND d.is_current AND d.outcome = 'pay'
      AND c.state IN ('approved', 'paid', 'payment_failed')
    ORDER BY c.decided_at, d.id
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations = [
        *[
            by_path(f"claims_{name}")
            for name in ("claim", "paper", "plandecision", "review", "capuse")
        ],
        no_changes("claims_review"),
        resolver(
            "claims_require_three_reviews(claim bigint, in_round integer)", "void", THREE, "plpgsql"
        ),
        resolver(
            "claims_earlier_payments(person bigint, except_claim bigint)",
            "TABLE (plan_code varchar, facts jsonb, decision jsonb, amount_fen bigint,"
            " event_kind varchar, event_on date, icd_category varchar) STABLE",
            EARLIER,
        ),
    ]
