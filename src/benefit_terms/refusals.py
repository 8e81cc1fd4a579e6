# ruff: noqa: E501
# Sentences are kept whole, so that they can be searched for.
"""The reasons for not paying, by name: words for the member, words for the officer.

Placeholders are filled with values that the evaluator passes; `{article}` is
always there. Codes are stable: statistics and letters are keyed by them.
"""

from __future__ import annotations

#: Facts in the words of a member; the officer sees their names.
FACT_NAMES = {
    "person.birth_on": ("出生日期", "date of birth"),
    "person.sex": ("性别", "sex"),
    "person.insured_basic_medical": ("是否参加基本医疗保险", "basic medical insurance"),
    "person.employment": ("用工状态", "employment"),
    "person.person_class": ("人员类别", "class of person"),
    "cover.tier": ("参保档次", "tier of cover"),
    "event.cause": ("事件原因（疾病或意外）", "cause (illness or accident)"),
    "event.occurred_on": ("发生日期", "date of the event"),
    "event.admitted_on": ("入院日期", "date of admission"),
    "event.discharged_on": ("出院日期", "date of discharge"),
    "event.diagnosed_on": ("确诊日期", "date of diagnosis"),
    "event.filed_on": ("申请日期", "date of filing"),
    "event.hospital_grade": ("医院等级", "grade of the hospital"),
    "event.disability_grade": ("伤残等级", "grade of disability"),
    "event.diagnosis.icd10": ("疾病诊断编码", "code of the diagnosis"),
    "event.diagnosis.severity": ("疾病程度", "severity of the disease"),
    "person.relation": ("与会员的关系", "relation to the member"),
    "person.hazard_class": ("职业类别", "hazard class of the work"),
    "person.member_since": ("入会日期", "date of joining"),
    "cover.continuous_since": ("连续参保起始日", "start of unbroken cover"),
    "event.died_on": ("身故日期", "date of death"),
    "event.hospital_designated": ("是否定点医疗机构", "designation of the hospital"),
    "event.burn_degree": ("烧伤程度", "degree of the burn"),
    "event.burn_area": ("烧伤面积", "area of the burn"),
    "event.burns": ("烧伤情况", "burns"),
    "event.diagnosis.first_diagnosed_on": ("首次确诊日期", "date of the first diagnosis"),
    "event.bill.large_proportional_fen": ("大额段自付金额", "self-pay in the large-sum segment"),
    "event.bill.pool_paid_fen": ("统筹支付金额", "amount paid by the pool"),
    "event.bill.large_paid_fen": ("大额支付金额", "amount paid by large-sum insurance"),
    "event.bill": ("费用票据", "bill"),
    "event.bill.total_fen": ("票据总额", "total of the bill"),
    "event.bill.deductible_fen": ("起付线金额", "deductible"),
    "event.bill.proportional_fen": ("按比例自付金额", "proportional self-pay"),
    "event.bill.class_b_first_fen": ("乙类先行自付金额", "class B first self-pay"),
    "event.bill.self_funded_fen": ("全自费金额", "self-funded amount"),
    "event.bill.over_limit_fen": ("超限价金额", "over-limit amount"),
    "event.bill.above_cap_fen": ("封顶线以上金额", "amount above the cap"),
}


def named_facts(names: str) -> tuple[str, str]:
    """Fact names joined by ` / ` in Chinese and English."""
    found = [FACT_NAMES.get(name, (name, name)) for name in names.split(" / ")]
    return "或".join(zh for zh, _ in found), " or ".join(en for _, en in found)


