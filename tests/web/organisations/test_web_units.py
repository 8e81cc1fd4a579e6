"""Units on screen: registered, mended, reviewed, changed; nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.claims import PDF
from factories.tree import make_account, make_officer, make_tree
from factories.units import PAPERS, credit_code, filed, registered
from factories.units import typed as typed_in_march
from huzhu.accounts.models import Account
from huzhu.console.todo.waiting import waiting_for
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.scope import acting_in
from huzhu.organisations.enums import ApplicationKind as Kind
from huzhu.organisations.enums import ApplicationState as S
from huzhu.organisations.enums import Role
from huzhu.organisations.enums import UnitPaperKind as Paper
from huzhu.organisations.models import Organisation, UnitApplication

pytestmark = pytest.mark.django_db
NAME = "王益区云岭重型机械制造厂"


def typed(name: str, number: int = 1, **more) -> dict:
    """A registration that is right today, on the clock of the pages."""
    today = civil_date(now()).isoformat()
    return typed_in_march(name, number, **{"counted_on": today, **more})


class Desk:
    def __init__(self) -> None:
        self.tree = make_tree()
        self.county = make_officer("county", Role.COUNTY_HANDLER, self.tree["王益区"])
        self.city = make_officer("city", Role.CITY_OFFICER, self.tree["铜川市"])
        self.unit = make_officer("unit", Role.UNIT_HANDLER, self.tree["王益区一厂"])
        self.elsewhere = make_officer("baoji", Role.CITY_OFFICER, self.tree["宝鸡市"])


@pytest.fixture
def desk(house) -> Desk:
    return Desk()


def logged_in(username: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username=username))
    return client


def page(response) -> str:
    return response.content.decode()


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("批复.pdf", PDF, content_type="application/pdf")


def begin(client: Client, proposal: dict) -> str:
    answered = client.post("/units/new/", {"place": "610202", **proposal})
    assert answered.status_code == 302
    return re.search(r"/applications/([A-Z0-9-]+)/", answered.url).group(1)


def save(client: Client, ref: str, proposal: dict, **more):
    return client.post(f"/units/applications/{ref}/save", {**proposal, **more})


def test_registration_goes_from_form_to_effect(desk):
    county, city = logged_in("county"), logged_in("city")
    assert 'name="credit_code"' in page(county.get("/units/new/"))
    ref = begin(county, typed(NAME))
    for kind in PAPERS:
        assert save(county, ref, typed(NAME), paper_kind=kind, file=paper()).status_code == 302
    assert save(county, ref, typed(NAME), then="file").status_code == 302
    shown = page(city.get(f"/units/applications/{ref}/"))
    assert "Approve: takes effect" in shown
    assert credit_code(1) in shown
    assert "Approve: takes effect" not in page(county.get(f"/units/applications/{ref}/"))
    assert city.post(f"/units/applications/{ref}/approve").status_code == 302
    unit = Organisation.objects.get(name=NAME)
    shown = page(county.get(reverse("console:organisation", args=[unit.code])))
    today = civil_date(now()).isoformat()
    for part in ("Manufacturing", credit_code(1), today, ref, "Headcount over time"):
        assert part in shown, part


def test_place_not_chosen_keeps_what_was_typed(desk):
    answered = logged_in("city").post("/units/new/", typed(NAME, address="光明路七号"))
    assert answered.status_code == 422
    shown = page(answered)
    assert "光明路七号" in shown
    assert "Choose the body" in shown
    assert not UnitApplication.objects.exists()


def test_refused_filing_says_what_to_mend_at_each_field_and_keeps_it(desk):
    county = logged_in("county")
    wrong = typed(NAME, credit_code="12345", women_count="999")
    ref = begin(county, wrong)
    answered = save(county, ref, wrong, then="file")
    assert answered.status_code == 422
    shown = page(answered)
    assert 'value="12345"' in shown
    assert "18 characters of its own set" in shown
    assert "999 women are more than 120 staff" in shown
    assert 'id="id_women_count_error"' in shown
    assert "Still to be given:" in shown
    chinese = page(save(logged_in("county", "zh-hans"), ref, wrong, then="file"))
    assert "女职工 999 人多于职工总数 120 人" in chinese


def test_wrong_paper_leaves_what_was_typed_saved(desk):
    county = logged_in("county")
    ref = begin(county, typed(NAME))
    bad = SimpleUploadedFile("批复.pdf", b"hello")
    answered = save(county, ref, typed(NAME, address="新地址九号"), file=bad, then="file")
    assert answered.status_code == 422
    assert UnitApplication.objects.get(ref=ref).proposal["address"] == "新地址九号"


def test_returned_with_a_reason_and_back_again(desk, at):
    place = desk.tree["王益区"]
    made = filed(desk.county, at, Kind.REGISTER, typed_in_march(NAME), *PAPERS, place=place)
    city, county = logged_in("city"), logged_in("county")
    where = f"/units/applications/{made.ref}/return"
    assert city.post(where, {"reason": ""}).status_code == 422
    assert city.post(where, {"reason": "批复看不清"}).status_code == 302
    shown = page(county.get(f"/units/applications/{made.ref}/"))
    assert "批复看不清" in shown
    assert "Save and file with the city" in shown
    with acting_in(desk.county.scope):
        (item,) = [i for i in waiting_for(desk.county).items if i.ref == made.ref]
    assert item.url == f"/units/applications/{made.ref}/"
    assert save(county, made.ref, typed(NAME), then="file").status_code == 302


def test_review_waits_on_the_to_do_page_of_the_city_only(desk, at):
    place = desk.tree["王益区"]
    made = filed(desk.county, at, Kind.REGISTER, typed_in_march(NAME), *PAPERS, place=place)
    for officer, expected in ((desk.city, 1), (desk.elsewhere, 0), (desk.county, None)):
        with acting_in(officer.scope):
            counts = {source.name: n for source, n in waiting_for(officer).counts}
        assert counts.get("units") == expected
    assert made.ref in page(logged_in("city").get("/"))
    assert made.ref in page(logged_in("city").get("/units/applications/?mine=1"))


def test_edit_shows_what_changes_and_the_unit_says_it_is_under_review(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], NAME)
    county = logged_in("county")
    form = page(county.get(f"/organisations/{unit.code}/edit/"))
    assert f'value="{NAME}"' in form
    proposal = typed(NAME, address="新地址九号", counted_on="", proof_kind="")
    answered = county.post(f"/organisations/{unit.code}/edit/", proposal)
    ref = answered.url.split("/")[-2]
    assert save(county, ref, proposal, then="file").status_code == 302
    shown = page(logged_in("city").get(f"/units/applications/{ref}/"))
    assert re.search(r'class="was">红旗街1号</span></td><td>新地址九号', shown)
    for where in ("/units/", f"/organisations/{unit.code}/"):
        assert "编辑市总审核中" in page(logged_in("county", "zh-hans").get(where))


def test_similar_units_are_shown_with_and_without_their_code(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], NAME)
    ref = begin(logged_in("county"), typed(f"铜川市{NAME}工会", 2))
    shown = page(logged_in("county").get(f"/units/applications/{ref}/"))
    assert "Units with a similar name" in shown
    assert unit.code in shown
    baoji = logged_in("baoji")
    answered = baoji.post("/units/new/", {"place": "610302", **typed(NAME, 3)})
    shown = page(baoji.get(answered.url))
    assert "outside your view" in shown
    assert "铜川市" in shown
    assert unit.code not in shown


def test_handler_is_changed_by_a_stamped_form(desk, at):
    code, county = desk.tree["王益区一厂"].code, logged_in("county")
    make_account("new-one")
    Account.objects.update(must_change_password=False)
    proposal = {"handler_username": "new-one", "handler_name": "new-one"}
    assert "unit" in page(county.get(f"/organisations/{code}/handler/"))
    ref = county.post(f"/organisations/{code}/handler/", proposal).url.split("/")[-2]
    form = county.get(f"/units/applications/{ref}/binding.pdf")
    assert form["Content-Type"] == "application/pdf"
    assert form.content.startswith(b"%PDF-")
    assert save(county, ref, proposal, paper_kind="binding", file=paper(), then="file").status_code
    assert logged_in("city").post(f"/units/applications/{ref}/approve").status_code == 302
    assert logged_in("unit").get(f"/organisations/{code}/").status_code == 403
    assert logged_in("new-one").get(f"/organisations/{code}/").status_code == 200


def test_account_for_a_handler_shows_its_password_once(desk):
    code, county = desk.tree["王益区一厂"].code, logged_in("county")
    where = f"/organisations/{code}/handler/account/"
    given = {"name": "赵敏", "username": "zhao-min", "identity_number": "11010519491231002Z"}
    refused = county.post(where, given)
    assert refused.status_code == 422
    assert 'value="zhao-min"' in page(refused)
    opened = page(county.post(where, given | {"identity_number": "11010519491231002X"}))
    password = re.search(r'class="once">([^<]+)<', opened).group(1)
    assert Account.objects.get(username="zhao-min").check_password(password)
    assert password not in page(county.get(where))
    assert logged_in("unit").get(where).status_code == 403


def test_merger_and_division_are_shown_from_both_sides(desk, at):
    one = registered(desk.county, desk.city, at, desk.tree["王益区"], NAME)
    two = registered(desk.county, desk.city, at, desk.tree["王益区"], "王益区青禾乳品加工厂", 2)
    county, city = logged_in("county"), logged_in("city")
    form = page(county.get(f"/organisations/{one.code}/merge/?text=青禾"))
    assert two.code in form
    proposal = typed("王益区启明水泥制品厂", parts=[one.code, two.code])
    ref = county.post(f"/organisations/{one.code}/merge/", proposal).url.split("/")[-2]
    assert page(county.get(f"/units/applications/{ref}/")).count('name="parts"') == 2
    for kind in (Paper.RESOLUTION, Paper.HEADCOUNT):
        assert save(county, ref, proposal, paper_kind=kind, file=paper()).status_code == 302
    assert save(county, ref, proposal, then="file").status_code == 302
    assert city.post(f"/units/applications/{ref}/approve").status_code == 302
    made = UnitApplication.objects.get(ref=ref).organisation
    assert one.code in page(county.get(f"/organisations/{made.code}/"))
    old = page(county.get(f"/organisations/{one.code}/"))
    assert made.code in old
    assert "This unit has ended" in old
    assert f"/organisations/{one.code}/edit/" not in old
    parts = {
        "goes_on": "yes", "part_name_1": "王益区启明锻压厂", "part_staff_count_1": "20",
        "part_women_count_1": "5",
    }  # fmt: skip
    ref = county.post(f"/organisations/{made.code}/split/", parts).url.split("/")[-2]
    save(county, ref, parts, paper_kind=Paper.RESOLUTION, file=paper(), then="file")
    assert UnitApplication.objects.get(ref=ref).state == S.SUBMITTED
    assert "王益区启明锻压厂" in page(city.get(f"/units/applications/{ref}/"))
    assert city.post(f"/units/applications/{ref}/approve").status_code == 302
    assert "王益区启明锻压厂" in page(county.get(f"/organisations/{made.code}/"))


def test_unit_handler_sees_own_unit_and_may_not_register(desk):
    unit, code = logged_in("unit"), desk.tree["王益区一厂"].code
    shown = page(unit.get("/units/"))
    assert code in shown
    assert desk.tree["王益区二校"].code not in shown
    assert unit.get("/units/new/").status_code == 403
    assert unit.get(f"/organisations/{code}/merge/").status_code == 403
    assert unit.get(f"/organisations/{code}/edit/").status_code == 200


def test_another_city_is_answered_like_an_unknown_address(desk, at):
    place = desk.tree["王益区"]
    made = filed(desk.county, at, Kind.REGISTER, typed_in_march(NAME), *PAPERS, place=place)
    baoji = logged_in("baoji")
    for what in ("", "binding.pdf"):
        assert baoji.get(f"/units/applications/{made.ref}/{what}").status_code == 404
    assert baoji.post(f"/units/applications/{made.ref}/approve").status_code == 404
    assert baoji.post("/units/new/", {"place": "610202", **typed(NAME)}).status_code == 404
    assert made.ref not in page(baoji.get("/units/applications/"))


def test_lists_search_and_export(desk, at):
    unit = registered(desk.county, desk.city, at, desk.tree["王益区"], NAME)
    county = logged_in("county")
    shown = page(county.get("/units/?text=云岭重型"))
    assert unit.code in shown
    assert desk.tree["王益区一厂"].code not in shown
    assert "No unit has a name like this" in page(county.get("/units/?text=没有的"))
    assert county.get("/units/?export=xlsx").content[:2] == b"PK"
    assert "No applications found" in page(county.get("/units/applications/?state=returned"))
