"""The city's side of an application: returned with a reason, or put into effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.notices.actions import notify
from huzhu.organisations.actions.applying import (
    locked_application,
    record_application,
    require_current,
)
from huzhu.organisations.actions.effects import put_into_effect
from huzhu.organisations.errors import CreditCodeTaken, DecidedByFiler, ReasonMissing
from huzhu.organisations.lifecycle import state_after
from huzhu.organisations.models import UnitApplication
from huzhu.organisations.permissions import may_decide
from huzhu.organisations.rules import Officer

CREDIT_CODE_ONCE = "organisations_unitprofile_credit_code_once"
LONGEST_REASON = 400


def approve_application(*, by: Officer, at: datetime, application_ref: str) -> UnitApplication:
    """Puts an application into effect on the civil day of `at`.

    One transaction: the tree, the unit's particulars and headcount, the handler, the state, audit,
    notices to who filed it and who was bound. Refuses NotVisible, NotPermitted,
    WrongApplicationState, DecidedByFiler, UnitEnded, ApplicationStale, CreditCodeTaken,
    HandlerChangedMeanwhile.
    """
    with transaction.atomic():
        application = locked_application(by, application_ref)
        _require_decider(by, application)
        application.state = state_after("approve", application.state)
        require_current(application)
        with _naming_a_code_taken(application):
            unit, bound = put_into_effect(by, at, application, civil_date(at))
        application.organisation = unit
        _decide(by, at, application, "")
        record_application(
            by, at, "approve_unit_application", application, {"organisation": unit.code}
        )
        told = [application.filed_by_id, bound]
        zh = f"{application.name}的{application.ref}已由市总审核通过，今日生效。"
        en = f"{application.ref} about {application.name} was approved and is in effect."
        _tell(at, application, told, zh, en)
    return application


def return_application(
    *, by: Officer, at: datetime, application_ref: str, reason: str
) -> UnitApplication:
    """Sends an application back to be completed; it may be filed again.

    Writes audit; tells who filed it. Refuses NotVisible, NotPermitted, WrongApplicationState,
    DecidedByFiler, ReasonMissing.
    """
    with transaction.atomic():
        application = locked_application(by, application_ref)
        _require_decider(by, application)
        application.state = state_after("return", application.state)
        words = reason.strip()[:LONGEST_REASON]
        if not words:
            raise ReasonMissing(ref=application.ref)
        _decide(by, at, application, words)
        record_application(by, at, "return_unit_application", application, {"reason": words})
        zh = f"{application.name}的{application.ref}被退回：{words}"
        en = f"{application.ref} about {application.name} was returned: {words}"
        _tell(at, application, [application.filed_by_id], zh, en)
    return application


def _require_decider(by: Officer, application: UnitApplication) -> None:
    if not may_decide(by, application.org_path):
        raise NotPermitted
    makers = (
        application.made_by_token,
        application.edited_by_token,
        application.filed_by_token,
        application.handler_token,
    )
    if by.person_token in makers:
        raise DecidedByFiler(ref=application.ref)


def _decide(by: Officer, at: datetime, application: UnitApplication, reason: str) -> None:
    application.decided_by_id, application.decided_at = by.account_id, at
    application.decided_by_token, application.decided_by_label = by.person_token, by.label
    application.reason = reason
    application.save()


def _tell(
    at: datetime, application: UnitApplication, ids: Iterable[int | None], zh: str, en: str
) -> None:
    notify(
        account_ids=[account_id for account_id in ids if account_id is not None],
        kind="unit_application",
        text_zh=zh,
        text_en=en,
        at=at,
        link=f"/units/applications/{application.ref}/",
    )


@contextmanager
def _naming_a_code_taken(application: UnitApplication) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if CREDIT_CODE_ONCE in str(error):
            code = application.proposal.get("credit_code") or "…"
            raise CreditCodeTaken(value=code) from error
        raise
