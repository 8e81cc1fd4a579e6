"""Steps and window results in words: one function per kind, each a phrase."""

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


def _less(node: n.Less, sp: Speaker) -> str:
    parts = sp.listed([sp.pick(COMPONENTS[name]) for name in node.components])
    return sp.say(f"减去{parts}", f"less {parts}")


_ONCE = {
    "claim": ("", ""),
    "event": ("同一事由只扣一次", "once for one event"),
    "period": ("每个保障期只扣一次", "once in a period of cover"),
}


def _deductible(node: n.Deductible, sp: Speaker) -> str:
    off = sp.value(node.amount)
    said = [sp.pick(_ONCE[node.per])] if node.per != "claim" else []
    if said and node.name is not None:
        name = sp.quoted(node.name)
        said.append(
            sp.say(
                f"与写明账户{name}的其他互助金合用", f"shared by all that name the account {name}"
            )
        )
    zh, en = f"扣除免赔额{off}", f"less a deductible of {off}"
    if not said:
        return sp.say(zh, en)
    return sp.say(zh + "（" + "，".join(said) + "）", ", ".join([en, *said]))


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


def _band(band: Any, edges: str, sp: Speaker, published: str = "exact") -> str:
    """The extent of a band: 不超过1000元, 超过1000元至5000元, 超过5000元; or as published."""
    above, first = sp.value(band.above), _is_nothing(band.above, sp)
    if published == "whole_yuan" and band.up_to is None:
        return sp.say(f"{above}起", f"from {above}")
    if published == "whole_yuan":
        up_to = sp.value(band.up_to)
        return (
            up_to + "及以下"
            if first and sp.language == "zh"
            else sp.say(f"{above}至{up_to}", f"{above} to {up_to}")
        )
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


_YUAN, _TEN_YUAN = 100, 1000


def _published(node: Any, sp: Speaker) -> str:
    """How published edges are read; a first one of 1001 yuan is told by itself."""
    if node.published_edges == "exact":
        return ""
    first = sp.edition.constant(node.bands[0].above)
    if first is None or first.number % _TEN_YUAN != _YUAN:
        return sp.say("（公布的整元起点与上一档相接）", " (published whole-yuan edges join)")
    above = sp.quantity(Quantity(first.number - _YUAN, "fen"))
    return sp.say(
        f"（公布的整元起点与上一档相接，{sp.value(node.bands[0].above)}起即超过{above}）",
        f" (published whole-yuan edges join; the first means above {above})",
    )


def _progressive(node: n.ProgressiveBands, sp: Speaker) -> str:
    bands = [
        _band(band, "upper", sp, node.published_edges)
        + sp.say("的部分", ": ")
        + sp.value(band.rate)
        for band in node.bands
    ]
    joined = sp.say("，", ", ").join(bands)
    return sp.say(f"分段计算：{joined}", f"slice by slice: {joined}") + _published(node, sp)


def _whole(node: n.WholeBands, sp: Speaker) -> str:
    bands = [
        _band(band, node.edges, sp, node.published_edges) + sp.say("的", ": ") + sp.value(band.rate)
        for band in node.bands
    ]
    joined = sp.say("，", ", ").join(bands)
    return sp.say(
        f"全额按所在档计算：{joined}", f"the whole at the rate of its band: {joined}"
    ) + _published(node, sp)


def _banded_amount(node: n.BandedAmount, sp: Speaker) -> str:
    bands = [
        _band(band, node.edges, sp, node.published_edges)
        + sp.say("的给付", ": ")
        + sp.value(band.pays)
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
    limit = limit_in_words(cap, sp)
    return sp.say(f"受限额{name}约束（{limit}）", f"within the limit {name} ({limit})")


def limit_in_words(cap: c.Cap, sp: Speaker) -> str:
    """每个保障期合计8000元 / 8000 yuan in one period of cover."""
    share = sp.say("每份", " a share") if cap.per_share else ""
    limit, per = sp.value(cap.limit), sp.pick(PER[cap.per])
    return sp.say(f"{per}合计{share}{limit}", f"{limit}{share} {per}")


def _minimum(node: n.MinimumPayment, sp: Speaker) -> str:
    least = sp.value(node.amount)
    return sp.say(f"不足{least}的不予给付", f"nothing if below {least}")


def _shares(node: n.TimesShares, sp: Speaker) -> str:
    return sp.say("乘以份数", "times the shares held")


def _indemnity(node: n.IndemnityLimit, sp: Speaker) -> str:
    share = sp.value(node.share) if node.share is not None else ""
    text = sp.say(
        f"同一事由合计不超过个人实际负担{'的' + share if share else ''}",
        f"for one event never above {share + ' of ' if share else ''}what the person really bore",
    )
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


def _at_burns(node: n.AtBurns, sp: Speaker) -> str:
    rate = sp.value(node.rate)
    several = sp.say("多处烧伤取比例最高的一处", "of several burns the largest rate counts")
    if node.several == "add":
        several = sp.say("多处烧伤比例相加", "the rates of several burns are added")
    if node.at_most is not None:
        most = sp.value(node.at_most)
        several += sp.say(f"，合计不超过{most}", f", up to {most}")
    return sp.say(
        f"乘以烧伤比例{rate}（{several}）", f"times the rate of the burn {rate} ({several})"
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
    n.AtBurns: _at_burns,
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
        f"改为给付一次“{node.label.zh}”{amount}",
        f"“{node.label.en}” of {amount} is paid once instead",
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