#: code → (Chinese for the member, English for the member, English for the officer)
REFUSALS: dict[str, tuple[str, str, str]] = {
    "age_out_of_range": (
        "按第{article}条，保障生效时年龄应为{youngest}至{oldest}周岁，参保人当时{age}周岁。",
        "Under article {article}, age at the start of cover must be {youngest} to {oldest}; it was {age}.",
        "Age {age} at start is outside {youngest}–{oldest}.",
    ),
    "too_young_in_days": (
        "按第{article}条，保障生效时应已出生满{youngest_days}天，参保人当时{days}天。",
        "Under article {article}, the person must be {youngest_days} days old at the start; it was {days}.",
        "Age {days} days at start, {youngest_days} asked for.",
    ),
    "wrong_sex": (
        "按第{article}条，本计划的保障对象不包括参保人的性别。",
        "Under article {article}, this plan does not cover persons of this sex.",
        "The person's sex is {sex}; the plan admits {wanted} only.",
    ),
    "not_in_basic_medical": (
        "按第{article}条，参保人应已参加基本医疗保险。",
        "Under article {article}, the person must be insured under basic medical insurance.",
        "person.insured_basic_medical is false.",
    ),
    "employment_not_admitted": (
        "按第{article}条，参保人的用工状态不在保障范围内。",
        "Under article {article}, this plan does not cover the person's employment status.",
        "Employment is {employment}; admitted are {wanted}.",
    ),
    "relation_not_admitted": (
        "按第{article}条，参保人与会员的关系不在保障范围内。",
        "Under article {article}, this plan does not cover this relation to the member.",
        "Relation is {relation}; admitted are {wanted}.",
    ),
    "hazard_not_admitted": (
        "按第{article}条，职业类别应为{worst}类及以下，参保人为{hazard}类。",
        "Under article {article}, the hazard class may be {worst} at most; it is {hazard}.",
        "Hazard class {hazard}, admitted up to {worst}.",
    ),
    "excluded": (
        "按第{article}条，不予给付：{reason_zh}。",
        "Under article {article}, nothing is paid: {reason_en}.",
        "Excluded by {clause}: {reason_en} ({reason_zh})",
    ),
    "pre_existing": (
        "按第{article}条，疾病首次确诊于{first}，早于保障起始日{since}，不予给付。",
        "Under article {article}, the disease was first diagnosed on {first}, before cover began on {since}.",
        "First diagnosed {first}, cover since {since}.",
    ),
    "times_used_up": (
        "按第{article}条，最多给付{most}次，此前已给付{paid_times}次。",
        "Under article {article}, this is paid {most} times at most; it was paid {paid_times} times.",
        "{clause}: paid {paid_times} times, {most} allowed.",
    ),
    "shares_over_limit": (
        "按第{article}条，每人最多{most}份，现登记{held}份。",
        "Under article {article}, at most {most} shares may be held; {held} are recorded.",
        "{held} shares are recorded, {most} allowed; correct the cover first.",
    ),
    "event_outside_cover": (
        "按第{article}条，事件发生日{on}不在保障期（{starts_on}至{ends_before}前一日）内。",
        "Under article {article}, the event of {on} lies outside the cover ({starts_on} to before {ends_before}).",
        "Date {role} = {on} is outside [{starts_on}, {ends_before}).",
    ),
    "cover_ended": (
        "按第{article}条，保障已于{ended_on}终止。",
        "Under article {article}, the cover ended on {ended_on}.",
        "The cover ended on {ended_on}; the event is dated {on}.",
    ),
    "in_waiting_period": (
        "按第{article}条，事件发生在保障第{day}天，处于观察期（第{from_day}至{through_day}天）内，不予给付。",
        "Under article {article}, the event fell on day {day} of cover, in the waiting period "
        "(days {from_day} to {through_day}), for which nothing is paid.",
        "Day {day} of cover, window {from_day}–{through_day} pays nothing.",
    ),
    "same_disease_paid": (
        "按第{article}条，同一疾病只给付一次，该疾病已于{event_on}的事件中给付。",
        "Under article {article}, the same disease is paid once; it was paid for the event of {event_on}.",
        "{category} was paid before (event {event_on}, severity {severity}).",
    ),
    "filed_too_late": (
        "按第{article}条，应在{last_day}前（含当日）提出申请，实际申请日为{filed_on}。",
        "Under article {article}, the claim had to be filed by {last_day}; it was filed on {filed_on}.",
        "Filed {filed_on}, last day {last_day} ({within} after {role} {anchor}).",
    ),
    "bill_does_not_add_up": (
        "按第{article}条，票据总额{total_yuan}元与各组成项之和{sum_yuan}元不符。",
        "Under article {article}, the bill's total of {total_yuan} yuan is not the sum of its parts, {sum_yuan}.",
        "Bill total {total_yuan}, parts {sum_yuan} yuan; not given: {missing}.",
    ),
    "cap_exhausted": (
        "按第{article}条，本期限额{limit_yuan}元已用完。",
        "Under article {article}, the limit of {limit_yuan} yuan is used up.",
        "Cap {cap}: {used_yuan} of {limit_yuan} yuan used before this claim.",
    ),
    "below_minimum": (
        "按第{article}条，应付金额{amount_yuan}元低于最低给付额{minimum_yuan}元，不予给付。",
        "Under article {article}, {amount_yuan} yuan is below the least payment of {minimum_yuan} yuan.",
        "{amount_yuan} yuan is below the minimum payment {minimum_yuan}.",
    ),
    "not_in_schedule": (
        "按第{article}条，给付表中没有与本事件相符的项目。",
        "Under article {article}, the schedule has no entry for this event.",
        "No row for {axis} = {key} in the table.",
    ),
    "excluded_by_other_benefit": (
        "按第{article}条，“{kept_zh}”与“{dropped_zh}”不可兼得，已给付前者。",
        "Under article {article}, “{dropped_en}” is not paid beside “{kept_en}”.",
        "{dropped} gives way to {kept}.",
    ),
    "nothing_to_pay": (
        "按第{article}条计算，应付金额为零。",
        "Reckoned under article {article}, nothing remains to be paid.",
        "{clause} comes to 0.",
    ),
    "no_benefit_applies": (
        "本计划各条（第{article}条起）所列的给付情形均与本事件不符。",
        "None of the benefits of this plan (from article {article} on) answers this event.",
        "No benefit answers: {why}.",
    ),
    # The rest do not refuse: they ask an officer.
    "fact_missing": (
        "按第{article}条审核还需要补充信息：{fact_zh}。",
        "Under article {article}, more has to be known: {fact_en}.",
        "Not known: {fact}. Enter it and evaluate again.",
    ),
    "referred": (
        "按第{article}条，须由经办人员审定：{reason_zh}。",
        "Under article {article}, an officer has to decide: {reason_en}.",
        "{reason_en} ({reason_zh})",
    ),
    "filed_late_referred": (
        "按第{article}条，申请日{filed_on}超过期限{last_day}，须由经办人员审定迟延原因。",
        "Under article {article}, filed on {filed_on}, after {last_day}; an officer decides on the reason.",
        "Filed {filed_on}, last day {last_day}; judge the reason for the delay.",
    ),
}
ASKS_OFFICER = frozenset({"fact_missing", "referred", "filed_late_referred"})
