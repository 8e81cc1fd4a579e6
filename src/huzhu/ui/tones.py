"""Which colour a state wears, by the word that names it. Colour never carries it alone."""

GOOD = "good"
WAITING = "waiting"
ACTIVE = "active"
BAD = "bad"
QUIET = "quiet"

_WORDS = {
    GOOD: "good paid settled posted approved approve pay done complete yes success",
    WAITING: "waiting wait warn warning returned return refer awaiting_payment checked made draft"
    " pending proposed asked suspended requested",
    ACTIVE: "active info submitted with_officer with_head with_compliance checking posting batched"
    " sent released open",
    BAD: "bad refused refuse failed payment_failed unreadable void error no danger rejected",
    QUIET: "quiet neutral received discarded replaced terminated closed withdrawn",
}
_TONE_OF = {word: tone for tone, words in _WORDS.items() for word in words.split()}


def tone_of(state: object) -> str:
    """The tone of a state's value, or of a tone's other name; one nobody knows is quiet."""
    return _TONE_OF.get(str(state), QUIET)
