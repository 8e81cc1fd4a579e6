# ruff: noqa: E501
# Sentences are kept whole, so that they can be searched for.
"""One sentence per kind of trace step, in Chinese and English.

Placeholders ending in `_fen` are shown as yuan, those ending in `_rate` as per
cent. `member` marks the steps that a member is told; the reviewer sees all.
"""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    zh: str
    en: str
    member: bool = False


COMPONENT_NAMES = {
    "deductible": ("起付线", "deductible"),
    "proportional": ("按比例自付", "proportional self-pay"),
    "large_proportional": ("大额段自付", "large-sum self-pay"),
    "class_b_first": ("乙类先行自付", "class B first self-pay"),
    "self_funded": ("全自费", "self-funded"),
    "over_limit": ("超限价", "over-limit price"),
    "above_cap": ("封顶线以上", "above the cap"),
    "pool_paid": ("统筹支付", "paid by the pool"),
    "large_paid": ("大额支付", "paid by large-sum insurance"),
}

_WAYS = {
    "half_up": ("四舍五入到{0}", "rounded half up to the {1}"),
    "down": ("舍去{0}以下", "rounded down to the {1}"),
    "up": ("不足{0}的进为一{0}", "rounded up to the {1}"),
}
_UNITS = {
    "fen": ("分", "fen"),
    "jiao": ("角", "jiao"),
    "yuan": ("元", "yuan"),
    "ten_yuan": ("十元", "ten yuan"),
    "hundred_yuan": ("百元", "hundred yuan"),
}
ROUNDING_NAMES = {
    f"{way}_{unit}": (zh.format(*names), en.format(*names))
    for unit, names in _UNITS.items()
    for way, (zh, en) in _WAYS.items()
}

