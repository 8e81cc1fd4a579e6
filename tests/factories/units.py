"""Applications about units, ready to be filed, with their papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from factories.claims import PDF
from huzhu.organisations import actions
from huzhu.organisations.actions import NewUnitPaper
from huzhu.organisations.enums import ApplicationKind, UnitPaperKind
from huzhu.organisations.models import Organisation, UnitApplication
from huzhu.organisations.rules import Officer
from huzhu.organisations.rules.credit import check_character

PAPERS = (UnitPaperKind.APPROVAL, UnitPaperKind.CERTIFICATE, UnitPaperKind.HEADCOUNT)


def credit_code(number: int) -> str:
    """A made-up code of a union (81…) with its check character, of a division nobody has."""
    body = f"81990000{number:09d}"
    return body + check_character(body)


def typed(name: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """A registration as a form sends it, right on 2026-03-02."""
    return {
        "name": name, "level": "county", "form": "single", "industry": "C",
        "credit_code": credit_code(number), "approval_number": f"王工发〔2025〕{number}号",
        "approved_on": "2025-11-20", "certificate_number": f"工法证字第{number:06d}号",
        "certificate_from": "2025-12-01", "certificate_until": "2030-11-30",
        "address": "红旗街1号", "telephone": "0919-2180001", "staff_count": "120",
        "women_count": "45", "counted_on": "2026-02-28", "proof_kind": "staff_report", **more,
    }  # fmt: skip


def give_papers(
    by: Officer, at: datetime, application: UnitApplication, *kinds: UnitPaperKind
) -> None:
    papers = [NewUnitPaper(kind, f"{kind.value}.pdf", PDF) for kind in kinds]
    actions.add_unit_papers(by=by, at=at, application_ref=application.ref, papers=papers)


def filed(
    by: Officer,
    at: datetime,
    kind: ApplicationKind,
    proposal: dict[str, Any],
    *papers: UnitPaperKind,
    place: Organisation | None = None,
    unit: Organisation | None = None,
) -> UnitApplication:
    """An application with its papers, before the city."""
    made = actions.begin_application(
        by=by, at=at, kind=kind, proposal=proposal, place=place, unit=unit
    )
    if papers:
        give_papers(by, at, made, *papers)
    return actions.submit_application(by=by, at=at, application_ref=made.ref)


def registered(
    filer: Officer, city: Officer, at: datetime, place: Organisation, name: str, number: int = 1
) -> Organisation:
    """A unit in effect, with its particulars and its first headcount."""
    made = filed(filer, at, ApplicationKind.REGISTER, typed(name, number), *PAPERS, place=place)
    done = actions.approve_application(by=city, at=at, application_ref=made.ref)
    assert done.organisation is not None
    return done.organisation
