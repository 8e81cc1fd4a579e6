"""The audit trail on screen: filters, scope, roles, and the workbook of what is shown."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils.translation import override

import huzhu
from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.audit.actions import record_act
from huzhu.audit.models import Entry
from huzhu.console.audit.labels import ACTS, act_label
from huzhu.console.audit.rows import changes, entries_like
from huzhu.kernel.clock import civil_date
from huzhu.kernel.scope import everything
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

pytestmark = pytest.mark.django_db


def logged_in(username: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username=username))
    return client


def note(at, place, *, act="file_claim", kind="claim", ref="C1", **values) -> None:
    record_act(
        by=service("probe"),
        at=at,
        act=act,
        object_type=kind,
        object_ref=ref,
        org_path=place.path,
        **values,
    )


@pytest.fixture
def tree(house):
    return make_tree()


def refs(wanted: dict) -> list[str]:
    scope = everything()
    found = entries_like(scope, {**wanted, "officer": wanted.get("officer", "probe")})
    return [entry.object_ref for entry in found]


def test_filters_narrow_by_object_act_officer_and_days(tree, at):
    note(at, tree.office, ref="C1")
    note(at, tree.office, ref="C2", act="approve_claim")
    note(at + timedelta(days=1), tree.office, ref="B1", kind="batch", act="make_batch")
    day = civil_date(at)
    assert refs({}) == ["B1", "C2", "C1"]
    assert refs({"kind": "claim"}) == ["C2", "C1"]
    assert refs({"ref": " C1 "}) == ["C1"]
    assert refs({"act": "approve_claim"}) == ["C2"]
    assert refs({"officer": "PROBE"}) == ["B1", "C2", "C1"]
    assert refs({"last": day}) == ["C2", "C1"]
    assert refs({"first": day + timedelta(days=1)}) == ["B1"]


def test_day_filters_mean_days_in_china(tree, at):
    before_midnight = at.replace(hour=15, minute=59)
    note(before_midnight, tree.office, ref="same day")
    note(before_midnight + timedelta(minutes=1), tree.office, ref="next day")
    day = civil_date(at)
    assert refs({"first": day, "last": day}) == ["same day"]


def test_changes_tell_before_and_after_of_each_field(tree):
    entry = Entry(before={"bank": "工行"}, after={"bank": "建行", "odd": {"a": 1}})
    with override("zh-hans"):
        assert list(changes(entry)) == [("开户银行", "工行", "建行"), ("odd", "", '{"a": 1}')]


def test_sealed_values_are_cut_short(tree):
    entry = Entry(before={}, after={"name": "x" * 5000})
    assert [len(after) for _name, _before, after in changes(entry)] == [200]


def test_page_shows_acts_of_ones_own_jurisdiction_only(tree, at):
    note(at, tree["王益区"], ref="INSIDE")
    note(at, tree["渭滨区"], ref="OUTSIDE")
    make_officer("auditor", Role.AUDITOR, tree["铜川市"])
    page = logged_in("auditor").get("/audit/").content.decode()
    assert "INSIDE" in page
    assert "OUTSIDE" not in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.AUDITOR, 200),
        (Role.COMPLIANCE_OFFICER, 200),
        (Role.OFFICE_DIRECTOR, 200),
        (Role.COUNTY_HANDLER, 403),
        (Role.FINANCE_OFFICER, 403),
        (Role.SYSTEM_ADMINISTRATOR, 403),
    ],
)
def test_trail_is_for_those_who_oversee(tree, role, status):
    make_officer("somebody", role, tree.office)
    client = logged_in("somebody")
    assert client.get("/audit/").status_code == status
    assert client.get("/audit/workbook").status_code == status


def test_workbook_holds_what_the_filters_show(tree, at):
    note(at, tree.office, ref="C1", after={"amount_fen": 100})
    note(at, tree.office, ref="=cmd()", kind="batch", act="make_batch")
    make_officer("auditor", Role.AUDITOR, tree.office)
    answer = logged_in("auditor", "zh-hans").get("/audit/workbook?officer=probe")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["时间", "经办人", "来源", "操作", "对象", "对象编号", "变更前", "变更后"]
    assert [row[1:6] for row in rows[1:]] == [
        ["system:probe", "probe", "编制给付批次", "给付批次", "=cmd()"],
        ["system:probe", "probe", "提交理赔申请", "理赔申请", "C1"],
    ]
    assert rows[2][7] == "金额（分）: 100"
    assert sheet["F2"].data_type == "s"


def test_page_survives_filters_that_make_no_sense(tree):
    make_officer("auditor", Role.AUDITOR, tree.office)
    assert logged_in("auditor").get("/audit/?first=yesterday&kind=x&page=-3").status_code == 200


def test_nothing_found_says_what_to_do(tree):
    make_officer("auditor", Role.AUDITOR, tree.office)
    page = logged_in("auditor").get("/audit/?ref=nothing").content.decode()
    assert "No acts found" in page
    assert "/audit/workbook" not in page


def test_unknown_act_shows_as_written():
    assert act_label("some_new_act") == "some_new_act"


def test_every_act_written_in_the_source_has_a_label():
    pattern = re.compile(
        r'\bact="([a-z_]+)"|_write\("([a-z_]+)"'
        r'|(?:\brecord|audit_roster|_audit)\(\s*by, at, "([a-z_]+)"'
    )
    found = set()
    for file in Path(huzhu.__file__).parent.rglob("*.py"):
        found |= {name for names in pattern.findall(file.read_text()) for name in names if name}
    assert len(found) > 20
    assert found - ACTS.keys() == set()
