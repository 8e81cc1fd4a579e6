"""Gift programmes: two persons, the quota, proofs, and who sees and uses them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.funding import given, make_gift, make_purse, officer, open_budget, open_gift, sums
from huzhu.audit.models import Entry
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import EnrolmentState, GiftState
from huzhu.enrolment.errors import (
    BudgetExhausted,
    GiftGroupNotTaken,
    GiftMadeByOneself,
    GiftProofMissing,
    GiftQuotaExhausted,
    GiftTakesNobody,
    GiftUnfit,
    GroupCodeWrong,
    GroupUnknown,
    WrongGiftState,
)
from huzhu.enrolment.models import EmploymentGroup, GiftProgramme
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.actions import create_organisation
from huzhu.organisations.enums import OrganisationKind, Role
from huzhu.organisations.rules import service
from huzhu.treasury.models import ExpectedReceipt

pytestmark = pytest.mark.usefixtures("house")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EIGHT = ["货车司机", "快递员", "护工护理员", "家政服务员", "商场信息员", "网约送餐员",
         "房产中介员", "保安员"]  # fmt: skip


@pytest.fixture
def purse(house, at):
    return make_purse(at)


# ── groups ────────────────────────────────────────────────────────────────────────────────────


def test_eight_groups_stand_and_others_are_added(purse, at):
    assert list(queries.employment_groups().values_list("name_zh", flat=True)) == EIGHT

    actions.set_employment_group(
        by=purse.director, at=at, code="ride_hailing", name_zh="网约车司机", name_en="Drivers"
    )
    actions.set_employment_group(
        by=purse.director, at=at, code="mall_assistant", name_zh="商场信息员", name_en="Assistants",
        is_active=False,
    )  # fmt: skip

    names = list(queries.employment_groups().values_list("name_zh", flat=True))
    assert names == [*(n for n in EIGHT if n != "商场信息员"), "网约车司机"]
    assert EmploymentGroup.objects.count() == 9


def test_groups_are_the_offices_and_well_named(purse, at):
    with pytest.raises(NotPermitted):
        actions.set_employment_group(by=purse.city, at=at, code="x1", name_zh="甲", name_en="A")
    for code, zh in (("X", "甲"), ("有", "甲"), ("fine", " ")):
        with pytest.raises(GroupCodeWrong):
            actions.set_employment_group(
                by=purse.director, at=at, code=code, name_zh=zh, name_en="A"
            )


# ── two persons, and what a programme must be ─────────────────────────────────────────────────


def test_programme_opens_when_another_person_approves(purse, at):
    gift = make_gift(purse, at)
    assert gift.state == GiftState.DRAFT
    with pytest.raises(GiftMadeByOneself):
        actions.approve_gift(by=purse.finance, at=at, gift_ref=gift.ref)

    opened = actions.approve_gift(by=purse.director, at=at, gift_ref=gift.ref)

    assert (opened.state, opened.approved_by_token) == (GiftState.OPEN, "token-2")
    with pytest.raises(IntegrityError, match="opened_by_another"), transaction.atomic():
        GiftProgramme.objects.update(approved_by_token="token-1")
    acts = Entry.objects.filter(object_ref=gift.ref).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["create_gift", "approve_gift"]


def test_programme_is_suspended_resumed_and_closed(purse, at):
    gift = open_gift(purse, at)
    for act, state in (
        (actions.suspend_gift, GiftState.SUSPENDED),
        (actions.resume_gift, GiftState.OPEN),
        (actions.close_gift, GiftState.CLOSED),
    ):
        assert act(by=purse.director, at=at, gift_ref=gift.ref).state == state
    with pytest.raises(WrongGiftState):
        actions.resume_gift(by=purse.director, at=at, gift_ref=gift.ref)


def test_programme_must_be_whole_and_paid_by_a_donor(purse, at):
    subsidy = open_budget(purse, at, 1_000)
    donor = open_budget(purse, at, 1_000, source="donor")
    with pytest.raises(GiftUnfit):
        make_gift(purse, at, subsidy)
    with pytest.raises(GroupUnknown):
        make_gift(purse, at, donor, groups=["astronaut"])
    for wrong in (
        {"groups": []}, {"quota_persons": 0}, {"shares": 0}, {"name": " "}, {"donor": ""},
        {"ends_before": date(2026, 1, 1)}, {"age_from": 60, "age_to": 16}, {"proofs": ["dream"]},
    ):  # fmt: skip
        with pytest.raises(GiftUnfit):
            make_gift(purse, at, donor, **wrong)
    with pytest.raises(NotVisible):
        make_gift(purse, at, donor, plan_code="XX")


# ── covers that are given ─────────────────────────────────────────────────────────────────────


def test_people_of_a_group_are_covered_and_the_donor_pays_at_once(purse, at):
    budget = open_budget(purse, at, 100 * 9_500, source="donor")
    gift = open_gift(purse, at, budget)

    made = given(gift, purse.unit, at, 3)
    given(gift, purse.tree["渭滨区一厂"], at, 2, start=10, group="truck_driver")

    made.refresh_from_db()
    assert made.state == EnrolmentState.PAID
    assert not ExpectedReceipt.objects.exists()
    assert sums(budget) == (950_000, 0, 0, 5 * 9_500)
    balance = queries.gift_balance(everything(), gift)
    assert (balance.quota, balance.used, balance.left) == (100, 5, 95)
    assert balance.by_group == {"courier": 3, "truck_driver": 2}
    assert [(u.city.name, u.county.name, u.group, u.persons) for u in balance.uses] == [
        ("铜川市", "王益区", "courier", 3), ("宝鸡市", "渭滨区", "truck_driver", 2),
    ]  # fmt: skip


def test_city_sees_its_own_use_and_the_whole_quota(purse, at):
    gift = open_gift(purse, at)
    given(gift, purse.unit, at, 3)
    given(gift, purse.tree["渭滨区一厂"], at, 2, start=10)

    with acting_in(purse.city.scope):
        balance = queries.gift_balance(purse.city.scope, gift)

    assert (balance.used, balance.left, balance.by_group) == (5, 95, {"courier": 3})


def test_quota_is_never_exceeded_and_says_what_is_left(purse, at):
    gift = open_gift(purse, at, quota_persons=4)
    given(gift, purse.unit, at, 3)

    with pytest.raises(GiftQuotaExhausted) as refused:
        given(gift, purse.unit, at, 2, start=10)

    assert refused.value.to_json()["values"] == {
        "gift": "百万赠送", "ref": gift.ref, "left": 1, "wanted": 2,
    }  # fmt: skip
    gift.refresh_from_db()
    assert gift.used_persons == 3
    with pytest.raises(IntegrityError, match="within_quota"), transaction.atomic():
        GiftProgramme.objects.update(used_persons=5)


def test_person_is_given_a_programme_once(purse, at):
    budget = open_budget(purse, at, 19_000, source="donor", ends_before=date(2029, 1, 1))
    gift = open_gift(purse, at, budget)
    given(gift, purse.unit, at, 1)
    with pytest.raises(IntegrityError, match="given_once"), transaction.atomic():
        given(gift, purse.unit, at, 1, starts_on=date(2027, 4, 1))


def test_places_given_and_not_paid_for_are_not_used(purse, at):
    gift = open_gift(purse, at, open_budget(purse, at, 9_500, source="donor"))
    with pytest.raises(BudgetExhausted):
        given(gift, purse.unit, at, 2)
    gift.refresh_from_db()
    assert gift.used_persons == 0


def test_programme_takes_people_of_its_groups_place_and_days_only(purse, at):
    tree = purse.tree
    gift = open_gift(purse, at, organisation=tree["铜川市"])

    with pytest.raises(GiftGroupNotTaken):
        given(gift, purse.unit, at, 1, group="security_guard")
    with pytest.raises(GiftTakesNobody):
        given(gift, tree["渭滨区一厂"], at, 1)
    with pytest.raises(GiftTakesNobody):
        given(gift, purse.unit, datetime(2026, 7, 1, 2, tzinfo=UTC), 1)
    actions.suspend_gift(by=purse.director, at=at, gift_ref=gift.ref)
    with pytest.raises(GiftTakesNobody):
        given(gift, purse.unit, at, 1)


def test_programmes_open_for_a_place_on_a_day(purse, at):
    tree, on = purse.tree, date(2026, 3, 2)
    provinces = open_gift(purse, at)
    citys = open_gift(purse, at, organisation=tree["铜川市"], ends_before=date(2026, 6, 1))
    full = open_gift(purse, at, quota_persons=1)
    given(full, purse.unit, at, 1)
    make_gift(purse, at)
    scope = purse.handler.scope
    with acting_in(scope):
        found = list(queries.gifts_open_for(scope, purse.unit, on))
        assert found == [citys, provinces]
        assert list(queries.gifts_open_for(scope, purse.unit, date(2026, 6, 15))) == [provinces]
    other = officer(7, Role.COUNTY_HANDLER, tree["渭滨区"])
    with acting_in(other.scope):
        assert list(queries.gifts_open_for(other.scope, tree["渭滨区一厂"], on)) == [provinces]
        with pytest.raises(NotVisible):
            queries.gift_by_ref(other.scope, citys.ref)


# ── proofs ────────────────────────────────────────────────────────────────────────────────────


def add_proof(purse, at, gift, **others):
    values = {
        "by": purse.handler, "gift_ref": gift.ref, "organisation": purse.unit, "group": "courier",
        "kind": "employer", "file_name": "证明.pdf", "content": PDF,
    }  # fmt: skip
    return actions.add_gift_proof(at=at, **(values | others))


def test_proofs_come_before_places(purse, at):
    gift = open_gift(purse, at, proofs=["employer", "orders"])
    with acting_in(purse.handler.scope):
        add_proof(purse, at, gift)
    with pytest.raises(GiftProofMissing) as refused:
        given(gift, purse.unit, at, 1)
    assert "Record of orders" in str(refused.value) or "接单" in str(refused.value)

    add_proof(purse, at, gift, kind="orders")
    given(gift, purse.unit, at, 1)

    proofs = queries.proofs_of(everything(), gift, purse.unit)
    assert [(p.kind, p.group) for p in proofs] == [("orders", "courier"), ("employer", "courier")]
    other = officer(7, Role.COUNTY_HANDLER, purse.tree["渭滨区"])
    with acting_in(other.scope):
        assert list(queries.proofs_of(other.scope, gift)) == []


def test_proof_of_a_group_that_is_not_meant_is_refused(purse, at):
    gift = open_gift(purse, at)
    with pytest.raises(GiftGroupNotTaken):
        add_proof(purse, at, gift, group="security_guard")
    with pytest.raises(NotPermitted):
        add_proof(purse, at, gift, by=officer(8, Role.AUDITOR, purse.tree.office))


# ── across jurisdictions ──────────────────────────────────────────────────────────────────────


def test_unit_takes_places_of_the_provinces_programme_and_nobody_elses(purse, at):
    gift = open_gift(purse, at)
    by = service("job:post_roster", over=purse.unit.path)
    with acting_in(by.scope):
        left = actions.admit_to_gift(
            by=by, at=at, gift=gift, organisation=purse.unit, count=40, groups=["courier"]
        )
        assert left == 60
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            GiftProgramme.objects.update(used_persons=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT enrolment_admit(%s, %s, 5, '2026-03-02')",
                [gift.pk, purse.tree["渭滨区一厂"].path],
            )
            assert cursor.fetchone() == (None,)
    gift.refresh_from_db()
    assert gift.used_persons == 40


def test_industry_federation_is_a_unit_like_others(purse, at):
    gift = open_gift(purse, at)
    federation = create_organisation(
        by=service("test"), at=at, parent=purse.tree["王益区"], kind=OrganisationKind.UNIT,
        code="U2026-0000001-0", name="王益区快递行业工会联合会", starts_on=date(2020, 1, 1),
        staff_count=0, women_count=0,
    )  # fmt: skip
    assert given(gift, federation, at, 2).persons == 2
