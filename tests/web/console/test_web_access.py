"""Who opens which page, what the database shows there, and how the program says no."""

from __future__ import annotations

import re

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path

from factories.tree import make_account, make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.audit.actions import record_act
from huzhu.audit.models import Entry
from huzhu.console.access import account_view, administrator_view, officer_view
from huzhu.kernel.errors import NotPermitted, Refusal
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisation_by_code

pytestmark = pytest.mark.urls(__name__)


class TooLate(Refusal):
    code = "too_late"
    zh = "已过{day}，不能再办理。"
    en = "It is past {day}; this can no longer be done."
    remedy_zh = "请改为补报。"
    remedy_en = "File a late report."


def _names() -> str:
    return " ".join(Organisation.objects.order_by("path").values_list("name", flat=True))


@officer_view()
def names(request):
    return HttpResponse(_names())


@officer_view()
def streamed(request):
    def lines():
        for node in Organisation.objects.order_by("path").iterator():
            yield f"{node.name}\n".encode()

    return StreamingHttpResponse(lines())


@officer_view()
def lazily(request):
    template = engines["django"].from_string("{% for n in nodes %}{{ n.name }} {% endfor %}")
    return TemplateResponse(request, template, {"nodes": Organisation.objects.order_by("path")})


@officer_view()
def a_file(request):
    import io

    return FileResponse(io.BytesIO(b"content"), filename="x.bin")


@officer_view(Role.FINANCE_OFFICER, Role.AUDITOR)
def for_finance(request):
    return HttpResponse("the books")


@officer_view()
def one(request, code):
    return HttpResponse(organisation_by_code(request.scope, code).name)


@officer_view()
def forbidden(request):
    raise NotPermitted


@officer_view()
def form_page(request):
    text = '{% extends "ui/page.html" %}{% load ui %}{% block title %}A form{% endblock %}{% block content %}<textarea>{% typed "reason" %}</textarea>{% endblock %}'
    return HttpResponse(engines["django"].from_string(text).render({}, request))


def _write_and_refuse(request):
    record_act(
        by=request.officer,
        at=request.at,
        act="probe",
        object_type="probe",
        object_ref="1",
        org_path=request.officer.held[0].org_path,
    )
    raise TooLate(day="3月1日")


@officer_view(again=form_page)
def act_with_page(request):
    _write_and_refuse(request)


@officer_view()
def act_alone(request):
    _write_and_refuse(request)


@officer_view()
def who(request):
    officer = request.officer
    return HttpResponse(
        f"{officer.origin}|{request.lang}|{request.at.tzinfo}|{','.join(officer.roles)}|"
        f"{officer.scope == request.scope}"
    )


@administrator_view()
def administration(request):
    return HttpResponse(_names())


@account_view
def mine(request):
    return HttpResponse(_names() or "nothing")


urlpatterns = [
    path("probe/names", names),
    path("probe/streamed", streamed),
    path("probe/lazily", lazily),
    path("probe/file", a_file),
    path("probe/finance", for_finance),
    path("probe/one/<code>", one),
    path("probe/forbidden", forbidden),
    path("probe/act", act_with_page),
    path("probe/act-alone", act_alone),
    path("probe/who", who),
    path("probe/administration", administration),
    path("probe/mine", mine),
    path("", include("huzhu.config.urls")),
]


