"""The ground the rooms stand on: scope, policies, keys, audit, references."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import Error, ProgrammingError

from factories.tree import AT, make_officer, make_tree
from huzhu.audit import actions as audit
from huzhu.audit import queries as trail
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.scope import EmptyScope, Scope, acting_in, everything
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service
from huzhu.requests.actions import act_once
from huzhu.requests.errors import KeyUsedForAnother
from huzhu.vault import actions as vault


def test_application_role_cannot_bypass_policies(house):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_scope_without_paths_is_refused():
    with pytest.raises(EmptyScope):
        Scope(())


def test_transaction_without_scope_sees_no_organisation(house):
    make_tree()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huzhu.scope', '', true)")
    assert Organisation.objects.count() == 0


def test_county_sees_itself_its_units_and_the_line_above(house):
    tree = make_tree()
    with acting_in(Scope((tree["王益区"].path,))):
        names = set(Organisation.objects.values_list("name", flat=True))
    assert names == {"省办事处", "铜川市", "王益区", "王益区一厂", "王益区二校"}


def test_scope_of_outer_transaction_returns(house):
    tree = make_tree()
    with acting_in(Scope((tree["王益区"].path,))):
        pass
    assert Organisation.objects.filter(name="渭滨区").count() == 1


def test_officer_without_business_has_no_scope(house):
    tree = make_tree()
    admin = make_officer("admin", Role.SYSTEM_ADMINISTRATOR, tree.office)
    assert admin.has_business_scope is False
    with pytest.raises(EmptyScope):
        _ = admin.scope


def test_sealed_value_opens_only_for_its_person_and_purpose(house):
    vault.create_keys(subject_ids=[41, 42])
    blob = vault.seal_for(subject_id=41, purpose="phone", value="13900000000")
    assert vault.reveal(subject_id=41, purpose="phone", blob=blob) == "13900000000"
    for subject, purpose in ((42, "phone"), (41, "identity")):
        with pytest.raises(Undecipherable):
            vault.reveal(subject_id=subject, purpose=purpose, blob=blob)


def test_destroyed_key_opens_nothing(house):
    vault.create_keys(subject_ids=[43])
    blob = vault.seal_for(subject_id=43, purpose="phone", value="13900000000")
    vault.destroy_key(subject_id=43, at=AT)
    with pytest.raises(Undecipherable):
        vault.reveal(subject_id=43, purpose="phone", blob=blob)


def _write(act: str = "tested") -> None:
    audit.record_act(
        by=service("test"), at=AT, act=act, object_type="thing", object_ref="T1", org_path="/1/"
    )


def test_audit_entry_cannot_change(house):
    _write()
    for statement in ("UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(ProgrammingError), acting_in(everything()):
            with connection.cursor() as cursor:
                cursor.execute(statement)


def test_sealed_chain_verifies(house):
    for act in ("one", "two", "three"):
        _write(act)
    assert audit.seal_pending() == 3
    assert trail.faults() == []
    assert trail.counts() == (3, 3)


def test_same_key_acts_once_and_answers_the_same(house):
    acted = []

    def act():
        acted.append(1)
        return {"n": len(acted)}

    first = act_once(channel="test", key="k", request_digest="d", at=AT, act=act)
    second = act_once(channel="test", key="k", request_digest="d", at=AT, act=act)
    assert (first, second, acted) == ({"n": 1}, {"n": 1}, [1])
    with pytest.raises(KeyUsedForAnother):
        act_once(channel="test", key="k", request_digest="other", at=AT, act=act)


def test_broken_transaction_does_not_hide_its_error(house):
    with pytest.raises(Error), acting_in(everything()), connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")


def test_act_that_concerns_no_place_is_seen_by_the_office_only(house):
    tree = make_tree()
    audit.record_act(
        by=service("test"), at=AT, act="log_in", object_type="account", object_ref="a", org_path="/"
    )
    seen = {}
    for name, place in (("office", tree.office), ("city", tree["铜川市"])):
        scope = Scope((place.path,))
        with acting_in(scope):
            seen[name] = trail.entries(scope).filter(act="log_in").count()
    assert seen == {"office": 1, "city": 0}


def test_house_key_is_made_once_whoever_asks_first(house):
    vault.ensure_house_key()
    blob = vault.seal_for(subject_id=vault.HOUSE, purpose="cells", value="x")
    vault.ensure_house_key()
    assert vault.reveal(subject_id=vault.HOUSE, purpose="cells", blob=blob) == "x"
