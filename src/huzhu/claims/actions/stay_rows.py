"""One step of a settlement list: some thousand rows become stays, new, known or changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from huzhu.claims.actions.sorting import PERSON_FIELDS, Candidate, Sorted, sort_candidates
from huzhu.claims.enums import RowKind, StayLane, StayState
from huzhu.claims.models import SettlementImport, SettlementSource
from huzhu.claims.queries import STAY_CELLS, lane_rules
from huzhu.claims.rules import BadRow, Reason, StayRow
from huzhu.kernel.staging import staged
from huzhu.members.models import Person
from huzhu.members.queries import named_otherwise, people, registered
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.vault import actions as vault

_COLUMNS = (
    "ref text, sheet_no smallint, row_no integer, key_hash bytea, content_hash bytea,"
    " person_id bigint, admitted_on date, discharged_on date, settled_on date, icd_category text,"
    " hospital_grade text, is_elsewhere boolean, bill text, total_fen bigint, cells_cipher bytea,"
    " state text, lane text, reasons text, amount_fen bigint, claim_id bigint"
)
_NAMES = [part.split()[0] for part in _COLUMNS.split(",")]
_READY = ", ".join(f"{n}::jsonb" if n in ("bill", "reasons") else n for n in _NAMES)
_TOLD = (
    "content_hash", "person_id", "admitted_on", "discharged_on", "settled_on", "icd_category",
    "hospital_grade", "is_elsewhere", "bill", "total_fen", "cells_cipher", "lane", "reasons",
    "amount_fen",
)  # fmt: skip
_FORMER = """
    INSERT INTO claims_formerstay (stay_id, org_path, version, person_id, told_by_id, admitted_on,
        discharged_on, settled_on, icd_category, bill, total_fen, amount_fen, cells_cipher,
        replaced_at)
    SELECT s.id, s.org_path, s.version, s.person_id, s.last_import_id, s.admitted_on,
        s.discharged_on, s.settled_on, s.icd_category, s.bill, s.total_fen, s.amount_fen,
        s.cells_cipher, %s
    FROM claims_settledstay s JOIN stays_told t USING (key_hash) WHERE s.source_id = %s
