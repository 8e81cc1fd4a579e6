"""The third approval with the treasury and the ledger behind it."""

from __future__ import annotations

from datetime import date

import pytest

from factories.claims import C01_EVENT, decided_claim, hubei_covers, make_bench
from factories.enrolment import collecting
from factories.tree import make_tree
from huzhu.claims import queries, reactions
from huzhu.kernel.scope import everything
from huzhu.ledger.actions import ensure_chart, open_book
from huzhu.organisations.rules import service
from huzhu.treasury.events import PaymentFailed, PaymentSettled
from huzhu.treasury.models import Instruction, InstructionLine

ALL = everything()


@pytest.fixture
def claim(house, at):
    tree = make_tree()
    ensure_chart()
    open_book(by=service("test"), at=at, organisation=tree.office, name="省办事处")
    cover = hubei_covers(tree["王益区一厂"], at)[0]
    return decided_claim(make_bench(tree), at, cover, C01_EVENT)


def test_decision_orders_one_payment_of_three_lines(claim):
    (instruction,) = Instruction.objects.filter(owner_ref=claim.ref)
    lines = InstructionLine.objects.filter(instruction=instruction)
    assert instruction.amount_fen == claim.amount_fen == 5_631_210
    assert dict(lines.values_list("plan_code", "amount_fen")) == {
        "HB-ZY": 131_210,
        "HB-NZ": 1_500_000,
        "HB-ZJ": 4_000_000,
    }


def test_answers_of_the_bank_reach_the_claim(claim):
    by, about = service("wiring"), {"owner_ref": claim.ref, "instruction_ref": "P"}
    failed = PaymentFailed(**about, reason="户名不符", org_path=claim.org_path)
    settled = PaymentSettled(
        **about, amount_fen=claim.amount_fen, settled_on=date(2026, 3, 5), org_path=claim.org_path
    )
    with collecting():
        reactions.on_payment_failed(failed, by)
        assert queries.claim_by_ref(ALL, claim.ref).state == "payment_failed"
        reactions.on_payment_settled(settled, by)
        reactions.on_payment_settled(settled, by)
    assert queries.claim_by_ref(ALL, claim.ref).settled_on == date(2026, 3, 5)