SENTENCES: dict[str, Sentence] = {
    "not_selected": Sentence(
        "“{clause}”与本事件不符（条件：{why}）",
        "`{clause}` does not answer this event (condition: {why})",
    ),
    "selected": Sentence("“{clause}”适用，按{on}认定", "`{clause}` answers, dated {on}"),
    "age_passed": Sentence(
        "生效时{age}周岁，符合{youngest}至{oldest}周岁",
        "age {age} at start, within {youngest}–{oldest}",
    ),
    "shares_void": Sentence(
        "登记{held}份，超过{most}份的部分无效",
        "{held} shares recorded, those beyond {most} are void",
        True,
    ),
    "inside_cover": Sentence(
        "{on}在保障期内（{starts_on}起，{ends_before}前）",
        "{on} is inside the cover ({starts_on} to before {ends_before})",
    ),
    "filed_in_time": Sentence(
        "{filed_on}申请，未超过{last_day}", "filed on {filed_on}, by {last_day}"
    ),
    "bill_added_up": Sentence(
        "票据各项合计与总额{total_fen}相符", "the parts of the bill add up to {total_fen}"
    ),
    "refused": Sentence("不通过：{code}", "does not pass: {code}"),
    "waiting_not_for_cause": Sentence(
        "观察期不适用于该原因（{cause}）", "no waiting period for this cause ({cause})"
    ),
    "waiting_waived": Sentence(
        "续保，免观察期（保障第{day}天）", "renewal, waiting period waived (day {day})"
    ),
    "waiting_waived_added": Sentence(
        "增加参加本计划的会员，免观察期（保障第{day}天）",
        "a member who adds this plan, waiting period waived (day {day})",
    ),
    "not_pre_existing": Sentence(
        "首次确诊{first}，不早于{since}", "first diagnosed on {first}, not before {since}"
    ),
    "times_left": Sentence(
        "最多给付{most}次，此前已给付{paid_times}次",
        "paid {most} times at most, {paid_times} before",
    ),
    "waiting_over": Sentence(
        "保障第{day}天，观察期已过", "day {day} of cover, the waiting period is over"
    ),
    "window": Sentence(
        "保障第{day}天，在观察期第{from_day}至{through_day}天内",
        "day {day} of cover, in the window {from_day}–{through_day}",
    ),
    "window_instead": Sentence(
        "保障第{day}天（第{from_day}至{through_day}天），改为给付{after}",
        "day {day} of cover (window {from_day}–{through_day}), {after} is paid instead",
        True,
    ),
    "window_instead_once": Sentence(
        "保障第{day}天，同一事件已改为给付一次",
        "day {day} of cover, paid instead once for this event",
    ),
    "window_reduced": Sentence(
        "保障第{day}天（第{from_day}至{through_day}天），按{used_rate}给付：{before} → {after}",
        "day {day} of cover (window {from_day}–{through_day}), paid at {used_rate}: {before} → {after}",
        True,
    ),
    "base_from_bill": Sentence(
        "计算基数{after}（{components}）", "claim base {after} ({components})", True
    ),
    "base_is_total": Sentence("以总费用{after}为基数", "the base is the total cost, {after}", True),
    "lump_sum": Sentence("定额{after}", "lump sum {after}", True),
    "daily": Sentence(
        "住院{days}天，扣除{beyond}天，计{paid_days}天 × {each_fen} = {after}",
        "stay of {days} days, less {beyond}, paid for {paid_days} days × {each_fen} = {after}",
        True,
    ),
    "day_band": Sentence(
        "第{first}至{last}天，每天{each_fen}：{after}",
        "days {first} to {last} at {each_fen} a day: {after}",
        True,
    ),
    "daily_bands": Sentence(
        "住院{days}天，合计{after}", "stay of {days} days, together {after}", True
    ),
    "base_is_borne": Sentence(
        "以个人实际负担{after}为基数", "the base is what was really borne, {after}", True
    ),
    "item": Sentence(
        "第{line}项（{claimed}个单位，{claimed_fen}），按{units}个单位计{after}",
        "line {line} ({claimed} units, {claimed_fen}), {units} units count for {after}",
        True,
    ),
    "item_paid_before": Sentence(
        "第{line}项此前已给付，不再计入", "line {line} was paid before and does not count", True
    ),
    "items": Sentence("所列项目合计{after}", "the items come to {after}", True),
    "burn": Sentence(
        "烧伤（{part}，{degree}，面积{area}%）：{after}",
        "burn ({part}, {degree}, area {area} %): {after}",
        True,
    ),
    "burn_rate": Sentence(
        "烧伤（{part}，{degree}，面积{area}%）：{used_rate}",
        "burn ({part}, {degree}, area {area} %): {used_rate}",
        True,
    ),
    "burns_largest": Sentence("取其中最高的{after}", "the largest counts, {after}", True),
    "burns_add": Sentence("合计{after}", "together {after}", True),
    "top_up": Sentence(
        "补足至{to_fen}：此前已付{paid_fen}，应补{after}",
        "topped up to {to_fen}: {paid_fen} paid before, {after} missing",
        True,
    ),
    "threshold": Sentence(
        "{before}达到起付标准{least_fen}，全额计入",
        "{before} reaches the threshold of {least_fen} and counts from the first fen",
        True,
    ),
    "threshold_missed": Sentence(
        "{before}未达到起付标准{least_fen}",
        "{before} does not reach the threshold of {least_fen}",
        True,
    ),
    "less_paid": Sentence(
        "减去已按其他条款给付的{off_fen}：{before} → {after}",
        "less {off_fen} paid under other clauses: {before} → {after}",
        True,
    ),
    "less_beside": Sentence(
        "减去其他计划对同一事件给付的{off_fen}：{before} → {after}",
        "less {off_fen} that other plans pay for this event: {before} → {after}",
        True,
    ),
    "banded_amount": Sentence(
        "{before}属于{above_fen}以上一档，定额{after}",
        "{before} lies in the band above {above_fen}, which pays {after}",
        True,
    ),
    "at_grade": Sentence(
        "伤残（{grades}）按{used_rate}：{before} → {after}",
        "disability ({grades}) at {used_rate}: {before} → {after}",
        True,
    ),
    "part_paid_before": Sentence(
        "部位“{part}”（{grade}级）此前已给付，不再计入",
        "part `{part}` (grade {grade}) was paid before and does not count",
        True,
    ),
    "accumulated": Sentence(
        "此前累计{before_fen}，加本次{before}，累计{after}",
        "{before_fen} accumulated before, with {before} now {after}",
        True,
    ),
    "accumulated_increase": Sentence(
        "累计应付{before}，减此前累计应付{earlier_fen}，本次{after}",
        "{before} on the whole, less {earlier_fen} on what came before, leaves {after}",
        True,
    ),
    "less": Sentence(
        "减去{off_fen}：{before} → {after}", "less {off_fen}: {before} → {after}", True
    ),
    "deductible": Sentence(
        "扣除免赔额{off_fen}：{before} → {after}", "deductible {off_fen}: {before} → {after}", True
    ),
    "rate": Sentence("{before} × {used_rate} = {after}", "{before} × {used_rate} = {after}", True),
    "plus": Sentence(
        "加{more_fen}：{before} → {after}", "plus {more_fen}: {before} → {after}", True
    ),
    "plus_nothing": Sentence("加{more_fen}", "plus {more_fen}"),
    "band": Sentence(
        "{above_fen}至{through_fen}部分：{before} × {used_rate} = {after}",
        "slice {above_fen} to {through_fen}: {before} × {used_rate} = {after}",
        True,
    ),
    "progressive_bands": Sentence("分段合计{after}", "the slices come to {after}", True),
    "whole_bands": Sentence(
        "全额适用{above_fen}以上一档：{before} × {used_rate} = {after}",
        "whole amount in the band above {above_fen}: {before} × {used_rate} = {after}",
        True,
    ),
    "outside_bands": Sentence(
        "{before}不在任何一档内，计为零", "{before} lies in no band and counts as nothing", True
    ),
    "floor": Sentence("不足最低额，按{after}计", "raised to the floor of {after}", True),
    "cap_per_claim": Sentence(
        "超过单次限额，{before} → {after}", "cut to the cap per claim, {before} → {after}", True
    ),
    "cap": Sentence(
        "限额{limit_fen}，已用{used_fen}：{before} → {after}",
        "limit {limit_fen}, {used_fen} used before: {before} → {after}",
        True,
    ),
    "cap_not_reached": Sentence(
        "限额{limit_fen}，已用{used_fen}，未超过",
        "limit {limit_fen}, {used_fen} used before, not reached",
    ),
    "times_shares": Sentence(
        "{before} × {shares}份 = {after}", "{before} × {shares} (shares) = {after}", True
    ),
    "indemnity_limit": Sentence(
        "不超过实际负担{borne_fen}：{before} → {after}",
        "never above what was borne, {borne_fen}: {before} → {after}",
        True,
    ),
    "indemnity_not_reached": Sentence(
        "实际负担{borne_fen}，未超过", "what was borne is {borne_fen}, not reached"
    ),
    "round": Sentence("{how}：{before} → {after}", "{how}: {before} → {after}", True),
    "paid_before": Sentence(
        "减去此前已付{off_fen}：{before} → {after}",
        "less {off_fen} paid before: {before} → {after}",
        True,
    ),
    "gave_way": Sentence("“{clause}”与“{to}”不可兼得，不另给付", "`{clause}` gives way to `{to}`"),
}

SOURCED = {
    "published": ("本办事处公布", "published by this office"),
    "other_office": ("参照其他办事处", "from another office"),
    "inferred": ("由公布数据推算", "inferred from published figures"),
    "assumed": ("暂定假设，尚无依据", "an assumption, not yet sourced"),
}
