"""Before a claim is filed: the event is kept, whatever is still missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from huzhu.attachments.actions import keep_file
from huzhu.attachments.rules import PAPERS
from huzhu.claims.actions.locking import locked_claim, record
from huzhu.claims.enums import EventKind, PaperKind
from huzhu.claims.errors import EventKindUnknown
from huzhu.claims.lifecycle import state_after
from huzhu.claims.models import Claim, Paper
from huzhu.claims.permissions import may_file
from huzhu.claims.queries import EVENT
from huzhu.claims.rules import event_day, icd_category, plain_event
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.members.models import Person
from huzhu.members.queries import person_by_id
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.vault import actions as vault


def open_claim(
    *,
    by: Officer,
    at: datetime,
    person: Person,
    organisation: Organisation,
    event: Mapping[str, Any],
) -> Claim:
    """Keeps an event as a draft; nothing in it is judged yet but its kind.

    `event` is the "event" part of the facts of benefit_terms. One transaction: the claim with the
    event sealed for the person, audit. An event without a day stands under today until it is
    filed. Refuses NotVisible, NotPermitted, EventKindUnknown.
    """
    person_by_id(by.scope, person.pk)
    if not may_file(by, organisation.path):
        raise NotPermitted
    with transaction.atomic():
        claim = Claim(
            ref=allocate_reference(prefix="C", at=at),
            person=person,
            organisation=organisation,
            org_path=organisation.path,
            city_id=organisation.city_id or 0,
            county_id=organisation.county_id,
            filed_by_id=by.account_id,
            filed_by_token=by.person_token,
            created_at=at,
        )
        seal_event(claim, event, undated=civil_date(at))
        claim.save(force_insert=True)
        record(by, at, "open_claim", claim, after={"kind": claim.event_kind})
    return claim


def amend_claim(*, by: Officer, at: datetime, claim_ref: str, event: Mapping[str, Any]) -> Claim:
    """Replaces the event of a draft or a returned claim.

    One transaction; who amends counts as the filer until somebody files. Refuses NotVisible,
    NotPermitted, WrongClaimState, EventKindUnknown.
    """
    with transaction.atomic():
        claim = _claim_to_prepare(by, "amend", claim_ref)
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
    """Keeps a paper of a draft or a returned claim, sealed with the person's key.

    Refuses NotVisible, NotPermitted, WrongClaimState and what attachments refuse.
    """
    with transaction.atomic():
        claim = _claim_to_prepare(by, "add_paper", claim_ref)
        kept = keep_file(
            by=by,
            at=at,
            content=content,
            file_name=file_name,
            owner_type="claim",
            owner_ref=claim.ref,
            org_path=claim.org_path,
            wanted=PAPERS,
            subject_id=claim.person_id,
        )
        paper = Paper.objects.create(
            claim=claim,
            org_path=claim.org_path,
            kind=PaperKind(kind),
            attachment_ref=kept.ref,
            file_name=kept.file_name,
            added_by_id=by.account_id,
            added_at=at,
        )
        record(by, at, "add_paper", claim, after={"kind": kind, "file": kept.ref})
    return paper


def seal_event(claim: Claim, event: Mapping[str, Any], *, undated: date) -> None:
    """Puts an event into the claim: sealed, and what stands in clear beside it. Does not save."""
    plain = plain_event(event)
    kind = str(plain.get("kind"))
    if kind not in EventKind.values:
        raise EventKindUnknown(kind=kind)
    claim.event_kind = kind
    claim.event_on = event_day(plain) or undated
    claim.icd_category = icd_category(plain)
    claim.event_cipher = vault.seal_for(
        subject_id=claim.person_id,
        purpose=EVENT,
        value=json.dumps(plain, ensure_ascii=False, sort_keys=True),
    )


def _claim_to_prepare(by: Officer, act: str, ref: str) -> Claim:
    claim = locked_claim(by, ref)
    if not may_file(by, claim.org_path):
        raise NotPermitted
    claim.state = state_after(act, claim.state)
    return claim
