# ruff: noqa: E501
# Sentences are kept whole, so that they can be searched for.
"""What the readers and `check` complain of, by code, and a problem in the language of its reader.

The messages themselves are English and hold the values; here stands in Chinese
and English what is behind each code, and mostly what to do.
"""

from __future__ import annotations

import re

from .check import Report
from .problems import Problem
from .prose_speaker import Language
from .prose_words import Pair

READING: dict[str, Pair] = {
    "unreadable": (
        "文件打不开，或不是 UTF-8 文本",
        "the file cannot be opened, or is not UTF-8 text",
    ),
    "empty": ("文件是空的", "the document is empty"),
    "too_large": ("文件太大，超出上限", "the document is larger than is read"),
    "too_many_clauses": ("子句太多，超出上限", "the edition has more clauses than are read"),
    "bad_yaml": (
        "不是合法的 YAML，多半是缩进或引号不对",
        "not YAML; mostly indentation or quoting",
    ),
    "bad_json": ("不是合法的 JSON", "not JSON"),
    "alias": (
        "用了 YAML 的锚点（& 和 *），本语言不用；把内容写出来，或改成参数",
        "anchors and aliases are not part of the language; write it out or make it a parameter",
    ),
    "repeated_key": ("同一个键写了两次", "a key is written twice"),
    "too_deep": ("嵌套太深", "nested too deeply"),
    "not_exact": ("事实里有小数：金额一律写整分", "a float in the facts; money is whole fen"),
    "unknown_key": (
        "这里没有这个字段；消息列出可用的字段",
        "no such field here; the message lists those there are",
    ),
    "missing_key": ("缺必填字段", "a required field is missing"),
    "no_kind": ("子句没有写 kind", "the clause has no `kind`"),
    "unknown_kind": ("没有这种子句、条件、起算或步骤", "no such clause, condition, start or step"),
    "not_one_key": ("步骤或起算应写成“名字: 值”一项", "a step or start is one `name: value`"),
    "not_in_list": ("不是这里允许的词；消息列出允许的词", "not one of the words allowed here"),
    "not_a_list": ("这里应当是列表", "a list belongs here"),
    "not_a_mapping": ("这里应当是“键: 值”", "a mapping belongs here"),
    "wrong_type": (
        "类型不对，如日期没写成 2025-05-10",
        "the wrong type, such as a date not written 2025-05-10",
    ),
    "not_a_quantity": (
        "数值没有单位或写法不对：写 500 yuan、70 %、30 days",
        "a number without its unit: write 500 yuan, 70 %, 30 days",
    ),
    "not_whole": ("金额要到分为止，天数要是整数", "money ends at the fen, days are whole"),
    "wrong_unit": (
        "单位不对，如该写金额的地方写了比例",
        "the wrong unit, such as a rate where money belongs",
    ),
    "units_mixed": (
        "参数的单位与数值或用处不一致",
        "a parameter's unit does not fit its value or its use",
    ),
    "no_value": ("参数要么写 value，要么写 values", "a parameter has either value or values"),
    "not_a_table": ("表要有 by 和 rows", "a table has `by` and `rows`"),
    "unknown_axis": (
        "不能按这个选；能选的见手册“数值与表”",
        "no such axis; see the page on values",
    ),
    "unknown_row": ("行名不是该项的取值", "the row is no value of the axis"),
    "rows_overlap": ("表的两行范围重叠", "two rows of a table overlap"),
    "no_conditions": ("when 是空的，至少写一个条件", "`when` is empty"),
    "no_range": ("范围两端都没写", "a range names neither end"),
    "range_out_of_order": ("范围上下限写反了", "the ends of a range are exchanged"),
    "not_dated": ("互助金没有写 dated_by", "a benefit without `dated_by`"),
    "step_not_plain": (
        "accumulated 里只能放只看金额本身的步骤",
        "within `accumulated` only steps that look at the amount alone",
    ),
    "wrong_language": ("语言版本不是 1", "the version of the language is not 1"),
    "name_used_twice": ("两个子句同名", "two clauses of one name"),
    "no_event_inside_cover": (
        "有给付却没有 event_inside_cover",
        "benefits, but no `event_inside_cover`",
    ),
    "dates_out_of_order": ("日期先后不对", "dates out of order"),
    "negative": ("数额小于零", "less than nothing"),
    "no_such_grade": ("伤残等级不在1至10", "a grade that is not 1 to 10"),
    "bad_case": (
        "用例缺 name 或 expect，或有别的字段",
        "a case lacks name or expect, or has other fields",
    ),
}
CHECKING: dict[str, Pair] = {
    "not_found": ("没有这个文件或文件夹", "there is no such file or folder"),
    "no_editions": (
        "文件夹里没有版本文件（*.yaml）",
        "no edition (*.yaml) in the folder",
    ),
    "article_without_clause": (
        "条文没有子句，也没有说明不需要（no_clause_needed）",
        "an article with no clause and no `no_clause_needed`",
    ),
    "article_without_text": ("条文没有原文：在 text 里照抄", "an article without words"),
    "article_number_twice": ("两条同号：改正条号", "two articles of one number"),
    "clause_not_needed": ("写了 no_clause_needed，却又有子句", "`no_clause_needed` beside clauses"),
    "sentence_without_clause": (
        "条文里有一句话没有任何子句执行：在执行它的子句（别条的也可以）的 says 里引用它；写不出来的，用 refer 交给人；不影响给付的，在 no_clause_for 里说明理由",
        "a sentence that no clause carries out: quote it under says of the clause that does, of whatever article; hand it over by refer; or, if no payment depends on it, give the reason under no_clause_for",
    ),
    "quotation_not_found": (
        "says 引的话在各条原文里都找不到，或 no_clause_for 引的话不在本条：照抄原文",
        "a quotation under says that stands in no article, or one under no_clause_for that does not stand in its own",
    ),
    "word_undeclared": (
        "程度的用词没有声明；在 words 里写明中英文名",
        "a severity that is not declared under `words`",
    ),
    "parameter_undefined": (
        "用了没有定义的参数：在 parameters 里定义，或改正名字",
        "a parameter that is not defined",
    ),
    "parameter_unused": ("参数没有用到：在子句里写 $名字，或删去", "a parameter that nothing uses"),
    "parameter_without_source": (
        "参数没有来源：在 source 里写明出处",
        "a parameter without source",
    ),
    "dates_gap": (
        "参数在版本生效日还没有值",
        "a parameter has no value yet when the edition begins",
    ),
    "list_undefined": (
        "用了没有定义的疾病清单：在 lists 里定义，或改正名字",
        "a disease list that is not defined",
    ),
    "list_unused": (
        "疾病清单没有用到：用条件 disease_in，或删去",
        "a disease list that nothing uses",
    ),
    "entry_without_code": ("病种没有代码", "an entry without codes"),
    "bad_icd_code": ("不是 ICD-10 三位类目", "no ICD-10 category of three characters"),
    "code_listed_twice": ("同一代码列在两个病种里", "a code in two entries"),
    "windows_gap": (
        "观察期窗口之间有空隙，或不从第1天起",
        "windows leave a gap, or do not begin on day 1",
    ),
    "windows_overlap": ("观察期窗口重叠：每个窗口从上一个的次日起", "windows overlap"),
    "windows_out_of_order": ("观察期窗口首尾颠倒", "a window ends before it begins"),
    "bands_gap": (
        "分档之间有空隙；差1元的写 published_edges: whole_yuan",
        "bands leave a gap; for an edge of one yuan say published_edges: whole_yuan",
    ),
    "bands_overlap": ("分档重叠：每一档从上一档的终点起", "bands overlap"),
    "bands_out_of_order": ("分档先后颠倒", "bands out of order"),
    "rows_gap": (
        "表的两行之间漏了数，也没有 otherwise",
        "a table leaves numbers out and has no otherwise",
    ),
    "unreachable": (
        "互助金或一对程度永远不会适用",
        "a benefit, or pair of severities, that can never answer",
    ),
    "unreachable_row": ("表中有一行永远选不到", "a row that can never be chosen"),
    "unreachable_band": (
        "有一档永远达不到（被前面的单次限额截住）",
        "a band beyond a cap before it",
    ),
    "unreachable_window": ("观察期窗口在保障期之后", "a window after the end of the cover"),
    "cap_undefined": ("步骤 cap 所指的限额不存在", "the step `cap` names no cap clause"),
    "cap_unused": (
        "限额没有任何互助金受它约束：给互助金加步骤 cap",
        "a cap that no benefit stands under: add the step `cap`",
    ),
    "cap_below_floor": ("限额低于保底，保底不起作用：核对原文", "a cap below a floor"),
    "step_after_cap": (
        "共用限额之后还有计算步骤，占用数就不是所付数了；把 cap 放到最后",
        "a step after a shared cap; put the cap last",
    ),
    "split_not_the_fee": ("各方出资之和不等于会费：核对原文", "a split that is not the fee"),
    "benefit_undefined": ("所指的互助金不存在：写互助金子句的 id", "a benefit that does not exist"),
    "exceptions_unordered": (
        "同一项有两个例外可能同时适用，没有先后",
        "two exceptions that may both apply, in no order",
    ),
    "editions_overlap": (
        "同一方案两个版本的日期重叠：改 effective，旧的在新的前一天止",
        "two editions of a plan overlap in time",
    ),
    "editions_gap": (
        "同一方案两个版本之间有空档：改 effective，旧的在新的前一天止",
        "two editions of a plan leave a gap",
    ),
    "no_cases": ("旁边没有用例文件（名字.cases.yaml）", "no file of cases beside the edition"),
    "case_fails": (
        "用例的结果与预期不同；消息里有完整的核算过程",
        "a case comes out otherwise; the message holds the whole trace",
    ),
    "not_covered": (
        "有分支、边界、限额或拒付没有用例",
        "a branch, edge, cap or refusal that no case tries",
    ),
    "change_unnoticed": (
        "（--mutate）改动这个数，没有任何用例发觉",
        "(--mutate) a number may change and no case notices",
    ),
}
DECIDING: dict[str, Pair] = {
    "undefined_parameter": ("核算时参数没有定义", "a parameter is not defined"),
    "no_value_yet": ("参数在该日还没有值", "a parameter has no value on that day"),
    "circular": ("参数互相引用", "parameters refer to each other"),
    "undefined_cap": ("限额没有定义", "a cap is not defined"),
    "two_exceptions": ("两个例外同时适用", "two exceptions both answer"),
    "not_constant": ("会费、期限等不能随事实变化", "a fee or period may not depend on facts"),
}


def meaning(code: str, language: Language) -> str:
    """What is behind a code; empty if nobody has told."""
    pair = {**READING, **CHECKING, **DECIDING}.get(code, ("", ""))
    return pair[0] if language == "zh" else pair[1]


def problem_in_words(problem: Problem, language: Language) -> str:
    """A problem as it is printed; it begins with its code in either language."""
    told = meaning(problem.code, language)
    if language == "en" or not told:
        return str(problem)
    where = re.sub(r", article (\S+)$", r"，第\1条", problem.where)
    return (
        f"{problem.code}: {told}\n  详情: {problem.what}\n"
        f"  位置: {where}\n  怎么办: {problem.remedy}"
    )


def summary(report: Report, language: Language, *, mutated: bool) -> str:
    """How much was checked, and how much was found."""
    found = len(report.problems)
    if language == "zh":
        tried = f"试改 {report.changes} 处，" if mutated else ""
        return f"{report.editions} 个版本，{report.cases} 个用例，{tried}{found} 个问题"
    tried = f"{report.changes} changes tried, " if mutated else ""
    return f"{report.editions} editions, {report.cases} cases, {tried}{found} problems"
