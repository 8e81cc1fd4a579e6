"""What a programme eases, and what may be done to it in which state."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from huzhu.enrolment.enums import GiftState
from huzhu.enrolment.errors import WrongGiftState
from huzhu.enrolment.lifecycle import GIFT_ACTS, GIFT_AFTER, gift_can, gift_state_after
from huzhu.enrolment.rules import GiftTerms, Terms, Tier, missing_proofs, relaxed

GIFT = GiftTerms("GP1", "ZY", frozenset({"courier", "truck_driver"}))


def terms() -> Terms:
    from benefit_terms import load_edition
    from plan_book import edition_path

    return Terms.of(load_edition(edition_path("ZY", "2025")), date(2026, 4, 1))


def test_programme_eases_only_what_it_names():
    strict = terms()
    eased = relaxed(strict, GIFT)
    assert eased.requires_basic_medical == strict.requires_basic_medical
    assert (eased.age_min, eased.age_max) == (strict.age_min, strict.age_max)
    assert eased.tiers == strict.tiers
    assert isinstance(eased.tiers[0], Tier)


def test_ages_medical_and_shares_are_the_programmes():
    gift = GiftTerms(
        "GP1", "ZY", frozenset({"courier"}), shares=2, age_from=16, age_to=65,
        waives_basic_medical=True,
    )  # fmt: skip
    eased = relaxed(terms(), gift)
    assert (eased.age_min, eased.age_max, eased.max_shares) == (16, 65, 2)
    assert not eased.requires_basic_medical


def test_groups_and_proofs():
    gift = GiftTerms("GP1", "ZY", frozenset({"courier"}), proofs=("employer", "orders"))
    assert gift.admits("courier")
    assert not gift.admits("security_guard")
    assert missing_proofs(gift, ["orders", "other"]) == ("employer",)
    assert missing_proofs(gift, ["orders", "employer"]) == ()


@pytest.mark.parametrize(("act", "state"), list(product(GIFT_ACTS, GiftState)))
def test_every_act_in_every_state(act, state):
    after = GIFT_AFTER.get((act, state))
    assert gift_can(act, state) is (after is not None)
    if after is not None:
        assert gift_state_after(act, state, gift="x") == after
        return
    with pytest.raises(WrongGiftState):
        gift_state_after(act, state, gift="x")
