"""What acts about people need: papers, agreements."""

from __future__ import annotations

from datetime import date

from factories.claims import PDF
from huzhu.members.actions import Agreed, Evidence
from huzhu.members.enums import ConsentChannel, ConsentKind

PAPER = Evidence("证明.pdf", PDF)


def agreed(kind: ConsentKind = ConsentKind.SENSITIVE_DATA, *, version: str = "2026-1") -> Agreed:
    return Agreed(kind, ConsentChannel.UNIT_LIST, version, date(2026, 3, 1))
