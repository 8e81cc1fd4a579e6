"""Asking units to renew: whom, since when, who was reminded and who will not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from huzhu.audit.actions import record_act
from huzhu.enrolment.enums import RenewalStage
from huzhu.enrolment.errors import CampaignClosed, DeclineWithoutReason
from huzhu.enrolment.models import RenewalCampaign, RenewalUnit
from huzhu.enrolment.permissions import may_campaign, may_enrol
from huzhu.enrolment.queries import campaign_by_ref, handlers_by_unit, units_asked
from huzhu.enrolment.rules.renewals import CAMPAIGN, counted_until
from huzhu.kernel.clock import civil_date, format_date, start_of_civil_day
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import only, within
from huzhu.kernel.staging import update_rows
from huzhu.notices.actions import notify
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.plans.models import Plan
from huzhu.requests.actions import allocate_reference

_UNITS = """
INSERT INTO enrolment_renewalunit (campaign_id, organisation_id, org_path, city_id, county_id,
  plan_id, campaign_name, due_on, starts_on, counted_until, persons, reminders, decline_reason)
SELECT %(campaign)s, c.organisation_id, c.org_path, min(c.city_id), min(c.county_id), c.plan_id,
  %(name)s, min(c.ends_before), coalesce(%(first_day)s::date, min(c.ends_before)),
  %(counted_until)s, count(*), 0, ''
FROM enrolment_cover c
WHERE c.org_path >= %(low)s AND c.org_path < %(high)s AND c.status = 'active'
  AND c.ends_before >= %(from)s AND c.ends_before < %(until)s AND c.plan_id = ANY (%(plans)s)
GROUP BY c.organisation_id, c.org_path, c.plan_id
ON CONFLICT (campaign_id, organisation_id, plan_id) DO UPDATE
  SET persons = EXCLUDED.persons, due_on = EXCLUDED.due_on, starts_on = EXCLUDED.starts_on
