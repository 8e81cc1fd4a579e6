"""Settlement lists, their sources and the stays in them, within a scope."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from benefit_terms import Decision, Edition, explain
from huzhu.claims.enums import ImportState, StayLane, StayState
from huzhu.claims.lifecycle import stay_can
from huzhu.claims.models import (
    Claim,
    FormerStay,
    SettledStay,
    SettlementImport,
    SettlementRow,
    SettlementSource,
)
from huzhu.claims.rules import BY_FIELD, COLUMNS, Column, LaneRules, finding_text, reason_text
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.scope import Scope, only, within
from huzhu.kernel.text import clean_name
from huzhu.vault import actions as vault

STAY_CELLS = "settled-stay"
_LAST = "\U0010ffff"
WORKING_ON = (
    ImportState.RECEIVED,
    ImportState.CHECKING,
    ImportState.SORTING,
    ImportState.CLAIMING,
)


def settlement_sources(scope: Scope) -> QuerySet[SettlementSource]:
    """By place and name."""
    found = SettlementSource.objects.filter(within(scope)).select_related("organisation")
    return found.order_by("org_path", "name", "id")


def settlement_source_by_ref(scope: Scope, ref: str) -> SettlementSource:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(settlement_sources(scope).filter(ref=ref))


def settlement_imports(scope: Scope, **filters: Any) -> QuerySet[SettlementImport]:
    """The newest first. Filters: `source`, `state`; empty ones do nothing."""
    found = SettlementImport.objects.filter(within(scope))
    given = {name: value for name, value in filters.items() if value}
    return found.filter(**given).select_related("source__organisation").order_by("-id")


def settlement_import_by_ref(scope: Scope, ref: str) -> SettlementImport:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(settlement_imports(scope).filter(ref=ref))


def settled_stays(scope: Scope, **filters: Any) -> QuerySet[SettledStay]:
    """In the order in which they came. Filters: `settlements` (the list that brought them first or
    last), `source`, `lane`, `state`, `is_changed`, `text` (a reference, or the beginning of a
    name); empty ones do nothing."""
    found = SettledStay.objects.filter(within(scope)).select_related("person", "claim", "source")
    for name in ("source", "lane", "state", "is_changed"):
        if filters.get(name):
            found = found.filter(**{name: filters[name]})
    if settlements := filters.get("settlements"):
        found = found.filter(Q(first_import=settlements) | Q(last_import=settlements))
    if text := clean_name(filters.get("text") or ""):
        if text[:2].upper() == "ST" and text[2:3].isdigit():
            found = found.filter(ref=text.upper())
        else:
            found = found.filter(person__name__gte=text, person__name__lt=text + _LAST)
    return found.order_by("id")


def settled_stay_by_ref(scope: Scope, ref: str) -> SettledStay:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(settled_stays(scope).filter(ref=ref))


def stays_of_claim(scope: Scope, claim: Claim) -> QuerySet[SettledStay]:
    """The settlements that a claim was made of, or is linked to."""
    return settled_stays(scope).filter(claim=claim)


def former_stays(scope: Scope, stay: SettledStay) -> QuerySet[FormerStay]:
    """What earlier lists said of a stay, the newest first."""
    found = FormerStay.objects.filter(within(scope), stay=stay)
    return found.select_related("told_by").order_by("-version")


def settlement_rows(
    scope: Scope, settlements: SettlementImport, kind: str
) -> QuerySet[SettlementRow]:
    """Rows of one kind that did not simply become stays, in the order of the file."""
    found = SettlementRow.objects.filter(within(scope), settlements=settlements, kind=kind)
    return found.select_related("stay__person").order_by("sheet_no", "row_no")


def lane_counts(scope: Scope, settlements: SettlementImport) -> dict[str, dict[str, int]]:
    """By lane: `stays`, of them `open` ones and their `amount_fen`."""
    is_open = Q(state=StayState.OPEN)
    rows = (
        settled_stays(scope, settlements=settlements)
        .order_by()
        .values("lane")
        .annotate(
            stays=Count("id"),
            open=Count("id", filter=is_open),
            amount_fen=Sum("amount_fen", filter=is_open, default=0),
        )
    )
    none = {"stays": 0, "open": 0, "amount_fen": 0}
    return {lane.value: dict(none) for lane in StayLane} | {row.pop("lane"): row for row in rows}


def stays_to_look_at(scope: Scope) -> QuerySet[SettledStay]:
    """Open ones for an officer, or with an account to confirm, and those changed afterwards."""
    wanted = Q(state=StayState.OPEN, lane__in=(StayLane.OFFICER, StayLane.CONFIRM_ACCOUNT))
    return settled_stays(scope).filter(wanted | Q(is_changed=True))


def stays_to_claim(scope: Scope, settlements: SettlementImport) -> QuerySet[SettledStay]:
    """The straight lane of a list, as far as no claim has been made of it."""
    return settled_stays(
        scope, settlements=settlements, lane=StayLane.STRAIGHT, state=StayState.OPEN
    )


def imports_to_finish(scope: Scope) -> QuerySet[SettlementImport]:
    """Lists whose columns wait to be confirmed, or that cannot be read; the oldest first."""
    states = (ImportState.TO_MAP, ImportState.UNREADABLE)
    return settlement_imports(scope).filter(state__in=states).order_by("id")


def imports_to_claim(scope: Scope) -> QuerySet[SettlementImport]:
    """Sorted lists with stays in the straight lane that no claim was made of."""
    waiting = SettledStay.objects.filter(
        within(scope), lane=StayLane.STRAIGHT, state=StayState.OPEN
    ).values("first_import_id")
    found = settlement_imports(scope).filter(state=ImportState.CHECKED, pk__in=waiting)
    return found.order_by("id")


def lane_rules(source: SettlementSource) -> LaneRules:
    """The published rules of a source that the caller may see; those not set are the standard."""
    return LaneRules.from_json(source.rules)


def cells_of_stay(stay: SettledStay | FormerStay) -> dict[str, str]:
    """What is personal of a stay that the caller may see: name, hospital, diagnosis, number.
    Empty once the person was erased."""
    return cells_of_stays([stay])[stay.pk]


def cells_of_stays(
    stays: Iterable[SettledStay] | Iterable[FormerStay],
) -> dict[int, dict[str, str]]:
    """The same for many, by the stay's number; one query for the keys."""
    held = list(stays)
    keys = vault.keys_of(subject_ids={stay.person_id for stay in held})
    found: dict[int, dict[str, str]] = {}
    for stay in held:
        try:
            key = vault.key_in(keys, stay.person_id)
            blob = bytes(stay.cells_cipher)
            plain = vault.open_with(key, subject_id=stay.person_id, purpose=STAY_CELLS, blob=blob)
            found[stay.pk] = json.loads(plain)
        except Undecipherable:
            found[stay.pk] = {}
    return found


