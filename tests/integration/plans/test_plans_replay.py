"""A draft is run over claims beside the edition it changes; what comes out is kept with it."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from benefit_terms import Facts
from benefit_terms.frames import facts_of
from factories.claims import decided_claim, filed_claim, make_bench, stay, zy_cover
from factories.terms import make_draft, make_office
from huzhu.audit.models import Entry
from huzhu.claims.models import PlanDecision
from huzhu.claims.queries import claim_years, claims_for_replay
from huzhu.config import replaying, wiring
from huzhu.demo.claims_file import claims_file, demo_claims
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publishing_to
from huzhu.ledger.actions import open_book
from huzhu.organisations.rules import service
from huzhu.plans import actions, errors, formats, queries
from huzhu.plans.enums import ReplayState
from huzhu.plans.events import ReplayAsked

RATE = ("70 %", "75 %")


@pytest.fixture
def office(house, at):
    return make_office(at)


@pytest.fixture(autouse=True)
def told():
    facts = []
    with publishing_to(lambda fact, **_: facts.append(fact)):
        yield facts


@pytest.fixture
def draft(office, at):
    """The sound edition at a higher rate."""
    draft = make_draft(office, at)
    held = queries.current_revision(office.writer.scope, draft)
    return actions.save_draft(
        by=office.writer, at=at, draft_ref=draft.ref, revision=draft.revision,
        text=held.text.replace(*RATE), cases=held.cases,
    )  # fmt: skip


def run(replay, rows=()):
    officer = service("test", over=replay.org_path)
    return actions.run_replay(
        by=officer, at=lambda: replay.requested_at, replay_ref=replay.ref, rows_of=lambda _: rows
    )


def of_file(office, at, draft, content):
    return actions.ask_replay_of_file(
        by=office.writer, at=at, draft_ref=draft.ref, file_name="c:\\x\\claims.parquet",
        content=content,
    )  # fmt: skip


def test_file_is_run_under_both_editions(office, at, draft, told):
    replay = of_file(office, at, draft, claims_file(claims=2000))
    assert (replay.file_name, replay.digest_a) == ("claims.parquet", office.published.digest)
    assert [type(fact) for fact in told] == [ReplayAsked]
    done = run(replay)
    report = done.report
    assert (done.state, report["claims"], done.done) == (ReplayState.DONE, 2000, 2000)
    assert report["difference_fen"] == report["b"]["amount_fen"] - report["a"]["amount_fen"] > 0
    assert report["largest"][0]["explained_b_zh"].count("75%") >= 1
    assert run(replay).finished_at == done.finished_at


def test_file_that_is_none_is_refused_at_once_or_noted(office, at, draft):
    with pytest.raises(errors.NotAClaimsFile):
        of_file(office, at, draft, b"PK\x03\x04")
    spoilt = run(of_file(office, at, draft, b"PAR1\x00\x15 and nothing more PAR1"))
    assert (spoilt.state, spoilt.refusal["code"]) == (ReplayState.FAILED, "not_a_claims_file")
    without = demo_claims(claims=10).drop("event_kind")
    lacking = run(of_file(office, at, draft, formats.parquet_of(without)))
    assert (lacking.state, lacking.refusal["code"]) == (ReplayState.FAILED, "not_a_claims_file")
    assert "event_kind" in lacking.refusal["zh"]


def test_years_without_claims_are_noted(office, at, draft):
    replay = actions.ask_replay(
        by=office.writer, at=at, draft_ref=draft.ref, first_year=2025, last_year=2024
    )
    assert (replay.first_year, replay.last_year) == (2024, 2025)
    assert run(replay).refusal["code"] == "no_claims_to_replay"


def test_only_services_run_and_only_writers_ask(office, at, draft):
    replay = of_file(office, at, draft, claims_file(claims=10))
    with pytest.raises(NotPermitted):
        actions.run_replay(
            by=office.writer, at=lambda: at, replay_ref=replay.ref, rows_of=lambda _: ()
        )
    saved = actions.save_draft(
        by=office.writer, at=at, draft_ref=draft.ref, revision=draft.revision, text="language: 1",
        cases="",
    )  # fmt: skip
    with pytest.raises(errors.CaseUnreadable):
        of_file(office, at, saved, claims_file(claims=10))


# ── claims on file ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def claims(office, at):
    """Of one person a paid stay in 2025 and a paid one in 2026; of another one with the officer."""
    bench = make_bench(office.tree)
    open_book(by=service("test"), at=at, organisation=office.tree.office, name="账套")
    unit = office.tree["王益区一厂"]
    cover, other = zy_cover(unit, at, 1), zy_cover(unit, at, 2)
    first = decided_claim(bench, at, cover, stay("2025-06-10"))
    second = decided_claim(bench, at, cover, stay("2026-01-10"))
    third = filed_claim(bench, at, other, stay("2026-02-10"))
    return first, second, third


def test_claims_of_the_years_come_with_the_history_of_their_persons(office, claims):
    scope = office.writer.scope
    assert claim_years(scope, "ZY") == [(2026, 2), (2025, 1)]
    assert claim_years(scope, "T") == []
    frame = formats.claims_frame(claims_for_replay(scope, "ZY", 2026, 2026))
    first, second, third = (claim.ref for claim in claims)
    assert frame.select("claim", "order", "settled").rows() == [
        (first, 1, True), (second, 2, False), (third, 1, False),
    ]  # fmt: skip
    history = frame.row(0, named=True)
    assert history["settled_amount_fen"] == claims[0].amount_fen > 0
    assert history["settled_uses"] == [{"cap": "annual", "amount_fen": claims[0].amount_fen}]
    assert set(frame["organisation"]) == {"铜川市"}
    whole = formats.claims_frame(claims_for_replay(scope, "ZY", 2025, 2026))
    assert whole["settled"].sum() == 0


def test_replay_of_claims_on_file_gives_what_was_decided(office, at, claims):
    """Under the edition itself, the sum is to the fen what the house decided."""
    from benefit_terms.replay import replay

    edition = queries.terms_of(queries.edition_by_version("ZY", "2025"))
    rows = claims_for_replay(office.writer.scope, "ZY", 2025, 2026)
    report = replay(formats.claims_frame(rows), edition)
    assert report.claims == 3
    assert report.a.amount_fen == sum(claim.amount_fen for claim in claims)


def test_rows_say_exactly_the_facts_that_were_judged(office, claims):
    from dataclasses import replace

    rows = claims_for_replay(office.writer.scope, "ZY", 2025, 2026)
    for row in formats.claims_frame(rows).iter_rows(named=True):
        judged = PlanDecision.objects.get(claim__ref=row["claim"], is_current=True)
        assert facts_of(row) == replace(Facts.from_json(judged.facts), earlier=())


def test_replay_sees_its_own_office_only(office, claims):
    county, elsewhere = office.tree["王益区"], office.tree["宝鸡市"]
    by = service("test", over=elsewhere.path)
    assert claims_for_replay(by.scope, "ZY", 2025, 2026) == []
    assert claim_years(by.scope, "ZY") == []
    assert len(claims_for_replay(service("x", over=county.path).scope, "ZY", 2025, 2026)) == 3


def test_job_runs_the_draft_over_the_claims_on_file(office, at, claims, monkeypatch):
    published = queries.edition_by_version("ZY", "2025")
    draft = actions.duplicate_edition(
        by=office.writer, at=at, digest=published.digest, version="2027",
        effective_from=date(2027, 1, 1),
    )  # fmt: skip
    asked = actions.ask_replay(
        by=office.writer, at=at, draft_ref=draft.ref, first_year=2025, last_year=2026
    )
    deferred = []
    monkeypatch.setattr(replaying, "replay", Deferred(deferred))
    fact = ReplayAsked(replay_ref=asked.ref, org_path=asked.org_path)
    for reaction in wiring.reactions_to(fact):
        reaction(fact, service("test"))
    assert deferred == [{"replay_ref": asked.ref, "org_path": asked.org_path}]
    monkeypatch.undo()
    replaying.run(**deferred[0])
    done = queries.replay_by_ref(office.writer.scope, asked.ref)
    assert (done.state, done.report["claims"]) == (ReplayState.DONE, 3)
    assert done.report["difference_fen"] == 0


class Deferred:
    """Stands for the task, and remembers what it was given."""

    def __init__(self, given: list) -> None:
        self.given = given

    def configure(self, **_options):
        return self

    def defer(self, **arguments) -> None:
        self.given.append(arguments)


# ── a file of claims ──────────────────────────────────────────────────────────────────────────


def test_exported_file_names_nobody_and_is_audited(office, at, claims):
    by = service("test")
    rows = claims_for_replay(by.scope, "ZY", 2025, 2026)
    content = actions.make_claims_file(
        by=by, at=at, rows=rows, plan_code="ZY", first_year=2025, last_year=2026
    )
    frame = pl.read_parquet(content)
    assert frame.height == 3
    told = " ".join(str(value) for row in frame.rows() for value in row)
    assert not [claim.ref for claim in claims if claim.ref in told]
    assert not [claim.person.name for claim in claims if claim.person.name in told]
    assert "肺炎" not in told
    assert set(frame["person"]) == {0, 1}
    entry = Entry.objects.get(act="export_claims")
    assert (entry.object_ref, entry.after["rows"]) == ("ZY 2025–2026", 3)
    with pytest.raises(NotPermitted):
        actions.make_claims_file(
            by=office.director, at=at, rows=rows, plan_code="ZY", first_year=2025, last_year=2026
        )


def test_hundred_thousand_rows_become_a_frame_in_seconds():
    facts = (
        '{"cover": {"starts_on": "2025-01-01", "ends_before": "2026-01-01"}, "person": {},'
        ' "event": {"kind": "inpatient", "admitted_on": "2025-05-10", "bill":'
        ' {"proportional_fen": %d}}}'
    )
    rows = [(str(n), n, 1, "市", "T", False, facts % n, None) for n in range(100_000)]
    frame = formats.claims_frame(rows)
    assert frame["bill_proportional_fen"].sum() == sum(range(100_000))
    assert frame["event_admitted_on"][0] == date(2025, 5, 10)


def test_demo_file_is_the_same_for_the_same_seed():
    assert demo_claims(claims=500, seed=3).equals(demo_claims(claims=500, seed=3))
    assert not demo_claims(claims=500, seed=3).equals(demo_claims(claims=500, seed=4))
