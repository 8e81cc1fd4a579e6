"""The second wall: with the queries' own filters switched off, the database still shows one
county nothing of another, and what looks across jurisdictions tells no more than is written here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from factories.members import make_identity
from factories.tree import AT
from factories.world import County, World, bill_number, make_world
from huzhu.accounts.models import Account
from huzhu.attachments import queries as attachments
from huzhu.audit import queries as audit
from huzhu.claims import queries as claims
from huzhu.claims.models import Claim, Recognition
from huzhu.claims.queries.filed import _loaded
from huzhu.enrolment import queries as enrolment
from huzhu.enrolment.models import Certificate, Cover, Enrolment, FundingBudget, GiftProgramme
from huzhu.kernel import scope as kernel_scope
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.scope import acting_in, everything
from huzhu.ledger import queries as ledger
from huzhu.members import queries as members
from huzhu.members.models import PayoutAccount, Person
from huzhu.notices.models import Notice
from huzhu.organisations import queries as organisations
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import grams
from huzhu.treasury import queries as treasury
from huzhu.treasury.models import ExpectedReceipt, InstalmentPlan, Instruction
from huzhu.vault import actions as vault

DENIED = "42501"
# The trail may be written to from anywhere, and read only where the entry belongs.
ADDED_ANYWHERE = {"audit_entry"}
# Of a line above one's own place, name and book are no secret, nor where contributions are paid to
# and what is given to one's units.
SEEN_ABOVE = {
    "ledger_book", "treasury_collectionaccount", "enrolment_fundingbudget",
    "enrolment_fundingrule", "enrolment_giftprogramme",
}  # fmt: skip
# A budget is answered for by its journal before its place is looked at.
REFUSED_EARLIER = {"enrolment_fundingbudget": "HZ006"}
TABLES = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_path' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
VIEWS = """
    SELECT c.relname FROM pg_class c
    WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace ORDER BY 1
"""


@pytest.fixture
def world(house, at) -> World:
    return make_world(at)


@pytest.fixture
def unfiltered(monkeypatch) -> list[str]:
    """Every module's `within` narrows nothing any more; their names."""
    plain, patched = kernel_scope.within, []
    for name, module in list(sys.modules.items()):
        if name.startswith("huzhu.") and getattr(module, "within", None) is plain:
            monkeypatch.setattr(module, "within", lambda _scope, _field="org_path": Q())
            patched.append(name)
    return patched


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def tables() -> list[str]:
    return [row[0] for row in rows(TABLES)]


def below(county: County) -> tuple[str, str]:
    """A condition that an index or a policy would not help to forget."""
    return "starts_with(org_path, %s)", county.city.path


def visible(table: str, county: County) -> int:
    condition, path = below(county)
    return rows(f"SELECT count(*) FROM {table} WHERE {condition}", path)[0][0]


# Drafts of terms and their replays: no county or city has any.
OFFICES_OWN = ("plans_draftedition", "plans_draftrevision", "plans_replay")
_AT = "SELECT 1 FROM {} WHERE org_path = %s LIMIT 1"


# ── reading ───────────────────────────────────────────────────────────────────────────────────


def test_office_sees_both_counties_in_every_table(world):
    """Else the tests below would pass on empty tables."""
    assert len(tables()) >= 20
    with acting_in(world.office.scope):
        bare = [(t, c.county.name) for t in tables() for c in (world.a, world.b)
                if t not in OFFICES_OWN and not visible(t, c)]  # fmt: skip
        (office,) = world.office.scope.paths
        empty = [t for t in OFFICES_OWN if not rows(_AT.format(t), office)]
    assert bare == []
    assert empty == []


@pytest.mark.parametrize("walker", ["handler", "unit_handler", "staff"])
def test_no_table_shows_another_county(world, walker):
    officer = getattr(world.a, walker)
    with acting_in(officer.scope):
        assert [t for t in tables() if visible(t, world.b)] == []
        assert visible("claims_claim", world.a)
        (mine,) = officer.scope.paths
        outside = [
            table
            for table in tables()
            if table not in SEEN_ABOVE
            and rows(f"SELECT 1 FROM {table} WHERE NOT starts_with(org_path, %s) LIMIT 1", mine)
        ]
    assert outside == []


