"""Who pays which part of a fee, by rules above the edition's own split."""

from __future__ import annotations

import random
import timeit

import pytest

from huzhu.enrolment.enums import FundingKind, FundingSource, WhenExhausted
from huzhu.enrolment.rules import BY_EDITION, Funding, FundingTerm, Tier, funding_by, parts_of

SCHOOL = Tier("", 9500, (("union", 6000), ("member", 3500)))
THREE = Tier("", 6000, (("unit", 2000), ("union", 2000), ("member", 2000)))
NOBODY = Tier("", 5000, ())


def share(source: str, fen: int, **others) -> FundingTerm:
    return FundingTerm(source, FundingKind.PER_SHARE, amount_fen=fen, **others)


def person(source: str, fen: int, **others) -> FundingTerm:
    return FundingTerm(source, FundingKind.PER_PERSON, amount_fen=fen, **others)


def percent(source: str, rate: int, **others) -> FundingTerm:
    return FundingTerm(source, FundingKind.PERCENT, rate=rate, **others)


def rest(source: str, **others) -> FundingTerm:
    return FundingTerm(source, FundingKind.REST, **others)


def paid(tier: Tier, fee_fen: int, *terms: FundingTerm, **who: str) -> dict[str, int]:
    return dict(Funding(terms).parts(tier, fee_fen, **who))


@pytest.mark.parametrize("tier", [SCHOOL, THREE, NOBODY])
def test_without_rules_the_edition_decides(tier):
    for fee in (0, tier.fee_fen, 3 * tier.fee_fen, 101):
        assert dict(BY_EDITION.parts(tier, fee)) == dict(parts_of(tier, fee))


def test_subsidy_of_a_sum_a_person_and_the_rest_as_the_edition_splits():
    assert paid(SCHOOL, 9500, person("subsidy", 875)) == {
        "union": 5447, "member": 3178, "subsidy": 875,
    }  # fmt: skip


def test_sum_for_each_share_follows_the_shares():
    assert paid(SCHOOL, 19000, share("subsidy", 1000)) == {
        "union": 10737, "member": 6263, "subsidy": 2000,
    }  # fmt: skip


def test_three_pay_in_order_and_the_last_takes_the_rest():
    parts = paid(THREE, 6000, person("unit", 1500), percent("union", 2500), rest("member"))

    assert parts == {"unit": 1500, "union": 1500, "member": 3000}


def test_percentages_of_an_odd_fee_add_up_by_largest_remainder():
    assert paid(THREE, 101, percent("member", 5000), percent("unit", 5000)) == {
        "unit": 51, "member": 50,
    }  # fmt: skip
    assert paid(THREE, 100, percent("unit", 3333), percent("union", 3333), rest("member")) == {
        "unit": 33, "union": 33, "member": 34,
    }  # fmt: skip


def test_ceiling_holds_a_source_and_the_rest_goes_on():
    parts = paid(THREE, 6000, percent("upper_union", 5000, ceiling_fen=1000))

    assert parts == {"upper_union": 1000, "unit": 1667, "union": 1667, "member": 1666}


def test_source_that_a_rule_has_spoken_for_gets_none_of_the_rest():
    assert paid(SCHOOL, 9500, person("union", 2000)) == {"union": 2000, "member": 7500}


def test_rest_that_nobody_is_left_for_is_the_units():
    assert paid(NOBODY, 5000, person("subsidy", 1000)) == {"unit": 4000, "subsidy": 1000}
    assert paid(SCHOOL, 9500, person("union", 1), person("member", 2)) == {
        "unit": 9497, "union": 1, "member": 2,
    }  # fmt: skip


def test_rules_never_pay_more_than_the_fee():
    assert paid(SCHOOL, 9500, person("donor", 99_999), person("union", 500)) == {"donor": 9500}
    assert paid(THREE, 6000, percent("unit", 8000), percent("union", 8000)) == {
        "unit": 4800, "union": 1200,
    }  # fmt: skip


def test_rule_concerns_its_class_and_group_only():
    terms = (
        rest("subsidy", person_class="hardship"),
        person("donor", 500, group="courier"),
    )

    assert paid(SCHOOL, 9500, *terms) == {"union": 6000, "member": 3500}
    assert paid(SCHOOL, 9500, *terms, person_class="hardship") == {"subsidy": 9500}
    assert paid(SCHOOL, 9500, *terms, group="courier")["donor"] == 500
    assert "donor" not in paid(SCHOOL, 9500, *terms, group="driver")


def test_parts_always_add_up_and_none_is_negative():
    chance = random.Random(20260302)
    for _ in range(2000):
        terms = tuple(
            FundingTerm(
                chance.choice(FundingSource.values),
                chance.choice(FundingKind.values),
                amount_fen=chance.randrange(4000),
                rate=chance.randrange(10_001),
                ceiling_fen=chance.choice([None, chance.randrange(3000)]),
            )
            for _ in range(chance.randrange(6))
        )
        fee = chance.randrange(20_000)
        parts = Funding(terms).parts(chance.choice([SCHOOL, THREE, NOBODY]), fee)
        assert sum(parts.values()) == fee
        assert all(part > 0 for part in parts.values())


def test_budgets_and_what_happens_without_money():
    funding = Funding(
        (
            person("subsidy", 1, budget_id=7, when_exhausted=WhenExhausted.UNIT_PAYS),
            person("donor", 1, budget_id=8),
            person("unit", 1),
        )
    )

    assert dict(funding.budgets) == {"subsidy": 7, "donor": 8}
    assert funding.is_paid_by_unit_when_exhausted("subsidy")
    assert not funding.is_paid_by_unit_when_exhausted("donor")


def test_same_rules_share_what_was_worked_out_and_that_is_cheap():
    funding = funding_by((person("subsidy", 875), percent("union", 5000)))
    assert funding_by((person("subsidy", 875), percent("union", 5000))) is funding
    funding.parts(SCHOOL, 9500, "ordinary", "")

    rounds = 20_000
    best = min(
        timeit.repeat(lambda: funding.parts(SCHOOL, 9500, "ordinary", ""), number=rounds, repeat=5)
    )
    assert best / rounds < 3e-6  # a third of this on an idle machine; two cores are shared
