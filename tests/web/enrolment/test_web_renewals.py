"""The screens of the renewal season, with Django's client."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

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
from factories.members import make_identity
from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.enrolment.models import Cover, Renewal, RenewalCampaign, RenewalMark, RosterImport
from huzhu.enrolment.queries import renewal_counts
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.periods import add_months
from huzhu.kernel.scope import everything
from huzhu.organisations.enums import Role

PEOPLE = 60


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    return make_tree()


@pytest.fixture
def next_day() -> date:
    return civil_date(now()).replace(day=1) + timedelta(days=31)


@pytest.fixture
def unit(tree, at, next_day):
    type(tree.office).objects.update(staff_count=50)
    posted_roster(
        tree["王益区一厂"], at, as_xlsx(lines(PEOPLE)), starts_on=add_months(next_day, -12)
    )
    return tree["王益区一厂"]


def log_in(username: str, role: Role, place) -> Client:
    officer = make_officer(username, role, place)
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


@pytest.fixture
def county(tree):
    return log_in("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def elsewhere(tree):
    return log_in("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])


def text(client: Client, name: str, query: str = "", **where) -> str:
    response = client.get(reverse(f"console:{name}", kwargs=where) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def begun(county, unit, next_day) -> Renewal:
    where = reverse("console:renewal_begin", args=[unit.code])
    response = county.post(where, {"plan": "ZY", "from": next_day.isoformat()})
    found = Renewal.objects.get()
    assert response.url == reverse("console:renewal", args=[found.ref])
    return found


def post(client: Client, name: str, ref: str, data: dict, status: int = 302):
    with collecting():
        response = client.post(reverse(f"console:{name}", args=[ref]), data)
    assert response.status_code == status
    return response


def test_overview_counts_and_leads_to_the_unit(county, elsewhere, unit):
    shown = text(county, "renewals", "?months=12&by=unit")
    assert unit.name in shown
    assert reverse("console:renewal_unit", args=[unit.code]) in shown
    assert unit.name not in text(elsewhere, "renewals", "?months=12&by=unit")


def test_overview_is_exported(county, unit):
    response = county.get(reverse("console:renewals_export") + "?months=12")
    assert (response.status_code, response.content[:2]) == (200, b"PK")


def test_unit_page_offers_the_renewal(county, unit):
    shown = text(county, "renewal_unit", code=unit.code)
    assert reverse("console:renewal_begin", args=[unit.code]) in shown


def test_list_is_paged_searched_and_marked(county, unit, next_day):
    found = begun(county, unit, next_day)
    first = text(county, "renewal", ref=found.ref)
    assert first.count('name="shown"') == 50
    assert text(county, "renewal", "?page=2", ref=found.ref).count('name="shown"') == 10
    cover = Cover.objects.order_by("id").first()
    assert text(county, "renewal", f"?text={cover.ref}", ref=found.ref).count('name="shown"') == 1
    ref = cover.ref
    data = {"shown": [ref], "leaving": [ref], f"shares_{ref}": "1", "page": "1"}
    post(county, "renewal_mark", found.ref, data)
    assert RenewalMark.objects.get().is_leaving
    post(county, "renewal_mark", found.ref, {"shown": [ref], f"shares_{ref}": "1"})
    assert not RenewalMark.objects.exists()


def test_bad_shares_are_refused_and_nothing_is_kept(county, unit, next_day):
    found = begun(county, unit, next_day)
    cover = Cover.objects.first()
    typed = {"shown": [cover.ref], f"shares_{cover.ref}": "二"}
    html = post(county, "renewal_mark", found.ref, typed, status=422).content.decode()
    assert f"{cover.person.name} 的份数“二”不可用" in html
    assert "has-error" not in html
    assert not RenewalMark.objects.exists()


def test_new_people_come_by_form_and_by_file(county, unit, next_day):
    found = begun(county, unit, next_day)
    number = make_identity(700).number
    data = {"name": "赵新人", "identity": number, "insured": "是", "shares": "1"}
    post(county, "renewal_join", found.ref, data)
    file = SimpleUploadedFile("新人.csv", as_csv([line(701), line(702)], HEADER))
    post(county, "renewal_join_file", found.ref, {"file": file})
    assert renewal_counts(everything(), found).joined == 3
    shown = text(county, "renewal", ref=found.ref)
    assert "赵新人" in shown
    assert number not in shown
    joiner = found.joiners.first()
    post(county, "renewal_drop", found.ref, {"joiner": joiner.pk})
    assert renewal_counts(everything(), found).joined == 2
    wrong = post(county, "renewal_join", found.ref, data | {"identity": number[:-1]}, status=422)
    assert "赵新人" in wrong.content.decode()


@pytest.mark.parametrize(("name", "posts"), [("renewal_send", False), ("renewal_post", True)])
def test_sending_leads_to_the_roster(county, unit, next_day, name, posts):
    found = begun(county, unit, next_day)
    response = post(county, name, found.ref, {})
    roster = RosterImport.objects.get(renewal__ref=found.ref)
    assert response.url == reverse("console:roster", args=[roster.ref])
    found.refresh_from_db()
    assert (found.posts_when_good, found.unchanged) == (posts, PEOPLE)
    assert roster.ref in text(county, "renewal", ref=found.ref)
    post(county, name, found.ref, {}, status=422)


def test_campaign_from_making_to_closing(tree, county, unit, next_day):
    form = reverse("console:campaign_make")
    data = {
        "name": "春季续保", "plans": ["ZY"], "window_from": (next_day - timedelta(days=20)).isoformat(),
        "window_to": (next_day + timedelta(days=20)).isoformat(), "remind_every_days": "7",
    }  # fmt: skip
    assert county.get(reverse("console:campaign_new")).status_code == 200
    assert county.post(form, data | {"window_to": "2020-01-01"}).status_code == 422
    assert county.post(form, data).status_code == 302
    made = RenewalCampaign.objects.get()
    assert made.units.get().persons == PEOPLE
    assert unit.name in text(county, "campaign", ref=made.ref)
    assert "春季续保" in text(county, "renewals")
    post(county, "campaign_remind", made.ref, {})
    post(county, "campaign_count", made.ref, {})
    decline = reverse("console:renewal_decline")
    unit_id = made.units.get().pk
    assert county.post(decline, {"unit": unit_id, "reason": ""}).status_code == 422
    assert county.post(decline, {"unit": unit_id, "reason": "注销"}).status_code == 302
    assert "注销" in text(county, "campaign", "?stage=declined", ref=made.ref)
    post(county, "campaign_close", made.ref, {})
    post(county, "campaign_remind", made.ref, {}, status=422)


def test_another_county_finds_nothing(county, elsewhere, unit, next_day):
    found = begun(county, unit, next_day)
    for name, key in (("renewal", found.ref), ("renewal_unit", unit.code)):
        assert elsewhere.get(reverse(f"console:{name}", args=[key])).status_code == 404
    for name in ("renewal_mark", "renewal_join", "renewal_send", "renewal_post", "renewal_drop"):
        answer = elsewhere.post(
            reverse(f"console:{name}", args=[found.ref]), {"name": "x", "identity": "x"}
        )
        assert answer.status_code == 404, name
    begin = reverse("console:renewal_begin", args=[unit.code])
    assert elsewhere.post(begin, {"plan": "ZY", "from": next_day.isoformat()}).status_code == 404


def test_auditor_reads_and_does_not_change(tree, county, unit, next_day):
    found = begun(county, unit, next_day)
    auditor = log_in("shenji", Role.AUDITOR, tree.office)
    assert 'name="leaving"' not in text(auditor, "renewal", ref=found.ref)
    post(auditor, "renewal_send", found.ref, {}, status=403)
