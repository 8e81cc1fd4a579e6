"""Writing an edition, and handing it to somebody else to publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from benefit_terms import Edition, Facts, TermsError, evaluate
from benefit_terms.quantities import format_yuan
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.organisations.rules import Officer
from huzhu.plans import formats, rules
from huzhu.plans.actions.locking import (
    audit_draft,
    draft_to_decide,
    draft_to_write,
    require_clean,
    require_version_free,
)
from huzhu.plans.errors import CaseUnreadable, EditedMeanwhile, ReasonMissing
from huzhu.plans.events import DraftSubmitted
from huzhu.plans.lifecycle import state_after
from huzhu.plans.models import DraftEdition, DraftRevision
from huzhu.plans.permissions import may_write, office_of
from huzhu.plans.queries import current_revision, edition_by_digest, source_of_edition
from huzhu.requests.actions import allocate_reference


def start_draft(
    *,
    by: Officer,
    at: datetime,
    text: str,
    cases: str = "",
    plan_code: str = "",
    version: str = "",
    based_on: str = "",
) -> DraftEdition:
    """A draft of the officer's office with its first revision. Writes audit.

    What the text says of plan and version wins over what is given. Refuses NotPermitted.
    """
    if not may_write(by):
        raise NotPermitted
    with transaction.atomic():
        draft = DraftEdition(
            ref=allocate_reference(prefix="D", at=at),
            org_path=office_of(by),
            plan_code=plan_code[:12],
            version=version[:40],
            based_on=based_on,
            author_id=by.account_id,
            author_token=by.person_token,
            author_label=by.label[:80],
            created_at=at,
        )
        _note_what_it_says(draft, text)
        _changed(by, at, draft)
        draft.save(force_insert=True)
        _keep_revision(by, at, draft, text, cases)
        audit_draft(by, at, "start_draft", draft, {"based_on": based_on[:16]})
    return draft


def duplicate_edition(
    *, by: Officer, at: datetime, digest: str, version: str, effective_from: date
) -> DraftEdition:
    """A draft with the words and cases of a published edition under a version of its own.

    Refuses NotVisible, NotPermitted, VersionTaken.
    """
    published = edition_by_digest(digest)
    require_version_free(published.plan.code, version)
    text, cases = source_of_edition(published)
    return start_draft(
        by=by,
        at=at,
        text=rules.with_version(text, version, effective_from),
        cases=cases,
        plan_code=published.plan.code,
        version=version,
        based_on=digest,
    )


def save_draft(
    *, by: Officer, at: datetime, draft_ref: str, revision: int, text: str, cases: str
) -> DraftEdition:
    """A new revision; faults do not hinder it. `revision` is the one that was being edited.

    One transaction: revision, draft (DRAFT), audit. Text as it stands changes nothing. Refuses
    NotVisible, NotPermitted, WrongDraftState, EditedMeanwhile when somebody saved in between.
    """
    with transaction.atomic():
        draft = draft_to_write(by, draft_ref)
        after = state_after("save", draft.state)
        _require_unchanged(by, draft, revision)
        now_there = current_revision(by.scope, draft)
        text, cases = _unix(text), _unix(cases)
        if (text, cases) == (now_there.text, now_there.cases):
            return draft
        draft.state = after
        draft.revision += 1
        _note_what_it_says(draft, text)
        _changed(by, at, draft)
        draft.save()
        _keep_revision(by, at, draft, text, cases)
        audit_draft(by, at, "save_draft", draft, {"revision": draft.revision})
    return draft


def keep_case(
    *, by: Officer, at: datetime, draft_ref: str, name: str, facts: Mapping[str, Any]
) -> DraftEdition:
    """Adds a case with what the draft answers to these facts now, as a new revision.

    Refuses NotVisible, NotPermitted, WrongDraftState, CaseUnreadable.
    """
    with transaction.atomic():
        draft = draft_to_write(by, draft_ref)
        held = current_revision(by.scope, draft)
        edition = rules.readable(held.text)
        if edition is None:
            raise CaseUnreadable(what=draft.ref)
        try:
            read = Facts.from_json(facts)
            cases = formats.with_case(held.cases, name, read, _expected(edition, read))
        except TermsError as trouble:
            raise CaseUnreadable(what=trouble.what) from trouble
        return save_draft(
            by=by, at=at, draft_ref=draft_ref, revision=draft.revision, text=held.text, cases=cases
        )


def submit_draft(*, by: Officer, at: datetime, draft_ref: str, revision: int) -> DraftEdition:
    """Hands over what stands in `revision`, if `check` finds nothing in it.

    One transaction: draft (SUBMITTED, with the digest of its terms), audit, fact DraftSubmitted.
    Refuses NotVisible, NotPermitted, WrongDraftState, EditedMeanwhile, DraftHasFaults,
    VersionTaken.
    """
    with transaction.atomic():
        draft = draft_to_write(by, draft_ref)
        after = state_after("submit", draft.state)
        _require_unchanged(by, draft, revision)
        held = current_revision(by.scope, draft)
        checked = rules.check_terms(held.text, held.cases)
        require_clean(checked)
        assert checked.edition is not None
        require_version_free(checked.edition.plan, checked.edition.version)
        draft.state, draft.digest = after, checked.edition.digest
        draft.submitted_at, draft.reason = at, ""
        draft.save()
        audit_draft(by, at, "submit_draft", draft, {"digest": draft.digest})
        publish(DraftSubmitted(draft_ref=draft.ref, org_path=draft.org_path))
    return draft


def recall_draft(*, by: Officer, at: datetime, draft_ref: str) -> DraftEdition:
    """Takes a submitted draft back to write on. Refuses NotVisible, NotPermitted,
    WrongDraftState."""
    return _moved(by, at, draft_ref, "recall", "recall_draft")


def withdraw_draft(*, by: Officer, at: datetime, draft_ref: str) -> DraftEdition:
    """Ends a draft unpublished; it stays on file. Refuses NotVisible, NotPermitted,
    WrongDraftState."""
    return _moved(by, at, draft_ref, "withdraw", "withdraw_draft")


def return_draft(*, by: Officer, at: datetime, draft_ref: str, reason: str) -> DraftEdition:
    """Back to its author with the reason. Writes audit.

    Refuses NotVisible, NotPermitted, WrongDraftState, OwnDraft, ReasonMissing.
    """
    with transaction.atomic():
        draft = draft_to_decide(by, draft_ref, "return")
        if not reason.strip():
            raise ReasonMissing
        draft.reason = reason.strip()[:400]
        draft.decided_at, draft.decided_by_id = at, by.account_id
        draft.decided_by_token, draft.decided_by_label = by.person_token, by.label[:80]
        draft.save()
        audit_draft(by, at, "return_draft", draft, {"reason": draft.reason})
    return draft


def _moved(by: Officer, at: datetime, draft_ref: str, act: str, name: str) -> DraftEdition:
    with transaction.atomic():
        draft = draft_to_write(by, draft_ref)
        draft.state = state_after(act, draft.state)
        draft.save(update_fields=["state"])
        audit_draft(by, at, name, draft)
    return draft


def _require_unchanged(by: Officer, draft: DraftEdition, revision: int) -> None:
    if draft.revision != revision:
        raise EditedMeanwhile(by=draft.changed_by_label, revision=draft.revision)


def _note_what_it_says(draft: DraftEdition, text: str) -> None:
    edition = rules.readable(text)
    if edition is not None:
        draft.plan_code, draft.version = edition.plan[:12], edition.version[:40]
        draft.effective_from = edition.effective_from


def _changed(by: Officer, at: datetime, draft: DraftEdition) -> None:
    draft.changed_at, draft.changed_by_label = at, by.label[:80]


def _keep_revision(by: Officer, at: datetime, draft: DraftEdition, text: str, cases: str) -> None:
    DraftRevision.objects.create(
        draft=draft,
        org_path=draft.org_path,
        number=draft.revision,
        text=_unix(text),
        cases=_unix(cases),
        by_id=by.account_id,
        by_token=by.person_token,
        by_label=by.label[:80],
        at=at,
    )


def _unix(text: str) -> str:
    """A browser sends its lines with a carriage return."""
    return text.replace("\r\n", "\n")


def _expected(edition: Edition, facts: Facts) -> dict[str, Any]:
    decision = evaluate(edition, facts)
    expect: dict[str, Any] = {"outcome": decision.outcome}
    if decision.amount_fen:
        expect["amount"] = f"{format_yuan(decision.amount_fen)} yuan"
    if decision.refusals:
        expect["refusals"] = [refusal.code for refusal in decision.refusals]
    if decision.effects:
        expect["effects"] = [effect.kind for effect in decision.effects]
    return expect
