"""An edition is written by one officer, published by another, and never changes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from benefit_terms import Facts, parse_edition
from benefit_terms.edition import Effective
from factories.terms import SOUND, SOUND_CASES, make_draft, make_office
from huzhu.audit.models import Entry
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in
from huzhu.organisations.rules import service
from huzhu.plans import actions, errors, queries
from huzhu.plans.enums import DraftState, EditionState
from huzhu.plans.events import DraftSubmitted
from huzhu.plans.models import DraftEdition, DraftRevision, PublishedEdition


@pytest.fixture
def office(house, at):
    return make_office(at)


@pytest.fixture
def draft(office, at):
    return make_draft(office, at)


@pytest.fixture(autouse=True)
def told():
    facts = []
    with publishing_to(lambda fact, **_: facts.append(fact)):
        yield facts


def current(office, draft):
    return queries.current_revision(office.writer.scope, draft)


def submitted(office, at, draft):
    return actions.submit_draft(
        by=office.writer, at=at, draft_ref=draft.ref, revision=draft.revision
    )


# ── writing ───────────────────────────────────────────────────────────────────────────────────


def test_duplicate_says_the_same_under_its_own_version_and_day(office, at):
    draft = actions.duplicate_edition(
        by=office.writer, at=at, digest=office.published.digest, version="2026",
        effective_from=date(2026, 1, 1),
    )  # fmt: skip
    edition = queries.readable(current(office, draft).text)
    old = parse_edition(SOUND)
    assert edition == replace(old, version="2026", effective=Effective(date(2026, 1, 1)))
    assert (draft.plan_code, draft.version, draft.effective_from) == (
        "T", "2026", date(2026, 1, 1),
    )  # fmt: skip
    assert draft.org_path == office.tree.office.path


def test_duplicate_of_the_plan_book_keeps_words_and_cases(office, at):
    from factories.enrolment import publish_plan

    draft = actions.duplicate_edition(
        by=office.writer, at=at, digest=publish_plan(at).digest, version="2027",
        effective_from=date(2027, 1, 1),
    )  # fmt: skip
    held = current(office, draft)
    assert held.text.startswith("# ")
    assert "cases:" in held.cases


def test_version_that_is_published_is_refused_at_once(office, at):
    with pytest.raises(errors.VersionTaken):
        actions.duplicate_edition(
            by=office.writer, at=at, digest=office.published.digest, version="2025",
            effective_from=date(2026, 1, 1),
        )  # fmt: skip


def test_faulty_text_is_kept_and_not_submitted(office, at, draft):
    text = current(office, draft).text.replace("rate:", "rat:")
    saved = actions.save_draft(
        by=office.writer, at=at, draft_ref=draft.ref, revision=draft.revision, text=text,
        cases=SOUND_CASES,
    )  # fmt: skip
    assert (saved.revision, current(office, saved).text) == (draft.revision + 1, text)
    with pytest.raises(errors.DraftHasFaults) as refused:
        submitted(office, at, saved)
    assert refused.value.values["count"] >= 1
    assert "rat" in str(refused.value.values["listed"])


def test_case_that_fails_hinders_submission(office, at, draft):
    saved = actions.save_draft(
        by=office.writer, at=at, draft_ref=draft.ref, revision=draft.revision,
        text=current(office, draft).text, cases=SOUND_CASES.replace("700 yuan", "701 yuan"),
    )  # fmt: skip
    with pytest.raises(errors.DraftHasFaults) as refused:
        submitted(office, at, saved)
    assert "701.00" in str(refused.value.values["listed"])


def test_saving_over_somebody_elses_revision_is_refused(office, at, draft):
    text = current(office, draft).text
    actions.save_draft(
        by=office.other, at=at, draft_ref=draft.ref, revision=draft.revision,
        text=text + "# other\n", cases="",
    )  # fmt: skip
    with pytest.raises(errors.EditedMeanwhile) as refused:
        actions.save_draft(
            by=office.writer, at=at, draft_ref=draft.ref, revision=draft.revision,
            text=text + "# mine\n", cases="",
        )  # fmt: skip
    assert refused.value.values["by"] == office.other.label
    draft.refresh_from_db()
    assert current(office, draft).text.endswith("# other\n")


def test_saving_the_same_text_makes_no_revision(office, at, draft):
    held = current(office, draft)
    again = actions.save_draft(
        by=office.writer, at=at, draft_ref=draft.ref, revision=draft.revision,
        text=held.text.replace("\n", "\r\n"), cases=held.cases,
    )  # fmt: skip
    assert again.revision == draft.revision


def test_kept_case_stands_at_the_end_and_passes(office, at, draft):
    facts = {
        "cover": {"starts_on": "2026-01-01", "ends_before": "2027-01-01"},
        "event": {"kind": "inpatient", "admitted_on": "2026-05-10",
                  "bill": {"proportional_fen": 123456}},
    }  # fmt: skip
    kept = actions.keep_case(
        by=office.writer, at=at, draft_ref=draft.ref, name="保留的一例", facts=facts
    )
    cases = queries.cases_in(current(office, kept).cases)
    assert (cases[-1].name, cases[-1].facts) == ("保留的一例", Facts.from_json(facts))
    checked = queries.check_terms(current(office, kept).text, current(office, kept).cases)
    assert (checked.is_clean, checked.cases) == (True, 5)


def test_case_of_unreadable_facts_is_refused(office, at, draft):
    with pytest.raises(errors.CaseUnreadable):
        actions.keep_case(
            by=office.writer, at=at, draft_ref=draft.ref, name="x", facts={"event": {}}
        )


# ── publishing ────────────────────────────────────────────────────────────────────────────────


def test_submitted_draft_is_published_by_another(office, at, draft, told):
    submitted(office, at, draft)
    assert [type(fact) for fact in told] == [DraftSubmitted]
    published = actions.publish_draft(by=office.director, at=at, draft_ref=draft.ref)
    draft.refresh_from_db()
    assert (draft.state, draft.decided_by_id) == (
        DraftState.PUBLISHED, office.director.account_id,
    )  # fmt: skip
    assert queries.edition_in_force("T", date(2026, 3, 1)) == published
    assert queries.edition_in_force("T", date(2025, 12, 31)) == office.published
    states = {held.published.version: held.state for held in queries.shelf(date(2026, 3, 1))}
    assert states == {"2025": EditionState.SUPERSEDED, "2026": EditionState.IN_FORCE}
    text, cases = queries.source_of_edition(published)
    assert (text, cases) == (current(office, draft).text, SOUND_CASES)
    acts = Entry.objects.filter(object_ref=draft.ref).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["start_draft", "save_draft", "submit_draft", "publish_draft"]


def test_author_cannot_publish(office, at, draft):
    submitted(office, at, draft)
    with pytest.raises(errors.OwnDraft):
        actions.publish_draft(by=office.writer, at=at, draft_ref=draft.ref)


def test_whoever_wrote_in_it_cannot_publish(office, at, draft):
    saved = actions.save_draft(
        by=office.director, at=at, draft_ref=draft.ref, revision=draft.revision,
        text=current(office, draft).text + "# director\n", cases=SOUND_CASES,
    )  # fmt: skip
    submitted(office, at, saved)
    with pytest.raises(errors.OwnDraft):
        actions.publish_draft(by=office.director, at=at, draft_ref=draft.ref)


def test_claims_officer_cannot_publish(office, at, draft):
    submitted(office, at, draft)
    with pytest.raises(NotPermitted):
        actions.publish_draft(by=office.other, at=at, draft_ref=draft.ref)


def test_city_and_county_see_no_draft_and_write_none(office, at, draft):
    with pytest.raises(NotPermitted):
        actions.start_draft(by=office.county, at=at, text=SOUND)
    with acting_in(office.county.scope):
        assert DraftEdition.objects.count() == DraftRevision.objects.count() == 0
        with pytest.raises(NotVisible):
            queries.draft_by_ref(office.county.scope, draft.ref)
        with pytest.raises(NotVisible):
            actions.withdraw_draft(by=office.county, at=at, draft_ref=draft.ref)


def test_returned_draft_carries_its_reason_and_may_be_mended(office, at, draft):
    submitted(office, at, draft)
    with pytest.raises(errors.ReasonMissing):
        actions.return_draft(by=office.director, at=at, draft_ref=draft.ref, reason=" ")
    returned = actions.return_draft(
        by=office.director, at=at, draft_ref=draft.ref, reason="限额须有来源"
    )
    assert (returned.state, returned.reason) == (DraftState.RETURNED, "限额须有来源")
    again = submitted(office, at, returned)
    assert (again.state, again.reason) == (DraftState.SUBMITTED, "")


def test_recalled_draft_is_not_published(office, at, draft):
    submitted(office, at, draft)
    actions.recall_draft(by=office.writer, at=at, draft_ref=draft.ref)
    with pytest.raises(errors.WrongDraftState):
        actions.publish_draft(by=office.director, at=at, draft_ref=draft.ref)


def test_version_taken_meanwhile_is_refused(office, at, draft):
    submitted(office, at, draft)
    actions.publish_edition(
        by=service("test"), at=at, edition=replace(parse_edition(SOUND), version="2026")
    )
    with pytest.raises(errors.VersionTaken):
        actions.publish_draft(by=office.director, at=at, draft_ref=draft.ref)


def test_person_cannot_publish_without_a_draft(office, at):
    edition = replace(parse_edition(SOUND), version="2027")
    with pytest.raises(NotPermitted):
        actions.publish_edition(by=office.director, at=at, edition=edition)


def test_ended_edition_does_not_bring_back_the_one_it_superseded(office, at):
    later = replace(
        parse_edition(SOUND), version="2026",
        effective=Effective(date(2026, 1, 1), date(2026, 6, 30)),
    )  # fmt: skip
    actions.publish_edition(by=service("test"), at=at, edition=later)
    assert queries.edition_in_force("T", date(2026, 6, 30)).version == "2026"
    with pytest.raises(errors.NoEditionInForce):
        queries.edition_in_force("T", date(2026, 7, 1))
    states = {held.published.version: held.state for held in queries.shelf(date(2026, 7, 1))}
    assert states == {"2025": EditionState.SUPERSEDED, "2026": EditionState.ENDED}


# ── the database ──────────────────────────────────────────────────────────────────────────────


def refused_by_database(statement: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except Error:
        return True
    return False


@pytest.mark.parametrize("who", ["writer", "other"])
def test_database_refuses_publication_by_who_wrote(office, at, draft, who):
    """Another's token does not help an account that wrote, nor another account its token."""
    saved = actions.save_draft(
        by=office.other, at=at, draft_ref=draft.ref, revision=draft.revision,
        text=current(office, draft).text + "# other\n", cases=SOUND_CASES,
    )  # fmt: skip
    submitted(office, at, saved)
    officer, stranger = getattr(office, who), office.director
    publish = (
        "UPDATE plans_draftedition SET state = 'published', decided_at = now(),"
        " decided_by_id = %s, decided_by_token = %s WHERE ref = %s"
    )
    assert refused_by_database(publish, officer.account_id, officer.person_token, draft.ref)
    assert refused_by_database(publish, officer.account_id, stranger.person_token, draft.ref)
    assert refused_by_database(publish, stranger.account_id, officer.person_token, draft.ref)
    assert not refused_by_database(publish, stranger.account_id, stranger.person_token, draft.ref)


def test_database_refuses_an_edition_that_a_person_did_not_get_submitted(office, at, draft):
    def insert(by):
        edition = queries.readable(current(office, draft).text)
        return refused_by_database(
            "INSERT INTO plans_publishededition (plan_id, version, digest, canonical,"
            " effective_from, published_at, published_by_id)"
            " VALUES (%s, %s, %s, '{}', '2026-01-01', now(), %s)",
            office.published.plan_id, "2026", edition.digest, by.account_id,
        )  # fmt: skip

    assert insert(office.director)
    submitted(office, at, draft)
    assert insert(office.writer)
    assert not insert(office.director)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_draftedition SET reason = 'x'",
        "DELETE FROM plans_draftedition",
        "UPDATE plans_draftrevision SET text = 'x'",
        "DELETE FROM plans_draftrevision",
        "UPDATE plans_publishededition SET canonical = '{}'",
        "DELETE FROM plans_publishededition",
    ],
)
def test_what_was_published_never_changes(office, at, draft, statement):
    submitted(office, at, draft)
    actions.publish_draft(by=office.director, at=at + timedelta(days=1), draft_ref=draft.ref)
    assert refused_by_database(statement)
    assert PublishedEdition.objects.count() == 2
