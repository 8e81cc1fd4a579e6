"""The renewal season: who falls due, who is reminded, and one roster of last period's people."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from factories.enrolment import (
    HEADER,
    as_csv,
    as_xlsx,
    collecting,
    line,
    lines,
    posted_roster,
    publish_plan,
)
from factories.members import die, leave, make_identity, make_name
from factories.tree import make_officer, make_tree
from huzhu.attachments.actions import open_file
from huzhu.attachments.models import Attachment
from huzhu.audit.models import Entry
from huzhu.config.wiring import deliver_now
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import DueStanding, RenewalStage, RosterState
from huzhu.enrolment.errors import (
    BadShares,
    CampaignClosed,
    DeclineWithoutReason,
    JoinerTwice,
    NobodyFallsDue,
    NobodyRenews,
    NotInThisRenewal,
    RenewalSent,
)
from huzhu.enrolment.models import (
    Cover,
    Enrolment,
    Renewal,
    RenewalCampaign,
    RenewalJoiner,
    RenewalUnit,
    RosterRow,
)
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.identity import mask_identity
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import acting_in, everything
from huzhu.members.models import Person
from huzhu.notices.models import Notice
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.vault import actions as vault

FIRST, NEXT = date(2025, 4, 1), date(2026, 4, 1)
WINDOW = Period(date(2026, 3, 1), date(2026, 7, 1))
PEOPLE = 12


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    return make_tree()


@pytest.fixture
def unit(tree, at):
    """Twelve people covered until 31 March 2026."""
    posted_roster(tree["王益区一厂"], at, as_xlsx(lines(PEOPLE)), starts_on=FIRST)
    return tree["王益区一厂"]


@pytest.fixture
def handler(tree):
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def unit_handler(tree):
    return make_officer("yichang", Role.UNIT_HANDLER, tree["王益区一厂"])


@pytest.fixture
def city(tree):
    return make_officer("tongchuan", Role.CITY_OFFICER, tree["铜川市"])


def cover_of(number: int) -> Cover:
    return Cover.objects.get(person__name=make_name(number), starts_on=FIRST)


def begin(handler, at, unit) -> Renewal:
    return actions.begin_renewal(
        by=handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT
    )


def sent_rows(roster) -> list[str]:
    content = open_file(Attachment.objects.get(ref=roster.attachment_ref))
    return content.decode("utf-8-sig").splitlines()


@contextmanager
def everything_happens():
    """Facts reach whoever reacts to them, at once."""
    with publishing_to(deliver_now):
        yield


def checked(handler, at, roster):
    with collecting():
        return actions.check_roster(by=handler, at=at, roster_ref=roster.ref)


# ── who falls due ─────────────────────────────────────────────────────────────────────────────


def test_due_covers_are_counted_by_place_and_plan(unit, tree, at):
    posted_roster(tree["渭滨区一厂"], at, as_xlsx(lines(10, 500)), starts_on=FIRST)
    rows = queries.due_counts(everything(), WINDOW, group_by=("city_id", "plan_id"))
    assert [(row["city_id"], row["persons"]) for row in rows] == [
        (tree["铜川市"].pk, PEOPLE), (tree["宝鸡市"].pk, 10),
    ]  # fmt: skip
    later = Period(date(2026, 5, 1), date(2026, 7, 1))
    assert not queries.due_counts(everything(), later, group_by=("city_id",))


def test_people_of_last_period_are_told_apart(unit, at):
    die(Person.objects.get(name=make_name(1)), date(2025, 9, 1))
    leave(Person.objects.get(name=make_name(2)), date(2026, 1, 1))
    Person.objects.filter(name=make_name(3)).update(birth_on=date(1940, 1, 1))
    found = queries.standings_due(everything(), unit, "ZY", NEXT)
    assert found == {
        DueStanding.DIED: 1,
        DueStanding.LEFT: 1,
        DueStanding.TOO_OLD: 1,
        DueStanding.STAYS: PEOPLE - 3,
    }


# ── the list and its changes ──────────────────────────────────────────────────────────────────


def test_renewal_with_few_changes_makes_one_roster(unit, handler, at):
    joiners = as_csv([line(100), line(101)], HEADER)
    with collecting():
        roster = actions.renew_unit(
            by=handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT,
            leaving=[cover_of(1).ref, cover_of(2).ref], joining_file=joiners,
        )  # fmt: skip
    rows = sent_rows(roster)
    assert len(rows) == 1 + PEOPLE - 2 + 2
    assert not [row for row in rows if make_identity(1).number in row]
    renewal = Renewal.objects.get()
    assert (renewal.unchanged, renewal.changed, renewal.joined, renewal.left) == (10, 0, 2, 2)
    assert renewal.roster == roster
    roster = checked(handler, at, roster)
    assert (roster.rows_good, roster.rows_bad) == (12, 0)
    with collecting():
        (enrolment,) = actions.post_roster(by=service("test"), at=at, roster_ref=roster.ref)
    assert enrolment.persons == 12
    made = Cover.objects.filter(enrolment=enrolment)
    assert made.filter(is_renewal=True).count() == 10


def test_children_are_renewed_under_their_parents(unit, handler, at):
    publish_plan(at, "ZN")
    header = ("姓名", "身份证号", "子女姓名", "子女证件号", "是否参加职工医保")
    born = date(2016, 5, 4)
    rows = [
        [make_name(n), make_identity(n).number, f"{make_name(n)[0]}小宝",
         make_identity(n, birth_on=born + timedelta(days=n)).number, "是"]
        for n in range(1, 6)
    ]  # fmt: skip
    posted_roster(unit, at, as_xlsx(rows, header), plan="ZN", starts_on=FIRST)
    with collecting():
        roster = actions.renew_unit(
            by=handler, at=at, organisation=unit, plan_code="ZN", starts_on=NEXT
        )
    assert sorted(row.split(",")[1] for row in sent_rows(roster)[1:]) == sorted(
        make_identity(n).number for n in range(1, 6)
    )
    roster = checked(handler, at, roster)
    assert (roster.rows_good, roster.rows_bad) == (5, 0)


def test_erased_person_is_left_out(unit, handler, at):
    vault.destroy_key(subject_id=cover_of(1).person_id, at=at)
    with collecting():
        roster = actions.renew_unit(
            by=handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT
        )
    assert len(sent_rows(roster)) == 1 + PEOPLE - 1
    assert (roster.renewal.unchanged, roster.renewal.left) == (PEOPLE - 1, 1)


def test_people_with_a_passport_are_renewed_by_it(unit, handler, at):
    header = ("姓名", "证件类型", "证件号码", "性别", "出生日期", "是否参加职工医保")
    row = ["Anna Smith", "护照", "E12345678", "女", "1985-05-05", "是"]
    posted_roster(unit, at, as_xlsx([row], header), starts_on=FIRST)
    with collecting():
        roster = actions.renew_unit(
            by=handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT
        )
    (row,) = [row for row in sent_rows(roster) if row.startswith("Anna Smith")]
    assert row.split(",")[1:5] == ["E12345678", "passport", "F", "1985-05-05"]
    roster = checked(handler, at, roster)
    assert (roster.rows_good, roster.rows_bad) == (PEOPLE + 1, 0)


def test_same_renewal_makes_the_same_file(unit, handler, at):
    digests = set()
    for _ in range(2):
        with collecting(), transaction.atomic():
            roster = actions.renew_unit(
                by=handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT
            )
            digests.add(roster.content_digest)
            transaction.set_rollback(True)
    assert len(digests) == 1


def test_who_cannot_go_on_is_left_out(unit, handler, at):
    die(Person.objects.get(name=make_name(1)), date(2025, 9, 1))
    leave(Person.objects.get(name=make_name(2)), date(2026, 1, 1))
    posted_roster(unit, at, as_xlsx(lines(10, 3)), starts_on=NEXT + timedelta(days=30))
    counts = queries.renewal_counts(everything(), begin(handler, at, unit))
    assert (counts.left, counts.unchanged) == (PEOPLE, 0)
    with pytest.raises(NobodyRenews):
        actions.send_renewal(by=handler, at=at, renewal_ref=Renewal.objects.get().ref)


def test_begun_renewal_is_taken_up_again(unit, handler, at):
    assert begin(handler, at, unit) == begin(handler, at, unit)


def test_marks_are_kept_changed_and_taken_away(unit, handler, at):
    renewal = begin(handler, at, unit)
    first, second = cover_of(1), cover_of(2)

    def counts():
        found = queries.renewal_counts(everything(), renewal)
        return found.unchanged, found.changed, found.left

    def mark(**what):
        actions.mark_renewal(by=handler, at=at, renewal_ref=renewal.ref, **what)

    mark(leaving=[first.ref])
    assert counts() == (11, 0, 1)
    mark(leaving=[first.ref, second.ref])
    assert counts() == (10, 0, 2)
    mark(staying=[first.ref])
    assert counts() == (11, 0, 1)
    mark(staying=[second.ref], changing={first.ref: (first.shares, first.tier)})
    assert counts() == (12, 0, 0)


def test_shares_beyond_the_plan_are_refused(unit, handler, at):
    renewal = begin(handler, at, unit)
    for shares in (0, 10_000):
        with pytest.raises(BadShares):
            actions.mark_renewal(
                by=handler, at=at, renewal_ref=renewal.ref, changing={cover_of(1).ref: (shares, "")}
            )


def test_cover_of_another_list_is_refused(unit, handler, at, tree):
    posted_roster(tree["王益区二校"], at, as_xlsx(lines(10, 300)), starts_on=FIRST)
    renewal = begin(handler, at, unit)
    other = Cover.objects.filter(organisation=tree["王益区二校"]).first()
    with pytest.raises(NotInThisRenewal):
        actions.mark_renewal(by=handler, at=at, renewal_ref=renewal.ref, leaving=[other.ref])


def test_new_people_are_sealed_until_sent_and_wiped_then(unit, handler, at):
    renewal = begin(handler, at, unit)
    cells = {
        "name": "赵新人",
        "identity": make_identity(700).number,
        "shares": "1",
        "insured": "是",
    }
    made = actions.add_joiner(by=handler, at=at, renewal_ref=renewal.ref, cells=cells)
    assert make_identity(700).number.encode() not in bytes(made.cells_cipher)
    assert made.identity_masked == mask_identity(make_identity(700).number)
    for again in (700, 1):
        with pytest.raises(JoinerTwice):
            actions.add_joiner(
                by=handler, at=at, renewal_ref=renewal.ref,
                cells={"name": "赵新人", "identity": make_identity(again).number},
            )  # fmt: skip
    with collecting():
        roster = actions.send_renewal(by=handler, at=at, renewal_ref=renewal.ref)
    assert any("赵新人" in row for row in sent_rows(roster))
    assert RenewalJoiner.objects.get().cells_cipher is None


def test_dropped_newcomer_is_not_sent(unit, handler, at):
    renewal = begin(handler, at, unit)
    cells = {"name": "赵新人", "identity": make_identity(700).number}
    made = actions.add_joiner(by=handler, at=at, renewal_ref=renewal.ref, cells=cells)
    actions.drop_joiner(by=handler, at=at, renewal_ref=renewal.ref, joiner_id=made.pk)
    assert queries.renewal_counts(everything(), renewal).joined == 0


def test_sent_renewal_changes_no_more(unit, handler, at):
    renewal = begin(handler, at, unit)
    with collecting():
        actions.send_renewal(by=handler, at=at, renewal_ref=renewal.ref)
        with pytest.raises(RenewalSent):
            actions.send_renewal(by=handler, at=at, renewal_ref=renewal.ref)
    with pytest.raises(RenewalSent):
        actions.mark_renewal(by=handler, at=at, renewal_ref=renewal.ref, leaving=[cover_of(1).ref])


def test_opened_numbers_are_audited_by_count_and_digest_only(unit, handler, at):
    with collecting():
        actions.renew_unit(by=handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT)
    entry = Entry.objects.get(act="send_renewal")
    assert entry.after["numbers_opened"] == PEOPLE
    assert len(entry.after["digest"]) == 64
    assert "999" + make_identity(1).number[3:] not in str(entry.after)


def test_one_click_posts_by_itself_when_every_row_is_good(
    unit, handler, at, django_capture_on_commit_callbacks
):
    renewal = begin(handler, at, unit)
    with collecting():
        roster = actions.send_and_post_renewal(by=handler, at=at, renewal_ref=renewal.ref)
        actions.check_roster(by=service("test"), at=at, roster_ref=roster.ref)
        actions.post_renewal_if_good(by=service("test"), at=at, roster_ref=roster.ref)
    roster.refresh_from_db()
    assert roster.state == RosterState.POSTING


def test_renewal_that_posts_itself_waits_where_rows_are_faulty(unit, handler, at):
    renewal = begin(handler, at, unit)
    cells = {"name": "赵新人", "identity": make_identity(700).number, "insured": "否"}
    actions.add_joiner(by=handler, at=at, renewal_ref=renewal.ref, cells=cells)
    with collecting():
        roster = actions.send_and_post_renewal(by=handler, at=at, renewal_ref=renewal.ref)
        actions.check_roster(by=service("test"), at=at, roster_ref=roster.ref)
        assert (
            actions.post_renewal_if_good(by=service("test"), at=at, roster_ref=roster.ref) is None
        )
    roster.refresh_from_db()
    assert roster.state == RosterState.CHECKED
    assert RosterRow.objects.filter(roster=roster, is_good=False).count() == 1


def test_refused_posting_is_told_to_who_sent_it(unit, handler, at):
    type(unit).objects.filter(pk=unit.pk).update(staff_count=1_000)
    renewal = begin(handler, at, unit)
    with collecting():
        roster = actions.send_and_post_renewal(by=handler, at=at, renewal_ref=renewal.ref)
        actions.check_roster(by=service("test"), at=at, roster_ref=roster.ref)
        actions.post_renewal_if_good(by=service("test"), at=at, roster_ref=roster.ref)
    roster.refresh_from_db()
    assert roster.state == RosterState.CHECKED
    with acting_in(handler.scope):
        told = Notice.objects.get(account_id=handler.account_id, kind="renewal_not_posted")
    assert renewal.ref in told.text_zh


def test_unit_without_last_period_is_refused(tree, handler, at):
    with pytest.raises(NobodyFallsDue):
        begin(handler, at, tree["王益区一厂"])


def test_auditor_does_not_renew(unit, tree, at):
    auditor = make_officer("shenji", Role.AUDITOR, tree.office)
    with pytest.raises(NotPermitted):
        begin(auditor, at, unit)


# ── campaigns ─────────────────────────────────────────────────────────────────────────────────


def make_campaign(city, at, tree, **changes) -> RenewalCampaign:
    values = {"name": "春季续保", "plan_codes": ["ZY"], "window": WINDOW, "remind_every_days": 7}
    return actions.make_campaign(by=city, at=at, organisation=tree["铜川市"], **(values | changes))


def stages(city) -> dict[str, str]:
    return {one.organisation.name: one.stage for one in queries.units_asked(city.scope)}


def test_campaign_counts_its_units(unit, city, tree, at):
    posted_roster(tree["耀州区一厂"], at, as_xlsx(lines(10, 600)), starts_on=FIRST)
    made = make_campaign(city, at, tree)
    assert [(u.organisation.name, u.persons, u.starts_on) for u in made.units.order_by("id")] == [
        ("王益区一厂", PEOPLE, NEXT), ("耀州区一厂", 10, NEXT),
    ]  # fmt: skip
    posted_roster(tree["王益区二校"], at, as_xlsx(lines(10, 800)), starts_on=FIRST)
    actions.refresh_campaign(by=city, at=at, campaign_ref=made.ref)
    assert made.units.count() == 3


def test_stage_follows_rosters_and_enrolments(unit, unit_handler, city, tree, at):
    made = make_campaign(city, at, tree)
    assert stages(city) == {"王益区一厂": RenewalStage.DUE}
    actions.remind_units(by=city, at=at, campaign_ref=made.ref)
    assert stages(city) == {"王益区一厂": RenewalStage.REMINDED}
    with collecting():
        roster = actions.renew_unit(
            by=unit_handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT
        )
        assert stages(city) == {"王益区一厂": RenewalStage.PREPARED}
        actions.check_roster(by=unit_handler, at=at, roster_ref=roster.ref)
        (enrolment,) = actions.post_roster(by=service("test"), at=at, roster_ref=roster.ref)
    assert stages(city) == {"王益区一厂": RenewalStage.POSTED}
    actions.mark_contribution_paid(by=service("test"), at=at, enrolment_ref=enrolment.ref)
    assert stages(city) == {"王益区一厂": RenewalStage.PAID}
    total, county = queries.funnel(city.scope, made)
    assert (total.all_units, total.all_people, total.renewed) == (1, PEOPLE, PEOPLE)
    assert (county.place, county.units) == (tree["王益区"], {RenewalStage.PAID: 1})


def test_discarded_roster_is_no_answer(unit, handler, city, tree, at):
    make_campaign(city, at, tree)
    with collecting():
        roster = actions.renew_unit(
            by=handler, at=at, organisation=unit, plan_code="ZY", starts_on=NEXT
        )
        actions.discard_roster(by=handler, at=at, roster_ref=roster.ref)
    assert stages(city) == {"王益区一厂": RenewalStage.DUE}


def test_handlers_are_reminded_no_more_often_than_agreed(unit, unit_handler, city, tree, at):
    posted_roster(tree["耀州区一厂"], at, as_xlsx(lines(10, 600)), starts_on=FIRST)
    made = make_campaign(city, at, tree)

    def remind(days: int):
        return actions.remind_units(
            by=city, at=at + timedelta(days=days), campaign_ref=made.ref
        ).told

    first = actions.remind_units(by=city, at=at, campaign_ref=made.ref)
    assert (first.told, first.without_handler) == (1, 1)
    assert [remind(day) for day in (0, 6, 7, 8)] == [0, 0, 1, 0]
    with acting_in(unit_handler.scope):
        told = Notice.objects.filter(account_id=unit_handler.account_id, kind="renewal_due")
        assert told.count() == 2
        assert told.first().link.startswith(f"/renewals/unit/{unit.code}/")


def test_unit_declines_with_a_reason(unit, handler, city, tree, at):
    made = make_campaign(city, at, tree)
    asked = queries.units_asked(handler.scope).get()
    with pytest.raises(DeclineWithoutReason):
        actions.decline_renewal(by=handler, at=at, unit_id=asked.pk, reason="")
    actions.decline_renewal(by=handler, at=at, unit_id=asked.pk, reason="单位已注销")
    assert stages(city) == {"王益区一厂": RenewalStage.DECLINED}
    assert actions.remind_units(by=city, at=at, campaign_ref=made.ref).told == 0


def test_closed_campaign_reminds_nobody(unit, city, tree, at):
    made = make_campaign(city, at, tree)
    actions.close_campaign(by=city, at=at, campaign_ref=made.ref)
    with pytest.raises(CampaignClosed):
        actions.remind_units(by=city, at=at, campaign_ref=made.ref)


def test_unit_handler_makes_no_campaign(unit, unit_handler, at, tree):
    with pytest.raises(NotPermitted):
        actions.make_campaign(
            by=unit_handler, at=at, organisation=unit, name="x", plan_codes=["ZY"], window=WINDOW
        )


def test_another_county_sees_nothing_of_the_season(unit, handler, city, tree, at):
    made = make_campaign(city, at, tree)
    renewal = begin(handler, at, unit)
    actions.mark_renewal(by=handler, at=at, renewal_ref=renewal.ref, leaving=[cover_of(1).ref])
    cells = {"name": "赵新人", "identity": make_identity(700).number}
    actions.add_joiner(by=handler, at=at, renewal_ref=renewal.ref, cells=cells)
    for place, role in (("渭滨区", Role.COUNTY_HANDLER), ("耀州区", Role.COUNTY_HANDLER)):
        other = make_officer(place, role, tree[place])
        with acting_in(other.scope):
            for table in (
                "renewalcampaign",
                "renewalunit",
                "renewal",
                "renewalmark",
                "renewaljoiner",
            ):
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT count(*) FROM enrolment_{table}")
                    assert cursor.fetchone() == (0,), table
            with pytest.raises(NotVisible):
                queries.renewal_by_ref(other.scope, renewal.ref)
            with pytest.raises(NotVisible):
                actions.remind_units(by=other, at=at, campaign_ref=made.ref)
            with pytest.raises(NotVisible):
                actions.decline_renewal(
                    by=other,
                    at=at,
                    unit_id=RenewalUnit.objects.values_list("pk", flat=True).first() or 1,
                    reason="x",
                )
            with pytest.raises(NotPermitted):
                begin(other, at, unit)


def test_county_sees_its_units_of_a_campaign_above(unit, handler, city, tree, at):
    make_campaign(city, at, tree)
    with acting_in(handler.scope):
        assert not queries.campaigns(handler.scope).exists()
        (asked,) = queries.units_asked(handler.scope)
        assert (asked.campaign_name, asked.persons) == ("春季续保", PEOPLE)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enrolment_renewalcampaign SET window_until = window_from",
        "UPDATE enrolment_renewalcampaign SET remind_every_days = 0",
        "UPDATE enrolment_renewalunit SET declined_at = now()",
    ],
)
def test_database_refuses_what_cannot_be(unit, city, tree, at, statement):
    make_campaign(city, at, tree)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_wired_renewal_goes_from_click_to_covers(unit, handler, at, monkeypatch):
    """Through the reactions, as the worker delivers them."""
    deferred: list[tuple[str, str, str]] = []
    from huzhu.enrolment import reactions

    for name in ("defer_check", "defer_post"):
        monkeypatch.setattr(reactions, name, lambda *a, name=name: deferred.append((name, *a)))
    renewal = begin(handler, at, unit)
    with everything_happens():
        roster = actions.send_and_post_renewal(by=handler, at=at, renewal_ref=renewal.ref)
        actions.check_roster(by=service("test"), at=at, roster_ref=roster.ref)
    assert [name for name, *_ in deferred] == ["defer_check", "defer_post"]
    with collecting():
        actions.post_roster(by=service("test"), at=at, roster_ref=roster.ref)
    assert Enrolment.objects.get(starts_on=NEXT).persons == PEOPLE
