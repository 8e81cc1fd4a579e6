"""Before claims are filed: their events are kept, whatever is still missing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from huzhu.attachments.actions import NewFile, keep_files
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import record_acts
from huzhu.claims.actions.locking import (
    MOST_AT_ONCE,
    done,
    locked_claim,
    locked_claims,
    naming,
    record,
)
from huzhu.claims.actions.reading import ask_to_read
from huzhu.claims.enums import ClaimSource, EventKind, PaperKind
from huzhu.claims.errors import EventKindUnknown, TooManyClaims
from huzhu.claims.lifecycle import state_after
from huzhu.claims.models import Claim, Paper
from huzhu.claims.permissions import may_file
from huzhu.claims.queries import EVENT
from huzhu.claims.rules import event_day, icd_category, plain_event
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.staging import insert_rows
from huzhu.members.models import Person
from huzhu.members.queries import people
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.vault import actions as vault


@dataclass(frozen=True, slots=True)
class Draft:
    """What befell a person, to be claimed through an organisation."""

    person: Person
    organisation: Organisation
    event: Mapping[str, Any] = field(repr=False)
    source: ClaimSource = ClaimSource.HAND


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper for a claim."""

    claim_ref: str
    kind: str
    file_name: str
    content: bytes = field(repr=False)


def open_claim(
    *,
    by: Officer,
    at: datetime,
    person: Person,
    organisation: Organisation,
    event: Mapping[str, Any],
) -> Claim:
    """Keeps one event as a draft; see `open_claims`."""
    return open_claims(by=by, at=at, drafts=[Draft(person, organisation, event)])[0]


def open_claims(*, by: Officer, at: datetime, drafts: Sequence[Draft]) -> list[Claim]:
    """Keeps events as drafts, each a claim: all, or none; in the order given.

    Nothing in an event is judged yet but its kind. `event` is the "event" part of the facts of
    benefit_terms. One transaction: the claims with their events sealed for the persons, audit. An
    event without a day stands under today until it is filed. Refuses NotVisible, NotPermitted,
    EventKindUnknown, TooManyClaims.
    """
    if len(drafts) > MOST_AT_ONCE:
        raise TooManyClaims(count=len(drafts), most=MOST_AT_ONCE)
    ids = {draft.person.pk for draft in drafts}
    if people(by.scope).filter(pk__in=ids).count() < len(ids):
        raise NotVisible
    for draft in drafts:
        if not may_file(by, draft.organisation.path):
            raise NotPermitted
    with transaction.atomic():
        keys = vault.keys_of(subject_ids=ids)
        refs = allocate_references(prefix="C", count=len(drafts), at=at)
        claims = [_drafted(by, at, ref, one) for ref, one in zip(refs, drafts, strict=True)]
        for claim, draft in zip(claims, drafts, strict=True):
            key = vault.key_in(keys, claim.person_id)
            seal_event(claim, draft.event, undated=civil_date(at), key=key)
        insert_rows(claims)
        acts = [done("open_claim", claim, after={"kind": claim.event_kind}) for claim in claims]
        record_acts(by=by, at=at, acts=acts)
    return claims


def _drafted(by: Officer, at: datetime, ref: str, draft: Draft) -> Claim:
    place = draft.organisation
    return Claim(
        ref=ref,
        person=draft.person,
        organisation=place,
        org_path=place.path,
        city_id=place.city_id or 0,
        county_id=place.county_id,
        filed_by_id=by.account_id,
        filed_by_token=by.person_token,
        created_at=at,
        source=draft.source,
    )


def amend_claim(*, by: Officer, at: datetime, claim_ref: str, event: Mapping[str, Any]) -> Claim:
    """Replaces the event of a draft or a returned claim.

    One transaction; who amends counts as the filer until somebody files. Refuses NotVisible,
    NotPermitted, WrongClaimState, EventKindUnknown.
    """
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        _prepare(by, "amend", claim)
        before = {"kind": claim.event_kind, "event_on": claim.event_on.isoformat()}
        seal_event(claim, event, undated=civil_date(at))
        claim.filed_by_id, claim.filed_by_token = by.account_id, by.person_token
        claim.save()
        after = {"kind": claim.event_kind, "event_on": claim.event_on.isoformat()}
        record(by, at, "amend_claim", claim, before, after)
    return claim


def add_paper(
    *, by: Officer, at: datetime, claim_ref: str, kind: str, file_name: str, content: bytes
) -> Paper:
    """Keeps one paper; see `add_papers`."""
    return add_papers(by=by, at=at, papers=[NewPaper(claim_ref, kind, file_name, content)])[0]


def add_papers(*, by: Officer, at: datetime, papers: Sequence[NewPaper]) -> list[Paper]:
    """Keeps papers of drafts or returned claims, each sealed with its person's key: all, or none.

    One transaction: files, papers, audit; pictures worth reading are asked to be read, as a fact
    for each claim; in the order given. Refuses NotVisible, NotPermitted, WrongClaimState,
    TooManyClaims, what attachments refuse; of several claims OneOfManyRefused.
    """
    with transaction.atomic():
        claims = locked_claims(by, [paper.claim_ref for paper in papers])
        for claim in claims:
            with naming(claim, claims):
                _prepare(by, "add_paper", claim)
        by_ref = {claim.ref: claim for claim in claims}
        files = [_file(by_ref[paper.claim_ref], paper) for paper in papers]
        kept = keep_files(by=by, at=at, files=files)
        made = insert_rows(
            Paper(
                claim=by_ref[paper.claim_ref],
                org_path=file.org_path,
                kind=PaperKind(paper.kind),
                attachment_ref=file.ref,
                file_name=file.file_name,
                added_by_id=by.account_id,
                added_at=at,
            )
            for paper, file in zip(papers, kept, strict=True)
        )
        acts = [
            done("add_paper", by_ref[paper.claim_ref], after={"kind": paper.kind, "file": file.ref})
            for paper, file in zip(papers, kept, strict=True)
        ]
        record_acts(by=by, at=at, acts=acts)
        ask_to_read(made, kept, at)
    return made


def _file(claim: Claim, paper: NewPaper) -> NewFile:
    return NewFile(
        content=paper.content,
        file_name=paper.file_name,
        owner_type="claim",
        owner_ref=claim.ref,
        org_path=claim.org_path,
        wanted=PAPERS,
        subject_id=claim.person_id,
    )


def seal_event(
    claim: Claim, event: Mapping[str, Any], *, undated: date, key: bytes | None = None
) -> None:
    """Puts an event into the claim: sealed, and what stands in clear beside it. Does not save.

    `key` is the person's, where the caller holds it already.
    """
    plain = plain_event(event)
    kind = str(plain.get("kind"))
    if kind not in EventKind.values:
        raise EventKindUnknown(kind=kind)
    claim.event_kind = kind
    claim.event_on = event_day(plain) or undated
    claim.icd_category = icd_category(plain)
    if key is None:
        key = vault.key_in(vault.keys_of(subject_ids=[claim.person_id]), claim.person_id)
    claim.event_cipher = vault.seal_with(
        key,
        subject_id=claim.person_id,
        purpose=EVENT,
        value=json.dumps(plain, ensure_ascii=False, sort_keys=True),
    )


def _prepare(by: Officer, act: str, claim: Claim) -> None:
    if not may_file(by, claim.org_path):
        raise NotPermitted
    claim.state = state_after(act, claim.state)
