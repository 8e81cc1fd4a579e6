"""The closed words of the vocabulary in Chinese and English, for sentences and the manual.

Terms follow GLOSSARY.md. Words that an edition declares under `words` go before
the common ones kept here; a word that nobody named is shown as it is written.
"""

from __future__ import annotations

from .sentences import COMPONENT_NAMES

Pair = tuple[str, str]

#: The facts by which a table chooses, as a heading: 按{zh} / by {en}.
AXIS_NAMES: dict[str, Pair] = {
    "ordinal": ("次数", "which time it is in the period"),
    "severity": ("病种程度", "severity"),
    "tier": ("档次", "tier"),
    "person_class": ("人员类别", "person class"),
    "employment": ("用工状态", "employment"),
    "hospital_grade": ("医院等级", "grade of the hospital"),
    "cause": ("原因", "cause"),
    "event_kind": ("事由类别", "kind of event"),
    "disability_grade": ("伤残等级", "grade of disability"),
    "sex": ("性别", "sex"),
    "relation": ("与会员的关系", "relation to the member"),
    "membership_years": ("会龄", "years of membership"),
    "cover_years": ("连续参保年数", "year of unbroken cover"),
    "age": ("年龄", "age"),
    "hazard_class": ("职业类别", "hazard class"),
    "shares": ("份数", "shares"),
    "stay_days": ("住院天数", "days of the stay"),
    "burn_part": ("烧伤部位", "part of the body burnt"),
    "disease_list": ("疾病清单", "list of diseases"),
    "burn_degree": ("烧伤程度", "degree of the burn"),
    "burn_area": ("烧伤面积", "area of the burn in per cent"),
}

#: A number of a numeric axis, with `{}` for `3`, `2至5` or `6` (then followed by 及以上).
NUMBER_FORMS: dict[str, Pair] = {
    "ordinal": ("第{}次", "no. {}"),
    "disability_grade": ("{}级", "grade {}"),
    "membership_years": ("{}年", "{} years"),
    "cover_years": ("第{}年", "year {}"),
    "age": ("{}周岁", "age {}"),
    "hazard_class": ("{}类", "class {}"),
    "shares": ("{}份", "{} shares"),
    "stay_days": ("{}天", "{} days"),
    "burn_area": ("{}%", "{} %"),
}

EVENT_KINDS: dict[str, Pair] = {
    "inpatient": ("住院", "inpatient stay"),
    "diagnosis": ("确诊疾病", "diagnosis"),
    "accident": ("意外伤害", "accident"),
    "death": ("身故", "death"),
    "disability": ("伤残", "disability"),
    "outpatient_special": ("门诊特定项目", "special outpatient item"),
}
CAUSES: dict[str, Pair] = {"illness": ("疾病", "illness"), "accident": ("意外", "accident")}
SEXES: dict[str, Pair] = {"F": ("女", "female"), "M": ("男", "male")}
RELATIONS: dict[str, Pair] = {
    "self": ("会员本人", "the member"),
    "child": ("会员的子女", "a child of the member"),
    "spouse": ("会员的配偶", "the member's spouse"),
    "parent": ("会员的父母", "a parent of the member"),
}
BURN_DEGREES: dict[str, Pair] = {
    "first": ("一度", "first degree"),
    "shallow_second": ("浅二度", "shallow second degree"),
    "deep_second": ("深二度", "deep second degree"),
    "third": ("三度", "third degree"),
}
#: Words that editions may use without declaring them.
COMMON_WORDS: dict[str, dict[str, Pair]] = {
    "severity": {
        "severe": ("重症", "severe"),
        "mild": ("轻症", "mild"),
        "in_situ": ("原位癌", "in situ"),
        "none": ("未分程度", "not classed"),
    },
    "employment": {"in_service": ("在职", "in service"), "retired": ("退休", "retired")},
    "person_class": {
        "ordinary": ("普通职工", "ordinary"),
        "model": ("劳模", "model worker"),
        "model_worker": ("劳模", "model worker"),
        "hardship": ("困难职工", "worker in hardship"),
    },
    "hospital_grade": {
        "tertiary": ("三级医院", "tertiary"),
        "secondary": ("二级医院", "secondary"),
        "primary": ("一级医院", "primary"),
        "3": ("三级医院", "tertiary"),
        "2": ("二级医院", "secondary"),
        "1": ("一级医院", "primary"),
    },
    "circumstance": {
        "drunk_driving": ("酒后驾驶", "drunk driving"),
        "suicide": ("自杀自伤", "suicide or self-harm"),
        "cosmetic_surgery": ("整形美容", "cosmetic surgery"),
    },
    "tier": {},
    "cause": CAUSES,
    "event_kind": EVENT_KINDS,
    "sex": SEXES,
    "relation": RELATIONS,
    "burn_degree": BURN_DEGREES,
}

DATE_ROLES: dict[str, Pair] = {
    "occurred_on": ("发生日", "the day of the event"),
    "admitted_on": ("入院日", "the day of admission"),
    "discharged_on": ("出院日", "the day of discharge"),
    "diagnosed_on": ("确诊日", "the day of diagnosis"),
    "died_on": ("身故日", "the day of death"),
    "cover_ends_before": ("保障终止日", "the end of cover"),
}
COMPONENTS: dict[str, Pair] = {
    **COMPONENT_NAMES,
    "other_reimbursed": ("其他途径已报销的金额", "other reimbursements"),
}
SOURCES: dict[str, Pair] = {
    "unit": ("单位", "the unit"),
    "union": ("工会", "the union"),
    "upper_union": ("上级工会", "the upper union"),
    "member": ("个人", "the member"),
    "subsidy": ("省级补贴", "subsidy"),
    "donor": ("捐赠", "donors"),
}
OF_WHOM: dict[str, Pair] = {
    "all_staff": ("全体职工", "all staff"),
    "women": ("女职工", "the women"),
    "none": ("不作要求", "nobody"),
}
PER: dict[str, Pair] = {
    "event": ("同一事由", "for one event"),
    "claim": ("每次", "per claim"),
    "period": ("每个保障期", "in one period of cover"),
    "disease": ("同一疾病", "for one disease"),
    "lifetime": ("终身", "in a lifetime"),
}
