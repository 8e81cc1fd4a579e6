"""Who acts: the one value that every action takes as `by`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person at a keyboard, or a named service of the program.

    `account_id` is None for a service; `origin` is where the act came from: an address, a command
    or a job; `person_token` is the same for every account of one natural person.
    """

    account_id: int | None
    label: str
    origin: str = ""
    person_token: str = ""
