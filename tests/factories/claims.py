"""Claims from their events, and the three persons who decide them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benefit_terms import load_edition
from factories.enrolment import collecting, make_cover
from factories.tree import Tree
from huzhu.claims import actions
from huzhu.claims.actions import decide
from huzhu.claims.models import Claim
from huzhu.enrolment.models import Cover
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Held, Officer, service
from huzhu.plans.actions import publish_edition
from plan_book import edition_path

HUBEI = ("HB-NZ", "HB-ZJ", "HB-ZY")
HUBEI_STARTS_ON = date(2025, 2, 21)
ZY_STARTS_ON = date(2025, 4, 1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

C01_EVENT: dict[str, Any] = {
    "kind": "inpatient",
    "cause": "illness",
    "admitted_on": "2025-05-10",
    "discharged_on": "2025-05-20",
    "diagnosed_on": "2025-05-12",
    "diagnosis": {"icd10": "C50.911", "name": "右乳浸润性导管癌", "severity": "severe"},
    "bill": {"deductible_fen": 0, "proportional_fen": 187443},
}


def stay(admitted_on: str = "2025-06-10", **bill: int) -> dict[str, Any]:
    """A hospital stay for pneumonia; 5,000 yuan in scope unless said otherwise."""
    return {
        "kind": "inpatient",
        "cause": "illness",
        "admitted_on": admitted_on,
        "discharged_on": admitted_on,
        "diagnosis": {"icd10": "J18.900", "name": "社区获得性肺炎"},
        "bill": bill or {"deductible_fen": 0, "proportional_fen": 500000},
    }


@dataclass
class Bench:
    """A handler who files, and three reviewers over a place."""

    handler: Officer
    officer: Officer
    head: Officer
    compliance: Officer
    facts: list = field(default_factory=list)

    @property
    def reviewers(self) -> tuple[Officer, Officer, Officer]:
        return self.officer, self.head, self.compliance


def make_bench(tree: Tree, place: str = "", prefix: str = "") -> Bench:
    """Over the whole province, or over one place of the tree."""
    over = tree[place] if place else tree.office
    return Bench(
        handler=_officer(1, f"{prefix}handler", Role.CITY_OFFICER, over),
        officer=_officer(2, f"{prefix}officer", Role.CLAIMS_OFFICER, over),
        head=_officer(3, f"{prefix}head", Role.DEPARTMENT_HEAD, over),
        compliance=_officer(4, f"{prefix}compliance", Role.COMPLIANCE_OFFICER, over),
    )


def _officer(number: int, label: str, role: Role, over: Organisation) -> Officer:
    """As `officer_of` would return it; no account stands behind, so no password is hashed."""
    held = Held(role, over.path, over.pk)
    return Officer(9000 + number, label, "test", f"token-{label}", (held,))


def publish(at, *plans: tuple[str, str]) -> None:
    for plan, version in plans:
        edition = load_edition(edition_path(plan, version))
        publish_edition(by=service("test"), at=at, edition=edition)


def hubei_covers(
    organisation, at, number: int = 1, *, critical: int = 4, women: int = 1
) -> list[Cover]:
    """A woman with the three covers of case C01."""
    publish(at, *((plan, "2025") for plan in HUBEI))
    shares = {"HB-NZ": women, "HB-ZJ": critical, "HB-ZY": 1}
    return [
        make_cover(
            organisation, at, number, plan=plan, starts_on=HUBEI_STARTS_ON, shares=shares[plan]
        )
        for plan in HUBEI
    ]


def zy_cover(organisation, at, number: int = 1) -> Cover:
    publish(at, ("ZY", "2025"))
    return make_cover(organisation, at, number, plan="ZY", starts_on=ZY_STARTS_ON)


def add_papers(by: Officer, at, claim: Claim, *kinds: str) -> None:
    for kind in kinds or ("settlement", "identity", "diagnosis"):
        actions.add_paper(
            by=by, at=at, claim_ref=claim.ref, kind=kind, file_name=f"{kind}.pdf", content=PDF
        )


def filed_claim(bench: Bench, at, cover: Cover, event: dict[str, Any], *, papers=()) -> Claim:
    """Opened, with its papers, filed and judged."""
    with collecting() as facts:
        claim = actions.open_claim(
            by=bench.handler,
            at=at,
            person=cover.person,
            organisation=cover.organisation,
            event=event,
        )
        add_papers(bench.handler, at, claim, *papers)
        claim = actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    bench.facts += facts
    return claim


def approve(bench: Bench, at, claim: Claim, *, times: int = 3) -> Claim:
    with collecting() as facts:
        for by in bench.reviewers[:times]:
            claim = actions.approve_claim(by=by, at=at, claim_ref=claim.ref)
    bench.facts += facts
    return claim


def decided_claim(bench: Bench, at, cover: Cover, event: dict[str, Any]) -> Claim:
    return approve(bench, at, filed_claim(bench, at, cover, event))


@contextmanager
def payments_collected(monkeypatch):
    """Instructions as claims order them, without a treasury behind."""
    ordered: list[dict[str, Any]] = []
    monkeypatch.setattr(
        decide, "issue_instructions", lambda *, orders, **_: ordered.extend(map(_as_dict, orders))
    )
    yield ordered


def _as_dict(order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in order.__slots__}
