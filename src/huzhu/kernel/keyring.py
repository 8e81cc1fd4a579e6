"""The keys of the house: what wraps the persons' keys, and what blind indexes are made with.

Set once by the composition root; loaded when first needed. Master keys rotate: the id of the one
that wrapped a value stands in the value's header.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from huzhu.kernel.crypto import keyed_hash


@dataclass(frozen=True, slots=True)
class Keyring:
    """`masters` by id, of which `current` wraps new values; `blind` never leaves the house."""

    masters: dict[int, bytes] = field(repr=False)
    current: int
    blind: bytes = field(repr=False)

    def master(self, key_id: int) -> bytes:
        """Raises LookupError for a key that is not here."""
        return self.masters[key_id]

    def blind_index(self, kind: str, value: str) -> bytes:
        """32 bytes that find a value without showing it; `kind` keeps kinds of number apart."""
        return keyed_hash(self.blind, kind, value)


_load: Callable[[], Keyring] | None = None
_held: Keyring | None = None


def install(load: Callable[[], Keyring]) -> None:
    """Say where the keys come from. The files are read on first use."""
    global _load, _held
    _load, _held = load, None


def keyring() -> Keyring:
    """Raises RuntimeError when the composition root has not said where the keys are."""
    global _held
    if _held is None:
        if _load is None:
            raise RuntimeError("No keyring: install() is called where the application is wired.")
        _held = _load()
    return _held
