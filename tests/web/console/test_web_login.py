"""Logging in: in two languages, audited, locked after five failures, ended after half an hour."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from conftest import TEST_HOME, clone_database
from factories.tree import PASSWORD, make_account, make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.audit.models import Entry
from huzhu.organisations.enums import Role

LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/"
NEW_PASSWORD = "another-Horse-8-staple"


@pytest.fixture(autouse=True)
def _nothing_counted_yet(house, settings):
    """No attempts from another test; and passwords are hashed fast, which is not what we test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def officer(house):
    tree = make_tree()
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


def log_in(client: Client, username: str = "wangyi", password: str = PASSWORD, **headers):
    return client.post(LOGIN, {"login": username, "password": password}, **headers)


def acts() -> list[tuple[str, str, str]]:
    found = Entry.objects.filter(object_type="account").order_by("id")
    kept = ("log_in", "log_out", "fail_log_in", "change_password")
    return [(e.act, e.object_ref, e.origin) for e in found if e.act in kept]


def test_officer_logs_in_and_lands_on_the_page_of_things_to_do(officer):
    client = Client()

    answer = log_in(client, REMOTE_ADDR="10.1.2.3")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert acts() == [("log_in", "wangyi", "10.1.2.3")]


def test_login_returns_to_the_page_that_was_asked_for_but_not_to_a_foreign_one(officer):
    own = Client().post(LOGIN, {"login": "wangyi", "password": PASSWORD, "next": "/organisations/"})
    foreign = Client().post(
        LOGIN, {"login": "wangyi", "password": PASSWORD, "next": "https://example.com/"}
    )

    assert own["Location"] == "/organisations/"
    assert foreign["Location"] == "/"


def test_login_page_has_no_way_to_sign_up(house):
    content = Client().get(LOGIN).content.decode()

    assert "signup" not in content
    assert Client().get("/accounts/signup/").status_code == 404
    assert Client().get("/accounts/password/reset/").status_code == 404


def test_wrong_password_keeps_the_account_typed_and_is_audited(officer):
    answer = log_in(Client(), password="wrong-wrong-wrong")

    content = answer.content.decode()
    assert 'value="wangyi"' in content
    assert "wrong-wrong-wrong" not in content
    assert [(act, ref) for act, ref, _ in acts()] == [("fail_log_in", "wangyi")]


def test_unknown_account_is_answered_like_a_wrong_password_and_its_name_not_written(officer):
    known = log_in(Client(), password="wrong-wrong-wrong").content.decode()
    unknown = log_in(Client(), username="my-password-typed-here").content.decode()

    assert unknown.count('role="alert"') == known.count('role="alert"') == 1
    assert [ref for _, ref, _ in acts()] == ["wangyi", "(unknown)"]


def test_sixth_attempt_after_five_failures_is_refused_even_with_the_right_password(officer):
    statuses = [log_in(Client(), password="wrong-wrong-wrong").status_code for _ in range(5)]

    sixth = log_in(Client())

    assert statuses == [200] * 5
    assert sixth.status_code == 429
    assert "sessionid" not in sixth.cookies
    assert [act for act, _, _ in acts()] == ["fail_log_in"] * 6


def test_lock_out_counts_the_account_whatever_the_case_address_or_host(officer):
    hosts = ("testserver", "localhost", "127.0.0.1", "testserver", "localhost")
    for number, host in enumerate(hosts):
        name = "WangYi" if number % 2 else "wangyi"
        address = f"10.0.0.{number}"
        log_in(Client(), name, "wrong-wrong-wrong", HTTP_HOST=host, REMOTE_ADDR=address)

    assert log_in(Client(), REMOTE_ADDR="10.9.9.9").status_code == 429


def test_lock_out_of_one_account_leaves_the_others_alone(officer):
    make_account("other")
    for _ in range(5):
        log_in(Client(), "other", "wrong-wrong-wrong")

    assert log_in(Client(), "other").status_code == 429
    assert log_in(Client()).status_code == 302


def test_lock_out_ends_after_fifteen_minutes(officer, monkeypatch):
    import time

    for _ in range(5):
        log_in(Client(), password="wrong-wrong-wrong")
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now + 14 * 60)
    locked = log_in(Client()).status_code
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 5)
    open_again = log_in(Client()).status_code

    assert (locked, open_again) == (429, 302)


def test_right_password_does_not_use_up_attempts(officer):
    assert [log_in(Client()).status_code for _ in range(7)] == [302] * 7


