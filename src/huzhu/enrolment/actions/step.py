"""One step of a check: some thousand rows judged alone, against each other, and against covers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from huzhu.enrolment.actions.cells import CellKey
from huzhu.enrolment.actions.tally import Tally
from huzhu.enrolment.models import RosterImport
from huzhu.enrolment.queries import (
    covered_in,
    employment_groups,
    first_days_of_unit,
    funding_of,
    gift_terms,
    own_covers,
    renewing,
)
from huzhu.enrolment.rules import (
    Finding,
    Funding,
    Judge,
    JudgedRow,
    Row,
    Seen,
    Terms,
    compare,
    judge_beginner,
    judge_late,
    relaxed,
)
from huzhu.kernel.staging import staged
from huzhu.members.enums import EndReason
from huzhu.members.queries import Departure, departures, named_otherwise, registered
from huzhu.organisations.rules import Officer
from huzhu.plans.models import PublishedEdition
from huzhu.plans.queries import editions_at, plan_names, terms_of
from huzhu.vault import actions as vault

_STAGED = (
    "sheet_no smallint, row_no integer, plan_code text, name text, identity_masked text,"
    " identity_hash bytea, content_hash bytea, cells_cipher bytea, sex text, birth_on date,"
    " shares integer, standing text, errors text, warnings text, is_good boolean"
)
_COLUMNS = ", ".join(part.split()[0] for part in _STAGED.split(","))
_READY = _COLUMNS.replace("errors, warnings", "errors::jsonb, warnings::jsonb")


@dataclass
class Checking:
    """One run over one file. `first_days`: when the unit's running period began, by plan."""

    by: Officer
    roster: RosterImport
    editions: dict[str, PublishedEdition]
    judge: Judge
    key: CellKey
    first_days: dict[str, date]
    seen: Seen = field(default_factory=Seen)
    tallies: dict[str, Tally] = field(default_factory=dict)

    @classmethod
    def of(cls, by: Officer, roster: RosterImport) -> Checking:
        """Inside a transaction of the officer's scope."""
        editions = editions_at(roster.starts_on) | {roster.plan_code: roster.edition}
        plans = {
            code: Terms.of(terms_of(edition), roster.starts_on)
            for code, edition in editions.items()
        }
        gift = roster.gift
        if gift is not None:
            plans[gift.plan_code] = relaxed(plans[gift.plan_code], gift_terms(by.scope, gift))
        judge = Judge(
            unit_code=roster.organisation.code,
            plan_code=roster.plan_code,
            plans=plans,
            names=plan_names(),
            funding={code: _funding(by, roster, code) for code in plans},
            groups={group.name_zh: group.code for group in employment_groups()},
        )
        first_days = first_days_of_unit(by.scope, roster.organisation, roster.starts_on)
        return cls(by, roster, editions, judge, CellKey.of(roster.pk), first_days)

    def step(self, rows: Sequence[Row]) -> None:
        """Judges and stages these rows."""
        judged = [one for row in rows for one in self.judge.rows(row)]
        hashes = _hashes(judged)
        before: JudgedRow | None = None
        for one, digest in zip(judged, hashes, strict=True):
            self.seen.look(one, digest, self.judge.plans.get(one.plan_code))
            if before is None or before.said is not one.said:
                self.seen.look_at_person(one, digest)
            before = one
        known = registered(self.by.scope, {digest for digest in hashes if digest is not None})
        self._compare_names(judged, hashes, known)
        self._compare_covers(judged, hashes, known)
        for one in judged:
            self.tallies.setdefault(one.plan_code, Tally()).add(one)
        self._stage(judged, hashes)

    def _compare_names(
        self, judged: list[JudgedRow], hashes: list[bytes | None], known: dict[bytes, int]
    ) -> None:
        """One number, one name: recorded otherwise is told, never how."""
        named = {
            digest: one.said.name
            for one, digest in zip(judged, hashes, strict=True)
            if digest in known
        }
        otherwise = named_otherwise(self.by.scope, list(named.items())) if named else set()
        told: set[int] = set()
        for one, digest in zip(judged, hashes, strict=True):
            if digest in otherwise and id(one.said) not in told:
                told.add(id(one.said))
                one.said.errors.append(one.row.note("name_differs", "name"))

    def _compare_covers(
        self, judged: list[JudgedRow], hashes: list[bytes | None], known: dict[bytes, int]
    ) -> None:
        """Plan by plan: the unit's own covers of these people, then anybody else's."""
        by_plan: dict[str, list[tuple[JudgedRow, int | None]]] = {}
        for one, digest in zip(judged, hashes, strict=True):
            person = known.get(digest) if digest is not None else None
            by_plan.setdefault(one.plan_code, []).append((one, person))
        for code, rows in by_plan.items():
            if code in self.editions:
                self._compare_plan(code, rows)

    def _compare_plan(self, code: str, rows: list[tuple[JudgedRow, int | None]]) -> None:
        terms, plan, scope = self.judge.plans[code], self.editions[code].plan, self.by.scope
        people = [person for _, person in rows if person is not None]
        gone = departures(scope, self.roster.organisation, people)
        own = own_covers(scope, self.roster.organisation, plan, people, terms.starts_on)
        covered = covered_in(scope, people, plan, terms.period)
        renews = renewing(scope, people, plan, terms) if terms.has_age_of_renewal else set()
        tally = self.tallies.setdefault(code, Tally())
        for one, person in rows:
            held = own.get(person, ()) if person is not None else ()
            is_own = compare(one, terms, held)
            if held and person is not None:
                (tally.covered_now if is_own else tally.covered_last).add(person)
            if person in gone:
                _say_gone(one, gone[person])
            if person in covered and not is_own:
                one.errors.append(one.row.note("covered_elsewhere", "identity"))
            judge_beginner(one, terms, renews=person in renews)
            judge_late(one, terms, self.first_days.get(code))

    def _stage(self, judged: list[JudgedRow], hashes: list[bytes | None]) -> None:
        lines = (
            (
                one.row.layout.sheet_no,
                one.row.row_no,
                one.plan_code,
                one.said.name,
                one.said.identity_masked,
                digest,
                self._content_hash(one),
                self.key.seal(one),
                one.said.identity.sex if one.said.identity else "",
                one.said.identity.birth_on if one.said.identity else None,
                one.shares,
                one.standing,
                _json(one.said.errors, one.errors),
                _json(one.said.warnings, one.warnings),
                one.is_good,
            )
            for one, digest in zip(judged, hashes, strict=True)
        )
        with staged("roster_step", _STAGED, lines) as cursor:
            cursor.execute(
                f"INSERT INTO enrolment_rosterrow (roster_id, org_path, {_COLUMNS})"
                f" SELECT %s, %s, {_READY} FROM roster_step",
                [self.roster.pk, self.roster.org_path],
            )

    def _content_hash(self, one: JudgedRow) -> bytes:
        """Of what is read of the row, in whichever order its columns stand."""
        places = sorted(one.row.layout.columns.items())
        text = "\x1f".join(f"{name}={one.row.cells[place]}" for name, place in places)
        return vault.blind_index("row", text)


