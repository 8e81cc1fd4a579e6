"""Which lane a settled stay goes into, by rules that a source publishes and an officer may change.

No lane pays by itself: even the straight one only makes a claim, which three persons review.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from huzhu.claims.enums import StayLane
from huzhu.claims.errors import LaneRuleWrong
from huzhu.claims.rules.stays import adds_up, is_injury

Reason = dict[str, Any]
CRITICAL = (
    "C00-C97", "D00-D09", "D32-D33", "D60-D61", "G20", "G30", "G35", "I21-I22", "I60-I64", "K72",
    "N18-N19",
)  # fmt: skip
_RANGE = re.compile(r"[A-Z][0-9]{2}(-[A-Z][0-9]{2})?")

REASONS: dict[str, tuple[str, str]] = {
    "stay_long": ("住院 {days} 天，超过 {limit} 天", "{days} days in hospital, over {limit}"),
    "elsewhere": ("异地就医", "Treated out of town"),
    "critical": ("诊断类目 {icd} 可能属于重大疾病", "{icd} may be a critical illness"),
    "injury": ("诊断类目 {icd} 属于损伤，原因和第三方责任待查",
               "{icd} is an injury: cause and liability are to be asked"),
    "relief": ("另有补助或救助 {yuan} 元", "¥{yuan} came from other relief"),
    "not_adding_up": ("清单金额加不拢", "The amounts do not add up"),
    "no_diagnosis": ("没有诊断编码", "No diagnosis is coded"),
    "no_discharge": ("没有出院日期", "No day of discharge"),
    "name_differs": ("姓名与登记不一致", "The name differs from the record"),
    "same_day": ("同一入院日期另有一次结算", "Another stay begins on the same day"),
    "claimed_by_hand": ("这次住院已有申请", "The stay has been claimed by hand"),
    "claimed_elsewhere": ("这次住院已在其他地方申请", "The stay has been claimed elsewhere"),
    "referred": ("{plan} 需要人员认定：{why}", "{plan} asks an officer: {why}"),
    "unreadable": ("现有资料无法核算：{why}", "It cannot be judged: {why}"),
    "large": ("应付 {yuan} 元，达到大额标准", "¥{yuan} is due: a large claim"),
    "changed": ("医保机构改动了这次结算", "The bureau changed this settlement"),
    "reckoned_otherwise": ("逐件核算结果为 {yuan} 元，与批量核算不同",
                           "Judged one by one it is ¥{yuan}, another result"),
    "no_account": ("本人没有登记收款账户", "No payout account is recorded"),
    "account_old": ("收款账户登记于 {day}，时间较久", "The account is of {day}: to be confirmed"),
    "no_cover": ("入院当日没有有效保障", "No cover on the day of admission"),
    "refused": ("{plan}：{why}", "{plan}: {why}"),
}  # fmt: skip


@dataclass(frozen=True)
class LaneRules:
    """The published rules. Days and yuan are whole; `most_yuan` 0: no claim counts as large."""

    longest_days: int = 60
    account_days: int = 730
    most_yuan: int = 10_000
    elsewhere_to_officer: bool = True
    relief_to_officer: bool = True
    diseases: tuple[str, ...] = CRITICAL

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LaneRules:
        """Rules as kept or typed. Raises LaneRuleWrong."""
        rules = cls()
        for one in fields(cls):
            if one.name in data:
                value = _checked(one.name, data[one.name], getattr(rules, one.name))
                rules = replace(rules, **{one.name: value})
        return rules

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "diseases": list(self.diseases)}

    def is_critical(self, category: str) -> bool:
        return any(
            first <= category <= (last or first)
            for first, _, last in (one.partition("-") for one in self.diseases)
        )


def _checked(name: str, value: Any, standard: Any) -> Any:
    if isinstance(standard, bool):
        return bool(value)
    if isinstance(standard, tuple):
        words = re.split(r"[\s,，、;；]+", value) if isinstance(value, str) else list(value)
        codes = tuple(str(word).strip().upper() for word in words if str(word).strip())
        for code in codes:
            if not _RANGE.fullmatch(code):
                raise LaneRuleWrong(rule=name, value=code)
        return codes
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if number < 0:
        raise LaneRuleWrong(rule=name, value=value)
    return number


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the terms say of a stay: the sum, and reasons where a plan refuses or refers."""

    amount_fen: int = 0
    has_cover: bool = True
    refused: tuple[Reason, ...] = ()
    referred: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class StayFacts:
    """What the lanes look at."""

    admitted_on: date
    discharged_on: date | None
    icd_category: str
    is_elsewhere: bool
    bill: Mapping[str, int]
    verdict: Verdict
    account_since: date | None = None
    noted: Sequence[Reason] = field(default=())


