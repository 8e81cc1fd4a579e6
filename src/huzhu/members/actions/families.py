"""Ties between children and parents: stated by hand, confirmed by proof, ended."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import within
from huzhu.members.actions.trail import (
    Evidence,
    keep_evidence,
    place_of,
    record_person,
    require_unmerged,
)
from huzhu.members.enums import TieKind
from huzhu.members.errors import ParentOfOneself, TieOver
from huzhu.members.models import FamilyTie, Person
from huzhu.members.permissions import may_approve, may_mend
from huzhu.organisations.rules import Officer

PROOF = ("亲属关系证明", "proof of relationship")


def state_tie(
    *, by: Officer, at: datetime, child: Person, parent: Person, kind: TieKind
) -> FamilyTie:
    """Writes down whose child somebody is, as the unit says; to be confirmed by proof.

    Writes audit. Refuses NotVisible, NotPermitted, RecordMerged, ParentOfOneself, TieOver where it
    stands already.
    """
    path = place_of(by, child)
    place_of(by, parent)
    if not may_mend(by, path):
        raise NotPermitted
    require_unmerged(child)
    require_unmerged(parent)
    if child.pk == parent.pk:
        raise ParentOfOneself(name=child.name)
    with transaction.atomic():
        try:
            with transaction.atomic():
                tie = FamilyTie.objects.create(
                    child=child, parent=parent, org_path=path, kind=TieKind(kind), stated_at=at
                )
        except IntegrityError as error:
            raise TieOver from error
        after = {"parent": parent.ref, "kind": tie.kind}
        record_person(by, at, "state_tie", child, path, after=after)
    return tie


def confirm_tie(*, by: Officer, at: datetime, tie_id: int, evidence: Evidence | None) -> FamilyTie:
    """Confirms a tie after a look at its proof, which is kept sealed for the child.

    For officers of the county or above. Writes audit. Refuses NotVisible, NotPermitted, TieOver,
    EvidenceMissing, what attachments refuse.
    """
    with transaction.atomic():
        tie = _locked(by, tie_id)
        if not may_approve(by, tie.org_path):
            raise NotPermitted
        if tie.confirmed_at is not None:
            raise TieOver
        tie.evidence_ref = keep_evidence(
            by, at, evidence, owner_ref=tie.child.ref, path=tie.org_path, what=PROOF,
            subject_id=tie.child_id,
        )  # fmt: skip
        tie.confirmed_at, tie.confirmed_by_label = at, by.label[:80]
        tie.save()
        after = {"parent": tie.parent.ref, "proof": tie.evidence_ref}
        record_person(by, at, "confirm_tie", tie.child, tie.org_path, after=after)
    return tie


def end_tie(*, by: Officer, at: datetime, tie_id: int) -> FamilyTie:
    """Ends a tie that is wrong or no longer holds; it stays on record.

    Writes audit. Refuses NotVisible, NotPermitted, TieOver.
    """
    with transaction.atomic():
        tie = _locked(by, tie_id)
        if not may_mend(by, tie.org_path):
            raise NotPermitted
        tie.ended_at = at
        tie.save()
        record_person(by, at, "end_tie", tie.child, tie.org_path, before={"parent": tie.parent.ref})
    return tie


def _locked(by: Officer, tie_id: int) -> FamilyTie:
    """Raises NotVisible, or TieOver for an ended one."""
    found = FamilyTie.objects.filter(within(by.scope), pk=tie_id)
    tie = found.select_related("child", "parent").select_for_update(of=("self",)).first()
    if tie is None:
        raise NotVisible
    if tie.ended_at is not None:
        raise TieOver
    return tie
