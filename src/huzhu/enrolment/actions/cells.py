"""A staged row's personal values, sealed with the house's key until the row is posted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from huzhu.enrolment.rules import JudgedRow
from huzhu.enrolment.rules.standing import KEPT
from huzhu.kernel import crypto
from huzhu.kernel.identity import parse_identity
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

    def open(self, where: tuple[int, int, str], name: str, shares: int, blob: bytes) -> OpenedRow:
        """`where` is the row's sheet, number and plan."""
        plain = crypto.unseal(lambda _: self.key, blob, self._context(*where))
        held = json.loads(plain)
        person = NewPerson(
            identity=parse_identity(held["identity"]),
            name=name,
            phone=held["phone"],
            person_class=held["person_class"],
            is_insured_basic_medical=bool(held["is_insured"]),
            form=held["form"],
            bank_name=held["bank_name"],
            bank_account=held["bank_account"],
        )
        return OpenedRow(person, shares, held["tier"], held["fee_fen"], held["parts"])

    def _context(self, sheet_no: int, row_no: int, plan_code: str) -> bytes:
        return f"roster-cells:{self.roster_id}:{sheet_no}:{row_no}:{plan_code}".encode()


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A good row on its way to a cover."""

    person: NewPerson
    shares: int
    tier: str
    fee_fen: int
    parts: Mapping[str, int]
