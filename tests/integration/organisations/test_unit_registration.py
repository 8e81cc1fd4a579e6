"""Registration of units: filed by a handler, reviewed by the city, in effect in the tree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.tree import DAY, Tree, make_account, make_officer, make_tree
from factories.units import PAPERS, credit_code, filed, give_papers, registered, typed
from huzhu.accounts.models import Account
from huzhu.attachments.errors import FileTypeNotTaken
from huzhu.audit.queries import entries_about
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.identity import BadIdentityCheckDigit
from huzhu.kernel.scope import acting_in, everything
from huzhu.notices.models import Notice
from huzhu.organisations import actions, queries
from huzhu.organisations.enums import ApplicationKind as Kind
from huzhu.organisations.enums import ApplicationState as S
from huzhu.organisations.enums import Role
from huzhu.organisations.enums import UnitPaperKind as Paper
from huzhu.organisations.errors import (
    AlreadyUnderReview,
    ApplicationFaulty,
    ApplicationStale,
    CreditCodeTaken,
    DecidedByFiler,
    HandlerChangedMeanwhile,
    NoHandlingBody,
    ReasonMissing,
    UnitEnded,
    UserNameTaken,
    WrongApplicationState,
)
from huzhu.organisations.models import Appointment, Headcount, UnitApplication, UnitProfile
from huzhu.organisations.rules import Officer, service

pytestmark = pytest.mark.django_db
MACHINES = "王益区云岭重型机械制造厂"


class Desk:
    """A tree, a county's handler, two officers of the city and one of another city."""

    def __init__(self) -> None:
        self.tree: Tree = make_tree()
        self.county = make_officer("county", Role.COUNTY_HANDLER, self.tree["王益区"])
        self.city = make_officer("city", Role.CITY_OFFICER, self.tree["铜川市"])
        self.city2 = make_officer("city2", Role.CITY_OFFICER, self.tree["铜川市"])
        self.elsewhere = make_officer("baoji", Role.CITY_OFFICER, self.tree["宝鸡市"])


@pytest.fixture
def desk(house) -> Desk:
    return Desk()


def register(desk: Desk, at, name: str = MACHINES, number: int = 1, **more) -> UnitApplication:
    place = desk.tree["王益区"]
    return filed(desk.county, at, Kind.REGISTER, typed(name, number, **more), *PAPERS, place=place)


def approve(by: Officer, at, made: UnitApplication) -> UnitApplication:
    return actions.approve_application(by=by, at=at, application_ref=made.ref)


# ── from a draft into effect ──────────────────────────────────────────────────────────────────


def test_unit_comes_into_effect_with_everything_that_was_filed(desk, at):
    made = register(desk, at)
    assert made.state == S.SUBMITTED
    done = approve(desk.city, at, made)
    unit = done.organisation
    assert (unit.name, unit.kind, unit.parent_id) == (MACHINES, "unit", desk.tree["王益区"].pk)
    assert (unit.starts_on, unit.staff_count, unit.women_count) == (DAY, 120, 45)
    assert unit.path.startswith(desk.tree["王益区"].path)
    assert unit.city_id == desk.tree["铜川市"].pk
    profile = queries.profile_of(desk.county.scope, unit)
    assert (profile.level, profile.industry, profile.credit_code) == ("county", "C", credit_code(1))
    (count,) = queries.headcounts_of(desk.county.scope, unit)
    assert (count.counted_on, count.staff_count, count.proof_kind) == (
        date(2026, 2, 28), 120, "staff_report",
    )  # fmt: skip
    acts = [e.act for e in entries_about(desk.city.scope, object_type="unit_application",
                                         object_ref=made.ref)]  # fmt: skip
    assert acts == [
        "begin_unit_application", *["add_unit_paper"] * 3, "submit_unit_application",
        "approve_unit_application",
    ]  # fmt: skip