def lane_of(stay: StayFacts, rules: LaneRules, today: date) -> tuple[StayLane, list[Reason]]:
    """The lane, and all reasons for it. `noted`: what the caller found (a claim by hand, another
    name); it goes to an officer whatever the terms say."""
    if stay.noted:
        return StayLane.OFFICER, [*stay.noted, *stay.verdict.referred]
    if not stay.verdict.has_cover:
        return StayLane.NOTHING, [{"code": "no_cover"}]
    faults = _faults(stay)
    doubts = [*stay.verdict.referred, *_doubts(stay, rules)]
    if faults or stay.verdict.referred:
        return StayLane.OFFICER, [*faults, *doubts]
    critical = [one for one in doubts if one["code"] in ("critical", "injury")]
    if not stay.verdict.amount_fen:
        lane = StayLane.OFFICER if critical else StayLane.NOTHING
        return lane, [*critical, *stay.verdict.refused]
    if doubts:
        return StayLane.OFFICER, doubts
    if stay.account_since is None:
        return StayLane.CONFIRM_ACCOUNT, [{"code": "no_account"}]
    if (today - stay.account_since).days > rules.account_days:
        day = stay.account_since.isoformat()
        return StayLane.CONFIRM_ACCOUNT, [{"code": "account_old", "day": day}]
    return StayLane.STRAIGHT, []


def _faults(stay: StayFacts) -> list[Reason]:
    """What is wrong or missing in the list itself."""
    found = [
        ("not_adding_up", not adds_up(stay.bill)),
        ("no_discharge", stay.discharged_on is None),
        ("no_diagnosis", not stay.icd_category),
    ]
    return [{"code": code} for code, is_so in found if is_so]


def _doubts(stay: StayFacts, rules: LaneRules) -> list[Reason]:
    found: list[Reason] = []
    days = (stay.discharged_on - stay.admitted_on).days if stay.discharged_on else 0
    if days > rules.longest_days:
        found.append({"code": "stay_long", "days": days, "limit": rules.longest_days})
    if stay.is_elsewhere and rules.elsewhere_to_officer:
        found.append({"code": "elsewhere"})
    if stay.icd_category and is_injury(stay.icd_category):
        found.append({"code": "injury", "icd": stay.icd_category})
    elif stay.icd_category and rules.is_critical(stay.icd_category):
        found.append({"code": "critical", "icd": stay.icd_category})
    other_fen = stay.bill.get("other_reimbursed_fen", 0)
    if other_fen and rules.relief_to_officer:
        found.append({"code": "relief", "yuan": _yuan(other_fen)})
    if rules.most_yuan and stay.verdict.amount_fen >= rules.most_yuan * 100:
        found.append({"code": "large", "yuan": _yuan(stay.verdict.amount_fen)})
    return found


def reason_text(reason: Mapping[str, Any], language: str) -> str:
    """A reason in words; of a plan's refusals the short ones."""
    zh, en = REASONS.get(str(reason["code"]), (str(reason["code"]),) * 2)
    is_english = language == "en"
    why = reason.get("why_en" if is_english else "why_zh", "")
    if refusals := reason.get("refusals"):
        short = [REFUSALS.get(code, (code, code))[is_english] for code in refusals]
        why = (", " if is_english else "、").join(short)
    return (en if is_english else zh).format(**{**reason, "why": why})


REFUSALS: dict[str, tuple[str, str]] = {
    "in_waiting_period": ("观察期内", "within the waiting period"),
    "event_outside_cover": ("不在保障期内", "outside the cover"),
    "no_benefit_applies": ("不属于给付项目", "no benefit applies"),
    "age_out_of_range": ("年龄不符", "age out of range"),
    "wrong_sex": ("性别不符", "not of the plan's sex"),
    "not_in_basic_medical": ("未参加基本医保", "not in basic medical insurance"),
    "employment_not_admitted": ("用工状态不符", "employment not admitted"),
    "relation_not_admitted": ("与会员的关系不符", "relation not admitted"),
    "cap_exhausted": ("最高额已用完", "cap exhausted"),
    "filed_too_late": ("超过申请期限", "filed too late"),
    "bill_does_not_add_up": ("金额加不拢", "the bill does not add up"),
    "fact_missing": ("缺少核算资料", "a fact is missing"),
    "pre_existing": ("既往病症", "pre-existing illness"),
    "same_disease_paid": ("同一病种已给付", "the same disease was paid"),
    "excluded": ("除外情形", "excluded"),
    "nothing_left": ("无应付金额", "nothing is left to pay"),
    "below_threshold": ("未达起付标准", "below the threshold"),
}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
