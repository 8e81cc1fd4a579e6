"""Which colour a state wears, by the word that names it. Colour never carries it alone."""

GOOD = "good"
WAITING = "waiting"
ACTIVE = "active"
BAD = "bad"
QUIET = "quiet"
TONES = (GOOD, WAITING, ACTIVE, BAD, QUIET)

_WORDS = {
    GOOD: "paid settled posted approved approve pay good done complete yes",
    WAITING: "waiting returned return refer awaiting_payment checked made draft pending warning warn",
    ACTIVE: "active with_officer with_head with_compliance checking batched sent released open",
    BAD: "refused refuse failed payment_failed unreadable void error bad no",
    QUIET: "received discarded replaced terminated closed quiet",
}
_TONE_OF = {word: tone for tone, words in _WORDS.items() for word in words.split()}


def tone_of(state: object) -> str:
    """The tone of a state's value; one nobody knows is quiet."""
    return _TONE_OF.get(str(state), QUIET)
