"""What may be done in which state, as a table, and the refusal where the table has no row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from huzhu.kernel.errors import Refusal


class Labelled(Protocol):
    """A state that has a name for people."""

    @property
    def label(self) -> object: ...


State = TypeVar("State", bound=Labelled)


@dataclass(frozen=True)
class Lifecycle(Generic[State]):
    """`after` gives the state that follows an act in a state; `words` an act in zh and en.

    `refusal` takes `state`, `act_zh`, `act_en` and what else the caller names.
    """

    of: Callable[[str], State]
    words: Mapping[str, tuple[str, str]]
    after: Mapping[tuple[str, State], State]
    refusal: type[Refusal]

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(self.words)

    def state_after(self, act: str, state: str, **values: object) -> State:
        """The state that follows. Raises `refusal` where the act does not fit the state."""
        now = self.of(state)
        found = self.after.get((act, now))
        if found is None:
            zh, en = self.words[act]
            raise self.refusal(state=now.label, act_zh=zh, act_en=en, **values)
        return found

    def can(self, act: str, state: str) -> bool:
        return (act, self.of(state)) in self.after