def test_closed_account_does_not_log_in_and_its_sessions_end(officer):
    earlier = Client()
    log_in(earlier)
    Account.objects.filter(username="wangyi").update(is_active=False)

    answer = log_in(client := Client())

    assert answer["Location"] == "/accounts/inactive/"
    assert client.get("/")["Location"] == f"{LOGIN}?next=/"
    assert earlier.get("/")["Location"] == f"{LOGIN}?next=/"


def test_given_password_is_changed_before_anything_else(house):
    make_account("newbie")
    client = Client()
    log_in(client, "newbie")

    before = client.get("/organisations/")
    changed = client.post(
        CHANGE,
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    after = client.get("/")

    assert (before.status_code, before["Location"]) == (302, CHANGE)
    assert (changed.status_code, changed["Location"]) == (302, "/")
    assert after.status_code == 200
    assert acts()[-1][:2] == ("change_password", "newbie")
    assert log_in(Client(), "newbie", NEW_PASSWORD).status_code == 302
    assert not Account.objects.get(username="newbie").must_change_password


@pytest.mark.parametrize("is_demo_run", [True, False])
def test_demo_password_is_good_in_the_demo_only(officer, settings, is_demo_run):
    settings.DEMO = is_demo_run
    Account.objects.filter(username="wangyi").update(has_demo_password=True)
    client = Client()
    log_in(client)

    assert client.get("/").status_code == (200 if is_demo_run else 302)


@pytest.mark.parametrize("weak", ["short", "password1234", "wangyi2026"])
def test_weak_password_is_refused_with_the_reason(officer, weak):
    client = Client()
    log_in(client)

    answer = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": weak, "password2": weak})

    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert Account.objects.get(username="wangyi").check_password(PASSWORD)


def test_changing_the_password_ends_the_other_sessions_of_the_account(officer):
    here, elsewhere = Client(), Client()
    log_in(here)
    log_in(elsewhere)

    here.post(
        CHANGE,
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_session_slides_by_half_an_hour_and_then_ends(officer):
    client = Client()
    cookie = log_in(client).cookies["sessionid"]
    soon = timezone.now() + timedelta(minutes=1)
    Session.objects.update(expire_date=soon)

    client.get("/")
    slid = Session.objects.get().expire_date - timezone.now()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    late = client.get("/")

    assert cookie["max-age"] == ""  # and it ends with the browser
    assert cookie["httponly"]
    assert timedelta(minutes=29) < slid <= timedelta(minutes=30)
    assert late["Location"] == f"{LOGIN}?next=/"


def test_logging_out_ends_the_session_and_is_audited(officer):
    client = Client()
    log_in(client)

    answer = client.post("/accounts/logout/")

    assert answer["Location"] == LOGIN
    assert client.get("/").status_code == 302
    assert acts()[-1][:2] == ("log_out", "wangyi")


def test_language_is_switched_and_stays(officer):
    client = Client()

    chinese = client.get(LOGIN).content.decode()
    client.post("/i18n/", {"language": "en", "next": LOGIN})
    english = client.get(LOGIN).content.decode()

    assert '<html lang="zh-Hans">' in chinese
    assert '<html lang="en">' in english
    assert "Log in" in english


ATTEMPTS = """
import json, os, sys
import django
django.setup()
from django.test import Client
from factories.tree import PASSWORD, make_account
if sys.argv[1] == "first":
    make_account("wangyi")
passwords = ["wrong-wrong-wrong"] * int(sys.argv[2]) + [PASSWORD]
post = lambda p: Client().post("/accounts/login/", {"login": "wangyi", "password": p}).status_code
print(json.dumps([post(p) for p in passwords]))
"""


def test_lock_out_holds_across_processes_on_the_database_as_the_application(database_template):
    """Each process is a server of its own; what they share is the table of the cache."""
    name = f"lockout_{os.getpid()}"
    clone_database(database_template, name)
    try:
        first, second = _attempts(name, "first", 3), _attempts(name, "second", 2)
    finally:
        _drop(name)

    assert first == [200, 200, 200, 302]
    assert second == [200, 200, 429]


def _attempts(database: str, which: str, failures: int) -> list[int]:
    environment = {
        **os.environ,
        "HUZHU_HOME": str(TEST_HOME),
        "HUZHU_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "huzhu.config.settings",
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p.endswith(("/src", "/tests"))),
    }
    done = subprocess.run(
        [sys.executable, "-c", ATTEMPTS, which, str(failures)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _drop(name: str) -> None:
    from huzhu.config import embedded

    with embedded.administrator(TEST_HOME) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
