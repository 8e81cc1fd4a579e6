"""From settlement lists to sorted stays and to claims that nobody had to file."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.claims import (
    ZY_STARTS_ON,
    approve,
    filed_claim,
    make_bench,
    publish,
    stay,
    zy_cover,
)
from factories.enrolment import collecting, make_cover
from factories.members import leave, make_identity
from factories.settlements import (
    ADMITTED_ON,
    HEADERS,
    imported,
    make_source,
    settlement_csv,
    settlement_line,
    settlement_xlsx,
)
from factories.tree import make_tree
from huzhu.audit.models import Entry
from huzhu.claims import actions, queries
from huzhu.claims.enums import ClaimSource, ClaimState, StayState
from huzhu.claims.errors import (
    MappingDoubled,
    MappingIncomplete,
    NothingToClaim,
    SourceKnown,
    StayClaimedAlready,
    StayHasNoClaim,
    WrongImportState,
)
from huzhu.claims.events import SettlementsChecked, SettlementsReceived
from huzhu.claims.models import Claim, SettledStay, SettlementRow
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in
from huzhu.ledger.actions import open_book
from huzhu.members.models import FormerNumber, PayoutAccount, Person
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Held, Officer, service
from huzhu.vault import actions as vault


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def city(tree):
    return tree["铜川市"]


@pytest.fixture
def source(city, at):
    return make_source(city, at)


def covered(tree, at, *numbers: int, **person) -> None:
    publish(at, ("ZY", "2025"))
    for number in numbers:
        make_cover(tree["王益区一厂"], at, number, plan="ZY", starts_on=ZY_STARTS_ON, **person)


def lanes(found) -> dict[int, tuple[str, list[str]]]:
    """By row, lane and reasons."""
    rows = SettledStay.objects.filter(first_import=found).order_by("row_no")
    return {s.row_no: (s.lane, [r["code"] for r in s.reasons]) for s in rows}


def claim_straight(found, at):
    with collecting():
        actions.ask_claims(by=service("test"), at=at, import_ref=found.ref)
    by = service("job", over=found.org_path)
    with collecting() as facts:
        actions.make_claims(by=by, at=at, import_ref=found.ref)
    return facts


# ── reading ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (settlement_csv([settlement_line(1)]), "清单.csv"),
        (settlement_csv([settlement_line(1)], encoding="gb18030"), "清单.csv"),
        (settlement_xlsx([settlement_line(1)], above=["铜川市结算清单", ""]), "清单.xlsx"),
    ],
)
def test_list_in_any_form_becomes_a_straight_stay(tree, source, at, content, name):
    covered(tree, at, 1)
    found = imported(source, at, content, name)
    assert (found.state, found.rows_new, found.rows_total) == ("checked", 1, 1)
    kept = SettledStay.objects.get()
    # 70 % of 2,000 yuan in scope: what the person bears less what class B takes first.
    assert (kept.lane, kept.amount_fen, kept.state) == ("straight", 175_000, "open")
    assert kept.bill == {
        "total_fen": 1_200_000, "pool_paid_fen": 840_000, "large_paid_fen": 0,
        "deductible_fen": 50_000, "class_b_first_fen": 10_000, "over_limit_fen": 0,
        "proportional_fen": 200_000, "self_funded_fen": 100_000,
    }  # fmt: skip


def test_personal_cells_are_sealed(tree, source, at):
    covered(tree, at, 1)
    imported(source, at, [settlement_line(1)])
    kept = SettledStay.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM claims_settledstay s")
        row = cursor.fetchone()[0]
    for bare in ("人民医院", "肺炎", "J18.900", make_identity(1).number, "S00000001"):
        assert bare not in row
    assert queries.cells_of_stay(kept)["diagnosis"] == "社区获得性肺炎"
    vault.destroy_key(subject_id=kept.person_id, at=at)
    assert queries.cells_of_stay(kept) == {}


def test_first_list_of_a_bureau_asks_for_its_columns(tree, city, at):
    covered(tree, at, 1)
    source = make_source(city, at, mapped=False)
    found = imported(source, at, [settlement_line(1)])
    assert found.state == "to_map"
    assert found.guess["total"] == "医疗费用总额"
    assert set(found.guess.values()) == set(HEADERS)
    with collecting() as facts:
        actions.confirm_mapping(
            by=service("test"), at=at, import_ref=found.ref, mapping=found.guess
        )
    assert [type(fact) for fact in facts] == [SettlementsReceived]
    with collecting() as facts:
        found = actions.check_settlements(by=service("test"), at=at, import_ref=found.ref)
    assert (found.state, found.rows_new) == ("checked", 1)
    (told,) = facts
    assert isinstance(told, SettlementsChecked)
    assert (told.rows_new, told.straight) == (1, 1)
    # The next list of the same bureau is read at once.
    assert imported(source, at, [settlement_line(1)]).state == "checked"


def test_mapping_names_what_is_missing_or_doubled(tree, city, at):
    source = make_source(city, at, mapped=False)
    found = imported(source, at, [settlement_line(1)])
    by = service("test")
    without = {f: h for f, h in found.guess.items() if f != "total"}
    with pytest.raises(MappingIncomplete) as missing:
        actions.confirm_mapping(by=by, at=at, import_ref=found.ref, mapping=without)
    assert "医疗费用总额" in missing.value.text("zh")
    doubled = found.guess | {"pool": "个人自付"}
    with pytest.raises(MappingDoubled):
        actions.confirm_mapping(by=by, at=at, import_ref=found.ref, mapping=doubled)


def test_file_that_lacks_a_column_is_refused_with_its_headers(tree, source, at):
    headers = [name for name in HEADERS if name != "入院日期"]
    found = imported(source, at, settlement_csv([settlement_line(1)], headers))
    assert found.state == "unreadable"
    assert found.refusal["code"] == "settlement_column_missing"
    assert "入院日期" in found.refusal["zh"]
    assert "出院日期" in found.refusal["zh"]
    assert not SettledStay.objects.exists()
    # The columns may be mapped anew, and the list is read again.
    mapping = found.guess | {"admitted": "结算日期"}
    mapping.pop("settled")
    with collecting():
        actions.confirm_mapping(by=service("test"), at=at, import_ref=found.ref, mapping=mapping)
        again = actions.check_settlements(by=service("test"), at=at, import_ref=found.ref)
    assert again.state == "checked"


@pytest.mark.parametrize("content", [b"a,b,c\n1,2,3\n", b"PK\x03\x04xl/ nonsense"])
def test_file_without_a_heading_or_damaged_is_unreadable(source, at, content):
    found = imported(source, at, content)
    assert found.state == "unreadable"
    with pytest.raises(WrongImportState):
        actions.ask_sorting(by=service("test"), at=at, import_ref=found.ref)
    discarded = actions.discard_settlements(by=service("test"), at=at, import_ref=found.ref)
    assert discarded.state == "discarded"


def test_bad_cell_is_a_finding_and_the_other_rows_are_kept(tree, source, at):
    covered(tree, at, 1, 2)
    found = imported(
        source, at, [settlement_line(1), settlement_line(2, 医疗费用总额="约一万", 入院日期="昨天")]
    )
    assert (found.rows_new, found.rows_bad) == (1, 1)
    row = SettlementRow.objects.get()
    assert (row.kind, row.row_no) == ("bad", 3)
    assert {f["code"] for f in row.findings} == {"amount_wrong", "day_wrong"}


def test_of_people_nobody_knows_only_the_row_is_kept(tree, source, at):
    covered(tree, at, 1)
    found = imported(source, at, [settlement_line(1), settlement_line(77)])
    assert (found.rows_new, found.rows_unknown) == (1, 1)
    row = SettlementRow.objects.get()
    assert (row.kind, row.row_no, row.stay_id, row.findings) == ("unknown", 3, None, [])
    # Once the person is covered, the same list brings the stay.
    covered(tree, at, 77)
    again = imported(source, at, [settlement_line(1), settlement_line(77)])
    assert (again.rows_new, again.rows_same, again.rows_unknown) == (1, 1, 0)


# ── the same again ────────────────────────────────────────────────────────────────────────────


def test_same_or_overlapping_list_adds_nothing(tree, source, at):
    covered(tree, at, 1, 2, 3)
    imported(source, at, [settlement_line(1), settlement_line(2)])
    again = imported(source, at, [settlement_line(1), settlement_line(2)])
    assert (again.rows_new, again.rows_same) == (0, 2)
    more = imported(source, at, [settlement_line(2), settlement_line(3), settlement_line(3)])
    assert (more.rows_new, more.rows_same) == (1, 2)
    assert SettledStay.objects.count() == 3


def test_stay_without_a_number_is_known_by_what_it_is(tree, source, at):
    covered(tree, at, 1)
    nameless = settlement_line(1, 结算单号="")
    imported(source, at, [nameless])
    again = imported(source, at, [nameless, settlement_line(1, 结算单号="", 医疗费用总额="12001")])
    assert (again.rows_same, again.rows_new) == (1, 1)


def test_check_that_crashed_begins_again(tree, source, at):
    covered(tree, at, 1, 2)
    lines = [
        settlement_line(1),
        settlement_line(2),
        settlement_line(9),
        settlement_line(1, 姓名=""),
    ]
    found = imported(source, at, lines)
    before = (found.rows_new, found.rows_changed, found.rows_unknown)
    assert before == (2, 1, 1)
    type(found).objects.filter(pk=found.pk).update(state="checking")
    with collecting():
        again = actions.check_settlements(by=service("test"), at=at, import_ref=found.ref)
    assert SettledStay.objects.count() == 2
    assert again.rows_unknown == 1
    with collecting():
        done = actions.check_settlements(by=service("test"), at=at, import_ref=found.ref)
    assert done.state == "checked"


def test_changed_settlement_is_a_new_version(tree, source, at):
    covered(tree, at, 1)
    imported(source, at, [settlement_line(1)])
    changed = settlement_line(1, 个人自付="3600.00", 医保统筹基金支付="7400.00")
    found = imported(source, at, [changed])
    assert (found.rows_new, found.rows_same, found.rows_changed) == (0, 0, 1)
    kept = SettledStay.objects.get()
    assert (kept.version, kept.lane, kept.is_changed) == (2, "straight", False)
    assert kept.amount_fen == 245_000
    (before,) = queries.former_stays(service("test").scope, kept)
    assert (before.version, before.amount_fen) == (1, 175_000)
    assert queries.cells_of_stay(before)["hospital"] == "铜川市人民医院"


def test_change_after_a_claim_goes_to_an_officer(tree, source, at):
    covered(tree, at, 1)
    claim_straight(imported(source, at, [settlement_line(1)]), at)
    imported(source, at, [settlement_line(1, 个人自付="3600.00", 医保统筹基金支付="7400.00")])
    kept = SettledStay.objects.get()
    assert (kept.state, kept.is_changed, kept.lane) == ("claimed", True, "officer")
    assert kept.reasons[0] == {"code": "changed"}
    assert Claim.objects.count() == 1
    assert kept in queries.stays_to_look_at(service("test").scope)
    done = actions.accept_change(by=service("test"), at=at, stay_ref=kept.ref, reason="已核对")
    assert (done.state, done.is_changed) == ("claimed", False)


# ── people and covers ─────────────────────────────────────────────────────────────────────────


def test_person_is_found_by_a_former_number(tree, source, at):
    covered(tree, at, 1)
    person = Person.objects.get()
    FormerNumber.objects.create(
        person=person,
        org_path=tree["王益区一厂"].path,
        identity_hash=vault.blind_index("identity", make_identity(500).number),
        identity_cipher=b"x",
        identity_kind="resident",
        replaced_at=at,
    )
    found = imported(source, at, [settlement_line(1, 人员证件号码=make_identity(500).number)])
    assert (found.rows_new, found.rows_unknown) == (1, 0)
    assert SettledStay.objects.get().person_id == person.pk


def test_jurisdiction_is_that_of_the_source(tree, at):
    publish(at, ("ZY", "2025"))
    make_cover(tree["渭滨区一厂"], at, 1, plan="ZY", starts_on=ZY_STARTS_ON)
    source = make_source(tree["铜川市"], at)
    found = imported(source, at, [settlement_line(1)])
    assert (found.rows_new, found.rows_unknown) == (0, 1)
    own = imported(make_source(tree["宝鸡市"], at, "宝鸡市医疗保障局"), at, [settlement_line(1)])
    assert own.rows_new == 1
    with acting_in(service("x", over=tree["铜川市"].path).scope):
        assert not SettledStay.objects.exists()
        with pytest.raises(NotVisible):
            queries.settlement_import_by_ref(service("x", over=tree["铜川市"].path).scope, own.ref)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.CLAIMS_OFFICER, True), (Role.COUNTY_HANDLER, True), (Role.CITY_OFFICER, True),
     (Role.UNIT_HANDLER, False), (Role.FINANCE_OFFICER, False), (Role.AUDITOR, False)],
)  # fmt: skip
def test_who_may_import(tree, at, role, may):
    place = tree["王益区"]
    by = Officer(9100, "somebody", "test", "token-9100", (Held(role, place.path, place.pk),))
    if may:
        make_source(place, at, by=by)
        return
    with pytest.raises(NotPermitted):
        make_source(place, at, by=by)


def test_bureau_is_known_once_at_a_place(city, source, at):
    with pytest.raises(SourceKnown):
        make_source(city, at, source.name)


# ── lanes ─────────────────────────────────────────────────────────────────────────────────────


def test_lanes_and_their_reasons(tree, source, at):
    covered(tree, at, *range(1, 10))
    PayoutAccount.objects.filter(person__name=settlement_line(2)["姓名"]).update(replaced_at=at)
    lines = [
        settlement_line(1),
        settlement_line(2),
        settlement_line(3, days=70),
        settlement_line(4, 异地就医标志="是"),
        settlement_line(5, 主要诊断代码="C50.911"),
        settlement_line(6, 医保统筹基金支付="8000.00"),
        settlement_line(7, admitted_on=date(2024, 6, 10)),
        settlement_line(8, 姓名="别的人"),
        settlement_line(9, 主要诊断代码="S72.000"),
    ]
    found = imported(source, at, lines)
    assert (
        lanes(found)
        == {
            2: ("straight", []),
            3: ("confirm_account", ["no_account"]),
            4: ("officer", ["stay_long"]),
            5: ("officer", ["elsewhere"]),
            6: ("officer", ["critical"]),
            7: ("officer", ["not_adding_up"]),
            8: ("nothing", ["no_cover"]),
            9: ("officer", ["name_differs"]),
            10: ("officer", ["injury", "referred"]),
        }
        or lanes(found)[10][0] == "officer"
    )
    counts = queries.lane_counts(service("test").scope, found)
    assert counts["straight"] == {"stays": 1, "open": 1, "amount_fen": 175_000}
    assert counts["officer"]["stays"] == 6


def test_columns_and_reference_agree_on_several_plans(tree, source, at):
    """Also of people with two plans, an unbroken row of covers, and retired ones."""
    covered(tree, at, *range(1, 7))
    publish(at, ("ZJ", "2024"), ("JT", "2024"))
    for number in (1, 2, 3):
        for plan in ("ZJ", "JT"):
            make_cover(tree["王益区一厂"], at, number, plan=plan, starts_on=ZY_STARTS_ON)
    leave(Person.objects.get(name=settlement_line(4)["姓名"]), date(2025, 5, 1))
    lines = [settlement_line(n, days=3 * n) for n in range(1, 7)]
    lines += [
        settlement_line(n, admitted_on=date(2025, 4, 20), 主要诊断代码="C50.911") for n in (1, 2, 5)
    ]
    found = imported(source, at, lines)
    assert found.rows_new == 9
    by, seen = service("test"), set()
    for kept in SettledStay.objects.filter(first_import=found).select_related("person"):
        judged = actions.judged_now(by, at, kept)
        assert kept.amount_fen == sum(one.decision.amount_fen for one in judged)
        told = {
            r["plan"]: r["refusals"] for r in kept.reasons if r["code"] in ("refused", "referred")
        }
        for one in judged:
            codes = list(dict.fromkeys(refusal.code for refusal in one.decision.refusals))
            assert told.get(one.edition.plan, codes) == codes
            seen.add(one.decision.outcome)
    assert seen >= {"pay", "refuse"}


def test_list_longer_than_a_step(tree, source, at, monkeypatch):
    monkeypatch.setattr("huzhu.claims.actions.settling.ROWS_A_STEP", 2)
    covered(tree, at, *range(1, 6))
    found = imported(source, at, [settlement_line(n) for n in (1, 2, 3, 1, 4, 5, 5)])
    assert (found.rows_new, found.rows_same, found.rows_done) == (5, 2, 7)


def test_nothing_due_under_the_terms_keeps_the_reason(tree, source, at):
    covered(tree, at, 1)
    found = imported(source, at, [settlement_line(1, admitted_on=date(2025, 4, 3))])
    (kept,) = SettledStay.objects.filter(first_import=found)
    assert kept.lane == "nothing"
    assert kept.reasons == [{"code": "refused", "plan": "ZY", "refusals": ["in_waiting_period"]}]


def test_rules_of_the_lanes_are_the_sources_own(tree, source, at):
    covered(tree, at, 1)
    rules = queries.lane_rules(source).to_json() | {"longest_days": 5}
    actions.set_lane_rules(by=service("test"), at=at, source_ref=source.ref, rules=rules)
    assert lanes(imported(source, at, [settlement_line(1)]))[2][0] == "officer"


def test_sorting_again_sees_what_has_changed(tree, source, at):
    covered(tree, at, 1)
    PayoutAccount.objects.update(replaced_at=at)
    found = imported(source, at, [settlement_line(1)])
    assert lanes(found)[2][0] == "confirm_account"
    PayoutAccount.objects.update(replaced_at=None)
    with collecting():
        actions.ask_sorting(by=service("test"), at=at, import_ref=found.ref)
    done = actions.sort_settlements(by=service("test"), at=at, import_ref=found.ref)
    assert done.state == "checked"
    assert lanes(found)[2] == ("straight", [])


# ── claims ────────────────────────────────────────────────────────────────────────────────────


def test_straight_lane_becomes_claims_for_three_reviews(tree, source, at):
    covered(tree, at, 1, 2, 3)
    found = imported(source, at, [settlement_line(n) for n in (1, 2, 3)])
    facts = claim_straight(found, at)
    assert [type(f).__name__ for f in facts] == ["ClaimFiled"] * 3
    filed = list(Claim.objects.order_by("id"))
    assert {c.source for c in filed} == {ClaimSource.SETTLEMENT}
    assert {c.state for c in filed} == {ClaimState.WITH_OFFICER}
    assert {c.amount_fen for c in filed} == {175_000}
    assert [s.claim_id for s in SettledStay.objects.order_by("id")] == [c.pk for c in filed]
    event = queries.event_of(service("test").scope, filed[0])
    assert event["diagnosis"] == {"icd10": "J18.900", "name": "社区获得性肺炎"}
    found.refresh_from_db()
    assert found.state == "checked"
    with pytest.raises(NothingToClaim):
        actions.ask_claims(by=service("test"), at=at, import_ref=found.ref)
    assert Entry.objects.filter(act="claim_stay").count() == 3
    bench = make_bench(tree)
    open_book(by=service("test"), at=at, organisation=tree.office, name="账")
    approve(bench, at, filed[0])
    filed[0].refresh_from_db()
    assert filed[0].state == ClaimState.APPROVED


def test_stay_claimed_by_hand_is_linked_and_not_claimed_again(tree, source, at):
    cover = zy_cover(tree["王益区一厂"], at)
    by_hand = filed_claim(make_bench(tree), at, cover, stay(ADMITTED_ON.isoformat()))
    imported(source, at, [settlement_line(1)])
    kept = SettledStay.objects.get()
    assert (kept.state, kept.claim_id, kept.lane) == ("linked", by_hand.pk, "officer")
    assert kept.reasons[0]["code"] == "claimed_by_hand"


def test_claim_by_hand_between_sorting_and_claiming_is_seen(tree, source, at):
    cover = zy_cover(tree["王益区一厂"], at)
    found = imported(source, at, [settlement_line(1)])
    filed_claim(make_bench(tree), at, cover, stay(ADMITTED_ON.isoformat()))
    claim_straight(found, at)
    assert SettledStay.objects.get().state == StayState.LINKED
    assert Claim.objects.count() == 1


def test_stay_claimed_elsewhere_is_told_without_saying_where(tree, source, at):
    covered(tree, at, 1)
    publish(at, ("JT", "2024"))
    make_cover(tree["渭滨区一厂"], at, 1, plan="JT", starts_on=ZY_STARTS_ON)
    with collecting():
        actions.open_claim(
            by=service("test"), at=at, person=Person.objects.get(),
            organisation=tree["渭滨区一厂"], event=stay(ADMITTED_ON.isoformat()),
        )  # fmt: skip
    imported(source, at, [settlement_line(1)])
    kept = SettledStay.objects.get()
    assert (kept.state, kept.claim_id) == ("linked", None)
    assert [reason["code"] for reason in kept.reasons] == ["claimed_elsewhere"]


def test_claim_by_hand_after_a_settlement_is_refused_by_name(tree, source, at):
    cover = zy_cover(tree["王益区一厂"], at)
    claim_straight(imported(source, at, [settlement_line(1)]), at)
    with pytest.raises(StayClaimedAlready):
        filed_claim(make_bench(tree), at, cover, stay(ADMITTED_ON.isoformat()))


def test_second_settlement_of_one_day_is_for_an_officer(tree, source, at):
    covered(tree, at, 1)
    lines = [settlement_line(1), settlement_line(1, 结算单号="Z1")]
    found = imported(source, at, lines)
    assert lanes(found) == {2: ("straight", []), 3: ("officer", ["same_day"])}
    claim_straight(found, at)
    later = imported(source, at, [settlement_line(1, 结算单号="Z2")])
    assert lanes(later)[2] == ("officer", ["same_day"])


def test_another_result_one_by_one_goes_to_an_officer(tree, source, at, monkeypatch):
    covered(tree, at, 1)
    found = imported(source, at, [settlement_line(1)])
    real = actions.stay_claims.sort_kept

    def otherwise(by, when, its, ids):
        kept = real(by, when, its, ids)
        for one in kept:
            one.amount_fen += 1
        return kept

    monkeypatch.setattr(actions.stay_claims, "sort_kept", otherwise)
    claim_straight(found, at)
    assert lanes(found)[2] == ("officer", ["reckoned_otherwise"])
    assert not Claim.objects.exists()


def test_one_stay_that_is_refused_does_not_keep_the_others(tree, source, at, monkeypatch):
    covered(tree, at, 1, 2)
    found = imported(source, at, [settlement_line(1), settlement_line(2)])
    first = SettledStay.objects.order_by("id").first()
    real = actions.stay_claims.open_claims

    def refusing(*, by, at, drafts):
        if any(draft.person.pk == first.person_id for draft in drafts):
            raise StayHasNoClaim(ref=first.ref, why_zh="试", why_en="try")
        return real(by=by, at=at, drafts=drafts)

    monkeypatch.setattr(actions.stay_claims, "open_claims", refusing)
    claim_straight(found, at)
    assert lanes(found)[2] == ("officer", ["unreadable"])
    assert Claim.objects.count() == 1


def test_officer_claims_closes_and_reopens(tree, source, at):
    covered(tree, at, 1, 2)
    found = imported(source, at, [settlement_line(1, days=70), settlement_line(2, days=70)])
    one, two = SettledStay.objects.filter(first_import=found).order_by("id")
    by = service("test")
    claim = actions.claim_stay(by=by, at=at, stay_ref=one.ref)
    assert (claim.state, claim.source) == ("draft", "settlement")
    one.refresh_from_db()
    assert (one.state, one.claim_id) == ("claimed", claim.pk)
    closed = actions.close_stay(by=by, at=at, stay_ref=two.ref, reason="家属声明放弃")
    assert closed.state == "closed"
    assert actions.reopen_stay(by=by, at=at, stay_ref=two.ref).state == "open"


def test_stay_without_a_cover_has_no_claim(tree, source, at):
    covered(tree, at, 1)
    imported(source, at, [settlement_line(1, admitted_on=date(2024, 1, 5))])
    with pytest.raises(StayHasNoClaim):
        actions.claim_stay(by=service("test"), at=at, stay_ref=SettledStay.objects.get().ref)


# ── the database's own word ───────────────────────────────────────────────────────────────────


def test_database_refuses_a_stay_twice(tree, source, at):
    covered(tree, at, 1)
    imported(source, at, [settlement_line(1)])
    with pytest.raises(IntegrityError, match="claims_settledstay_once"), transaction.atomic():
        _copy("claims_settledstay", ref="ST2099-0000001-X")


def test_database_refuses_two_claims_of_a_settled_stay(tree, source, at):
    covered(tree, at, 1)
    found = imported(source, at, [settlement_line(1)])
    claim_straight(found, at)
    with pytest.raises(IntegrityError, match="claims_claim_settled_stay_once"):
        with transaction.atomic():
            _copy("claims_claim", ref="C2099-0000001-X", state="draft")
    with pytest.raises(DatabaseError, match="claimed already"), transaction.atomic():
        _copy("claims_claim", ref="C2099-0000002-X", source="hand")


def test_what_a_stay_said_before_is_never_altered(tree, source, at):
    covered(tree, at, 1)
    imported(source, at, [settlement_line(1)])
    imported(source, at, [settlement_line(1, 个人自费="1001", 医疗费用总额="12001")])
    for statement in (
        "UPDATE claims_formerstay SET total_fen = 0",
        "DELETE FROM claims_formerstay",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as c:
            c.execute(statement)


def _copy(table: str, **changes: str) -> None:
    """The only row of a table once more, by SQL, with some values changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name <> 'id'",
            [table],
        )
        names = [row[0] for row in cursor.fetchall()]
        values = ", ".join("%s" if n in changes else f'"{n}"' for n in names)
        listed = ", ".join(f'"{n}"' for n in names)
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} LIMIT 1",
            [changes[n] for n in names if n in changes],
        )
