"""The language of benefits: editions as documents, evaluated exactly, explained line by line."""

from .decision import Decision
from .diff import diff, diff_in_words
from .edition import Article, Edition, Parameter
from .errors import DecisionError, EditionError, EvaluationError, FactsError, TermsError
from .evaluate import EVALUATOR_VERSION, evaluate
from .explain import explain
from .facts import Facts
from .schema import edition_from_canonical, json_schema, load_edition, parse_edition
from .together import evaluate_together, paid_beside

__all__ = [
    "EVALUATOR_VERSION",
    "Article",
    "Decision",
    "DecisionError",
    "Edition",
    "EditionError",
    "EvaluationError",
    "Facts",
    "FactsError",
    "Parameter",
    "TermsError",
    "diff",
    "diff_in_words",
    "edition_from_canonical",
    "evaluate",
    "evaluate_together",
    "explain",
    "json_schema",
    "load_edition",
    "paid_beside",
    "parse_edition",
]