def test_filer_is_told(desk, at):
    made = register(desk, at)
    approve(desk.city, at, made)
    with acting_in(desk.county.scope):
        notice = Notice.objects.get(account_id=desk.county.account_id)
    assert made.ref in notice.text_zh
    assert notice.link == f"/units/applications/{made.ref}/"


def test_draft_keeps_what_cannot_be_filed_and_says_what_is_missing(desk, at):
    proposal = typed("王益区", credit_code="91-错", counted_on="昨天") | {"unknown_field": "x"}
    made = actions.begin_application(
        by=desk.county, at=at, kind=Kind.REGISTER, proposal=proposal, place=desk.tree["王益区"]
    )
    assert made.state == S.DRAFT
    assert made.proposal["counted_on"] == "昨天"
    assert "unknown_field" not in made.proposal
    with pytest.raises(ApplicationFaulty) as refused:
        actions.submit_application(by=desk.county, at=at, application_ref=made.ref)
    values = refused.value.values
    assert {(f.field, f.code) for f in values["faults"]} == {
        ("credit_code", "credit_shape"), ("counted_on", "no_day"), ("name", "name_length"),
    }  # fmt: skip
    assert values["papers"] == list(PAPERS)
    actions.save_application(
        by=desk.county, at=at, application_ref=made.ref, proposal=typed(MACHINES)
    )
    give_papers(desk.county, at, made, *PAPERS)
    done = actions.submit_application(by=desk.county, at=at, application_ref=made.ref)
    assert (done.state, done.name) == (S.SUBMITTED, MACHINES)


def test_returned_with_a_reason_mended_and_filed_again(desk, at):
    made = register(desk, at)
    with pytest.raises(ReasonMissing):
        actions.return_application(by=desk.city, at=at, application_ref=made.ref, reason=" ")
    back = actions.return_application(
        by=desk.city, at=at, application_ref=made.ref, reason="批复看不清"
    )
    assert (back.state, back.reason, back.decided_by_label) == (S.RETURNED, "批复看不清", "city")
    give_papers(desk.county, at, made, Paper.APPROVAL)
    again = actions.submit_application(by=desk.county, at=at, application_ref=made.ref)
    assert (again.state, again.reason, again.decided_by_token) == (S.SUBMITTED, "", "")
    assert approve(desk.city, at, again).state == S.APPROVED


def test_withdrawn_is_closed_for_good(desk, at):
    made = register(desk, at)
    actions.withdraw_application(by=desk.county, at=at, application_ref=made.ref)
    with pytest.raises(WrongApplicationState):
        approve(desk.city, at, made)
    with pytest.raises(DatabaseError, match="is closed"), transaction.atomic():
        UnitApplication.objects.filter(pk=made.pk).update(state=S.DRAFT)


def test_papers_are_told_by_their_content(desk, at):
    made = actions.begin_application(
        by=desk.county, at=at, kind=Kind.REGISTER, proposal={}, place=desk.tree["王益区"]
    )
    bad = actions.NewUnitPaper(Paper.APPROVAL, "批复.pdf", b"hello")
    with pytest.raises(FileTypeNotTaken):
        actions.add_unit_papers(by=desk.county, at=at, application_ref=made.ref, papers=[bad])
    assert not queries.papers_of(desk.county.scope, made).exists()


def test_unit_is_no_place_for_units(desk, at):
    with pytest.raises(NoHandlingBody):
        actions.begin_application(
            by=desk.county, at=at, kind=Kind.REGISTER, proposal={}, place=desk.tree["王益区一厂"]
        )


# ── who may ───────────────────────────────────────────────────────────────────────────────────


