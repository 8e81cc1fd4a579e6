"""An officer confirms what was read of a paper: its bill is used up, and the draft filled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from huzhu.claims.actions.draft import seal_event
from huzhu.claims.actions.locking import locked_claim, record
from huzhu.claims.enums import ClaimState, PaperKind, RecognitionState
from huzhu.claims.errors import (
    BillNumberUnreadable,
    BillUsedBefore,
    FieldUnreadable,
    NotReadYet,
)
from huzhu.claims.formats import FIELDS, typed_value
from huzhu.claims.models import Bill, Claim, Recognition
from huzhu.claims.permissions import may_confirm
from huzhu.claims.queries import READING, bill_hashes, opened_event, recognition_of
from huzhu.claims.rules import event_from, filled_event
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.scope import within
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault

_FILLED = (ClaimState.DRAFT, ClaimState.RETURNED)
_BILLS = (PaperKind.BILL, PaperKind.SETTLEMENT)


def confirm_recognition(
    *, by: Officer, at: datetime, claim_ref: str, paper_ref: str, typed: Mapping[str, str]
) -> Recognition:
    """Keeps the fields of a paper as the officer left them, in words as typed, by name of field.

    One transaction: the claim locked; fields sealed; the bill's number entered, once for all
    claims; the event of a draft or a returned claim filled where it was empty; audit. Confirming
    again replaces the fields. Refuses NotVisible, NotPermitted, NotReadYet, FieldUnreadable,
    BillNumberUnreadable, BillUsedBefore.
    """
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        row = recognition_of(by.scope, paper_ref, claim=claim, locked=True)
        if not may_confirm(by, row.org_path):
            raise NotPermitted
        if row.state not in (RecognitionState.READ, RecognitionState.CONFIRMED):
            label = RecognitionState(row.state).label
            raise NotReadYet(state=label)
        values = _values(row.kind, typed)
        if row.kind in _BILLS and values.get("bill_number"):
            _enter_bill(by, at, claim, row, values)
        _keep(row, claim, by, at, values)
        if claim.state in _FILLED:
            said = event_from(row.kind, values)
            seal_event(claim, filled_event(opened_event(claim), said), undated=civil_date(at))
            claim.save()
        after = {"file": paper_ref, "kind": row.kind, "fields": sorted(values)}
        record(by, at, "confirm_recognition", claim, after=after)
    return row


def _values(kind: str, typed: Mapping[str, str]) -> dict[str, str | int]:
    values: dict[str, str | int] = {}
    for name in FIELDS[kind]:
        text = str(typed.get(name, ""))
        try:
            value = typed_value(name, text)
        except ValueError as error:
            if name in ("bill_code", "bill_number"):
                raise BillNumberUnreadable(typed=text) from error
            zh, en = FIELD_NAMES[name]
            raise FieldUnreadable(typed=text, label_zh=zh, label_en=en) from error
        if value is not None:
            values[name] = value
    return values


def _keep(
    row: Recognition, claim: Claim, by: Officer, at: datetime, values: Mapping[str, Any]
) -> None:
    key = vault.key_in(vault.keys_of(subject_ids=[claim.person_id]), claim.person_id)
    blob = bytes(row.content_cipher or b"")
    kept = json.loads(
        vault.open_with(key, subject_id=claim.person_id, purpose=READING, blob=blob).decode()
    )
    kept["confirmed"] = dict(values)
    row.content_cipher = vault.seal_with(
        key,
        subject_id=claim.person_id,
        purpose=READING,
        value=json.dumps(kept, ensure_ascii=False, sort_keys=True),
    )
    row.state = RecognitionState.CONFIRMED
    row.confirmed_at, row.confirmed_by_id = at, by.account_id
    row.confirmed_by_label = by.label[:80]
    row.save()


@dataclass(frozen=True, slots=True)
class _Number:
    whole: bytes
    serial: bytes
    has_code: bool


def _enter_bill(
    by: Officer, at: datetime, claim: Claim, row: Recognition, values: Mapping[str, Any]
) -> None:
    """The number becomes this claim's, and of no other for ever."""
    code, serial = str(values.get("bill_code", "")), str(values["bill_number"])
    number = _Number(*bill_hashes(code, serial), bool(code))
    # Two who enter one number at once: where a code is missing, no constraint would tell.
    with connection.cursor() as cursor:
        lock = int.from_bytes(number.serial[:8], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        cursor.execute(
            "SELECT claims_bill_used(%s, %s, %s, %s)",
            [number.whole, number.serial, number.has_code, claim.pk],
        )
        (is_used,) = cursor.fetchone()
    if is_used:
        raise _used(by, claim, serial, number)
    if Bill.objects.filter(within(by.scope), claim=claim, number_hash=number.whole).exists():
        return
    Bill.objects.filter(within(by.scope), claim=claim, paper=row.paper).delete()
    try:
        with transaction.atomic():
            Bill.objects.create(
                claim=claim,
                paper=row.paper,
                org_path=claim.org_path,
                number_hash=number.whole,
                serial_hash=number.serial,
                has_code=number.has_code,
                entered_by_id=by.account_id,
                entered_at=at,
            )
    except IntegrityError as error:
        raise _used(by, claim, serial, number) from error


def _used(by: Officer, claim: Claim, serial: str, number: _Number) -> BillUsedBefore:
    """Names the other claim only to who may see it."""
    seen = (
        Bill.objects.filter(within(by.scope), serial_hash=number.serial)
        .exclude(claim=claim)
        .values_list("claim__ref", flat=True)
        .first()
    )
    if seen is None:
        return BillUsedBefore(number=serial, where_zh="另一件理赔申请", where_en="another claim")
    return BillUsedBefore(number=serial, where_zh=f"申请 {seen}", where_en=f"claim {seen}")


FIELD_NAMES: dict[str, tuple[str, str]] = {
    "bill_code": ("票据代码", "the code of the bill"),
    "bill_number": ("票据号码", "the number of the bill"),
    "hospital": ("医疗机构", "the hospital"),
    "hospital_grade": ("医院等级", "the grade of the hospital (1, 2 or 3)"),
    "name": ("姓名", "the name"),
    "admitted_on": ("入院日期", "the day of admission"),
    "discharged_on": ("出院日期", "the day of discharge"),
    "total": ("总额", "the total"),
    "pool_paid": ("统筹支付", "what the pool paid"),
    "large_paid": ("大额支付", "what large-sum insurance paid"),
    "other_paid": ("其他支付", "what others paid"),
    "deductible": ("起付线", "the deductible"),
    "proportional": ("比例自付", "proportional self-pay"),
    "class_b_first": ("乙类先行自付", "class B, paid first"),
    "self_funded": ("自费", "what is self-funded"),
    "over_limit": ("超限价", "what is over the price limit"),
    "above_cap": ("封顶线以上", "what is above the cap"),
    "self_paid": ("个人自付", "self-pay in scope"),
    "account_paid": ("个人账户支付", "what the personal account paid"),
    "cash_paid": ("个人现金支付", "what was paid in cash"),
    "diagnosis": ("诊断", "the diagnosis"),
    "icd10": ("诊断编码", "the code of the diagnosis"),
}
