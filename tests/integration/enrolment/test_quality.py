"""The data-quality pack: what each check finds, who decides, the trend, the walls."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction

from factories.enrolment import (
    HEADER,
    as_xlsx,
    collecting,
    line,
    lines,
    make_cover,
    posted_roster,
    publish_plan,
)
from factories.members import die, leave, make_identity, revive
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import FindingState, QualityCheck
from huzhu.enrolment.errors import FindingDecided, FindingOfOnesOwn, FindingWithoutReason
from huzhu.enrolment.models import Cover, QualityFinding, QualitySnapshot
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.identity import demo_identity
from huzhu.kernel.scope import acting_in, everything
from huzhu.members.models import Person
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.vault import actions as vault

Q = QualityCheck


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    made = make_tree()
    type(made.office).objects.filter(kind="unit").update(staff_count=10)
    return made


@pytest.fixture
def unit(tree):
    return tree["王益区一厂"]


@pytest.fixture
def handler(tree):
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def city(tree):
    return make_officer("tongchuan", Role.CITY_OFFICER, tree["铜川市"])


@pytest.fixture
def compliance(tree):
    return make_officer("hegui", Role.COMPLIANCE_OFFICER, tree.office)


def run(at):
    return actions.check_quality(by=service("job:check_quality"), at=at)


def found() -> Counter[str]:
    return Counter(QualityFinding.objects.filter(state="open").values_list("check_code", flat=True))


def quiet(count: int, start: int = 1) -> list[list[object]]:
    """People with nothing odd about them: phones far apart, births far apart."""
    made = []
    for number in range(start, start + count):
        one = number * 7919
        made.append(line(one, 手机=f"13{one * 104729 % 1_000_000_000:09d}"))
    return made


def post(unit, at, rows, by=None):
    return (
        posted_roster(unit, at, as_xlsx(rows), by=by)
        if by
        else posted_roster(unit, at, as_xlsx(rows))
    )


def people() -> list[Person]:
    return list(Person.objects.order_by("id"))


def test_sound_roster_gives_no_findings(unit, at):
    post(unit, at, quiet(10))
    assert run(at).findings == 0
    assert found() == Counter()


def test_shared_phones_and_accounts_are_found_across_units(tree, at):
    shared = {"手机": "13912341234", "卡号": quiet(1, 90)[0][HEADER.index("卡号")]}

    def sharing(row):
        return [shared.get(name, value) for name, value in zip(HEADER, row, strict=True)]

    post(tree["王益区一厂"], at, [*map(sharing, quiet(2)), *quiet(8, 3)])
    post(tree["渭滨区一厂"], at, [*map(sharing, quiet(1, 20)), *quiet(9, 21)])
    run(at)
    assert found() == Counter({Q.PHONE_SHARED: 2, Q.ACCOUNT_SHARED: 2})
    one = QualityFinding.objects.get(check_code=Q.PHONE_SHARED, organisation=tree["王益区一厂"])
    assert (one.number, len(one.people)) == (2, 2)
    assert one.detail_zh == "同一手机号登记了 3 人，其中本单位 2 人"
    assert "13912341234" not in str(one.__dict__)


def test_impossible_and_late_ages_are_found(unit, at):
    post(unit, at, quiet(10))
    first, second, third, *_ = people()
    for person, born in (
        (first, date(2015, 1, 1)),
        (second, date(1900, 1, 1)),
        (third, date(1960, 1, 1)),
    ):
        Person.objects.filter(pk=person.pk).update(birth_on=born)
    run(at)
    assert found() == Counter({Q.AGE_IMPOSSIBLE: 2, Q.RETIREMENT_AGE: 1})


def test_dead_and_departed_people_still_covered_are_found(unit, at):
    post(unit, at, quiet(10))
    first, second, *_ = people()
    die(first, date(2026, 1, 1))
    leave(second, date(2026, 2, 1))
    run(at)
    assert found() == Counter({Q.DEAD_COVERED: 1, Q.LEFT_COVERED: 1})
    one = QualityFinding.objects.get(check_code=Q.DEAD_COVERED)
    assert one.people == [
        {"person": first.ref, "cover": Cover.objects.get(person=first).ref}
    ]  # fmt: skip


def test_more_people_than_the_unit_has_are_found(unit, at):
    post(unit, at, quiet(12))
    run(at)
    assert found() == Counter({Q.OVER_HEADCOUNT: 1})
    type(unit).objects.filter(pk=unit.pk).update(staff_count=11)
    run(at + timedelta(days=1))
    assert found() == Counter()


def test_made_up_names_are_found(unit, at):
    post(unit, at, quiet(10))
    for person, name in zip(people(), ("测试", "张三", "王"), strict=False):
        Person.objects.filter(pk=person.pk).update(name=name)
    run(at)
    assert found() == Counter({Q.NAME_MADE_UP: 3})


def test_names_in_a_run_are_found(unit, at):
    post(unit, at, quiet(10))
    for person, surname in zip(people()[3:], "赵钱孙李", strict=False):
        Person.objects.filter(pk=person.pk).update(name=f"{surname}红霞")
    run(at)
    assert found() == Counter({Q.NAMES_IN_A_RUN: 1})


def test_identity_numbers_in_sequence_are_found_without_being_kept(unit, at):
    born = date(1985, 5, 5)
    rows = quiet(10)
    for at_, row in enumerate(rows[:5]):
        row[HEADER.index("身份证号")] = demo_identity("999001", born, 40 + at_, "F")
    post(unit, at, rows)
    result = run(at)
    assert found() == Counter({Q.BIRTH_DAY_SHARED: 1, Q.IDENTITY_SEQUENCE: 1})
    assert QualityFinding.objects.get(check_code=Q.IDENTITY_SEQUENCE).number == 5
    assert result.numbers_opened == 5 + 10
    entry = Entry.objects.get(act="check_quality")
    assert entry.after == {"covers": 10, "findings": 2, "numbers_opened": 15}


def test_phones_in_sequence_are_found(unit, at):
    rows = quiet(10)
    for at_, row in enumerate(rows[:4]):
        row[HEADER.index("手机")] = f"1357192{3840 + at_ * 2}"
    rows[5][HEADER.index("手机")] = "13888888888"
    post(unit, at, rows)
    run(at)
    assert found() == Counter({Q.PHONE_SEQUENCE: 2})


def test_children_with_one_parents_phone_are_found(tree, at):
    publish_plan(at, "ZN")
    for number in range(7):
        child = make_identity(number, birth_on=date(2015, 1, 1) + timedelta(days=number * 97))
        make_cover(
            tree["王益区一厂"], at, number * 7919 + 1, plan="ZN", identity=child,
            phone="13571923846", bank_name=None, bank_account=None,
        )  # fmt: skip
    run(at)
    assert found()[Q.FAMILY_TOO_LARGE] == 1
    assert found()[Q.AGE_IMPOSSIBLE] == 0
    assert found()[Q.PHONE_SHARED] == 0


def test_erased_person_stops_nobody(unit, at):
    post(unit, at, quiet(10))
    vault.destroy_key(subject_id=people()[0].pk, at=at)
    assert run(at).numbers_opened == 9


def test_finding_stays_one_is_mended_by_itself_and_comes_back(unit, at):
    post(unit, at, quiet(10))
    person = people()[0]
    for day, died in enumerate((date(2026, 1, 1), date(2026, 1, 1), None, date(2026, 1, 1))):
        if died:
            die(person, died)
        else:
            revive(person)
        run(at + timedelta(days=day))
        one = QualityFinding.objects.get()
        assert one.state == (FindingState.OPEN if died else FindingState.MENDED), day
    assert (one.first_seen_on, one.last_seen_on) == (date(2026, 3, 2), date(2026, 3, 5))


def test_explained_finding_stays_explained(unit, at, handler, city):
    one = _one_dead(unit, at)
    actions.decide_finding(
        by=city, at=at, finding_ref=one.ref, outcome=FindingState.EXPLAINED, reason="已核实在世"
    )
    run(at + timedelta(days=1))
    one.refresh_from_db()
    assert (one.state, one.reason) == (FindingState.EXPLAINED, "已核实在世")
    with pytest.raises(FindingDecided):
        actions.decide_finding(
            by=city, at=at, finding_ref=one.ref, outcome=FindingState.MENDED, reason="x"
        )


def _one_dead(unit, at, by=None) -> QualityFinding:
    post(unit, at, quiet(10), by)
    die(people()[0], date(2026, 1, 1))
    run(at)
    return QualityFinding.objects.get()


def test_who_uploaded_the_roster_does_not_decide(unit, at, handler, city):
    one = _one_dead(unit, at, handler)
    assert (one.handler_id, one.handler_label) == (handler.account_id, "wangyi")
    kwargs = {"at": at, "finding_ref": one.ref, "outcome": FindingState.DISMISSED}
    with pytest.raises(FindingOfOnesOwn):
        actions.decide_finding(by=handler, reason="没问题", **kwargs)
    with pytest.raises(FindingWithoutReason):
        actions.decide_finding(by=city, reason=" ", **kwargs)
    actions.decide_finding(by=city, reason="误登记", **kwargs)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE enrolment_qualityfinding SET decided_by_token = handler_token")


def test_unit_handler_and_finance_do_not_decide(unit, at, tree):
    one = _one_dead(unit, at)
    for name, role in (("yichang", Role.UNIT_HANDLER), ("caiwu", Role.FINANCE_OFFICER)):
        officer = make_officer(name, role, unit)
        with pytest.raises(NotPermitted):
            actions.decide_finding(
                by=officer, at=at, finding_ref=one.ref, outcome=FindingState.MENDED, reason="x"
            )


def test_supervisor_runs_the_checks_over_the_own_place(tree, unit, at, compliance, handler):
    post(unit, at, quiet(10))
    assert actions.check_quality(by=compliance, at=at).covers == 10
    with pytest.raises(NotPermitted):
        actions.check_quality(by=handler, at=at)


def test_snapshots_are_kept_by_place_and_day(tree, unit, at, city):
    _one_dead(unit, at)
    post(tree["渭滨区一厂"], at, quiet(10, 40))
    run(at + timedelta(days=1))
    run(at + timedelta(days=1))
    dead = QualitySnapshot.objects.filter(check_code=Q.DEAD_COVERED).order_by("day", "org_path")
    assert [(s.day.day, s.organisation.name, s.found, s.base) for s in dead] == [
        (2, "省办事处", 1, 10), (2, "铜川市", 1, 10), (2, "王益区", 1, 10), (2, "王益区一厂", 1, 10),
        (3, "省办事处", 1, 20), (3, "铜川市", 1, 10), (3, "王益区", 1, 10), (3, "王益区一厂", 1, 10),
        (3, "宝鸡市", 0, 10), (3, "渭滨区", 0, 10),
    ]  # fmt: skip
    for scope, bases in ((everything(), [10, 20]), (city.scope, [10, 10])):
        one = {s.check: s for s in queries.quality_overview(scope)}[Q.DEAD_COVERED]
        assert (one.open, one.found) == (1, 1)
        assert [base for _, _, base in one.trend] == bases


def test_findings_are_counted_by_unit_and_by_handler(tree, unit, at, handler):
    _one_dead(unit, at, handler)
    (by_unit,) = queries.findings_by_unit(everything())
    assert (by_unit["organisation__name"], by_unit["open"], by_unit["concerned"]) == (
        unit.name,
        1,
        1,
    )
    (by_handler,) = queries.findings_by_handler(everything())
    assert (by_handler["handler_label"], by_handler["open"]) == ("wangyi", 1)


@pytest.mark.parametrize(("language", "cover_sheet"), [("zh", "B4"), ("en", "B4")])
def test_pack_has_a_cover_and_a_sheet_for_each_check(unit, at, language, cover_sheet):
    _one_dead(unit, at)
    content = queries.quality_pack(
        everything(), place="省办事处", on=date(2026, 3, 2), language=language
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    first, dead = book.worksheets
    assert first[cover_sheet].value == 1
    assert first.max_row == 6 + len(QualityCheck)
    assert dead["B2"].value == "王益区一厂"


def test_another_county_sees_nothing_of_it(tree, unit, at):
    one = _one_dead(unit, at)
    other = make_officer("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])
    with acting_in(other.scope):
        for table in ("qualityfinding", "qualitysnapshot"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM enrolment_{table}")
                assert cursor.fetchone() == (0,)
        with pytest.raises(NotVisible):
            queries.finding_by_ref(other.scope, one.ref)
        with pytest.raises(NotVisible):
            actions.decide_finding(
                by=other, at=at, finding_ref=one.ref, outcome=FindingState.MENDED, reason="x"
            )
        assert sum(s.open for s in queries.quality_overview(other.scope)) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enrolment_qualityfinding SET state = 'explained'",
        "UPDATE enrolment_qualityfinding SET state = 'mended', decided_at = now(), decided_by_token = 't'",
    ],
)
def test_database_wants_reason_and_decider(unit, at, statement):
    _one_dead(unit, at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_lists_without_a_file_have_no_handler(unit, at):
    with collecting():
        make_cover(unit, at, 7919)
    die(people()[0], date(2026, 1, 1))
    run(at)
    assert QualityFinding.objects.get().handler_label == ""
    assert lines(1)
