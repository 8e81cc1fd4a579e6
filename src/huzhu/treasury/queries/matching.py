"""Open lines held against open dues: what an officer is shown, and what may be taken at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from huzhu.kernel.scope import Scope, within
from huzhu.organisations.enums import ApplicationState
from huzhu.organisations.models import Succession, UnitApplication
from huzhu.treasury.models import ExpectedReceipt, Instalment, InvoiceLine, StatementLine
from huzhu.treasury.queries.receipts import expected_receipts
from huzhu.treasury.rules import OpenDue, OpenLine, Part, Proposal, next_part, propose

Schedules = dict[int, list[tuple[date, int]]]


@dataclass(frozen=True)
class Proposed:
    """A proposal with the rows that it is about; `parts` are (line, due, fen)."""

    proposal: Proposal
    parts: Sequence[tuple[StatementLine, ExpectedReceipt, int]]

    @property
    def keys(self) -> list[str]:
        """The parts as a form carries them: "line:due:fen"."""
        return [f"{line.ref}:{due.ref}:{fen}" for line, due, fen in self.parts]


def dues_open_to(scope: Scope, place: str) -> QuerySet[ExpectedReceipt]:
    """What is outstanding at or below a place, as far as the scope sees it; the oldest first."""
    found = expected_receipts(scope, is_open=True).filter(within(Scope((place,))))
    return found.order_by("due_on", "id")


def proposals(scope: Scope, lines: Sequence[StatementLine]) -> list[Proposed]:
    """For lines of one account, with something left: at most one proposal each."""
    if not lines:
        return []
    dues = list(dues_open_to(scope, lines[0].org_path))
    by_ref = {due.ref: due for due in dues}
    of_ref = {line.ref: line for line in lines}
    found = propose([_open_line(line) for line in lines], open_dues(scope, dues))
    return [Proposed(one, [_rows(part, of_ref, by_ref) for part in one.parts]) for one in found]


def proposals_for(scope: Scope, line: StatementLine) -> Proposed | None:
    """What is proposed for one line by itself."""
    return next(iter(proposals(scope, [line])), None)


def open_dues(scope: Scope, dues: Sequence[ExpectedReceipt]) -> list[OpenDue]:
    """The rows as the rules see them: names of units, numbers that may be named, instalments."""
    names = _names(scope, {due.organisation_id for due in dues})
    marks = _invoices(scope, [due.pk for due in dues])
    schedules = schedules_of(scope, dues)
    found = []
    for due in dues:
        coming = next_part(schedules[due.pk], due.received_fen) if due.pk in schedules else None
        found.append(
            OpenDue(
                ref=due.ref,
                unit_id=due.organisation_id,
                names=(due.organisation.name, *names[due.organisation_id]),
                left_fen=due.amount_fen - due.received_fen,
                plan_code=due.plan_code,
                due_on=due.due_on,
                marks=(due.ref, due.owner_ref, *marks[due.pk]),
                next_fen=coming[1] if coming else 0,
            )
        )
    return found


def schedules_of(scope: Scope, dues: Iterable[ExpectedReceipt]) -> Schedules:
    """{due: its instalments in force, (day, fen)}; dues without any are left out."""
    rows = (
        Instalment.objects.filter(
            within(scope),
            plan__expected__in=[due.pk for due in dues],
            plan__replaced_at__isnull=True,
        )
        .order_by("number")
        .values_list("plan__expected_id", "due_on", "amount_fen")
    )
    found: Schedules = defaultdict(list)
    for pk, due_on, fen in rows:
        found[pk].append((due_on, fen))
    return dict(found)


def _names(scope: Scope, units: set[int]) -> dict[int, list[str]]:
    """Names that units had, or that those have which they came from or went on as."""
    found: dict[int, list[str]] = defaultdict(list)
    applied = UnitApplication.objects.filter(
        within(scope), organisation__in=units, state=ApplicationState.APPROVED
    ).exclude(name="")
    for unit, name in applied.values_list("organisation_id", "name"):
        found[unit].append(name)
    before = Succession.objects.filter(successor__in=units)
    for unit, name in before.values_list("successor_id", "predecessor_name"):
        found[unit].append(name)
    after = Succession.objects.filter(predecessor__in=units)
    for unit, name in after.values_list("predecessor_id", "successor_name"):
        found[unit].append(name)
    return found


def _invoices(scope: Scope, dues: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = InvoiceLine.objects.filter(within(scope), expected__in=dues)
    for due, ref in rows.values_list("expected_id", "invoice__ref"):
        found[due].append(ref)
    return found


def _open_line(line: StatementLine) -> OpenLine:
    return OpenLine(
        ref=line.ref,
        left_fen=line.amount_fen - line.allocated_fen - line.refunded_fen,
        payer=line.payer_name,
        purpose=line.purpose,
        received_on=line.received_on,
    )


def _rows(
    part: Part, lines: dict[str, StatementLine], dues: dict[str, ExpectedReceipt]
) -> tuple[StatementLine, ExpectedReceipt, int]:
    return lines[part.line_ref], dues[part.due_ref], part.amount_fen