def _funding(by: Officer, roster: RosterImport, plan_code: str) -> Funding:
    is_given = roster.gift is not None and roster.gift.plan_code == plan_code
    gift = roster.gift if is_given else None
    return funding_of(by.scope, roster.organisation, plan_code, roster.starts_on, gift)


def _say_gone(one: JudgedRow, gone: Departure) -> None:
    """Somebody who died, or left this very unit, cannot stand in its roster."""
    if gone.died_on is not None:
        one.errors.append(one.row.note("person_died", "identity", day=gone.died_on))
        return
    how = ("退休", "retired") if gone.reason == EndReason.RETIRED else ("离开", "left")
    one.errors.append(
        one.row.note("person_left", "identity", how=how[0], how_en=how[1], day=gone.left_on)
    )


def _hashes(judged: Sequence[JudgedRow]) -> list[bytes | None]:
    """The blind index of each row's identity, reckoned once for a row of several plans."""
    hashes: list[bytes | None] = []
    before: JudgedRow | None = None
    for one in judged:
        if before is not None and before.said is one.said:
            hashes.append(hashes[-1])
        else:
            identity = one.said.identity
            hashes.append(vault.blind_index("identity", identity.indexed) if identity else None)
        before = one
    return hashes


def _json(*findings: list[Finding]) -> str:
    if not any(findings):
        return "[]"
    return json.dumps([item.to_json() for part in findings for item in part], ensure_ascii=False)
