"""Starts in words: what a benefit is reckoned from, one function per kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import nodes as n
from .prose_speaker import Speaker
from .prose_words import COMPONENTS, PER


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


def _burns(node: n.Burns, sp: Speaker) -> str:
    each = sp.value(node.amount)
    if node.several == "largest":
        return sp.say(
            f"每处烧伤{each}，多处取金额最高的一处", f"for each burn {each}, of several the largest"
        )
    return sp.say(f"每处烧伤{each}，多处相加", f"for each burn {each}, several added")


def _to_officer(node: n.ToOfficer, sp: Speaker) -> str:
    return sp.say(
        f"金额由经办人员审定（{node.reason.zh}）", f"an officer sets the amount ({node.reason.en})"
    )


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
    n.Burns: _burns,
    n.ToOfficer: _to_officer,
    n.TopUp: _top_up,
}
