"""Handing out certificates of cover, and taking them back."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.enrolment.enums import CoverStatus
from huzhu.enrolment.errors import (
    CertificateRevoked,
    NothingToCertify,
    RevocationWithoutReason,
)
from huzhu.enrolment.models import Certificate, Cover, Enrolment
from huzhu.enrolment.permissions import may_certify
from huzhu.enrolment.queries import (
    certificate_by_ref,
    cover_by_ref,
    covers_certified,
    enrolment_by_ref,
    signed_code,
)
from huzhu.enrolment.rules.certificates import PREFIX
from huzhu.kernel.clock import civil_date, format_date
from huzhu.kernel.errors import NotPermitted
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.vault import actions as vault

REPLACED = "replaced by a newer one"


def issue_certificate(*, by: Officer, at: datetime, cover_ref: str) -> Certificate:
    """A certificate of one cover: the one that was issued, while nothing it says has changed.

    One transaction: cover locked, the outdated certificate revoked, the new one written, audit.
    Refuses NotVisible, NotPermitted, NothingToCertify.
    """
    seen = cover_by_ref(by.scope, cover_ref)
    if not may_certify(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        Cover.objects.select_for_update().get(pk=seen.pk)
        cover = cover_by_ref(by.scope, cover_ref)
        if cover.status == CoverStatus.VOID:
            raise NothingToCertify(ref=cover.ref)
        says = [
            cover.ref, cover.person.name, cover.organisation.name, cover.edition.digest,
            cover.starts_on.isoformat(), cover.ends_before.isoformat(), cover.shares, cover.tier,
        ]  # fmt: skip
        return _issue(by, at, cover, says, cover=cover)


def issue_list_certificate(*, by: Officer, at: datetime, enrolment_ref: str) -> Certificate:
    """One certificate for everybody of an enrolment, names and numbers masked; else the same."""
    seen = enrolment_by_ref(by.scope, enrolment_ref)
    if not may_certify(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=seen.pk)
        enrolment = enrolment_by_ref(by.scope, enrolment_ref)
        people = covers_certified(by.scope, enrolment)
        listed = [[c.ref, c.person.name, c.shares, c.tier] for c in people]
        if not listed:
            raise NothingToCertify(ref=enrolment.ref)
        says = [
            enrolment.ref, enrolment.organisation.name, enrolment.edition.digest,
            enrolment.starts_on.isoformat(), enrolment.ends_before.isoformat(), listed,
        ]  # fmt: skip
        return _issue(by, at, enrolment, says, enrolment=enrolment)


def revoke_certificate(
    *, by: Officer, at: datetime, certificate_ref: str, reason: str
) -> Certificate:
    """Its page says from now on that it is no longer valid; the cover itself stands.

    Refuses NotVisible, NotPermitted, CertificateRevoked, RevocationWithoutReason.
    """
    seen = certificate_by_ref(by.scope, certificate_ref)
    if not may_certify(by, seen.org_path):
        raise NotPermitted
    if not reason.strip():
        raise RevocationWithoutReason
    with transaction.atomic():
        locked = Certificate.objects.select_for_update().get(pk=seen.pk)
        require_standing(locked)
        _revoke(by, at, locked, reason.strip()[:200])
    return locked


def require_standing(certificate: Certificate) -> None:
    """Raises CertificateRevoked."""
    if certificate.revoked_at is not None:
        on = format_date(civil_date(certificate.revoked_at))
        raise CertificateRevoked(ref=certificate.ref, on=on)


def _issue(
    by: Officer, at: datetime, of: Cover | Enrolment, says: list, **target: Cover | Enrolment
) -> Certificate:
    digest = hashlib.sha256(json.dumps(says, ensure_ascii=False).encode()).hexdigest()
    current = Certificate.objects.filter(**target, revoked_at__isnull=True).first()
    if current is not None and current.content_digest == digest:
        return current
    if current is not None:
        _revoke(by, at, current, REPLACED)
    ref, key_id = allocate_reference(prefix=PREFIX, at=at), vault.signing_key_id()
    made = Certificate.objects.create(
        ref=ref,
        **target,
        org_path=of.org_path,
        code=signed_code(by.scope, ref, key_id),
        key_id=key_id,
        content_digest=digest,
        issued_at=at,
        issued_by_id=by.account_id,
        issued_by_label=by.label[:80],
        issued_by_place=by.held[0].organisation_name if by.held else "",
    )
    _audit(by, at, "issue_certificate", made, {"of": of.ref, "digest": digest, "key": key_id})
    return made


def _revoke(by: Officer, at: datetime, certificate: Certificate, reason: str) -> None:
    certificate.revoked_at, certificate.revoked_by_id = at, by.account_id
    certificate.revoke_reason = reason
    certificate.save(update_fields=["revoked_at", "revoked_by_id", "revoke_reason"])
    _audit(by, at, "revoke_certificate", certificate, {"reason": reason})


def _audit(by: Officer, at: datetime, act: str, certificate: Certificate, after: dict) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="certificate",
        object_ref=certificate.ref,
        org_path=certificate.org_path,
        after=after,
    )
