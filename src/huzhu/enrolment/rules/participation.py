"""Do enough people of the unit join?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from benefit_terms.views import ParticipationView
from huzhu.kernel.money import percent


@dataclass(frozen=True, slots=True)
class Participation:
    """`needed` people of `of` must join, and `have` do."""

    needed: int
    have: int
    of: int
    rule_zh: str
    rule_en: str

    @property
    def ok(self) -> bool:
        return self.of > 0 and self.have >= self.needed

    def to_json(self) -> dict[str, object]:
        return {
            "needed": self.needed,
            "have": self.have,
            "of": self.of,
            "ok": self.ok,
            "rule_zh": self.rule_zh,
            "rule_en": self.rule_en,
        }


def participation(
    rule: ParticipationView | None, *, have: int, staff: int, women: int
) -> Participation | None:
    """How the unit stands against the plan's rule; None where the plan demands nothing.

    A unit whose headcount nobody recorded (0) does not pass: the rule cannot be judged.
    """
    if rule is None or rule.of_whom == "none":
        return None
    of = women if rule.of_whom == "women" else staff
    needed = -(-(rule.percent * of).numerator // (rule.percent * of).denominator)
    if rule.full_join_headcount is not None and of <= rule.full_join_headcount:
        needed = of
    if rule.minimum_headcount is not None:
        needed = max(needed, rule.minimum_headcount)
    zh, en = _words(rule, of)
    return Participation(needed, have, of, zh, en)


def _words(rule: ParticipationView, of: int) -> tuple[str, str]:
    whom_zh = "女职工" if rule.of_whom == "women" else "职工"
    whom_en = "the women" if rule.of_whom == "women" else "all staff"
    rate = percent(Fraction(rule.percent), 0)
    zh, en = [f"{whom_zh}的{rate}应参加"], [f"{rate} of {whom_en} must join"]
    if rule.full_join_headcount is not None:
        zh.append(f"{rule.full_join_headcount}人及以下的单位应全员参加")
        en.append(f"everybody in units of {rule.full_join_headcount} or fewer")
    if rule.minimum_headcount is not None:
        zh.append(f"至少{rule.minimum_headcount}人参加")
        en.append(f"at least {rule.minimum_headcount} people")
    if of == 0:
        zh.append(f"单位的{whom_zh}人数尚未登记")
        en.append("the unit's headcount is not recorded")
    return "；".join(zh) + "。", "; ".join(en) + "."
