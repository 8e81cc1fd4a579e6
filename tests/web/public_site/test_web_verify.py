"""The page where anybody checks a certificate, and the officers' pages it comes from."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from factories.enrolment import collecting, make_cover, publish_plan
from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.enrolment.actions import issue_certificate
from huzhu.enrolment.models import Certificate
from huzhu.kernel.clock import civil_date, now
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.public_site import views
from huzhu.public_site.limits import QUESTIONS_A_MINUTE

PAGE = "/verify/"


@pytest.fixture
def tree(house, at):
    cache.clear()
    publish_plan(at)
    return make_tree()


@pytest.fixture
def cover(tree, at):
    return make_cover(tree["王益区一厂"], at, 1, starts_on=civil_date(now()) - timedelta(days=30))


@pytest.fixture
def certificate(cover, at):
    return issue_certificate(by=service("test"), at=at, cover_ref=cover.ref)


def client_of(tree, username: str, role: Role, place) -> Client:
    officer = make_officer(username, role, place)
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


def test_empty_page_asks_for_the_code(tree):
    response = Client().get(PAGE)
    assert response.status_code == 200
    assert 'name="c"' in response.content.decode()


def test_right_code_shows_standing_and_no_more_than_the_paper(cover, certificate):
    response = Client().get(PAGE, {"c": certificate.code})
    text = response.content.decode()
    assert "tone-good" in text or "good" in text
    assert cover.person.name[0] + "**" in text
    leaked = [
        part
        for part in (cover.person.name, cover.ref, cover.organisation.name, cover.person.ref)
        if part in text
    ]
    assert leaked == []
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "session" not in " ".join(response.cookies)


def test_wrong_codes_are_answered_alike(certificate):
    wrong = certificate.code[:-1] + ("1" if certificate.code[-1] == "0" else "0")
    unknown = "CE2026-0000000-0-00000-00000"
    answers = set()
    for code in (wrong, unknown, certificate.ref, "nonsense"):
        text = Client().get(PAGE, {"c": code}).content.decode()
        answers.add(re.sub(r"(token|X-CSRFToken)[^>]*", "", text.replace(code, "")))
    assert len(answers) == 1


def test_too_many_questions_are_refused_for_a_minute(certificate, monkeypatch, at):
    monkeypatch.setattr(views, "now", lambda: at)
    client = Client()
    for _ in range(QUESTIONS_A_MINUTE):
        assert client.get(PAGE, {"c": "nonsense"}).status_code == 200
    refused = client.get(PAGE, {"c": certificate.code})
    assert refused.status_code == 429
    assert certificate.ref[:4] not in re.sub(r"<input[^>]*>", "", refused.content.decode())
    assert Client(REMOTE_ADDR="10.1.2.3").get(PAGE, {"c": certificate.code}).status_code == 200
    monkeypatch.setattr(views, "now", lambda: at + timedelta(minutes=1))
    assert client.get(PAGE, {"c": certificate.code}).status_code == 200


def test_posting_is_not_answered(tree):
    assert Client().post(PAGE, {"c": "x"}).status_code == 405


def test_officer_issues_prints_and_revokes(tree, cover):
    county = client_of(tree, "wangyi", Role.COUNTY_HANDLER, tree["王益区"])
    with collecting():
        response = county.post(reverse("console:certificate_issue", args=[cover.ref]))
    made = Certificate.objects.get()
    assert response.url == reverse("console:certificate", args=[made.ref])
    assert made.code in county.get(response.url).content.decode()
    assert made.ref in county.get(reverse("console:cover", args=[cover.ref])).content.decode()
    paper = county.get(reverse("console:certificate_paper", args=[made.ref]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    revoke = reverse("console:certificate_revoke", args=[made.ref])
    assert county.post(revoke, {"reason": ""}).status_code == 422
    assert county.post(revoke, {"reason": "写错单位"}).status_code == 302
    assert county.get(reverse("console:certificate_paper", args=[made.ref])).status_code == 422


def test_another_county_finds_no_certificate(tree, certificate):
    other = client_of(tree, "weibin", Role.COUNTY_HANDLER, tree["渭滨区"])
    for name in ("certificate", "certificate_paper"):
        assert other.get(reverse(f"console:{name}", args=[certificate.ref])).status_code == 404
    revoke = reverse("console:certificate_revoke", args=[certificate.ref])
    assert other.post(revoke, {"reason": "x"}).status_code == 404
