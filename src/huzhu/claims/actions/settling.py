"""Reading a settlement list: every stay matched, judged and sorted, in steps that can be redone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.claims.actions.settlements import locked_settlements, record_settlements
from huzhu.claims.actions.stay_rows import Counts, StayWriter
from huzhu.claims.actions.stay_sort import sort_kept
from huzhu.claims.enums import ImportState
from huzhu.claims.errors import SettlementColumnMissing
from huzhu.claims.events import SettlementsChecked
from huzhu.claims.formats import SettlementTable, read_settlement_tables
from huzhu.claims.lifecycle import import_can, import_state_after
from huzhu.claims.models import SettlementImport, SettlementRow
from huzhu.claims.queries import settled_stays, stays_to_claim
from huzhu.claims.rules import (
    BadRow,
    StayRow,
    guess_mapping,
    needed_missing,
    places_of,
    read_stay,
)
from huzhu.kernel.errors import Refusal
from huzhu.kernel.facts import publish
from huzhu.kernel.scope import acting_in
from huzhu.organisations.rules import Officer

ROWS_A_STEP = 10_000
Rows = list[StayRow | BadRow]


def check_settlements(*, by: Officer, at: datetime, import_ref: str) -> SettlementImport:
    """Reads the list and sorts every stay; ends CHECKED, TO_MAP where nobody has said yet which
    column is which, or UNREADABLE with the refusal.

    A step is a transaction of its own when called outside of one, so that progress can be seen.
    After a crash it begins again, and finds what it had kept. Refuses NotVisible, NotPermitted.
    """
    settlements, content = _begin(by, import_ref)
    if settlements.state != ImportState.CHECKING:
        return settlements
    mapping = settlements.source.mapping
    try:
        tables = read_settlement_tables(content, settlements.file_name, mapping)
        headers = _headers(tables)
        if not mapping:
            return _ask_mapping(by, at, import_ref, headers)
        _require_columns(tables, mapping, settlements.file_name)
    except Refusal as refusal:
        return _fail(by, at, import_ref, refusal)
    work = _Work(by, at, settlements)
    work.note_total(headers, sum(map(len, tables)))
    for rows in _read_ahead(tables, mapping):
        work.step(rows)
    return _finish(by, at, import_ref, work.counts)


@dataclass
class _Work:
    """One run over one list."""

    by: Officer
    at: datetime
    settlements: SettlementImport
    counts: Counts = field(default_factory=Counts)
    done: int = 0

    def note_total(self, headers: list[str], total: int) -> None:
        with acting_in(self.by.scope):
            self._update(headers=headers, rows_total=total)

    def step(self, rows: Rows) -> None:
        with acting_in(self.by.scope):
            StayWriter(self.by, self.at, self.settlements, self.counts).write(rows)
            self.done += len(rows)
            self._update(rows_done=self.done, **self.counts.to_fields())

    def _update(self, **values: object) -> None:
        SettlementImport.objects.filter(pk=self.settlements.pk).update(**values)


def _read_ahead(tables: list[SettlementTable], mapping: Mapping[str, str]) -> Iterator[Rows]:
    """The rows of each step; the next ones are read while the database works on these."""
    steps = [(t, start) for t in tables for start in range(0, len(t), ROWS_A_STEP)]
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = [reader.submit(_read, *step, mapping) for step in steps[:1]]
        for step in [*steps[1:], None]:
            if not coming:
                return
            rows = coming.pop().result()
            if step is not None:
                coming.append(reader.submit(_read, *step, mapping))
            yield rows


def _read(table: SettlementTable, start: int, mapping: Mapping[str, str]) -> Rows:
    places = places_of(mapping, table.headers)
    return [
        read_stay(table.sheet_no, row_no, cells, places)
        for row_no, cells in table.rows(start, start + ROWS_A_STEP)
    ]


def _headers(tables: list[SettlementTable]) -> list[str]:
    return list(dict.fromkeys(name for table in tables for name in table.headers if name))


def _require_columns(tables: list[SettlementTable], mapping: dict[str, str], name: str) -> None:
    """Raises SettlementColumnMissing for the first sheet that lacks one."""
    for table in tables:
        if missing := needed_missing(mapping, table.headers):
            raise SettlementColumnMissing(
                name=name,
                missing="、".join(mapping.get(c.field) or c.zh for c in missing),
                found="、".join(header for header in table.headers if header),
            )


def _begin(by: Officer, import_ref: str) -> tuple[SettlementImport, bytes]:
    with acting_in(by.scope):
        settlements = locked_settlements(by, import_ref)
        if not import_can("check", settlements.state):
            return settlements, b""
        SettlementRow.objects.filter(settlements=settlements).delete()
        settlements.state = import_state_after("check", settlements.state)
        for name, value in Counts().to_fields().items():
            setattr(settlements, name, value)
        settlements.rows_total = settlements.rows_done = 0
        settlements.save()
        return settlements, open_file(attachment_by_ref(by.scope, settlements.attachment_ref))


def _ask_mapping(by: Officer, at: datetime, ref: str, headers: list[str]) -> SettlementImport:
    """What bureaux usually call the columns is proposed; an officer confirms it."""
    with acting_in(by.scope):
        settlements = locked_settlements(by, ref)
        settlements.state = import_state_after("ask_mapping", settlements.state)
        settlements.headers, settlements.guess = headers, guess_mapping(headers)
        settlements.save(update_fields=["state", "headers", "guess"])
        _tell(settlements, 0)
    return settlements


def _fail(by: Officer, at: datetime, ref: str, refusal: Refusal) -> SettlementImport:
    with acting_in(by.scope):
        settlements = locked_settlements(by, ref)
        settlements.state = import_state_after("fail", settlements.state)
        settlements.refusal = refusal.to_json()
        if isinstance(refusal, SettlementColumnMissing):
            settlements.headers = str(refusal.values["found"]).split("、")
            settlements.guess = settlements.source.mapping | guess_mapping(settlements.headers)
        settlements.save(update_fields=["state", "refusal", "headers", "guess"])
        record_settlements(by, at, "fail_settlements", settlements, {"code": refusal.code})
        _tell(settlements, 0)
    return settlements


def _finish(by: Officer, at: datetime, ref: str, counts: Counts) -> SettlementImport:
    with acting_in(by.scope):
        settlements = locked_settlements(by, ref)
        settlements.state = import_state_after("finish", settlements.state)
        settlements.refusal = None
        settlements.save(update_fields=["state", "refusal"])
        record_settlements(by, at, "check_settlements", settlements, counts.to_fields())
        _tell(settlements, stays_to_claim(by.scope, settlements).count())
    return settlements


def _tell(settlements: SettlementImport, straight: int) -> None:
    publish(
        SettlementsChecked(
            import_ref=settlements.ref,
            org_path=settlements.org_path,
            state=settlements.state,
            rows_new=settlements.rows_new,
            straight=straight,
            account_id=settlements.created_by_id,
        )
    )


def sort_settlements(*, by: Officer, at: datetime, import_ref: str) -> SettlementImport:
    """Sorts the open stays of a list again, in steps; ends CHECKED. Refuses NotVisible,
    NotPermitted."""
    with acting_in(by.scope):
        settlements = locked_settlements(by, import_ref)
        if settlements.state != ImportState.SORTING:
            return settlements
    last, done = 0, 0
    while True:
        with acting_in(by.scope):
            found = settled_stays(by.scope, settlements=settlements, state="open")
            ids = list(found.filter(pk__gt=last).values_list("pk", flat=True)[:ROWS_A_STEP])
            if not ids:
                break
            sort_kept(by, at, settlements.source, ids)
            last, done = ids[-1], done + len(ids)
            SettlementImport.objects.filter(pk=settlements.pk).update(rows_done=done)
    with acting_in(by.scope):
        settlements = locked_settlements(by, import_ref)
        settlements.state = import_state_after("finish", settlements.state)
        settlements.rows_done = settlements.rows_total
        settlements.save(update_fields=["state", "rows_done"])
        record_settlements(by, at, "sort_settlements", settlements, {"stays": done})
    return settlements