"""


@dataclass
class Counts:
    """Rows of a list by what became of them."""

    new: int = 0
    same: int = 0
    changed: int = 0
    bad: int = 0
    unknown: int = 0

    def to_fields(self) -> dict[str, int]:
        """As the import keeps them."""
        return {f"rows_{name}": value for name, value in vars(self).items()}


class _Kept(NamedTuple):
    """A stay that is known already."""

    pk: int
    key_hash: bytes
    content_hash: bytes
    state: str
    version: int
    first_import_id: int
    last_import_id: int
    sheet_no: int
    row_no: int


class _Hashed(NamedTuple):
    row: StayRow
    key: bytes
    content: bytes


@dataclass
class StayWriter:
    """Writes one step of rows; inside a transaction of the officer's scope."""

    by: Officer
    at: datetime
    settlements: SettlementImport
    counts: Counts
    exceptions: list[tuple[Any, ...]] = field(default_factory=list)
    keys: dict[int, bytes] = field(default_factory=dict)

    def write(self, rows: Sequence[StayRow | BadRow]) -> None:
        """Two lists of one source take turns, step by step: each sees what the other has kept."""
        source = SettlementSource.objects.select_for_update().get(pk=self.settlements.source_id)
        good = []
        for row in rows:
            if isinstance(row, BadRow):
                self._except(RowKind.BAD, row, None, list(row.findings))
            else:
                good.append(
                    _Hashed(
                        row,
                        vault.blind_index("settlement", row.key_text),
                        vault.blind_index("settlement-content", row.content_text),
                    )
                )
        for wave in _waves(good):
            self._write_wave(source, wave)
        self._keep_exceptions()

    def _write_wave(self, source: SettlementSource, wave: list[_Hashed]) -> None:
        """Rows of different stays."""
        kept = _kept(source, [one.key for one in wave])
        told = []
        for one in wave:
            known = kept.get(one.key)
            if known is not None and known.content_hash == one.content:
                self._note_same(one.row, known)
            else:
                told.append(one)
        matched = self._matched(told)
        candidates = [
            Candidate(place, person, one.row, kept[one.key].pk if one.key in kept else None, noted)
            for place, (one, person, noted) in enumerate(matched)
        ]
        lanes = sort_candidates(self.by, self.at, lane_rules(source), candidates)
        new, changed = [], []
        for place, (one, person, _) in enumerate(matched):
            known = kept.get(one.key)
            if known is None:
                new.append((one, person, lanes[place]))
            else:
                changed.append((one, person, _after_change(known, lanes[place])))
                self._except(RowKind.CHANGED, one.row, known.pk, [])
        self._insert(source, new)
        self._replace(source, changed)

    def _note_same(self, row: StayRow, known: _Kept) -> None:
        """What this very list brought before a crash counts as it did then."""
        place, mine = (row.sheet_no, row.row_no), self.settlements.pk
        if known.first_import_id == mine and (known.sheet_no, known.row_no) == place:
            self.counts.new += 1
        elif known.version > 1 and known.last_import_id == mine:
            self._except(RowKind.CHANGED, row, known.pk, [])
        else:
            self.counts.same += 1

    def _matched(self, told: Sequence[_Hashed]) -> list[tuple[_Hashed, Person, tuple[Reason, ...]]]:
        """The rows of people who are seen here and were not erased; of the others only the row's
        number is kept."""
        hashes = [vault.blind_index("identity", one.row.identity) for one in told]
        ids = registered(self.by.scope, set(hashes)) if hashes else {}
        seen = people(self.by.scope).only(*PERSON_FIELDS).in_bulk(set(ids.values()))
        self.keys = vault.keys_of(subject_ids=set(seen))
        named = [(h, one.row.name) for h, one in zip(hashes, told, strict=True) if one.row.name]
        otherwise = named_otherwise(self.by.scope, [n for n in named if n[0] in ids])
        matched = []
        for digest, one in zip(hashes, told, strict=True):
            person = seen.get(ids.get(digest, 0))
            if person is None or person.pk not in self.keys:
                self._except(RowKind.UNKNOWN, one.row, None, [])
                continue
            noted: tuple[Reason, ...] = ()
            if digest in otherwise:
                noted = ({"code": "name_differs"},)
            matched.append((one, person, noted))
        return matched

    def _insert(
        self, source: SettlementSource, rows: Sequence[tuple[_Hashed, Person, Sorted]]
    ) -> None:
        if not rows:
            return
        refs = allocate_references(prefix="ST", count=len(rows), at=self.at)
        imported = self.settlements.pk
        with staged("stays_told", _COLUMNS, self._lines(rows, refs)) as cursor:
            cursor.execute(
                "INSERT INTO claims_settledstay (source_id, org_path, first_import_id,"
                " last_import_id, version, is_changed, closed_reason, sorted_at,"
                f" {', '.join(_NAMES)}) SELECT %s, %s, %s, %s, 1, false, '', %s, {_READY}"
                " FROM stays_told",
                [source.pk, source.org_path, imported, imported, self.at],
            )
        self.counts.new += len(rows)

    def _replace(
        self, source: SettlementSource, rows: Sequence[tuple[_Hashed, Person, Sorted]]
    ) -> None:
        """What a known stay said before is kept beside it. Of an open one the lane is new; where
        something had been done with it, it is marked, and an officer says what follows."""
        if not rows:
            return
        lines = self._lines(rows, [""] * len(rows))
        changes = ", ".join(
            f"{n} = t.{n}::jsonb" if n in ("bill", "reasons") else f"{n} = t.{n}" for n in _TOLD
        )
        with staged("stays_told", _COLUMNS, lines) as cursor:
            cursor.execute(_FORMER, [self.at, source.pk])
            cursor.execute(
                f"UPDATE claims_settledstay s SET {changes}, version = s.version + 1,"
                " last_import_id = %s, sorted_at = %s, is_changed = s.state <> 'open',"
                " state = CASE WHEN s.state = 'open' THEN t.state ELSE s.state END,"
                " claim_id = CASE WHEN s.state = 'open' THEN t.claim_id ELSE s.claim_id END"
                " FROM stays_told t WHERE s.source_id = %s AND s.key_hash = t.key_hash",
                [self.settlements.pk, self.at, source.pk],
            )

    def _lines(
        self, rows: Sequence[tuple[_Hashed, Person, Sorted]], refs: Sequence[str]
    ) -> Iterable[tuple[Any, ...]]:
        for ref, (one, person, found) in zip(refs, rows, strict=True):
            row = one.row
            sealed = vault.seal_with(
                self.keys[person.pk], subject_id=person.pk, purpose=STAY_CELLS,
                value=_json(row.cells),
            )  # fmt: skip
            yield (
                ref, row.sheet_no, row.row_no, one.key, one.content, person.pk, row.admitted_on,
                row.discharged_on, row.settled_on, row.icd_category, row.hospital_grade,
                row.is_elsewhere, _json(row.bill), row.total_fen, sealed, found.state.value,
                found.lane.value, _json(found.reasons), found.amount_fen, found.claim_id,
            )  # fmt: skip

    def _except(
        self, kind: RowKind, row: StayRow | BadRow, stay_id: int | None, findings: list[Any]
    ) -> None:
        setattr(self.counts, kind.value, getattr(self.counts, kind.value) + 1)
        self.exceptions.append((row.sheet_no, row.row_no, kind.value, stay_id, _json(findings)))

    def _keep_exceptions(self) -> None:
        if not self.exceptions:
            return
        columns = "sheet_no smallint, row_no integer, kind text, stay_id bigint, findings text"
        with staged("settlement_exceptions", columns, self.exceptions) as cursor:
            cursor.execute(
                "INSERT INTO claims_settlementrow (settlements_id, org_path, sheet_no, row_no,"
                " kind, stay_id, findings) SELECT %s, %s, sheet_no, row_no, kind, stay_id,"
                " findings::jsonb FROM settlement_exceptions",
                [self.settlements.pk, self.settlements.org_path],
            )


