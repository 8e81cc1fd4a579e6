"""Every way in which terms, facts or cases can be unacceptable.

A message has four parts, because each reader needs a different one: what
happened with which value (the officer), where (the author of the edition),
why it matters if that is not obvious, and what to do next.
"""

from __future__ import annotations


class TermsError(Exception):
    """Base of all errors of this package.

    `code` is stable and meant for programs; `what`, `where` and `remedy` are
    English sentences meant for people. `article` is the number of the article
    in which the trouble lies, when there is one.
    """

    def __init__(
        self, code: str, what: str, *, where: str, remedy: str, article: str | None = None
    ) -> None:
        self.code = code
        self.what = what
        self.where = where
        self.remedy = remedy
        self.article = article
        super().__init__(str(self))

    def __str__(self) -> str:
        in_article = f", article {self.article}" if self.article else ""
        return f"{self.what}\n  where: {self.where}{in_article}\n  what to do: {self.remedy}"


class EditionError(TermsError):
    """The edition document cannot be read as terms."""


class FactsError(TermsError):
    """The facts of an event cannot be read."""


class DecisionError(TermsError):
    """A stored decision cannot be read back."""


class CasesError(TermsError):
    """The file of cases beside an edition cannot be read."""


class EvaluationError(TermsError):
    """Edition and facts are each well formed, but the edition gives no one answer."""


class Unacceptable(ValueError):
    """Raised by a node about itself; the reader adds the place and turns it into a TermsError."""

    def __init__(self, code: str, what: str, remedy: str) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.remedy = remedy
