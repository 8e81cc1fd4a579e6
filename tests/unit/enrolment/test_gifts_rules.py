"""What a programme eases, and what may be done to it in which state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from benefit_terms.views import AgeView, JoiningView
from huzhu.enrolment.enums import GiftState
from huzhu.enrolment.errors import WrongGiftState
from huzhu.enrolment.lifecycle import GIFT_ACTS, GIFT_AFTER, gift_can, gift_state_after
from huzhu.enrolment.rules import GiftTerms, Terms, missing_proofs, relaxed

GIFT = GiftTerms("GP1", "ZY", frozenset({"courier", "truck_driver"}))


def terms() -> Terms:
    from benefit_terms import load_edition
    from plan_book import edition_path

    return Terms.of(load_edition(edition_path("ZY", "2025")), date(2026, 4, 1))


def test_programme_eases_only_what_it_names():
    strict = terms()
    eased = relaxed(strict, GIFT)
    assert eased.requires_basic_medical == strict.requires_basic_medical
    assert (eased.ages, eased.tiers) == (strict.ages, strict.tiers)
    assert (eased.groups, eased.gift_ref, eased.max_shares) == (GIFT.groups, "GP1", 1)


def test_ages_medical_and_shares_are_the_programmes():
    gift = GiftTerms(
        "GP1", "ZY", frozenset({"courier"}), shares=2, age_from=16, age_to=65,
        waives_basic_medical=True,
    )  # fmt: skip
    eased = relaxed(terms(), gift)
    assert (eased.ages, eased.max_shares) == ((AgeView(16, 65),), 2)
    assert not eased.requires_basic_medical


def test_one_end_of_the_ages_leaves_the_other():
    aged = replace(terms(), joining=JoiningView(ages=(AgeView(18, 60, "M"), AgeView(18, 55, "F"))))
    younger = relaxed(aged, replace(GIFT, age_from=16))
    older = relaxed(aged, replace(GIFT, age_to=65))
    assert younger.ages == (AgeView(16, 60, "M"), AgeView(16, 55, "F"))
    assert older.ages == (AgeView(18, 65, "M"), AgeView(18, 65, "F"))


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
