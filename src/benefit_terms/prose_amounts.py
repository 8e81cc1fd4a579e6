"""Starts, steps and window results in words: one function per kind, each a phrase."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import clauses as c
from . import nodes as n
from .prose_speaker import Speaker
from .prose_words import COMPONENTS, PER
from .quantities import Quantity
from .sentences import ROUNDING_NAMES
from .values import Value


def _parts(names: tuple[str, ...], sp: Speaker) -> str:
    return sp.say("＋", " + ").join(sp.pick(COMPONENTS[name]) for name in names)


def _bill(node: n.BillComponents, sp: Speaker) -> str:
    parts = _parts(node.components, sp)
    return sp.say(f"以票据中的{parts}为基数", f"from {parts} of the bill")


def _bill_total(node: n.BillTotal, sp: Speaker) -> str:
    return sp.say("以票据总额为基数", "from the total of the bill")


def _amount(node: n.Amount, sp: Speaker) -> str:
    return sp.say(f"定额{sp.value(node.of)}", f"a lump sum of {sp.value(node.of)}")


_COUNTING = {
    "in_not_out": ("入院日计、出院日不计", "the day of admission counted, that of discharge not"),
    "in_and_out": ("入院日和出院日都计", "the days of admission and discharge both counted"),
}


def _daily(node: n.Daily, sp: Speaker) -> str:
    text = sp.say(f"住院每天{sp.value(node.amount)}", f"{sp.value(node.amount)} a day of the stay")
    more = []
    if node.beyond is not None:
        more.append(
            sp.say(f"扣除前{sp.value(node.beyond)}", f"less the first {sp.value(node.beyond)}")
        )
    if node.at_most is not None:
        days = sp.value(node.at_most)
        more.append(sp.say(f"每次最多计{days}", f"at most {days} a stay"))
    if node.at_most_in_period is not None:
        days = sp.value(node.at_most_in_period)
        more.append(sp.say(f"每个保障期最多计{days}", f"at most {days} in a period of cover"))
    more.append(sp.pick(_COUNTING[node.counting]))
    return text + sp.say("（{}）", " ({})").format(sp.say("；", "; ").join(more))


def _daily_bands(node: n.DailyBands, sp: Speaker) -> str:
    said, last = [], 0
    for band in node.bands:
        each = sp.value(band.amount)
        if band.through is None:
            said.append(sp.say(f"第{last + 1}天起每天{each}", f"from day {last + 1} on {each}"))
            continue
        end = sp.edition.constant(band.through)
        through = str(end.number) if end else sp.value(band.through)
        said.append(
            sp.say(f"第{last + 1}至{through}天每天{each}", f"days {last + 1} to {through} {each}")
        )
        last = int(end.number) if end else last
    counting = sp.pick(_COUNTING[node.counting])
    days = sp.say("，", ", ").join(said)
    return sp.say(
        f"住院按天分段：{days}（{counting}）", f"for each day of the stay: {days} ({counting})"
    )


def _borne(node: n.Borne, sp: Speaker) -> str:
    return sp.say("以个人实际负担的费用为基数", "from what the person really bore")


def _items(node: n.Items, sp: Speaker) -> str:
    codes = sp.listed([sp.quoted(code) for code in node.codes])
    text = sp.say(f"以票据中项目{codes}的费用为基数", f"from the lines {codes} of the bill")
    if node.each is not None:
        each = sp.value(node.each)
        text += sp.say(f"，每单位不超过{each}", f", at most {each} a unit")
    if node.at_most is not None:
        per = sp.pick(PER[node.per])
        text += sp.say(f"，{per}最多{node.at_most}个单位", f", at most {node.at_most} units {per}")
    return text + sp.say("（已给付过的票据行不再计）", " (a line paid before does not count)")


def _top_up(node: n.TopUp, sp: Speaker) -> str:
    of = sp.benefits(node.benefits) or sp.say("本方案", "the plan")
    to = sp.value(node.to)
    return sp.say(
        f"补足至{to}（本保障期内{of}已给付的计算在内）",
        f"what is missing to {to}, counting what {of} paid in the period of cover",
    )


START_WORDS: dict[type[n.Start], Callable[[Any, Speaker], str]] = {
    n.BillComponents: _bill,
    n.BillTotal: _bill_total,
    n.Amount: _amount,
    n.Daily: _daily,
    n.DailyBands: _daily_bands,
    n.Borne: _borne,
    n.Items: _items,
    n.TopUp: _top_up,
}


def _less(node: n.Less, sp: Speaker) -> str:
    parts = sp.listed([sp.pick(COMPONENTS[name]) for name in node.components])
    return sp.say(f"减去{parts}", f"less {parts}")


def _deductible(node: n.Deductible, sp: Speaker) -> str:
    off = sp.value(node.amount)
    if node.per == "period":
        return sp.say(
            f"扣除免赔额{off}（每个保障期只扣一次）",
            f"less a deductible of {off}, once in a period of cover",
        )
    return sp.say(f"扣除免赔额{off}", f"less a deductible of {off}")


def _threshold(node: n.Threshold, sp: Speaker) -> str:
    least = sp.value(node.amount)
    if node.reached == "at":
        return sp.say(
            f"达到{least}的全额计入，未达到的不计",
            f"all of it if it reaches {least}, nothing otherwise",
        )
    return sp.say(
        f"超过{least}的全额计入，未超过的不计",
        f"all of it if it exceeds {least}, nothing otherwise",
    )


def _less_paid(node: n.LessPaid, sp: Speaker) -> str:
    of, event = sp.benefits(node.benefits), node.over == "event"
    return sp.say(
        f"减去{of}{'就同一事由' if event else '在本保障期内'}已给付的金额",
        f"less what {of} paid {'for the same event' if event else 'in this period of cover'}",
    )


def _less_beside(node: n.LessBeside, sp: Speaker) -> str:
    plans = sp.listed([sp.quoted(plan) for plan in node.plans])
    return sp.say(f"减去{plans}对同一事由的给付", f"less what {plans} pays for the same event")


def _rate(node: n.AtRate, sp: Speaker) -> str:
    return sp.say(f"乘以{sp.value(node.rate)}", f"times {sp.value(node.rate)}")


def _plus(node: n.Plus, sp: Speaker) -> str:
    return sp.say(f"加{sp.value(node.amount)}", f"plus {sp.value(node.amount)}")


def _is_nothing(value: Value, sp: Speaker) -> bool:
    quantity = value if isinstance(value, Quantity) else sp.edition.constant(value)
    return quantity is not None and quantity.number == 0


def _band(band: Any, edges: str, sp: Speaker) -> str:
    """The extent of a band: 不超过1000元, 超过1000元至5000元, 超过5000元."""
    above, first = sp.value(band.above), _is_nothing(band.above, sp)
    if band.up_to is None and first:
        return sp.say("全部", "all of it")
    if band.up_to is None:
        zh, en = ("超过", "above ") if edges == "upper" else ("满", "from ")
        return sp.say(f"{zh}{above}", f"{en}{above}")
    up_to = sp.value(band.up_to)
    if first:
        zh, en = ("不超过", "up to ") if edges == "upper" else ("不满", "below ")
        return sp.say(f"{zh}{up_to}", f"{en}{up_to}")
    if edges == "upper":
        return sp.say(f"超过{above}至{up_to}", f"above {above} up to {up_to}")
    return sp.say(f"满{above}不满{up_to}", f"from {above} to below {up_to}")


def _published(node: Any, sp: Speaker) -> str:
    if node.published_edges == "exact":
        return ""
    return sp.say("（公布的整元起点与上一档相接）", " (published whole-yuan edges join)")


def _progressive(node: n.ProgressiveBands, sp: Speaker) -> str:
    bands = [
        _band(band, "upper", sp) + sp.say("的部分", ": ") + sp.value(band.rate)
        for band in node.bands
    ]
    joined = sp.say("，", ", ").join(bands)
    return sp.say(f"分段计算：{joined}", f"slice by slice: {joined}") + _published(node, sp)


def _whole(node: n.WholeBands, sp: Speaker) -> str:
    bands = [
        _band(band, node.edges, sp) + sp.say("的", ": ") + sp.value(band.rate)
        for band in node.bands
    ]
    joined = sp.say("，", ", ").join(bands)
    return sp.say(
        f"全额按所在档计算：{joined}", f"the whole at the rate of its band: {joined}"
    ) + _published(node, sp)


def _banded_amount(node: n.BandedAmount, sp: Speaker) -> str:
    bands = [
        _band(band, node.edges, sp) + sp.say("的给付", ": ") + sp.value(band.pays)
        for band in node.bands
    ]
    joined = sp.say("，", ", ").join(bands)
    return sp.say(f"分档定额：{joined}", f"a fixed sum by band: {joined}") + _published(node, sp)


def _floor(node: n.AtLeast, sp: Speaker) -> str:
    least = sp.value(node.amount)
    return sp.say(f"不足{least}的按{least}计", f"at least {least}")


def _cap_per_claim(node: n.AtMost, sp: Speaker) -> str:
    return sp.say(
        f"单次不超过{sp.value(node.amount)}", f"at most {sp.value(node.amount)} per claim"
    )


def _under_cap(node: n.UnderCap, sp: Speaker) -> str:
    cap = next((cap for _, cap in sp.edition.of(c.Cap) if cap.id == node.name), None)
    name = sp.quoted(node.name)
    if cap is None:
        return sp.say(f"受限额{name}约束", f"within the limit {name}")
    limit, per = sp.value(cap.limit), sp.pick(PER[cap.per])
    return sp.say(
        f"受限额{name}约束（{per}合计{limit}）", f"within the limit {name} ({limit} {per})"
    )


def _minimum(node: n.MinimumPayment, sp: Speaker) -> str:
    least = sp.value(node.amount)
    return sp.say(f"不足{least}的不予给付", f"nothing if below {least}")


def _shares(node: n.TimesShares, sp: Speaker) -> str:
    return sp.say("乘以份数", "times the shares held")


def _indemnity(node: n.IndemnityLimit, sp: Speaker) -> str:
    text = sp.say("不超过个人实际负担", "never above what the person really bore")
    if node.across_plans:
        text += sp.say(
            "（扣除其他方案对同一事由的补偿）", " (less what other plans make good for the event)"
        )
    return text


_SEVERAL = {
    "worst": ("多处伤残取最重的一级", "of several injuries the worst counts"),
    "worst_rises": (
        "多处伤残取最重的一级，最重的有两处及以上时晋升一级",
        "of several injuries the worst counts, one grade up if several share it",
    ),
    "add": ("多处伤残比例相加", "the rates of several injuries are added"),
}


def _at_grade(node: n.AtGrade, sp: Speaker) -> str:
    text = sp.pick(_SEVERAL[node.several])
    if node.at_most is not None:
        most = sp.value(node.at_most)
        text += sp.say(f"，合计不超过{most}", f", up to {most}")
    rate = sp.value(node.rate)
    return sp.say(
        f"乘以伤残等级的比例{rate}（{text}，同一部位不重复给付）",
        f"times the rate of the grade of disability {rate} ({text}; no part of the body twice)",
    )


def _accumulated(node: n.Accumulated, sp: Speaker) -> str:
    inner = steps_in_words(node.steps, sp)
    per = sp.say(
        *(("本保障期", "in the period") if node.over == "period" else ("历年", "over all years"))
    )
    return sp.say(
        f"按{per}累计金额计算（{inner}），减去此前累计应付，付增加的部分",
        f"on the amount accumulated {per}: {inner}; the increase over earlier claims is paid",
    )


def _round(node: n.Round, sp: Speaker) -> str:
    return sp.pick(ROUNDING_NAMES[node.how])


STEP_WORDS: dict[type[n.Step], Callable[[Any, Speaker], str]] = {
    n.Less: _less,
    n.Deductible: _deductible,
    n.Threshold: _threshold,
    n.LessPaid: _less_paid,
    n.LessBeside: _less_beside,
    n.AtRate: _rate,
    n.Plus: _plus,
    n.ProgressiveBands: _progressive,
    n.WholeBands: _whole,
    n.BandedAmount: _banded_amount,
    n.AtLeast: _floor,
    n.AtMost: _cap_per_claim,
    n.UnderCap: _under_cap,
    n.MinimumPayment: _minimum,
    n.TimesShares: _shares,
    n.IndemnityLimit: _indemnity,
    n.AtGrade: _at_grade,
    n.Accumulated: _accumulated,
    n.Round: _round,
}


def steps_in_words(steps: tuple[n.Step, ...], sp: Speaker) -> str:
    """The steps in their order; numbered where there are three or more."""
    said = [STEP_WORDS[type(step)](step, sp) for step in steps]
    if len(said) < 3:
        return sp.say("，再", ", then ").join(said)
    marks = [
        sp.say(chr(0x2460 + i) if i < 20 else f"{i + 1}.", f"({i + 1}) ") for i in range(len(said))
    ]
    joined = sp.say("；", "; ").join(mark + text for mark, text in zip(marks, said, strict=True))
    return sp.say("依次：", "in this order: ") + joined


def _nothing(node: n.PaysNothing, sp: Speaker) -> str:
    return sp.say("不予给付", "nothing is paid")


def _instead(node: n.PaysInstead, sp: Speaker) -> str:
    amount = sp.value(node.amount) + (sp.say("（每份）", " a share") if node.per_share else "")
    text = sp.say(
        f"改为给付“{node.label.zh}”{amount}", f"“{node.label.en}” of {amount} is paid instead"
    )
    return text + (sp.say("，保障终止", ", and the cover ends") if node.ends_cover else "")


def _reduced(node: n.PaysReduced, sp: Speaker) -> str:
    return sp.say(
        f"按应付金额的{sp.value(node.rate)}给付", f"{sp.value(node.rate)} of the benefit is paid"
    )


def _asks(node: n.AsksOfficer, sp: Speaker) -> str:
    return sp.say(f"转人工审定（{node.reason.zh}）", f"an officer decides ({node.reason.en})")


WINDOW_WORDS: dict[type[n.WindowResult], Callable[[Any, Speaker], str]] = {
    n.PaysNothing: _nothing,
    n.PaysInstead: _instead,
    n.PaysReduced: _reduced,
    n.AsksOfficer: _asks,
}