"""
_OPEN = (RenewalStage.DUE, RenewalStage.REMINDED)


@dataclass(frozen=True)
class Reminded:
    """How many units were told, have nobody to tell, or were told too short a time ago."""

    told: int
    without_handler: int


def make_campaign(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    name: str,
    plan_codes: Sequence[str],
    window: Period,
    first_day: date | None = None,
    remind_every_days: int = 7,
) -> RenewalCampaign:
    """Units below a place with active covers that end in the window are asked to renew.

    One transaction: campaign, its units counted set-wise, audit. Refuses NotPermitted.
    """
    if not may_campaign(by, organisation.path):
        raise NotPermitted
    with transaction.atomic():
        made = RenewalCampaign.objects.create(
            ref=allocate_reference(prefix=CAMPAIGN, at=at),
            name=name[:80],
            organisation=organisation,
            org_path=organisation.path,
            plan_codes=list(plan_codes),
            window_from=window.starts_on,
            window_until=window.ends_before,
            first_day=first_day,
            remind_every_days=max(1, remind_every_days),
            made_by_id=by.account_id,
            made_by_label=by.label[:80],
            created_at=at,
            refreshed_at=at,
        )
        units = _count_units(made)
        after = {"plans": made.plan_codes, "window": window.text(), "units": units}
        _audit(by, at, "make_campaign", made, after)
    return made


def refresh_campaign(*, by: Officer, at: datetime, campaign_ref: str) -> RenewalCampaign:
    """Counts anew: units that fall due since, and those whose numbers have changed."""
    with transaction.atomic():
        found = _locked(by, campaign_ref)
        _count_units(found)
        found.refreshed_at = at
        found.save(update_fields=["refreshed_at"])
    return found


def close_campaign(*, by: Officer, at: datetime, campaign_ref: str) -> RenewalCampaign:
    """Nobody is reminded any more; what was counted stays."""
    with transaction.atomic():
        found = _locked(by, campaign_ref)
        found.closed_at = at
        found.save(update_fields=["closed_at"])
        _audit(by, at, "close_campaign", found, {})
    return found


def remind_units(*, by: Officer, at: datetime, campaign_ref: str) -> Reminded:
    """Tells the handlers of units that have sent nothing yet, none more often than agreed.

    One transaction: units marked, notices, one audit entry with the numbers. Refuses NotVisible,
    NotPermitted, CampaignClosed.
    """
    with transaction.atomic():
        found = _locked(by, campaign_ref)
        today = civil_date(at)
        before = start_of_civil_day(today - timedelta(days=found.remind_every_days - 1))
        waiting = list(
            units_asked(by.scope, found)
            .filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=before), stage__in=_OPEN)
        )  # fmt: skip
        handlers = handlers_by_unit(by.scope, {one.organisation_id for one in waiting}, today)
        told = [one for one in waiting if one.organisation_id in handlers]
        for one in told:
            _tell(handlers[one.organisation_id], one, at)
        for one in told:
            one.reminded_at, one.reminders = at, one.reminders + 1
        update_rows(told, "reminded_at", "reminders")
        result = Reminded(len(told), len(waiting) - len(told))
        after = {"told": result.told, "without_handler": result.without_handler}
        if waiting:
            _audit(by, at, "remind_units", found, after)
    return result


def decline_renewal(*, by: Officer, at: datetime, unit_id: int, reason: str) -> RenewalUnit:
    """The unit says that it will not renew under this plan, and why.

    An enrolment that comes all the same counts more. Refuses NotVisible, NotPermitted,
    DeclineWithoutReason.
    """
    seen = only(units_asked(by.scope).filter(pk=unit_id))
    if not may_enrol(by, seen.org_path):
        raise NotPermitted
    if not reason.strip():
        raise DeclineWithoutReason
    with transaction.atomic():
        RenewalUnit.objects.select_for_update().get(pk=seen.pk)
        seen.declined_at, seen.declined_by_id = at, by.account_id
        seen.decline_reason = reason.strip()[:200]
        seen.save(update_fields=["declined_at", "declined_by_id", "decline_reason"])
        record_act(
            by=by,
            at=at,
            act="decline_renewal",
            object_type="organisation",
            object_ref=seen.organisation.code,
            org_path=seen.org_path,
            after={"plan": seen.plan.code, "reason": seen.decline_reason},
        )
    return seen


def _locked(by: Officer, campaign_ref: str) -> RenewalCampaign:
    seen = campaign_by_ref(by.scope, campaign_ref)
    if not may_campaign(by, seen.org_path):
        raise NotPermitted
    locked = RenewalCampaign.objects.select_for_update(of=("self",)).get(
        within(by.scope), pk=seen.pk
    )
    if locked.closed_at is not None:
        raise CampaignClosed(ref=locked.ref)
    return locked


def _count_units(campaign: RenewalCampaign) -> int:
    plans = Plan.objects.filter(code__in=campaign.plan_codes).values_list("pk", flat=True)
    low = campaign.org_path
    with connection.cursor() as cursor:
        cursor.execute(
            _UNITS,
            {
                "campaign": campaign.pk,
                "name": campaign.name,
                "first_day": campaign.first_day,
                "counted_until": counted_until(campaign.window_until),
                "low": low,
                "high": low[:-1] + "0",
                "from": campaign.window_from,
                "until": campaign.window_until,
                "plans": list(plans),
            },
        )
        return int(cursor.rowcount)


def _tell(account_id: int, unit: RenewalUnit, at: datetime) -> None:
    day, plan = unit.starts_on, unit.plan
    last = unit.due_on - timedelta(days=1)
    notify(
        account_ids=[account_id],
        kind="renewal_due",
        text_zh=f"{unit.organisation.name}的“{plan.name_zh}”将于 {format_date(last)} 到期，"
        f"共 {unit.persons} 人，请办理续保（起保日 {format_date(day)}）。",
        text_en=f"{plan.name_en} of {unit.organisation.name} ends on {format_date(last, 'en')}: "
        f"{unit.persons} people are to be renewed from {format_date(day, 'en')}.",
        at=at,
        link=f"/renewals/unit/{unit.organisation.code}/?plan={plan.code}&from={day.isoformat()}",
    )


def _audit(by: Officer, at: datetime, act: str, campaign: RenewalCampaign, after: dict) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="renewal_campaign",
        object_ref=campaign.ref,
        org_path=campaign.org_path,
        after=after,
    )