def _after_change(known: _Kept, found: Sorted) -> Sorted:
    """A claimed or closed stay keeps what was done with it, and goes to an officer."""
    if known.state == StayState.OPEN:
        return found
    reasons = [{"code": "changed"}, *found.reasons]
    return found._replace(lane=StayLane.OFFICER, reasons=reasons)


def _waves(rows: Sequence[_Hashed]) -> list[list[_Hashed]]:
    """The first rows of all stays, then all second ones, and so on: a list may correct itself."""
    seen: Counter[bytes] = Counter()
    waves: list[list[_Hashed]] = []
    for one in rows:
        place = seen[one.key]
        seen[one.key] += 1
        if place == len(waves):
            waves.append([])
        waves[place].append(one)
    return waves


def _kept(source: SettlementSource, keys: Sequence[bytes]) -> dict[bytes, _Kept]:
    """The stays of a source among these keys, locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, key_hash, content_hash, state, version, first_import_id, last_import_id,"
            " sheet_no, row_no FROM claims_settledstay"
            " WHERE source_id = %s AND key_hash = ANY (%s) ORDER BY id FOR UPDATE",
            [source.pk, list(keys)],
        )
        rows = [_Kept(*row) for row in cursor.fetchall()]
    return {bytes(row.key_hash): row._replace(content_hash=bytes(row.content_hash)) for row in rows}


def _json(value: Any) -> str:
    return json.dumps(dict(value) if hasattr(value, "items") else value, ensure_ascii=False)
