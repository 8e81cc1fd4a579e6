"""A staged row's personal values, sealed with the house's key until the row is posted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from huzhu.enrolment.rules import JudgedRow
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
        """None for a row whose identity could not be read: it can never be posted."""
        if row.identity is None:
            return None
        values = {
            "identity": row.identity.number,
            "phone": row.phone,
            "form": row.form,
            "person_class": row.person_class,
            "is_insured": row.is_insured,
            "bank_name": row.bank_name,
            "bank_account": row.bank_account,
            "tier": row.tier,
            "fee_fen": row.fee_fen,
            "parts": dict(row.parts),
        }
        plain = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return crypto.seal(self.key, plain, self._context(row.row_no), 0)

    def open(self, row_no: int, name: str, shares: int, blob: bytes) -> OpenedRow:
        plain = crypto.unseal(lambda _: self.key, blob, self._context(row_no))
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

    def _context(self, row_no: int) -> bytes:
        return f"roster-cells:{self.roster_id}:{row_no}".encode()


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A good row on its way to a cover."""

    person: NewPerson
    shares: int
    tier: str
    fee_fen: int
    parts: Mapping[str, int]
