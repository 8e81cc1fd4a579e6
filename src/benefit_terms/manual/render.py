"""The pages of the manual, each as a function of its language."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from ..decision import Decision
from ..edition import Edition
from ..facts import Facts
from ..prose_words import (
    BURN_DEGREES,
    CAUSES,
    COMMON_WORDS,
    COMPONENTS,
    DATE_ROLES,
    EVENT_KINDS,
    RELATIONS,
    SEXES,
)
from ..refusals import ASKS_OFFICER, REFUSALS
from ..sentences import ROUNDING_NAMES
from ..values import AXES
from .document_meanings import DOCUMENT
from .examples import FAMILIES, Example, example, names_in
from .facts_meanings import DECISION, FACTS
from .markdown import Page, cell, table
from .meanings import Pair
from .sections import axis_section, kind_section, recipe_section
from .tables import field_table, plain_numbers, records_in
from .words import words_page

GROUPS: dict[str, Pair] = {
    "joining": ("子句：参加", "Clauses: joining"),
    "cover": ("子句：保障何时生效", "Clauses: when cover answers"),
    "benefits": ("子句：互助金", "Clauses: benefits"),
    "limits": ("子句：限制", "Clauses: limits"),
    "acts": ("子句：人工与材料", "Clauses: officers and papers"),
}
RECIPES: dict[str, Pair] = {
    "bills": ("怎样写：按费用给付", "How to write: benefits by the bill"),
    "days": ("怎样写：按天给付", "How to write: daily money"),
    "sums": ("怎样写：定额", "How to write: lump sums"),
    "plans": ("怎样写：几个方案之间", "How to write: several plans"),
    "limits": ("怎样写：除外责任", "How to write: what is not paid"),
    "people": ("怎样写：人、日期与写不出来的话", "How to write: people, dates and the unsayable"),
}
FAMILY_TITLES: dict[str, Pair] = {
    "conditions": ("条件", "Conditions"),
    "starts": ("起算", "Starts"),
    "steps": ("步骤", "Steps"),
    "windows": ("窗口结果", "Window results"),
}


def guide(name: str, page: Page) -> str:
    """A hand-written text of the guide."""
    held = files("benefit_terms") / "manual" / "guide" / page.language / f"{name}.md"
    return held.read_text("utf-8")


def _title(pair: Pair, page: Page) -> str:
    home = page.say(
        "[手册目录](index.md) · [术语](words.md)", "[Contents](index.md) · [Words](words.md)"
    )
    return f"# {page.pick(pair)}\n\n{home}\n"


def _overview(shown: list[Example], page: Page) -> str:
    rows = [[f"[`{one.name}`](#{one.name})", one.title[page.language]] for one in shown]
    return table([page.say("写法", "kind"), page.say("名称", "name")], rows)


def clauses_page(group: str) -> Callable[[Page], str]:
    """The clauses of one group."""

    def render(page: Page) -> str:
        kinds = [f"clauses/{kind}" for kind in FAMILIES["clauses"].members]
        shown = [one for one in map(example, kinds) if one.group == group]
        sections = [kind_section(one, page) for one in shown]
        return "\n".join([_title(GROUPS[group], page), _overview(shown, page), *sections])

    return render


def family_page(folder: str) -> Callable[[Page], str]:
    """All kinds of one family."""

    def render(page: Page) -> str:
        shown = [example(f"{folder}/{kind}") for kind in FAMILIES[folder].members]
        sections = [kind_section(one, page) for one in shown]
        lead = guide(folder, page)
        return "\n".join(
            [_title(FAMILY_TITLES[folder], page), lead, _overview(shown, page), *sections]
        )

    return render


def recipes_page(group: str) -> Callable[[Page], str]:
    """The recipes of one group."""

    def render(page: Page) -> str:
        shown = [one for one in _recipes() if one.group == group]
        sections = [recipe_section(one, page) for one in shown]
        return "\n".join([_title(RECIPES[group], page), _overview(shown, page), *sections])

    return render


def _recipes() -> list[Example]:
    held = [example(f"recipes/{name}") for name in names_in("recipes")]
    return sorted(held, key=lambda one: (one.order, one.name))


def cookbook_index(page: Page) -> str:
    """A table of all recipes, for the index."""
    rows = [
        [
            f"[{one.title[page.language]}](cookbook-{one.group}.md#{one.name})",
            page.pick(RECIPES[one.group]),
        ]
        for one in _recipes()
    ]
    return table([page.say("要写的规则", "the rule"), page.say("在哪一页", "on which page")], rows)


def values_page(page: Page) -> str:
    """Quantities, parameters and tables, with one example for each axis."""
    rows = [
        [f"[`{axis}`](#{axis})", example(f"axes/{axis}").title[page.language], _domain(axis, page)]
        for axis in AXES
    ]
    head = [page.say("写法", "axis"), page.say("名称", "name"), page.say("行可写", "rows")]
    sections = [axis_section(example(f"axes/{axis}"), page) for axis in AXES]
    return _values_guide(page) + "\n" + table(head, rows) + "\n" + "\n".join(sections)


def _values_guide(page: Page) -> str:
    families = [FAMILIES[name] for name in ("clauses", "starts", "steps")]
    kinds = [node for family in families for node in family.members.values()]
    plain = page.say("、", ", ").join(f"`{name}`" for name in plain_numbers(kinds))
    return guide("values", page).replace("{{plain}}", plain)


def _domain(axis: str, page: Page) -> str:
    domain = AXES[axis]
    if domain is None:
        return page.say("自定的词", "words of the terms")
    if isinstance(domain, range):
        span = f"{domain.start}–{domain.stop - 1}"
        return page.say(f"整数 {span}：`3`、`2-5`、`6+`", f"whole numbers {span}: `3`, `2-5`, `6+`")
    return page.say("、", ", ").join(f"`{word}`" for word in domain)


def _records(root: type[Any], page: Page, meanings: dict[str, Pair], skip: tuple[str, ...]) -> str:
    parts = []
    for record in dict.fromkeys([root, *records_in(root)]):
        doc = " ".join((record.__doc__ or "").split()) if page.language == "en" else ""
        parts += [f"### {record.__name__}\n", doc + "\n" if doc else ""]
        parts.append(field_table(record, page, meanings, skip))
    return "\n".join(part for part in parts if part)


def document_page(page: Page) -> str:
    """The structure of an edition and of its cases."""
    fields = _records(Edition, page, DOCUMENT, ("places",))
    text = guide("document", page).replace("{{fields}}", fields)
    return text.replace("{{closed}}", closed_words(page))


def closed_words(page: Page) -> str:
    """Every closed list of words with what each means."""
    lists: list[tuple[Pair, dict[str, Pair]]] = [
        (("事由类别 `event.kind`", "kinds of event, `event.kind`"), EVENT_KINDS),
        (("原因 `event.cause`", "causes, `event.cause`"), CAUSES),
        (
            ("日期（`dated_by`、`after`、`date`）", "dates (`dated_by`, `after`, `date`)"),
            DATE_ROLES,
        ),
        (("票据项目（`bill`、`less`）", "parts of the bill (`bill`, `less`)"), COMPONENTS),
        (("与会员的关系", "relation to the member"), RELATIONS),
        (("性别", "sex"), SEXES),
        (("烧伤程度", "degree of the burn"), BURN_DEGREES),
        (("取整", "rounding"), ROUNDING_NAMES),
        (("通用的病种程度", "common severities"), COMMON_WORDS["severity"]),
    ]
    rows = [
        [
            page.pick(title),
            page.say("，", ", ").join(f"`{k}` {page.pick(v)}" for k, v in words.items()),
        ]
        for title, words in lists
    ]
    return table([page.say("哪里用", "where"), page.say("词", "words")], rows)


def facts_page(page: Page) -> str:
    """Facts in, decision out."""
    text = guide("facts", page)
    text = text.replace("{{facts}}", _records(Facts, page, FACTS, ()))
    return text.replace("{{decision}}", _records(Decision, page, {**FACTS, **DECISION}, ()))


def refusals_page(page: Page) -> str:
    """All refusals and referrals with their sentences in both languages."""
    parts = [guide("refusals", page)]
    for code, (zh, en, officer) in REFUSALS.items():
        asks = (
            page.say("转人工", "asks an officer")
            if code in ASKS_OFFICER
            else page.say("不付", "refuses")
        )
        rows = [
            ["中文", cell(zh)],
            ["English", cell(en)],
            [page.say("经办人员", "officer"), cell(officer)],
        ]
        parts += [f"## {code}\n", asks + "\n", table(["", page.say("句子", "sentence")], rows)]
    return "\n".join(parts)


def index_page(page: Page) -> str:
    """What the manual holds, and how an edition is built."""
    from .commands import commands_table

    text = guide("index", page).replace("{{commands}}", commands_table(page))
    return text.replace("{{recipes}}", cookbook_index(page))


def walkthrough_page(page: Page) -> str:
    """From a published text to an edition that passes, step by step."""
    from .walkthrough import filled

    return filled(guide("walkthrough", page), page)


def messages_page(page: Page) -> str:
    """What `check` and the readers say, by code."""
    from .messages import messages_table

    return guide("messages", page).replace("{{messages}}", messages_table(page))


PAGES: dict[str, Callable[[Page], str]] = {
    "index": index_page,
    "walkthrough": walkthrough_page,
    "document": document_page,
    "values": values_page,
    "facts": facts_page,
    **{f"clauses-{group}": clauses_page(group) for group in GROUPS},
    **{folder: family_page(folder) for folder in FAMILY_TITLES},
    "refusals": refusals_page,
    "messages": messages_page,
    **{f"cookbook-{group}": recipes_page(group) for group in RECIPES},
    "words": words_page,
}
