"""What the page of one application shows, and to whom it offers which act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.console.organisations.forms import (
    HandlerForm,
    PaperForm,
    ProfileForm,
    SplitForm,
)
from huzhu.console.organisations.history import history_of
from huzhu.organisations import queries
from huzhu.organisations.enums import (
    EDITABLE_STATES,
    OPEN_STATES,
    ApplicationKind,
    ApplicationState,
)
from huzhu.organisations.models import Organisation, UnitApplication
from huzhu.organisations.permissions import may_decide, may_file
from huzhu.organisations.rules import Fault, Officer, read_split

PROFILED = (ApplicationKind.REGISTER, ApplicationKind.EDIT, ApplicationKind.MERGE)
BINDING = (ApplicationKind.REGISTER, ApplicationKind.CHANGE_HANDLER, ApplicationKind.MERGE)
_CHOICES = ("level", "form", "industry", "proof_kind")


@dataclass(frozen=True)
class May:
    """The acts that this officer may take now."""

    write: bool
    withdraw: bool
    decide: bool
    print_form: bool


def may_of(officer: Officer, application: UnitApplication) -> May:
    is_filer = may_file(officer, application.kind, application.org_path)
    makers = (
        application.made_by_token,
        application.edited_by_token,
        application.filed_by_token,
        application.handler_token,
    )
    decides = (
        application.state == ApplicationState.SUBMITTED
        and may_decide(officer, application.org_path)
        and officer.person_token not in makers
    )
    return May(
        write=is_filer and application.state in EDITABLE_STATES,
        withdraw=is_filer and not decides and application.state in OPEN_STATES,
        decide=decides,
        print_form=bool(application.proposal.get("handler_username"))
        and application.kind in BINDING,
    )


def application_context(
    officer: Officer,
    application: UnitApplication,
    today: date,
    language: str,
    faults: Iterable[Fault] = (),
) -> dict[str, Any]:
    """Everything of one application; `faults` are shown at their fields."""
    scope, may = officer.scope, may_of(officer, application)
    judged = queries.judge_application(scope, application, on=today)
    given = list(queries.papers_of(scope, application))
    shown = forms_for(ApplicationKind(application.kind), application.proposal, faults, language)
    return {
        "application": application,
        "may": may,
        "papers": given,
        "missing": judged.papers,
        "alike": judged.alike,
        "comparison": _compared(officer, application, language),
        "has_before": application.kind == ApplicationKind.EDIT
        and application.state != ApplicationState.APPROVED,
        "parts": queries.parts_of(scope, application),
        "into": application.proposal.get("into", ""),
        "new_units": read_split(application.proposal)[0],
        "goes_on": application.proposal.get("goes_on") == "yes",
        "handler_now": application.organisation
        and queries.handler_of(scope, application.organisation, today),
        "history": history_of(scope, application),
        "paper_form": PaperForm(judged.papers),
        "bodies": bodies(officer) if application.kind == ApplicationKind.REGISTER else [],
        "other_faults": [f for f in faults if f.field == "parts"],
        **shown,
    }


def forms_for(
    kind: ApplicationKind, typed: dict[str, Any], faults: Iterable[Fault], language: str
) -> dict[str, Any]:
    """The forms that a kind of application is written in, by their names in the templates."""
    given = (typed, list(faults), language)
    return {
        "kind": kind,
        "profile_form": ProfileForm(*given) if kind in PROFILED else None,
        "handler_form": HandlerForm(*given) if kind in BINDING else None,
        "split_form": SplitForm(*given) if kind == ApplicationKind.SPLIT else None,
    }


def bodies(officer: Officer) -> list[Organisation]:
    """Where the officer may register units: counties, cities and industry unions of theirs."""
    found = queries.handling_bodies(officer.scope)
    return [b for b in found if may_file(officer, ApplicationKind.REGISTER, b.path)]


def merger_candidates(officer: Officer, unit: Organisation, text: str) -> list[Organisation]:
    """Units that may merge with one: those found by a search, else its neighbours."""
    if text.strip():
        found = queries.search_units(officer.scope, text)
    else:
        found = list(queries.units(officer.scope).filter(parent_id=unit.parent_id)[:40])
    return [one for one in found if one.pk != unit.pk and one.ends_before is None][:40]


def _compared(
    officer: Officer, application: UnitApplication, language: str
) -> list[tuple[Any, queries.Comparison]]:
    """Labels with what stands and what is proposed, choices in words."""
    if application.kind not in PROFILED:
        return []
    fields = ProfileForm.base_fields
    return [
        (fields[c.field].label, _in_words(c, fields))
        for c in queries.comparison_of(officer.scope, application)
    ]


def _in_words(one: queries.Comparison, fields: Any) -> queries.Comparison:
    if one.field not in _CHOICES:
        return one
    words = dict(fields[one.field].choices)
    return queries.Comparison(
        one.field,
        str(words.get(one.before, one.before)) if one.before else "",
        str(words.get(one.after, one.after)) if one.after else "",
    )


TITLES = {
    ApplicationKind.REGISTER: _("Register a unit"),
    ApplicationKind.EDIT: _("Change the particulars"),
    ApplicationKind.CHANGE_HANDLER: _("Change the handler"),
    ApplicationKind.MERGE: _("Merge units"),
    ApplicationKind.SPLIT: _("Divide the unit"),
}
