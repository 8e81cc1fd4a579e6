"""Rosters, enrolments and covers of a scope; and two questions that look across it."""

from huzhu.enrolment.queries.certified import (
    Certified,
    certificate_by_ref,
    certificate_pdf,
    certificates,
    certified_by_code,
    covers_certified,
    signed_code,
)
from huzhu.enrolment.queries.covered import (
    HeldCover,
    cover_by_ref,
    cover_counts,
    covered_in,
    covers,
    covers_held_by,
    covers_of_people_at,
    covers_of_person,
    covers_of_person_at,
)
from huzhu.enrolment.queries.enrolled import dues_of, enrolment_by_ref, enrolment_of, enrolments
from huzhu.enrolment.queries.rostered import (
    participation_of,
    roster_by_ref,
    roster_rows,
    roster_template,
    roster_with_reasons,
    rosters,
)

__all__ = [
    "Certified",
    "HeldCover",
    "certificate_by_ref",
    "certificate_pdf",
    "certificates",
    "certified_by_code",
    "cover_by_ref",
    "cover_counts",
    "covered_in",
    "covers",
    "covers_certified",
    "covers_held_by",
    "covers_of_people_at",
    "covers_of_person",
    "covers_of_person_at",
    "dues_of",
    "enrolment_by_ref",
    "enrolment_of",
    "enrolments",
    "participation_of",
    "roster_by_ref",
    "roster_rows",
    "roster_template",
    "roster_with_reasons",
    "rosters",
    "signed_code",
]
