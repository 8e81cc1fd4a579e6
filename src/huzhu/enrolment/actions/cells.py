"""A staged row's personal values, sealed with the house's key until the row is posted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from huzhu.enrolment.rules import JudgedRow
from huzhu.enrolment.rules.standing import KEPT
from huzhu.kernel import crypto
from huzhu.kernel.identity import Identity, Sex, parse_identity
from huzhu.members.actions import NewPerson
from huzhu.vault import actions as vault


@dataclass(frozen=True)
class CellKey:
    """Seals and opens the rows of one roster; a row moved to another roster does not open."""

    key: bytes
    roster_id: int

    @classmethod
    def of(cls, roster_id: int) -> CellKey:
        held = vault.keys_of(subject_ids=[vault.HOUSE])
        if not held:
            vault.seal_for(subject_id=vault.HOUSE, purpose="cells", value="")
            held = vault.keys_of(subject_ids=[vault.HOUSE])
        return cls(held[vault.HOUSE], roster_id)

    def seal(self, row: JudgedRow) -> bytes | None:
        """None for a row that can never be posted: no identity, or in error, or covered already."""
        said = row.said
        if said.identity is None or not row.is_good or row.standing == KEPT:
            return None
        values = {
            "identity": said.identity.number,
            "kind": said.identity.kind,
            "parent": said.parent.number if said.parent else None,
            "parent_name": said.parent_name,
            "group": said.group,
            "phone": said.phone,
            "form": said.form,
            "person_class": said.person_class,
            "is_insured": said.is_insured,
            "bank_name": said.bank_name,
            "bank_account": said.bank_account,
            "tier": row.tier,
            "fee_fen": row.fee_fen,
            "parts": dict(row.parts),
        }
        plain = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        where = self._context(row.row.layout.sheet_no, row.row.row_no, row.plan_code)
        return crypto.seal(self.key, plain, where, 0)

    def open(self, staged: StagedCells) -> OpenedRow:
        """A good row again. Sex, birth and the identity's hash stand beside the sealed cells."""
        where = self._context(staged.sheet_no, staged.row_no, staged.plan_code)
        held = json.loads(crypto.unseal(lambda _: self.key, staged.cells, where))
        number, parent = held["identity"], held["parent"]
        region = number[:6] if number[:6].isdigit() else ""
        identity = Identity(number, staged.birth_on, staged.sex, region, held["kind"])
        person = NewPerson(
            identity=identity,
            name=staged.name,
            phone=held["phone"],
            person_class=held["person_class"],
            is_insured_basic_medical=bool(held["is_insured"]),
            form=held["form"],
            bank_name=held["bank_name"],
            bank_account=held["bank_account"],
            parent=parse_identity(parent) if parent else None,
            parent_name=held["parent_name"],
        )
        return OpenedRow(
            person, staged.digest, staged.shares, held["tier"], held["fee_fen"], held["parts"],
            held["group"],
        )  # fmt: skip

    def _context(self, sheet_no: int, row_no: int, plan_code: str) -> bytes:
        return f"roster-cells:{self.roster_id}:{sheet_no}:{row_no}:{plan_code}".encode()


class StagedCells(NamedTuple):
    """A good row as it is staged."""

    sheet_no: int
    row_no: int
    plan_code: str
    name: str
    sex: Sex
    birth_on: date
    shares: int
    digest: bytes
    cells: bytes


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A good row on its way to a cover. `digest` is the identity's blind index."""

    person: NewPerson
    digest: bytes
    shares: int
    tier: str
    fee_fen: int
    parts: Mapping[str, int]
    group: str = ""
