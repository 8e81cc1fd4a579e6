"""Two decisions at one moment, on a database of their own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from django.db import connection

from factories.claims import (
    C01_EVENT,
    HUBEI_STARTS_ON,
    approve,
    filed_claim,
    make_bench,
    payments_collected,
    publish,
    stay,
    zy_cover,
)
from factories.enrolment import make_cover
from factories.tree import make_tree
from huzhu.claims.actions import approve_claim
from huzhu.claims.errors import NoLongerDue
from huzhu.claims.models import CapUse, Claim
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in, everything

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LIMIT = 1_187_140


def test_two_decisions_at_once_never_overspend_a_cap(own_database, monkeypatch):
    with payments_collected(monkeypatch) as ordered, publishing_to(lambda *_, **__: None):
        with acting_in(everything()):
            tree = make_tree()
            bench = make_bench(tree)
            cover = zy_cover(tree["王益区一厂"], AT)
            both = [
                approve(
                    bench,
                    AT,
                    filed_claim(bench, AT, cover, stay(day, proportional_fen=1_600_000)),
                    times=2,
                )
                for day in ("2025-06-10", "2025-09-10")
            ]
        faults = _at_once([claim.ref for claim in both], bench.compliance)
        with acting_in(everything()):
            paid = sorted(Claim.objects.values_list("amount_fen", flat=True))
            (use,) = CapUse.objects.all()
    assert faults == []
    assert paid == [LIMIT - 1_120_000, 1_120_000]
    assert use.used_fen == LIMIT == sum(fen for order in ordered for _, fen in order["lines"])


def test_two_claims_for_one_disease_at_once_pay_once(own_database, monkeypatch):
    """No cap is touched here: the person's own lock keeps the two apart."""
    with payments_collected(monkeypatch) as ordered, publishing_to(lambda *_, **__: None):
        with acting_in(everything()):
            tree = make_tree()
            bench = make_bench(tree)
            publish(AT, ("HB-ZJ", "2025"))
            cover = make_cover(
                tree["王益区一厂"], AT, plan="HB-ZJ", starts_on=HUBEI_STARTS_ON, shares=4
            )
            both = [
                approve(bench, AT, filed_claim(bench, AT, cover, C01_EVENT), times=2)
                for _ in range(2)
            ]
        faults = _at_once([claim.ref for claim in both], bench.compliance)
        with acting_in(everything()):
            states = sorted(Claim.objects.values_list("state", flat=True))
    assert [type(fault) for fault in faults] == [NoLongerDue]
    assert states == ["approved", "with_compliance"]
    assert [order["lines"] for order in ordered] == [[("HB-ZJ", 4_000_000)]]


def _at_once(refs: list[str], by) -> list[BaseException]:
    start, faults = threading.Barrier(len(refs)), []

    def act(ref: str) -> None:
        try:
            with acting_in(by.scope):
                start.wait(timeout=10)
                approve_claim(by=by, at=AT, claim_ref=ref)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(ref,)) for ref in refs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return faults
