"""Taking a settlement list in: its source, its columns, and what is asked of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction

from huzhu.attachments.actions import keep_file
from huzhu.attachments.rules import TABLES
from huzhu.audit.actions import record_act
from huzhu.claims.errors import (
    MappingDoubled,
    MappingIncomplete,
    NothingToClaim,
    SourceKnown,
    SourceNameMissing,
)
from huzhu.claims.events import SettlementsReceived, SettlementsToClaim, SettlementsToSort
from huzhu.claims.formats import FILE_LIMIT_BYTES
from huzhu.claims.lifecycle import import_state_after
from huzhu.claims.models import SettlementImport, SettlementSource
from huzhu.claims.permissions import may_import_settlements
from huzhu.claims.queries import (
    settlement_import_by_ref,
    settlement_source_by_ref,
    stays_to_claim,
)
from huzhu.claims.rules import BY_FIELD, LaneRules, bare, needed_missing
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.text import clean_name
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisation_by_code
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference


def create_settlement_source(
    *, by: Officer, at: datetime, organisation: Organisation, name: str
) -> SettlementSource:
    """A bureau that gives its lists to a place, with the standard rules of the lanes.

    Refuses NotVisible, NotPermitted, SourceNameMissing, SourceKnown.
    """
    organisation_by_code(by.scope, organisation.code)
    _require_may(by, organisation.path)
    called = clean_name(name)[:120]
    if not called:
        raise SourceNameMissing
    with transaction.atomic():
        source, is_new = SettlementSource.objects.get_or_create(
            organisation=organisation,
            name=called,
            defaults={
                "ref": allocate_reference(prefix="BS", at=at),
                "org_path": organisation.path,
                "rules": LaneRules().to_json(),
                "created_by_id": by.account_id,
                "created_at": at,
            },
        )
        if not is_new:
            raise SourceKnown(place=organisation.name, name=called)
        _record_source(by, at, "create_settlement_source", source, after={"name": called})
    return source


def set_lane_rules(
    *, by: Officer, at: datetime, source_ref: str, rules: Mapping[str, Any]
) -> SettlementSource:
    """Publishes other rules of the lanes; stays sorted before keep theirs until sorted again.

    Refuses NotVisible, NotPermitted, LaneRuleWrong.
    """
    with transaction.atomic():
        source = _locked_source(by, source_ref)
        before = source.rules
        source.rules = LaneRules.from_json(rules).to_json()
        source.save(update_fields=["rules"])
        _record_source(by, at, "set_lane_rules", source, before, source.rules)
    return source


def receive_settlements(
    *, by: Officer, at: datetime, source_ref: str, file_name: str, content: bytes
) -> SettlementImport:
    """Keeps a list and lets it be read; the stays in it are known by themselves, so that the same
    list again adds nothing.

    One transaction: file, import (RECEIVED), audit, fact SettlementsReceived. Refuses NotVisible,
    NotPermitted, and what attachments refuse.
    """
    with transaction.atomic():
        source = settlement_source_by_ref(by.scope, source_ref)
        _require_may(by, source.org_path)
        name = PurePath(file_name.replace("\\", "/")).name[:200] or "settlements"
        ref = allocate_reference(prefix="JS", at=at)
        kept = keep_file(
            by=by, at=at, content=content, file_name=name, owner_type="settlements",
            owner_ref=ref, org_path=source.org_path, wanted=TABLES, limit_bytes=FILE_LIMIT_BYTES,
        )  # fmt: skip
        made = SettlementImport.objects.create(
            ref=ref,
            source=source,
            org_path=source.org_path,
            file_name=name,
            attachment_ref=kept.ref,
            content_digest=hashlib.sha256(content).hexdigest(),
            created_by_id=by.account_id,
            created_at=at,
        )
        after = {"file": name, "source": source.ref, "digest": made.content_digest}
        record_settlements(by, at, "receive_settlements", made, after)
        publish(SettlementsReceived(import_ref=made.ref, org_path=made.org_path))
    return made


def confirm_mapping(
    *, by: Officer, at: datetime, import_ref: str, mapping: Mapping[str, str]
) -> SettlementImport:
    """Says which column is which, for this list and the later ones of its source, and lets it be
    read. `mapping` is field → header of the list.

    Refuses NotVisible, NotPermitted, WrongImportState, MappingIncomplete, MappingDoubled.
    """
    with transaction.atomic():
        settlements = locked_settlements(by, import_ref)
        settlements.state = import_state_after("confirm_mapping", settlements.state)
        source = _locked_source(by, settlements.source.ref)
        before = source.mapping
        source.mapping = _complete(mapping, settlements.headers)
        source.mapped_at = at
        source.save(update_fields=["mapping", "mapped_at"])
        settlements.refusal = None
        settlements.save(update_fields=["state", "refusal"])
        _record_source(by, at, "confirm_mapping", source, before, source.mapping)
        publish(SettlementsReceived(import_ref=import_ref, org_path=settlements.org_path))
    return settlements


def _complete(mapping: Mapping[str, str], headers: list[str]) -> dict[str, str]:
    there = {bare(header) for header in headers}
    chosen = {
        field: header
        for field, header in mapping.items()
        if field in BY_FIELD and header and bare(header) in there
    }
    taken: set[str] = set()
    for header in chosen.values():
        if bare(header) in taken:
            raise MappingDoubled(header=header)
        taken.add(bare(header))
    if missing := needed_missing(chosen, headers):
        raise MappingIncomplete(missing="、".join(column.zh for column in missing))
    return chosen


def discard_settlements(*, by: Officer, at: datetime, import_ref: str) -> SettlementImport:
    """Gives up a list that was never read; the file stays as evidence."""
    with transaction.atomic():
        settlements = locked_settlements(by, import_ref)
        settlements.state = import_state_after("discard", settlements.state)
        settlements.save(update_fields=["state"])
        record_settlements(by, at, "discard_settlements", settlements, {})
    return settlements


def ask_sorting(*, by: Officer, at: datetime, import_ref: str) -> SettlementImport:
    """Lets the open stays of a list be sorted again: an account was recorded, a cover posted, a
    rule changed. Refuses NotVisible, NotPermitted, WrongImportState."""
    with transaction.atomic():
        settlements = locked_settlements(by, import_ref)
        settlements.state = import_state_after("sort", settlements.state)
        settlements.rows_done = 0
        settlements.save(update_fields=["state", "rows_done"])
        record_settlements(by, at, "ask_sorting", settlements, {})
        publish(SettlementsToSort(import_ref=import_ref, org_path=settlements.org_path))
    return settlements


def ask_claims(*, by: Officer, at: datetime, import_ref: str) -> SettlementImport:
    """Lets claims be made of the straight lane. Nothing is paid by that: three persons review each.

    Refuses NotVisible, NotPermitted, WrongImportState, NothingToClaim.
    """
    with transaction.atomic():
        settlements = locked_settlements(by, import_ref)
        settlements.state = import_state_after("claim", settlements.state)
        waiting = stays_to_claim(by.scope, settlements).count()
        if not waiting:
            raise NothingToClaim
        settlements.save(update_fields=["state"])
        record_settlements(by, at, "ask_claims", settlements, {"stays": waiting})
        publish(SettlementsToClaim(import_ref=import_ref, org_path=settlements.org_path))
    return settlements


def locked_settlements(by: Officer, import_ref: str) -> SettlementImport:
    """The list, locked for this transaction. Raises NotVisible, NotPermitted."""
    found = settlement_import_by_ref(by.scope, import_ref)
    _require_may(by, found.org_path)
    rows = SettlementImport.objects.select_for_update(of=("self",)).select_related("source")
    return rows.get(pk=found.pk)


def _locked_source(by: Officer, ref: str) -> SettlementSource:
    found = settlement_source_by_ref(by.scope, ref)
    _require_may(by, found.org_path)
    return SettlementSource.objects.select_for_update().get(pk=found.pk)


def _require_may(by: Officer, org_path: str) -> None:
    if not may_import_settlements(by, org_path):
        raise NotPermitted


def record_settlements(
    by: Officer, at: datetime, act: str, settlements: SettlementImport, after: Mapping[str, Any]
) -> None:
    """An entry of the audit about one list."""
    record_act(
        by=by, at=at, act=act, object_type="settlements", object_ref=settlements.ref,
        org_path=settlements.org_path, after=after,
    )  # fmt: skip


def _record_source(
    by: Officer,
    at: datetime,
    act: str,
    source: SettlementSource,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record_act(
        by=by, at=at, act=act, object_type="settlement_source", object_ref=source.ref,
        org_path=source.org_path, before=before, after=after,
    )  # fmt: skip