def test_who_filed_wrote_or_is_bound_cannot_decide(desk, at):
    place = desk.tree["王益区"]
    own = filed(desk.city, at, Kind.REGISTER, typed(MACHINES), *PAPERS, place=place)
    with pytest.raises(DecidedByFiler):
        approve(desk.city, at, own)
    with pytest.raises(DecidedByFiler):
        actions.return_application(by=desk.city, at=at, application_ref=own.ref, reason="x")
    actions.return_application(by=desk.city2, at=at, application_ref=own.ref, reason="改")
    actions.save_application(
        by=desk.city2, at=at, application_ref=own.ref, proposal=typed(MACHINES, address="新街")
    )
    actions.submit_application(by=desk.county, at=at, application_ref=own.ref)
    for officer in (desk.city, desk.city2):
        with pytest.raises(DecidedByFiler):
            approve(officer, at, own)


def test_same_person_under_another_account_cannot_decide(desk, at):
    twin = make_officer("twin", Role.CITY_OFFICER, desk.tree["铜川市"], token="token-county")
    with pytest.raises(DecidedByFiler):
        approve(twin, at, register(desk, at))


@pytest.mark.parametrize("token", ["made_by_token", "edited_by_token", "filed_by_token"])
def test_filer_cannot_approve_by_sql_either(desk, at, token):
    made = register(desk, at)
    UnitApplication.objects.filter(pk=made.pk).update(**{token: "somebody-else"})
    statement = (
        "UPDATE organisations_unitapplication SET state = 'approved', organisation_id = %s,"
        f" decided_by_id = 1, decided_at = now(), decided_by_token = {token} WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [desk.tree["王益区一厂"].pk, made.pk])


def test_nobody_is_no_decider_by_sql_either(desk, at):
    made = register(desk, at)
    with pytest.raises(IntegrityError, match="decided_by_"), transaction.atomic():
        UnitApplication.objects.filter(pk=made.pk).update(
            state=S.APPROVED, organisation=desk.tree["王益区一厂"]
        )


def test_handlers_cannot_decide_and_readers_cannot_file(desk, at):
    made = register(desk, at)
    director = make_officer("director", Role.OFFICE_DIRECTOR, desk.tree.office)
    for officer in (desk.county, director, service("test")):
        with pytest.raises(NotPermitted):
            approve(officer, at, made)
    with pytest.raises(NotPermitted):
        actions.withdraw_application(by=director, at=at, application_ref=made.ref)
    unit = make_officer("unit", Role.UNIT_HANDLER, desk.tree["王益区一厂"])
    with pytest.raises(NotPermitted):
        actions.begin_application(
            by=unit, at=at, kind=Kind.SPLIT, proposal={}, unit=desk.tree["王益区一厂"]
        )


def test_another_city_sees_nothing_of_it(desk, at):
    made = register(desk, at)
    with acting_in(desk.elsewhere.scope):
        with pytest.raises(NotVisible):
            queries.application_by_ref(desk.elsewhere.scope, made.ref)
        with pytest.raises(NotVisible):
            approve(desk.elsewhere, at, made)
        assert not UnitApplication.objects.filter(pk=made.pk).exists()
        assert not queries.applications_to_decide(desk.elsewhere.scope, desk.elsewhere).exists()
    waiting = queries.applications_to_decide(desk.city.scope, desk.city)
    assert [a.ref for a in waiting] == [made.ref]


# ── an edit goes through the same review ──────────────────────────────────────────────────────


def edit(desk: Desk, unit, **changes) -> dict:
    return queries.proposal_from(desk.county.scope, unit) | changes


def test_edit_takes_effect_only_when_approved(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    proposal = edit(desk, unit, name="王益区云岭重工机械厂", address="新街2号")
    made = filed(desk.county, at, Kind.EDIT, proposal, unit=unit)
    assert queries.standings(desk.county.scope, [unit]) == {
        unit.pk: ("编辑市总审核中", "Change with the city")
    }
    unit.refresh_from_db()
    assert unit.name == MACHINES
    changed = {c.field for c in queries.comparison_of(desk.city.scope, made) if c.is_changed}
    assert changed == {"name", "address"}
    approve(desk.city, at, made)
    unit.refresh_from_db()
    assert unit.name == "王益区云岭重工机械厂"
    profile = queries.profile_of(desk.county.scope, unit)
    assert (profile.address, profile.version) == ("新街2号", 2)
    assert [u.pk for u in queries.search_units(desk.county.scope, "云岭重工")] == [unit.pk]
    assert queries.headcounts_of(desk.county.scope, unit).count() == 1
    assert queries.standings(desk.county.scope, [unit]) == {}


def test_headcount_changes_with_its_proof_and_keeps_its_history(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    april = at + timedelta(days=40)
    proposal = edit(desk, unit, staff_count="150", women_count="60", counted_on="2026-04-08",
                    proof_kind="insurance")  # fmt: skip
    with pytest.raises(ApplicationFaulty) as refused:
        filed(desk.county, april, Kind.EDIT, proposal, unit=unit)
    assert refused.value.values["papers"] == [Paper.HEADCOUNT]
    made = filed(desk.county, april, Kind.EDIT, proposal, Paper.HEADCOUNT, unit=unit)
    approve(desk.city, april, made)
    unit.refresh_from_db()
    assert (unit.staff_count, unit.women_count) == (150, 60)
    seen = [
        getattr(queries.headcount_at(desk.county.scope, unit, on), "staff_count", None)
        for on in (date(2026, 2, 27), date(2026, 4, 7), date(2026, 4, 8))
    ]
    assert seen == [None, 120, 150]
    with pytest.raises(DatabaseError), transaction.atomic():
        Headcount.objects.filter(organisation=unit).update(staff_count=1)


def test_one_review_at_a_time_and_no_stale_change(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    later = actions.begin_application(
        by=desk.county, at=at, kind=Kind.EDIT, proposal=edit(desk, unit, address="二号"), unit=unit
    )
    first = filed(desk.county, at, Kind.EDIT, edit(desk, unit, address="一号"), unit=unit)
    with pytest.raises(AlreadyUnderReview):
        actions.submit_application(by=desk.county, at=at, application_ref=later.ref)
    approve(desk.city, at, first)
    with pytest.raises(ApplicationStale):
        actions.submit_application(by=desk.county, at=at, application_ref=later.ref)


def test_edit_without_a_change_is_not_filed(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    with pytest.raises(ApplicationFaulty) as refused:
        filed(desk.county, at, Kind.EDIT, edit(desk, unit), unit=unit)
    assert [f.code for f in refused.value.values["faults"]] == ["nothing_changed"]


def test_unit_from_before_registration_gets_its_particulars_by_an_edit(desk, at):
    unit = desk.tree["王益区一厂"]
    proposal = typed(unit.name, 9)
    made = filed(desk.county, at, Kind.EDIT, proposal, Paper.HEADCOUNT, unit=unit)
    approve(desk.city, at, made)
    assert queries.profile_of(desk.county.scope, unit).credit_code == credit_code(9)


# ── duplicates ────────────────────────────────────────────────────────────────────────────────


def test_similar_name_is_found_and_must_be_explained(desk, at):
    registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    twin = "铜川市王益区云岭重型机械制造厂工会委员会"
    with pytest.raises(ApplicationFaulty) as refused:
        register(desk, at, twin, 2)
    assert [f.code for f in refused.value.values["faults"]] == ["alike"]
    found = queries.alike_here(desk.county.scope, twin)
    assert [(u.name, u.city) for u in found] == [(MACHINES, "铜川市")]
    assert found[0].code
    made = register(desk, at, twin, 2, distinct_because="分厂,独立法人")
    assert made.state == S.SUBMITTED


def test_duplicate_elsewhere_tells_name_and_city_only(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    with acting_in(desk.elsewhere.scope):
        assert queries.alike_here(desk.elsewhere.scope, MACHINES) == []
        (found,) = queries.alike_elsewhere(desk.elsewhere.scope, MACHINES)
        assert (found.name, found.city, found.code, found.likeness) == (
            MACHINES, "铜川市", "", 1000,
        )  # fmt: skip
        assert queries.alike_elsewhere(desk.elsewhere.scope, "渭滨区望岳中学") == []
        assert queries.search_units(desk.elsewhere.scope, MACHINES) == []
        assert queries.search_units(desk.elsewhere.scope, unit.code) == []
    with acting_in(desk.county.scope):
        assert queries.alike_elsewhere(desk.county.scope, MACHINES) == []


def test_search_goes_by_parts_of_the_name_and_by_code(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    for text in (
        "云岭",
        "重型机械",
        "王益区云岭重型机械有限公司",
        unit.code.lower(),
        "云岭重型机械",
    ):
        assert [u.pk for u in queries.search_units(desk.city.scope, text)][:1] == [unit.pk], text
    assert queries.search_units(desk.city.scope, "望岳") == []
    assert queries.search_units(desk.city.scope, "") == []


def test_credit_code_belongs_to_one_unit(desk, at):
    registered(desk.county, desk.city, at, desk.tree["王益区"], MACHINES)
    with pytest.raises(ApplicationFaulty) as refused:
        register(desk, at, "王益区青禾乳品加工厂", 1)
    assert [f.code for f in refused.value.values["faults"]] == ["credit_taken"]
    place = desk.tree["渭滨区"]
    with acting_in(desk.elsewhere.scope):
        made = filed(desk.elsewhere, at, Kind.REGISTER, typed("渭滨区青禾乳品加工厂", 1), *PAPERS,
                     place=place)  # fmt: skip
    other = make_officer("baoji2", Role.CITY_OFFICER, desk.tree["宝鸡市"])
    with acting_in(other.scope), pytest.raises(CreditCodeTaken):
        approve(other, at, made)
    assert UnitProfile.objects.filter(credit_code=credit_code(1)).count() == 1


# ── handlers ──────────────────────────────────────────────────────────────────────────────────


def handed_over(desk: Desk, at, unit, username: str, name: str = "") -> UnitApplication:
    proposal = {"handler_username": username, "handler_name": name or username}
    return filed(desk.county, at, Kind.CHANGE_HANDLER, proposal, Paper.BINDING, unit=unit)


def test_change_of_handler_ends_the_old_one_on_the_same_day(desk, at):
    unit = desk.tree["王益区一厂"]
    old = make_officer("old", Role.UNIT_HANDLER, unit)
    new = make_account("new-handler")
    made = handed_over(desk, at, unit, "new-handler")
    assert made.handler_token == "token-new-handler"
    approve(desk.city, at, made)
    rows = list(queries.handlers_of(desk.county.scope, unit))
    assert [(r.account.username, r.starts_on, r.ends_before) for r in rows] == [
        ("new-handler", DAY, None), ("old", date(2020, 1, 1), DAY),
    ]  # fmt: skip
    assert queries.handler_of(desk.county.scope, unit, DAY).account_id == new.pk
    with acting_in(everything()):
        account = Account.objects.get(pk=old.account_id)
        assert not queries.officer_of(account, on=DAY, origin="t").holds(Role.UNIT_HANDLER)
        assert queries.officer_of(new, on=DAY, origin="t").scope.paths == (unit.path,)


def test_registration_binds_its_first_handler(desk, at):
    account = make_account("li-hong")
    with pytest.raises(ApplicationFaulty) as refused:
        register(desk, at, handler_username="li-hong", handler_name="li-hong")
    assert refused.value.values["papers"] == [Paper.BINDING]
    made = filed(
        desk.county, at, Kind.REGISTER,
        typed(MACHINES, handler_username="li-hong", handler_name="li-hong"),
        *PAPERS, Paper.BINDING, place=desk.tree["王益区"],
    )  # fmt: skip
    unit = approve(desk.city, at, made).organisation
    assert queries.handler_of(desk.city.scope, unit, DAY).account_id == account.pk


def test_account_must_be_there_in_that_name(desk, at):
    make_account("li-hong")
    unit = desk.tree["王益区一厂"]
    for username, name, code in (
        ("nobody", "x", "account_unknown"),
        ("li-hong", "别人", "account_unknown"),
    ):
        with pytest.raises(ApplicationFaulty) as refused:
            handed_over(desk, at, unit, username, name)
        assert [f.code for f in refused.value.values["faults"]] == [code]
    make_officer("old", Role.UNIT_HANDLER, unit)
    with pytest.raises(ApplicationFaulty) as refused:
        handed_over(desk, at, unit, "old")
    assert [f.code for f in refused.value.values["faults"]] == ["handler_same"]


def test_city_officer_cannot_approve_being_bound(desk, at):
    made = handed_over(desk, at, desk.tree["王益区一厂"], "city")
    with pytest.raises(DecidedByFiler):
        approve(desk.city, at, made)


def test_a_unit_has_one_handler_on_any_day(desk, at):
    unit = desk.tree["王益区一厂"]
    make_officer("old", Role.UNIT_HANDLER, unit)
    with pytest.raises(HandlerChangedMeanwhile):
        make_officer("second", Role.UNIT_HANDLER, unit)
    row, third = Appointment.objects.get(organisation=unit), make_account("third")
    with pytest.raises(IntegrityError, match="one_handler"), transaction.atomic():
        Appointment.objects.create(
            account=third, organisation=unit, org_path=unit.path, role=row.role, starts_on=DAY
        )


def test_account_is_opened_in_the_real_name(desk, at):
    given = {
        "by": desk.county, "at": at, "place": desk.tree["王益区一厂"], "username": "zhao-min",
        "display_name": "赵敏", "password": "once-Only-77-horses",
    }  # fmt: skip
    account = actions.open_handler_account(identity_number="11010519491231002X", **given)
    assert account.must_change_password
    assert len(account.person_token) == 64
    assert "1949" not in account.person_token
    with pytest.raises(UserNameTaken):
        actions.open_handler_account(identity_number="11010519491231002X", **given)
    twin = actions.open_handler_account(
        identity_number="11010519491231002x", **given | {"username": "zhao-min2"}
    )
    assert twin.person_token == account.person_token
    with pytest.raises(BadIdentityCheckDigit):
        actions.open_handler_account(
            identity_number="110105194912310021", **given | {"username": "other"}
        )
    with pytest.raises(NotPermitted):
        actions.open_handler_account(
            identity_number="11010519491231002X", **given | {"by": desk.elsewhere}
        )


def test_form_to_be_stamped_names_both_handlers(desk, at):
    pypdf = pytest.importorskip("pypdf")
    import io

    unit = desk.tree["王益区一厂"]
    make_officer("old", Role.UNIT_HANDLER, unit)
    made = actions.begin_application(
        by=desk.county, at=at, kind=Kind.CHANGE_HANDLER, unit=unit,
        proposal={"handler_username": "zhao-min", "handler_name": "赵敏"},
    )  # fmt: skip
    for language, word in (("zh", "工会印章"), ("en", "stamp")):
        pdf = queries.binding_form_pdf(desk.county.scope, made, on=DAY, language=language)
        text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        for part in (made.ref, unit.name, unit.code, "赵敏", "zhao-min", "old", word):
            assert part in text, part


def test_ended_unit_changes_no_more(desk, at):
    unit = desk.tree["王益区一厂"]
    actions.end_organisation(
        by=desk.city, at=at, organisation=unit, ends_before=DAY, successor=None
    )
    with pytest.raises(UnitEnded):
        actions.begin_application(by=desk.county, at=at, kind=Kind.EDIT, proposal={}, unit=unit)
    with pytest.raises(NotPermitted):
        actions.end_organisation(
            by=desk.county, at=at, organisation=desk.tree["王益区二校"], ends_before=DAY,
            successor=None,
        )  # fmt: skip
