"""What is to be enrolled: rows fit for it, where they go, and under which terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huzhu.enrolment.actions.cells import OpenedRow
from huzhu.enrolment.models import GiftProgramme, RosterImport
from huzhu.enrolment.rules import Terms
from huzhu.kernel.periods import Period
from huzhu.organisations.models import Organisation
from huzhu.plans.models import PublishedEdition


@dataclass(frozen=True)
class Destination:
    """Where and under what people are enrolled."""

    organisation: Organisation
    edition: PublishedEdition
    terms: Terms

    @property
    def period(self) -> Period:
        return Period(self.terms.starts_on, self.terms.ends_before)


@dataclass(frozen=True)
class Lot:
    """Rows fit to be enrolled, where they go, the roster they stand in, and who gives, if any."""

    to: Destination
    rows: Sequence[OpenedRow]
    roster: RosterImport | None = None
    gift: GiftProgramme | None = None
