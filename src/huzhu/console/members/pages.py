"""What the pages of one member show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.console.enrolment.forms import last_day
from huzhu.console.members.forms import AccountForm
from huzhu.enrolment.queries import covers_of_person
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.members import queries
from huzhu.members.enums import ConsentKind
from huzhu.members.models import Person
from huzhu.members.permissions import may_approve, may_mend, may_unmask


def dress(request: HttpRequest, person: Person) -> None:
    """Masked numbers and places, as pages show them."""
    person.identity_shown = queries.identity_masked(person)
    person.phone_shown = queries.phone_masked(person)
    person.places = list(queries.employments_of(request.scope, person))
    for place in person.places:
        place.last_day = last_day(place.ends_before) if place.ends_before else None


def member_context(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Everything about one person that the officer sees, and what may be done."""
    dress(request, person)
    scope, path = request.scope, person.places[0].org_path
    covers = page_of(covers_of_person(scope, person.pk), request.GET.get("page"))
    for cover in covers.items:
        cover.last_day = last_day(cover.ends_before)
    may_change = may_mend(request.officer, path) and person.merged_into_id is None
    return {
        "person": person,
        "kept": _kept(request, person),
        "account": queries.current_payout_account(scope, person),
        "covers": covers,
        "former": queries.former_numbers(scope, person),
        "ties": [_tie(tie, person) for tie in queries.ties_of(scope, person)],
        "consents": list(queries.consents_of(scope, person)),
        "missing": _missing(request, person),
        "changes": list(queries.changes_of(scope, person)[:10]),
        "may_unmask": may_unmask(request.officer, path),
        "may_mend": may_change,
        "may_confirm": may_approve(request.officer, path),
        "may_undo_death": may_change
        and person.died_on is not None
        and person.death_recorded_by_token != request.officer.person_token,
        "acts": _acts(person) if may_change else [],
        "account_form": AccountForm(initial=request.typed),
    }


def _kept(request: HttpRequest, person: Person) -> Person | None:
    """The record that this one points to, as far as it can be seen."""
    if person.merged_into_id is None:
        return None
    return queries.people(request.scope).filter(pk=person.merged_into_id).first()


def _tie(tie: Any, person: Person) -> Any:
    tie.is_of_parent = tie.parent_id == person.pk
    tie.other = tie.child if tie.is_of_parent else tie.parent
    return tie


def _missing(request: HttpRequest, person: Person) -> list[str]:
    day = civil_date(request.at)
    found = queries.missing_consents(request.scope, [person.pk], day).get(person.pk, [])
    return [str(ConsentKind(kind).label) for kind in found]


def _acts(person: Person) -> list[tuple[str, str, str]]:
    """Label, address and sign of what may be asked or recorded."""
    acts = [
        (_("Ask for a change"), "member_change", "pencil"),
        (_("Move or end"), "member_place", "arrows-exchange"),
        (_("Add to the family"), "member_tie", "users-plus"),
        (_("Record a consent"), "member_consent", "file-certificate"),
        (_("Same person as …"), "member_merge", "arrows-join"),
    ]
    if person.died_on is None:
        acts.append((_("Record a death"), "member_death", "heart-off"))
    return [
        (label, reverse(f"console:{name}", args=[person.ref]), sign) for label, name, sign in acts
    ]
