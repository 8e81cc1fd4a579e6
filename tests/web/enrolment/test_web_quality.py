"""The screens of the data-quality pack, with Django's client."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from factories.enrolment import as_xlsx, collecting, lines, posted_roster, publish_plan
from factories.members import die
from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.console.quality.views import sparkline
from huzhu.enrolment.actions import check_quality
from huzhu.enrolment.events import QualityCheckAsked
from huzhu.enrolment.models import QualityFinding
from huzhu.members.models import Person
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    return make_tree()


def officer_client(username: str, role: Role, place):
    officer = make_officer(username, role, place)
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return officer, client


@pytest.fixture
def handler(tree):
    return officer_client("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def compliance(tree):
    return officer_client("hegui", Role.COMPLIANCE_OFFICER, tree.office)[1]


@pytest.fixture
def finding(tree, at, handler):
    posted_roster(tree["王益区一厂"], at, as_xlsx(lines(10)), by=handler[0])
    die(Person.objects.order_by("id").first(), date(2026, 1, 1))
    for day in range(2):
        check_quality(by=service("test"), at=at + timedelta(days=day))
    return QualityFinding.objects.get(check_code="dead_covered")


def text(client: Client, name: str, query: str = "", **where) -> str:
    response = client.get(reverse(f"console:{name}", kwargs=where) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_overview_shows_checks_with_their_trend(compliance, finding):
    shown = text(compliance, "quality")
    assert shown.count("<polyline") >= 1
    assert "check=dead_covered" in shown


def test_units_and_handlers_lead_to_their_findings(compliance, finding, handler):
    assert finding.organisation.code in text(compliance, "quality_units")
    assert f"handler={handler[0].account_id}" in text(compliance, "quality_handlers")
    query = f"?handler={handler[0].account_id}&state=open&check=dead_covered"
    assert finding.ref in text(compliance, "quality_findings", query)
    assert finding.ref not in text(compliance, "quality_findings", "?handler=0")
    assert finding.ref not in text(compliance, "quality_findings", "?state=mended")
    assert finding.ref not in text(compliance, "quality_findings", "?unit=没有")


def test_pack_is_a_workbook(compliance, finding):
    response = compliance.get(reverse("console:quality_pack"))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert len(book.sheetnames) >= 2


def test_another_person_decides_with_a_reason(compliance, handler, finding):
    where = reverse("console:quality_decide", args=[finding.ref])
    own = handler[1]
    assert "textarea" not in text(own, "quality_finding", ref=finding.ref)
    assert own.post(where, {"outcome": "dismissed", "reason": "没问题"}).status_code == 422
    assert compliance.post(where, {"outcome": "explained", "reason": ""}).status_code == 422
    assert compliance.post(where, {"outcome": "", "reason": "x"}).status_code == 422
    assert compliance.post(where, {"outcome": "explained", "reason": "已核实"}).status_code == 302
    assert "已核实" in text(compliance, "quality_finding", ref=finding.ref)


def test_checks_are_asked_for_by_those_who_supervise(compliance, handler, finding):
    with collecting() as facts:
        assert compliance.post(reverse("console:quality_check")).status_code == 302
    assert [type(fact) for fact in facts] == [QualityCheckAsked]
    assert handler[1].post(reverse("console:quality_check")).status_code == 403


def test_another_county_finds_nothing(tree, finding):
    other = officer_client("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])[1]
    assert other.get(reverse("console:quality_finding", args=[finding.ref])).status_code == 404
    for name in ("quality", "quality_units", "quality_handlers", "quality_findings"):
        assert finding.organisation.name not in text(other, name)


def test_unit_handlers_have_no_such_page(tree, finding):
    client = officer_client("yichang", Role.UNIT_HANDLER, tree["王益区一厂"])[1]
    assert client.get(reverse("console:quality")).status_code == 403


def test_sparkline_has_a_point_a_day_within_its_box():
    trend = [(date(2026, 3, 1), 0, 0), (date(2026, 3, 2), 5, 10), (date(2026, 3, 3), 1, 10)]
    assert sparkline(trend) == "0,22 60,2 120,18"
    assert sparkline(trend[:1]) == ""