def stays_claimed_anywhere(scope: Scope, days: Iterable[tuple[int, date]]) -> set[tuple[int, date]]:
    """Of (person, day of admission), those for which a claim exists, wherever it was filed. That
    there is one is all that is told; `scope` is whose question it is."""
    wanted = list(days)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, on_day FROM claims_stays_claimed(%s, %s)",
            [[person for person, _ in wanted], [day for _, day in wanted]],
        )
        return {(person, day) for person, day in cursor.fetchall()}


def lane_columns() -> tuple[Column, ...]:
    """The items that a list may hold, in their order on screen."""
    return COLUMNS


def reasons_in_words(stay: SettledStay, language: str) -> list[str]:
    """Why the stay stands in its lane."""
    return [reason_text(reason, language) for reason in stay.reasons]


def findings_in_words(row: SettlementRow, language: str) -> list[str]:
    """What is wrong with a row."""
    return [finding_text(finding, language) for finding in row.findings]


def bill_in_words(stay: SettledStay, language: str) -> list[tuple[str, int]]:
    """(item, fen) of the bill, in the order of the list."""
    named = {
        "total_fen": "total", "pool_paid_fen": "pool", "large_paid_fen": "large",
        "deductible_fen": "deductible", "class_b_first_fen": "class_b_first",
        "over_limit_fen": "over_limit", "self_funded_fen": "self_funded",
    }  # fmt: skip
    own = {
        "proportional_fen": ("按比例自付", "Proportional self-pay"),
        "other_reimbursed_fen": ("公务员补助和医疗救助", "Civil servants' fund and relief"),
    }
    is_english = language == "en"
    found = []
    for name in (*named, *own):
        if name in stay.bill:
            column = BY_FIELD.get(named.get(name, ""))
            zh, en = (column.zh, column.en) if column else own[name]
            found.append((en if is_english else zh, stay.bill[name]))
    return found


def acts_on_stay(stay: SettledStay) -> set[str]:
    """What may be done to a stay in its state."""
    acts = {act for act in ("claim", "close", "reopen") if stay_can(act, stay.state)}
    return acts | {"accept_change"} if stay.is_changed else acts


class _Explained(Protocol):
    """A plan's decision, as the claims' judgement gives it."""

    @property
    def edition(self) -> Edition: ...
    @property
    def decision(self) -> Decision: ...


def words_of(judged: _Explained, language: str) -> str:
    """What a plan pays and why, for a reviewer."""
    return explain(judged.edition, judged.decision, "en" if language == "en" else "zh", "reviewer")