def test_without_a_scope_nothing_is_seen(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huzhu.scope', '', true)")
    assert [t for t in tables() if rows(f"SELECT 1 FROM {t} LIMIT 1")] == []
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


def test_people_and_places_of_another_county_are_not_seen(world):
    ids = [person.pk for person in world.b.people]
    refs = world.b.refs["member"]
    with acting_in(world.a.handler.scope):
        assert not Person.objects.filter(pk__in=ids).exists()
        assert rows("SELECT 1 FROM members_person WHERE ref = ANY (%s)", refs) == []
        assert not Organisation.objects.filter(path__startswith=world.b.city.path).exists()
        assert not Notice.objects.filter(pk=world.b.notice_id).exists()
        assert Person.objects.filter(pk__in=[p.pk for p in world.a.people]).exists()
    with acting_in(world.office.scope):
        assert Person.objects.filter(pk__in=ids).count() == len(ids)


def test_models_show_nothing_through_relations_either(world):
    """Joins, reverse relations and counts go through the same wall."""
    with acting_in(world.a.staff.scope):
        for model in apps.get_models():
            names = {field.name for field in model._meta.get_fields()}
            if "org_path" in names:
                found = model.objects.filter(org_path__startswith=world.b.city.path)
                assert not found.exists(), model
                assert found.count() == 0, model
        ids, path = [person.pk for person in world.b.people], world.b.city.path
        assert not Person.objects.filter(employments__org_path__startswith=path).exists()
        assert not Cover.objects.filter(person__in=ids).exists()
        assert not Cover.objects.filter(organisation__path__startswith=path).exists()


def test_nothing_runs_as_somebody_else_by_a_view(world):
    """A view would read with its owner's rights."""
    assert rows(VIEWS) == []


# ── the queries of the rooms without their filters ────────────────────────────────────────────


LISTS: dict[str, Callable[..., Any]] = {
    "attachments": lambda s: apps.get_model("attachments.Attachment").objects.all(),
    "audit": audit.entries,
    "batches": treasury.batches,
    "books": lambda s: apps.get_model("ledger.Book").objects.all(),
    "campaigns": enrolment.campaigns,
    "certificates": enrolment.certificates,
    "claims": claims.claims,
    "covers": enrolment.covers,
    "enrolments": enrolment.enrolments,
    "expected": treasury.expected_receipts,
    "findings": enrolment.findings,
    "instructions": treasury.instructions,
    "organisations": organisations.organisations,
    "people": members.people,
    "person_changes": members.changes,
    "ties": members.ties_to_confirm,
    "renewals": enrolment.renewals,
    "rosters": enrolment.rosters,
    "settlement_sources": claims.settlement_sources,
    "settlements": claims.settlement_imports,
    "stays": claims.settled_stays,
    "transactions": ledger.transactions,
    "unit_applications": organisations.applications,
}
BY_REF: dict[str, Callable[..., Any]] = {
    "attachment": attachments.attachment_by_ref,
    "batch": treasury.batch_by_ref,
    "budget": enrolment.budget_by_ref,
    "funding_rule": enrolment.rule_by_ref,
    "gift": enrolment.gift_by_ref,
    "invoice": treasury.invoice_by_ref,
    "refund": treasury.refund_by_ref,
    "slip": treasury.slip_by_ref,
    "statement": treasury.statement_by_ref,
    "statement_line": treasury.statement_line_by_ref,
    "campaign": enrolment.campaign_by_ref,
    "certificate": enrolment.certificate_by_ref,
    "claim": claims.claim_by_ref,
    "cover": enrolment.cover_by_ref,
    "enrolment": enrolment.enrolment_by_ref,
    "expected": treasury.expected_receipt_by_ref,
    "finding": enrolment.finding_by_ref,
    "instruction": treasury.instruction_by_ref,
    "member": members.person_by_ref,
    "person_change": members.change_by_ref,
    "orgcode": organisations.organisation_by_code,
    "renewal": enrolment.renewal_by_ref,
    "roster": enrolment.roster_by_ref,
    "settlement_source": claims.settlement_source_by_ref,
    "settlements": claims.settlement_import_by_ref,
    "stay": claims.settled_stay_by_ref,
    "transaction": ledger.transaction_by_ref,
    "unit_application": organisations.application_by_ref,
}


def told(thing: Any) -> str:
    """All columns of a row as one text."""
    return " ".join(str(getattr(thing, f.attname)) for f in thing._meta.concrete_fields)


def test_lists_without_their_filter_show_one_county_only(world, unfiltered):
    assert len(unfiltered) >= 10
    with acting_in(world.a.staff.scope):
        for name, query in LISTS.items():
            text = "\n".join(told(thing) for thing in query(everything()))
            assert text, name
            assert world.b.city.path not in text, name
            assert {m for m in world.b.markers if m in text} == set(), name
    with acting_in(world.office.scope):
        for name, query in LISTS.items():
            text = "\n".join(told(thing) for thing in query(everything()))
            assert world.b.city.path in text or any(m in text for m in world.b.markers), name


def test_references_without_their_filter_open_nothing_foreign(world, unfiltered):
    # An account for contributions is looked for from a place upwards: the whole has none above.
    assert set(BY_REF) | {"receipt", "collection_account"} == set(world.b.refs)
    for kind, query in BY_REF.items():
        for ref in world.b.refs[kind]:
            with acting_in(world.a.staff.scope), pytest.raises(NotVisible):
                query(everything(), ref)
            with acting_in(world.b.staff.scope):
                assert query(everything(), ref), kind


def test_pages_without_their_filter_hold(world, unfiltered):
    client = Client()
    client.force_login(Account.objects.get(pk=world.a.staff.account_id))
    kinds = ("claim", "cover", "roster", "member", "batch", "instruction", "expected")
    names = {"instruction": "payment", "expected": "receipt"}
    for kind in kinds:
        address = reverse(f"console:{names.get(kind, kind)}", args=[world.b.refs[kind][0]])
        assert client.get(address).status_code == 404
    for name in ("claims", "covers", "rosters", "receipts", "payments", "batches", "audit"):
        text = client.get(reverse(f"console:{name}")).content.decode()
        assert {m for m in world.b.markers if m in text} == set(), name


# ── writing ───────────────────────────────────────────────────────────────────────────────────


def refusal(statement: str, *values: Any) -> str | int:
    """The SQLSTATE, or how many rows it touched; nothing of it stays."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                touched = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return touched


def test_rows_cannot_be_put_into_another_county(world):
    """A row of one's own, copied with the other's path under another key."""
    answers = {}
    key = "CASE WHEN to_jsonb(r) ? 'id' THEN jsonb_build_object('id', 900000000) ELSE '{}' END"
    with acting_in(world.a.staff.scope):
        for table in tables():
            copy = (
                f"INSERT INTO {table} SELECT (jsonb_populate_record(r, {key}"
                " || jsonb_build_object('org_path', %s::text))).*"
                f" FROM {table} r WHERE starts_with(org_path, %s)"
                " AND coalesce(to_jsonb(r) ->> 'state', '') NOT IN ('approved', 'paid')"
                " ORDER BY (to_jsonb(r) ->> 'id')::bigint LIMIT 1"
            )
            path = world.b.unit.path
            answers[table] = refusal(copy, path, world.a.city.path)
    expected = {t: 1 if t in ADDED_ANYWHERE else DENIED for t in tables()}
    assert answers == expected | dict.fromkeys(OFFICES_OWN, 0) | REFUSED_EARLIER


def test_draft_cannot_be_put_into_the_office_from_below(world):
    """Of what is the office's own a county has no row to copy: one is made up."""
    insert = (
        "INSERT INTO plans_draftedition (ref, org_path, plan_code, version, based_on, revision,"
        " state, digest, author_id, author_token, author_label, created_at, changed_at,"
        " changed_by_label, decided_by_token, decided_by_label, reason)"
        " VALUES ('D', %s, 'ZY', '1', '', 1, 'draft', '', 1, 't', 'l', now(), now(), 'l', '', '',"
        " '')"
    )
    (office,) = world.office.scope.paths
    with acting_in(world.a.staff.scope):
        assert refusal(insert, office) == DENIED
        assert refusal(insert, world.a.city.path) == 1


def test_rows_cannot_be_moved_into_another_county(world):
    answers = {}
    with acting_in(world.a.staff.scope):
        for table in tables():
            move = f"UPDATE {table} SET org_path = %s WHERE starts_with(org_path, %s)"
            answers[table] = refusal(move, world.b.unit.path, world.a.city.path)
    untouched = dict.fromkeys(("plans_draftedition", "plans_replay"), 0)
    assert answers == dict.fromkeys(tables(), DENIED) | untouched


@pytest.mark.parametrize(
    "way",
    ["UPDATE {} SET org_path = org_path WHERE {}", "DELETE FROM {} WHERE {}"],
    ids=["change", "remove"],
)
def test_rows_of_another_county_cannot_be_touched(world, way):
    with acting_in(world.a.staff.scope):
        for table in tables():
            condition, path = below(world.b)
            assert refusal(way.format(table, condition), path) in (0, DENIED), table


def test_people_and_places_of_another_county_cannot_be_touched(world):
    ids = [person.pk for person in world.b.people]
    with acting_in(world.a.staff.scope):
        statement = "UPDATE members_person SET name = 'x' WHERE id = ANY (%s)"
        assert refusal(statement, ids) == 0
        assert refusal("DELETE FROM members_person WHERE id = ANY (%s)", ids) in (0, DENIED)
        path = world.b.city.path
        assert refusal(
            "UPDATE organisations_organisation SET name = 'x' WHERE starts_with(path, %s)", path
        ) == 0  # fmt: skip
        mine = [p.pk for p in world.a.people]
        assert refusal(statement, mine) == len(mine)


# ── what looks across jurisdictions ───────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Disclosure:
    """A function called by A about B, and the exact shape of what it may tell.

    `columns` are names with their types, `None` among them where empty is allowed. `count` is how
    many rows the world must give, so that a silent function does not pass; `refusing` is the
    SQLSTATE and the text of a function that only ever refuses. `told` are secrets it tells on
    purpose.
    """

    statement: str
    values: Callable[[World], list[Any]]
    columns: dict[str, tuple[type, ...]]
    count: Callable[[World], int]
    refusing: tuple[str, str] = ("", "")
    told: Callable[[World], set[str]] = lambda w: set()


NOTHING: dict[str, tuple[type, ...]] = {}
VOID = (str, type(None))
PAID = {
    "plan", "event_on", "cover_starts_on", "amount_fen", "event_kind", "icd10", "severity",
    "terminated_cover", "uses", "lines", "counts", "marks", "event_ref",
}  # fmt: skip
PART_OF_PAID = {
    "uses": {"cap", "amount_fen"},
    "lines": {"clause", "amount_fen"},
    "counts": {"counter", "number"},
}


def _hashes(world: World) -> list[bytes]:
    start = world.b.numbers.start
    numbers = [make_identity(start).number, make_identity(5_555_555).number]
    return [vault.blind_index("identity", number) for number in numbers]


def _ids(world: World) -> list[int]:
    return [person.pk for person in world.b.people] + [900_000_000]


def _of(model: Any, **filters: Any) -> Callable[[World], int]:
    def first(world: World) -> int:
        with acting_in(everything()):
            found = model.objects.filter(org_path__startswith=world.b.city.path, **filters)
            return found.order_by("id").first().pk

    return first


def _plan(world: World) -> int:
    with acting_in(everything()):
        return Cover.objects.values_list("plan_id", flat=True).first()


def _bare_transaction(world: World) -> list[Any]:
    """A transaction of B without sides, as a fault would leave it."""
    with acting_in(everything()):
        rows(
            'INSERT INTO ledger_transaction SELECT (jsonb_populate_record(r, \'{"id": 900000000,'
            ' "ref": "T2026-9999999-0", "source": "planted:1", "reverses_id": null}\')).*'
            " FROM ledger_transaction r WHERE starts_with(org_path, %s) LIMIT 1 RETURNING id",
            world.b.city.path,
        )
    return []


DISCLOSED = {
    "audit_counts()": Disclosure(
        "SELECT * FROM audit_counts()",
        lambda w: [],
        {"entries": (int,), "sealed": (int,)},
        lambda w: 1,
    ),
    "audit_digest(audit_entry)": Disclosure(
        "SELECT audit_digest(e) FROM audit_entry e WHERE starts_with(e.org_path, %s)",
        lambda w: [w.b.city.path],
        {"audit_digest": (bytes,)},
        lambda w: 0,
    ),
    "audit_head()": Disclosure(
        "SELECT * FROM audit_head()", lambda w: [], {"number": (int,), "chain": (bytes,)},
        lambda w: 1,
    ),
    "audit_seal_pending(integer)": Disclosure(
        "SELECT audit_seal_pending(%s)",
        lambda w: [5],
        {"audit_seal_pending": (int,)},
        lambda w: 1,
    ),
    "audit_verify(interval)": Disclosure(
        "SELECT * FROM audit_verify(%s::interval)",
        lambda w: ["-1 day"],
        {"fault": (str,), "entry_id": (int,), "number": (int, type(None))},
        lambda w: audit.counts()[0] - audit.counts()[1],
    ),
    "claims_bill_used(bytea,bytea,boolean,bigint)": Disclosure(
        "SELECT claims_bill_used(%s, %s, true, 0)",
        lambda w: list(claims.bill_hashes("61060122", bill_number(w.b))),
        {"claims_bill_used": (bool,)},
        lambda w: 1,
    ),
    "claims_earlier_payments(bigint[],bigint[])": Disclosure(
        "SELECT * FROM claims_earlier_payments(%s, ARRAY[0])",
        lambda w: [[_person_paid(w)]],
        {"claim": (int,), "paid": (dict, str)},
        lambda w: 1,
    ),
    "claims_picture_used(bigint)": Disclosure(
        "SELECT claims_picture_used(%s)",
        lambda w: [_of(Recognition)(w)],
        {"claims_picture_used": (bool,)},
        lambda w: 1,
    ),
    "claims_require_three_reviews(bigint,integer)": Disclosure(
        "SELECT claims_require_three_reviews(%s, 1)",
        lambda w: [_of(Claim, state="draft")(w)],
        NOTHING,
        lambda w: 0,
        ("HZ004", r"claim \d+ has not been approved by three persons in round 1"),
    ),
    "claims_require_stay_once(bigint,bigint,date,character varying)": Disclosure(
        "SELECT claims_require_stay_once(0, %s, %s, 'settlement')",
        lambda w: [_person_paid(w), Claim.objects.filter(person=_person_paid(w)).last().event_on],
        NOTHING,
        lambda w: 0,
        ("HZ009", r"the stay of claim \d+ is claimed already"),
    ),
    "claims_stays_claimed(bigint[],date[])": Disclosure(
        "SELECT * FROM claims_stays_claimed(%s, %s)",
        lambda w: [[_person_paid(w)], [Claim.objects.filter(person=_person_paid(w)).last().event_on]],
        {"person": (int,), "on_day": (date,)},
        lambda w: 1,
    ),
    "enrolment_certified(text)": Disclosure(
        "SELECT * FROM enrolment_certified(%s)",
        lambda w: [_code(w)],
        {
            "key_id": (int,), "plan_code": (str,), "plan_zh": (str,), "plan_en": (str,),
            "starts_on": (date,), "ends_before": (date,), "status": (str,),
            "terminated_on": (date, type(None)), "is_revoked": (bool,), "holder": (str,),
            "persons": (int,),
        },
        lambda w: 1,
    ),
    "enrolment_covered(bigint[],bigint,date,date)": Disclosure(
        "SELECT * FROM enrolment_covered(%s, %s, %s, %s)",
        lambda w: [_ids(w), _plan(w), date(2025, 1, 1), date(2027, 1, 1)],
        {"person_id": (int,)},
        lambda w: Cover.objects.filter(person_id__in=_ids(w)).values("person").distinct().count(),
    ),
    "enrolment_renewing(bigint[],bigint,date,integer)": Disclosure(
        "SELECT * FROM enrolment_renewing(%s, %s, %s, 30)",
        lambda w: [_ids(w), _plan(w), date(2026, 4, 1)],
        {"person_id": (int,)},
        lambda w: 3,
    ),
    "ledger_mismatched()": Disclosure(
        "SELECT * FROM ledger_mismatched()",
        _bare_transaction,
        {"transaction_id": (int,), "fault": (str,)},
        lambda w: 1,
    ),
    "ledger_require_balance(bigint)": Disclosure(
        "SELECT ledger_require_balance(900000000)",
        _bare_transaction,
        NOTHING,
        lambda w: 0,
        ("HZ003", r"ledger transaction \d+ has no entries"),
    ),
    "ledger_unbalanced()": Disclosure(
        "SELECT * FROM ledger_unbalanced()",
        _bare_transaction,
        {"transaction_id": (int,), "book_id": (int, type(None)), "off_fen": (type(None),)},
        lambda w: 1,
    ),
    "members_children(bigint[])": Disclosure(
        "SELECT * FROM members_children(%s)", lambda w: [_ids(w)], {"person_id": (int,)},
        lambda w: 1,
    ),
    "members_consented(bigint[])": Disclosure(
        "SELECT * FROM members_consented(%s)",
        lambda w: [_ids(w)],
        {"person_id": (int,), "kind": (str,)},
        lambda w: 4,
    ),
    "members_records(bigint[])": Disclosure(
        "SELECT * FROM members_records(%s)", lambda w: [_ids(w)],
        {"person_id": (int,), "record_id": (int,)}, lambda w: 0,
    ),
    "members_died(bigint[])": Disclosure(
        "SELECT * FROM members_died(%s)", lambda w: [_ids(w)], {"person_id": (int,)}, lambda w: 1
    ),
    "members_end_all(bigint,date,text)": Disclosure(
        "SELECT members_end_all(%s, %s, 'died')",
        lambda w: [w.b.people[0].pk, date(2026, 3, 1)],
        {"members_end_all": VOID},
        lambda w: 1,
    ),
    "members_merge(bigint,bigint,date,timestamp with time zone)": Disclosure(
        "SELECT members_merge(%s, %s, %s, %s)",
        lambda w: [w.b.people[0].pk, w.b.people[1].pk, date(2026, 3, 2), AT],
        {"members_merge": VOID},
        lambda w: 1,
    ),
    "members_reopen_after_death(bigint)": Disclosure(
        "SELECT members_reopen_after_death(%s)",
        lambda w: [w.b.people[0].pk],
        {"members_reopen_after_death": VOID},
        lambda w: 1,
    ),
    "members_find(bytea[])": Disclosure(
        "SELECT * FROM members_find(%s)",
        lambda w: [_hashes(w)],
        {"identity_hash": (bytes,), "person_id": (int,)},
        lambda w: 1,
    ),
    "members_named_otherwise(bytea[],text[])": Disclosure(
        "SELECT * FROM members_named_otherwise(%s, %s)",
        lambda w: [_hashes(w), ["无名", "无名"]],
        {"identity_hash": (bytes,)},
        lambda w: 1,
    ),
    "members_replace_account(bigint,timestamp with time zone)": Disclosure(
        "SELECT members_replace_account(%s, %s)",
        lambda w: [w.b.people[0].pk, AT],
        {"members_replace_account": VOID},
        lambda w: 1,
    ),
    "organisations_alike_elsewhere(text[])": Disclosure(
        "SELECT * FROM organisations_alike_elsewhere(%s)",
        lambda w: [sorted(grams(w.b.unit.name))],
        {"name": (str,), "city": (str,), "likeness": (int,)},
        lambda w: 1,
        told=lambda w: {w.b.unit.name, w.b.county.name, w.b.city.name},
    ),
    "enrolment_admit(bigint,text,integer,date)": Disclosure(
        "SELECT enrolment_admit(%s, %s, 1, '2026-03-02')",
        lambda w: [_of(GiftProgramme)(w), w.b.unit.path],
        {"enrolment_admit": (int, type(None))},
        lambda w: 1,
    ),
    "enrolment_apply_entries()": Disclosure(
        "SELECT enrolment_apply_entries()", lambda w: [], NOTHING, lambda w: 0,
        ("0A000", r"trigger functions can only be called as triggers"),
    ),
    "enrolment_give_back()": Disclosure(
        "SELECT enrolment_give_back()", lambda w: [], NOTHING, lambda w: 0,
        ("0A000", r"trigger functions can only be called as triggers"),
    ),
    "enrolment_budget_differences()": Disclosure(
        "SELECT * FROM enrolment_budget_differences()", lambda w: [],
        {"ref": (str,), "fault": (str,)}, lambda w: 0,
    ),
    "enrolment_lock_budgets(bigint[])": Disclosure(
        "SELECT * FROM enrolment_lock_budgets(%s)",
        lambda w: [[_of(FundingBudget)(w)]],
        {"budget": (int,), "left_fen": (int,)},
        lambda w: 0,
    ),
    "enrolment_require_covers(bigint)": Disclosure(
        "SELECT enrolment_require_covers(%s)", lambda w: [_of(Enrolment)(w)],
        {"enrolment_require_covers": VOID}, lambda w: 1,
    ),
    "enrolment_require_dues(bigint)": Disclosure(
        "SELECT enrolment_require_dues(%s)", lambda w: [_of(Enrolment)(w)],
        {"enrolment_require_dues": VOID}, lambda w: 1,
    ),
    "treasury_is_on_statement(text,text)": Disclosure(
        "SELECT treasury_is_on_statement('x', 'y')", lambda w: [],
        {"treasury_is_on_statement": (bool,)}, lambda w: 1,
    ),
    "treasury_require_instalments(bigint)": Disclosure(
        "SELECT treasury_require_instalments(%s)", lambda w: [_of(InstalmentPlan)(w)],
        {"treasury_require_instalments": VOID}, lambda w: 1,
    ),
    "treasury_require_received(bigint,bigint)": Disclosure(
        "SELECT treasury_require_received(%s, 0)", lambda w: [_of(ExpectedReceipt)(w)],
        {"treasury_require_received": VOID}, lambda w: 1,
    ),
    "treasury_require_lines(bigint)": Disclosure(
        "SELECT treasury_require_lines(%s)",
        lambda w: [_of(Instruction)(w)],
        {"treasury_require_lines": VOID},
        lambda w: 1,
    ),
}  # fmt: skip


def _code(world: World) -> str:
    with acting_in(everything()):
        return Certificate.objects.get(org_path__startswith=world.b.city.path).code


def _person_paid(world: World) -> int:
    with acting_in(everything()):
        found = Claim.objects.filter(
            org_path__startswith=world.b.city.path, state="approved"
        ).order_by("id")
        return found.first().person_id


def secrets_of(world: World) -> set[str]:
    """Names, numbers, references, paths and ciphers of B, as texts; ciphers as hex."""
    with acting_in(everything()):
        people = Person.objects.filter(pk__in=[p.pk for p in world.b.people])
        accounts = PayoutAccount.objects.filter(org_path__startswith=world.b.city.path)
        ciphers = [p.identity_cipher for p in people] + [p.phone_cipher for p in people]
        ciphers += [a.number_cipher for a in accounts] + [a.number_hash for a in accounts]
        ciphers += [
            c.event_cipher for c in Claim.objects.filter(org_path__startswith=world.b.city.path)
        ]
    return {
        *world.b.markers, world.b.unit.path, world.b.city.path,
        *(bytes(cipher).hex() for cipher in ciphers if cipher is not None),
    }  # fmt: skip


def plain(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def functions(connection_: Any = None) -> set[str]:
    if connection_ is None:
        return {row[0] for row in rows(FUNCTIONS)}
    return {row[0] for row in connection_.execute(FUNCTIONS)}


def test_every_function_that_looks_across_is_listed(django_db_setup, db):
    assert functions() == set(DISCLOSED)


@pytest.fixture
def catalogue(django_db_setup) -> Iterator[psycopg.Connection]:
    from django.db import connections

    from conftest import TEST_HOME
    from huzhu.config import embedded

    name = connections["default"].settings_dict["NAME"]
    with embedded.administrator(TEST_HOME, name) as admin:
        admin.autocommit = False
        yield admin
        admin.rollback()


def test_unlisted_function_is_found(catalogue):
    catalogue.execute(
        "CREATE FUNCTION planted(person bigint) RETURNS text LANGUAGE sql SECURITY DEFINER"
        " AS 'SELECT name FROM members_person WHERE id = person'"
    )
    assert functions(catalogue) - set(DISCLOSED) == {"planted(bigint)"}


@pytest.mark.parametrize("name", sorted(DISCLOSED))
def test_function_tells_no_more_than_is_listed(world, name):
    known = DISCLOSED[name]
    kept = secrets_of(world) - known.told(world)
    with undone():
        values = known.values(world)
        if name == "audit_head()":
            rows("SELECT audit_seal_pending(3)")
        count = known.count(world)
        with acting_in(world.a.handler.scope):
            if known.refusing[0]:
                _refuses(known, values, kept)
                return
            with connection.cursor() as cursor:
                cursor.execute(known.statement, values)
                columns = [column.name for column in cursor.description]
                found = cursor.fetchall()
    assert columns == list(known.columns)
    assert len(found) == count
    for row in found:
        for value, types in zip(row, known.columns.values(), strict=True):
            assert isinstance(value, types), (columns, value)
    text = " ".join(plain(value) for row in found for value in row)
    assert {secret for secret in kept if secret in text} == set()


@contextmanager
def undone() -> Iterator[None]:
    """Back to the savepoint, so that no deferred rule judges what was planted."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _refuses(known: Disclosure, values: list[Any], kept: set[str]) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        rows(known.statement, *values)
    state, words = known.refusing
    assert caught.value.__cause__.sqlstate == state
    text = caught.value.__cause__.diag.message_primary
    assert re.fullmatch(words, text), text
    assert {secret for secret in kept if secret in str(caught.value)} == set()


def test_earlier_payments_are_the_evaluators_fields_and_no_more(world):
    person = _person_paid(world)
    with acting_in(world.a.handler.scope):
        ((paid,),) = rows("SELECT paid FROM claims_earlier_payments(%s, ARRAY[0])", [person])
    paid = _loaded(paid)
    assert set(paid) <= PAID
    assert {"plan", "amount_fen", "event_on"} <= set(paid)
    for name, allowed in PART_OF_PAID.items():
        assert all(set(part) == allowed for part in paid[name]), name
    # Bill lines and parts of the body that were paid for, by the words of the terms.
    assert all(isinstance(mark, str) for mark in paid["marks"])
    leaves = [v for name, v in paid.items() if name not in {*PART_OF_PAID, "marks"}]
    assert all(isinstance(v, str | int | bool) and len(str(v)) <= 12 for v in leaves)


def test_replacing_an_account_from_afar_changes_one_column_only(world):
    """It lets a person who moved be paid to a new account; the old row itself stays as it was."""
    person = world.b.people[0]
    before = PayoutAccount.objects.filter(person=person).values().get()
    when = datetime.fromisoformat("2026-03-02T02:00:00+00:00")
    with acting_in(world.a.handler.scope):
        rows("SELECT members_replace_account(%s, %s)", person.pk, when)
        assert not PayoutAccount.objects.filter(person=person).exists()
    after = PayoutAccount.objects.filter(person=person).values().get()
    assert after == before | {"replaced_at": when}
