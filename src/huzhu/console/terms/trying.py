"""Trying an edition on an event: the facts in the address, the answer with its reasons."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from benefit_terms import Decision, Edition, Facts, TermsError, evaluate, explain
from huzhu.console.terms.factform import FactForm
from huzhu.console.terms.factquery import query_of
from huzhu.console.terms.labels import OUTCOMES
from huzhu.kernel.periods import add_months
from huzhu.plans.queries import cases_in

NOT_FACTS = ("plan", "version", "add", "lang")
MOST_CASES = 60


def try_context(request: HttpRequest, edition: Edition, cases: str) -> dict[str, Any]:
    """The form, filled from the address, and what comes out of it."""
    given = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name not in NOT_FACTS:
            given.setlist(name, values)
    form = FactForm(given or _usual(edition), edition=edition, language=request.lang)
    context: dict[str, Any] = {
        "edition": edition,
        "form": form,
        "examples": examples(edition, cases),
        "is_tried": bool(given),
    }
    if given and form.is_valid():
        context |= answer(edition, form.facts(), request.lang)
    return context


def answer(edition: Edition, facts: dict[str, Any], language: str) -> dict[str, Any]:
    """The decision with its lines, articles and words; or what is wrong with the facts."""
    try:
        read = Facts.from_json(facts)
        decision = evaluate(edition, read)
    except TermsError as trouble:
        return {"trouble": trouble}
    label, tone = OUTCOMES[decision.outcome]
    return {
        "decision": decision,
        "facts_text": json.dumps(facts, ensure_ascii=False),
        "outcome_label": label,
        "outcome_tone": tone,
        "lines": _lines(edition, decision, language),
        "articles": _articles(edition, decision),
        "told": _told(edition, decision, language),
        "assumed": sorted(
            {use.name for step in decision.trace for use in step.parameters
             if use.sourced == "assumed"}
        ),
    }  # fmt: skip


def examples(edition: Edition, cases: str) -> list[tuple[str, str]]:
    """(name, query) of the edition's cases: an event to begin with."""
    return [
        (case.name, urlencode(query_of(case.facts.to_json(), edition)))
        for case in cases_in(cases)[:MOST_CASES]
    ]


def _usual(edition: Edition) -> QueryDict:
    """A year of cover from the edition's first day; everything else is for the reader to say."""
    begins = edition.effective_from
    usual = QueryDict(mutable=True)
    usual["cover.starts_on"] = begins.isoformat()
    usual["cover.ends_before"] = add_months(begins, edition.period_months or 12).isoformat()
    return usual


def _lines(edition: Edition, decision: Decision, language: str) -> list[dict[str, Any]]:
    return [
        {
            "label": line.label_en if language == "en" else line.label_zh,
            "article": line.article,
            "amount_fen": line.amount_fen,
        }
        for line in decision.lines
    ]


def _articles(edition: Edition, decision: Decision) -> list[tuple[str, str]]:
    """The words of the articles on which the answer rests."""
    texts = {article.number: article.text for article in edition.articles}
    numbers = dict.fromkeys(
        [line.article for line in decision.lines] + [r.article for r in decision.refusals]
    )
    return [(number, texts[number]) for number in numbers if number in texts]


def _told(edition: Edition, decision: Decision, language: str) -> list[dict[str, Any]]:
    """What the member is told and what the reviewer sees, in the reader's language first."""
    order = ("en", "zh") if language == "en" else ("zh", "en")
    return [
        {
            "language": told,
            "audience": audience,
            "text": explain(edition, decision, told, audience),
            "is_open": told == order[0],
        }
        for told in order
        for audience in ("member", "reviewer")
    ]