def logged_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def tree(house, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    tree.by_name["省办事处"] = tree.office
    for username, role, place in (
        ("wangyi", Role.COUNTY_HANDLER, "王益区"),
        ("caiwu", Role.FINANCE_OFFICER, "省办事处"),
        ("admin", Role.SYSTEM_ADMINISTRATOR, "省办事处"),
    ):
        make_officer(username, role, tree[place])
    return tree


def test_visitor_is_sent_to_the_login_page_and_back_afterwards(house):
    answer = Client().get("/probe/names?x=1")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/probe/names%3Fx%3D1"


def test_visitor_asking_for_a_fragment_moves_the_whole_page(house):
    answer = Client().get("/probe/names", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/accounts/login/"
    assert answer.content == b""


def test_view_sees_the_officers_jurisdiction_and_the_line_above(tree):
    answer = logged_in("wangyi").get("/probe/names")

    assert answer.content.decode() == "省办事处 铜川市 王益区 王益区一厂 王益区二校"


@pytest.mark.parametrize("page", ["streamed", "lazily"])
def test_what_is_made_after_the_view_returns_sees_the_same(tree, page):
    answer = logged_in("wangyi").get(f"/probe/{page}")

    content = answer.getvalue().decode()
    assert content.split() == ["省办事处", "铜川市", "王益区", "王益区一厂", "王益区二校"]


def test_file_is_sent_as_it_is(tree):
    assert logged_in("wangyi").get("/probe/file").getvalue() == b"content"


def test_scope_of_the_test_is_there_again_after_a_request(tree):
    logged_in("wangyi").get("/probe/names")

    assert Organisation.objects.filter(name="宝鸡市").exists()


def test_request_carries_officer_instant_language_and_origin(tree):
    client = logged_in("wangyi")

    chinese = client.get("/probe/who", REMOTE_ADDR="10.1.2.3").content.decode()
    english = client.get("/probe/who", headers={"Accept-Language": "en"}).content.decode()

    assert chinese == "10.1.2.3|zh|UTC|county_handler|True"
    assert english == "127.0.0.1|en|UTC|county_handler|True"


@pytest.mark.parametrize(("username", "status"), [("caiwu", 200), ("wangyi", 403)])
def test_page_of_named_roles_is_for_them_only(tree, username, status):
    answer = logged_in(username).get("/probe/finance")

    assert answer.status_code == status
    assert ("the books" in answer.content.decode()) == (status == 200)


def test_appointment_that_has_ended_opens_nothing(tree):
    from datetime import date

    from huzhu.organisations.models import Appointment

    Appointment.objects.filter(account__username="wangyi").update(ends_before=date(2021, 1, 1))

    answer = logged_in("wangyi").get("/probe/names")

    assert answer.status_code == 403
    assert "王益区" not in answer.content.decode()


def test_administrator_has_pages_of_administration_and_no_business_page(tree):
    client = logged_in("admin")

    assert client.get("/probe/names").status_code == 403
    assert "渭滨区" in client.get("/probe/administration").content.decode()


def test_officer_opens_a_page_of_administration_within_the_jurisdiction(tree):
    answer = logged_in("wangyi").get("/probe/administration")

    assert "渭滨区" not in answer.content.decode()
    assert answer.status_code == 200


def test_account_without_appointment_sees_only_what_is_its_own(tree):
    account = make_account("nobody")
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    client = logged_in("nobody")

    assert client.get("/probe/mine").content == b"nothing"
    assert client.get("/probe/administration").status_code == 403
    assert client.get("/").status_code == 200


def test_not_visible_looks_like_an_address_that_is_not_there(tree):
    client = logged_in("wangyi")

    outside = client.get("/probe/one/610300")
    missing = client.get("/probe/one/999999")
    unknown = client.get("/probe/nowhere")

    assert [a.status_code for a in (outside, missing, unknown)] == [404, 404, 404]
    assert _body(outside) == _body(missing) == _body(unknown)
    assert "宝鸡市" not in outside.content.decode()


def test_not_permitted_says_so_and_what_to_do(tree):
    answer = logged_in("wangyi").get("/probe/forbidden")

    assert answer.status_code == 403
    assert NotPermitted.zh in answer.content.decode()
    assert NotPermitted.remedy_zh in answer.content.decode()


def test_refusal_shows_the_page_again_with_what_was_typed(tree):
    answer = logged_in("wangyi").post("/probe/act", {"reason": "材料<齐全>"})

    content = answer.content.decode()
    assert answer.status_code == 422
    assert "已过3月1日，不能再办理。" in content
    assert "请改为补报。" in content
    assert "<textarea>材料&lt;齐全&gt;</textarea>" in content


def test_refusal_without_a_page_shows_what_was_typed_but_never_a_password(tree):
    typed = {"reason": "材料齐全", "password1": "hunter2-hunter2"}

    content = logged_in("wangyi").post("/probe/act-alone", typed).content.decode()

    assert "已过3月1日，不能再办理。" in content
    assert "材料齐全" in content
    assert "hunter2" not in content
    assert "csrfmiddlewaretoken" not in content.split('id="content"')[1]


def test_refused_act_leaves_nothing_behind(tree):
    logged_in("wangyi").post("/probe/act", {})

    assert not Entry.objects.filter(act="probe").exists()


def test_refusal_speaks_english_to_an_english_reader(tree):
    client = logged_in("wangyi")

    content = client.post("/probe/act", {}, headers={"Accept-Language": "en"}).content.decode()

    assert "It is past 3月1日; this can no longer be done." in content
    assert "已过" not in content


def test_answers_are_not_kept_by_caches_and_run_no_foreign_script(tree):
    answer = logged_in("wangyi").get("/probe/names")

    assert answer["Cache-Control"] == "private, no-store"
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def _body(answer) -> str:
    """The page without what differs with every request: tokens and the address it returns to."""
    text = re.sub(
        r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", answer.content.decode()
    )
    return re.sub(r'name="next" value="[^"]*"', "", text)
