"""Certificates of a scope, their papers, and what the public page says of a code."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from huzhu.enrolment.enums import CertificateStanding, CoverStatus
from huzhu.enrolment.formats.certificates import (
    CertificatePaper,
    ListedPerson,
    render_certificate,
)
from huzhu.enrolment.models import Certificate, Cover, Enrolment
from huzhu.enrolment.rules.certificates import (
    code_of,
    printed_code,
    read_code,
    standing_on,
    surname_with_stars,
)
from huzhu.kernel.clock import civil_date
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.identity import mask_identity
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, only, within
from huzhu.kernel.text import is_english
from huzhu.members.models import Person
from huzhu.members.queries import identity_masked
from huzhu.vault import actions as vault

KIND = "certificate"
_NO_CODE = ("CE0000-0000000-0", "0000000000")


@dataclass(frozen=True)
class Certified:
    """All that the public page tells: no number, and of the name its first character only."""

    standing: CertificateStanding
    plan_code: str
    plan_zh: str
    plan_en: str
    starts_on: date
    ends_before: date
    holder: str
    persons: int

    @property
    def last_day(self) -> date:
        return Period(self.starts_on, self.ends_before).last_day


def certificates(scope: Scope, **filters: Any) -> QuerySet[Certificate]:
    """The newest first. Filters: `cover`, `enrolment`, `is_current`."""
    found = Certificate.objects.filter(within(scope)).select_related(
        "cover__person", "cover__plan", "cover__edition", "cover__organisation",
        "enrolment__organisation", "enrolment__edition__plan",
    )  # fmt: skip
    if cover := filters.get("cover"):
        found = found.filter(cover=cover)
    if enrolment := filters.get("enrolment"):
        found = found.filter(enrolment=enrolment)
    if filters.get("is_current"):
        found = found.filter(revoked_at__isnull=True)
    return found.order_by("-issued_at", "-id")


def certificate_by_ref(scope: Scope, ref: str) -> Certificate:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(certificates(scope).filter(ref=ref))


def covers_certified(scope: Scope, enrolment: Enrolment) -> QuerySet[Cover]:
    """The covers that a whole list's certificate lists."""
    return (
        Cover.objects.filter(within(scope), enrolment=enrolment)
        .exclude(status=CoverStatus.VOID)
        .select_related("person")
        .order_by("id")
    )


def certificate_pdf(
    scope: Scope, certificate: Certificate, *, language: str, address: str
) -> bytes:
    """The paper, whose code is verified at `address`. The same as long as nothing changed."""
    paper = (
        _of_cover(certificate, certificate.cover, language)
        if certificate.cover is not None
        else _of_list(scope, certificate, certificate.enrolment, language)
    )
    return render_certificate(paper, language, address)


def _of_cover(certificate: Certificate, cover: Cover, language: str) -> CertificatePaper:
    return CertificatePaper(
        **_common(certificate, cover, cover.plan, language),
        cover_ref=cover.ref,
        name=cover.person.name,
        identity=identity_masked(cover.person),
        shares=cover.shares,
        tier=cover.tier,
    )


def _of_list(
    scope: Scope, certificate: Certificate, enrolment: Enrolment, language: str
) -> CertificatePaper:
    covers = list(covers_certified(scope, enrolment))
    numbers = _masked_numbers([cover.person for cover in covers])
    people = [
        ListedPerson(
            surname_with_stars(c.person.name), numbers[c.person_id], c.shares, c.tier
        )
        for c in covers
    ]  # fmt: skip
    common = _common(certificate, enrolment, enrolment.edition.plan, language)
    return CertificatePaper(**common, people=people)


def _common(certificate: Certificate, of: Cover | Enrolment, plan, language: str) -> dict[str, Any]:
    name = plan.name_en if is_english(language) else plan.name_zh
    issuer = " · ".join(
        part for part in (certificate.issued_by_place, certificate.issued_by_label) if part
    )
    return {
        "ref": certificate.ref,
        "code": certificate.code,
        "unit": of.organisation.name,
        "plan": f"{plan.code} {name}",
        "edition": f"{of.edition.version} · {of.edition.digest[:12]}",
        "period": Period(of.starts_on, of.ends_before),
        "issuer": issuer,
        "issued_on": civil_date(certificate.issued_at),
    }


def _masked_numbers(people: Iterable[Person]) -> dict[int, str]:
    """Of a whole list at once; stars alone for somebody who was erased."""
    known = {person.pk: person for person in people}
    keys = vault.keys_of(subject_ids=known)
    found = {}
    for pk, person in known.items():
        try:
            key = vault.key_in(keys, pk)
            blob = bytes(person.identity_cipher)
            number = vault.open_with(key, subject_id=pk, purpose="identity", blob=blob)
            found[pk] = mask_identity(number.decode())
        except Undecipherable:
            found[pk] = "*" * 18
    return found


def signed_code(scope: Scope, ref: str, key_id: int) -> str:
    """The code that belongs to a reference, as printed; `scope` is whose question it is."""
    return printed_code(ref, code_of(vault.sign(key_id=key_id, kind=KIND, value=ref)))


def certified_by_code(scope: Scope, text: str, on: date) -> Certified | None:
    """What a code that somebody typed or scanned says on a day; None for every wrong one.

    A wrong code costs what a right one costs: it is signed and looked up just the same. A row that
    nobody signed is not believed. `scope` may be one that sees nothing.
    """
    ref, given = read_code(text) or _NO_CODE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key_id, plan_code, plan_zh, plan_en, starts_on, ends_before, status,"
            " terminated_on, is_revoked, holder, persons FROM enrolment_certified(%s)",
            [printed_code(ref, given)],
        )
        row = cursor.fetchone()
    key_id = row[0] if row else vault.signing_key_id()
    right = signed_code(scope, ref, key_id)
    if not hmac.compare_digest(right, printed_code(ref, given)) or row is None:
        return None
    _, code, zh, en, starts_on, ends_before, status, terminated_on, is_revoked, *who = row
    standing = standing_on(
        on,
        status=status,
        starts_on=starts_on,
        ends_before=ends_before,
        terminated_on=terminated_on,
        is_revoked=is_revoked,
    )
    return Certified(standing, code, zh, en, starts_on, ends_before, *who)
