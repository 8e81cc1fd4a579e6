"""Facts reach their reactions, and the people who want to hear of them."""

from __future__ import annotations

from factories.tree import make_account, make_officer, make_tree
from huzhu.claims.events import ClaimReturned
from huzhu.config import wiring
from huzhu.enrolment.events import RosterChecked
from huzhu.kernel.scope import acting_in, everything
from huzhu.notices.queries import notices_of, unread_count
from huzhu.organisations.enums import Role


def test_returned_claim_is_told_to_who_filed_it_only(house):
    tree = make_tree()
    filer = make_officer("filer", Role.COUNTY_HANDLER, tree["王益区"])
    other = make_officer("other", Role.COUNTY_HANDLER, tree["王益区"])
    fact = ClaimReturned("C2026-0000001-7", tree["王益区"].path, "请补诊断证明", filer.account_id)
    wiring.deliver_now(fact)
    with acting_in(filer.scope):
        told = [(n.text_zh, n.link) for n in notices_of(filer.scope)]
    with acting_in(other.scope):
        others = unread_count(other.scope)
    assert told == [("理赔申请 C2026-0000001-7 被退回：请补诊断证明", "/claims/C2026-0000001-7/")]
    assert others == 0


def test_what_a_service_did_is_told_to_nobody(house):
    account = make_account("somebody")
    wiring.deliver_now(RosterChecked("R2026-0000001-7", "/", 1, 0, None))
    with acting_in(everything(account.pk)):
        assert unread_count(everything(account.pk)) == 0


def test_publishing_defers_a_job_in_the_same_transaction(house):
    from django.db import connection

    wiring.deliver_by_job(RosterChecked("R2026-0000001-7", "/", 1, 0, None))
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, lock, args->>'reaction' FROM procrastinate_jobs")
        jobs = cursor.fetchall()
    assert jobs == [
        ("deliver", "roster_ref:R2026-0000001-7", "tell_who_uploaded"),
        ("deliver", "roster_ref:R2026-0000001-7", "on_roster_checked"),
    ]
