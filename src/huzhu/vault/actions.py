"""Making, using and destroying the keys of persons.

Every sealed value is bound to its person and purpose: a ciphertext copied to another row or
column does not open there. Subject 0 is the house itself (rosters before anybody is known).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from huzhu.kernel import crypto
from huzhu.kernel.keyring import keyring
from huzhu.vault.models import PersonKey

HOUSE = 0


def create_keys(*, subject_ids: Sequence[int]) -> dict[int, bytes]:
    """Makes and stores a key for each subject, one COPY for all; returns the bare keys."""
    ring = keyring()
    keys = {subject: crypto.new_key() for subject in subject_ids}
    master = ring.master(ring.current)
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY vault_personkey (subject_id, wrapped, master_key_id) FROM STDIN") as copy,
    ):
        for subject, key in keys.items():
            wrapped = crypto.seal(master, key, _key_context(subject), ring.current)
            copy.write_row((subject, wrapped, ring.current))
    return keys


def ensure_house_key() -> None:
    """Makes the house's own key unless it stands; of several who come first together, one does."""
    ring = keyring()
    master = ring.master(ring.current)
    wrapped = crypto.seal(master, crypto.new_key(), _key_context(HOUSE), ring.current)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_personkey (subject_id, wrapped, master_key_id)"
            " VALUES (%s, %s, %s) ON CONFLICT (subject_id) DO NOTHING",
            [HOUSE, wrapped, ring.current],
        )


def keys_of(*, subject_ids: Iterable[int]) -> dict[int, bytes]:
    """The bare keys of subjects that have one; destroyed ones are left out."""
    ring = keyring()
    rows = PersonKey.objects.filter(
        subject_id__in=list(subject_ids), wrapped__isnull=False
    ).values_list("subject_id", "wrapped")
    return {
        subject: crypto.unseal(ring.master, bytes(wrapped), _key_context(subject))
        for subject, wrapped in rows
    }


def seal_with(key: bytes, *, subject_id: int, purpose: str, value: str | bytes) -> bytes:
    """A value sealed with a key that `create_keys` or `keys_of` gave."""
    plain = value.encode() if isinstance(value, str) else value
    return crypto.seal(key, plain, _context(subject_id, purpose), 0)


def seal_for(*, subject_id: int, purpose: str, value: str | bytes) -> bytes:
    """A value sealed for one subject. Raises crypto.Undecipherable when the key is destroyed."""
    return seal_with(_key(subject_id), subject_id=subject_id, purpose=purpose, value=value)


def reveal_bytes(*, subject_id: int, purpose: str, blob: bytes) -> bytes:
    """The value again. Raises crypto.Undecipherable for another subject, purpose or no key."""
    key = _key(subject_id)
    return crypto.unseal(lambda _: key, bytes(blob), _context(subject_id, purpose))


def reveal(*, subject_id: int, purpose: str, blob: bytes) -> str:
    return reveal_bytes(subject_id=subject_id, purpose=purpose, blob=blob).decode()


def destroy_key(*, subject_id: int, at: datetime) -> None:
    """Erases the person: nothing sealed with the key can be opened again, here or in a backup."""
    PersonKey.objects.filter(subject_id=subject_id).update(wrapped=None, destroyed_at=at)


def blind_index(kind: str, value: str) -> bytes:
    """What a number is found by: `kind` is "identity", "phone" or "account"."""
    return keyring().blind_index(kind, value)


def _key(subject_id: int) -> bytes:
    found = keys_of(subject_ids=[subject_id])
    if not found and subject_id == HOUSE:
        ensure_house_key()
        found = keys_of(subject_ids=[HOUSE])
    if subject_id not in found:
        raise crypto.Undecipherable
    return found[subject_id]


def _key_context(subject_id: int) -> bytes:
    return f"person-key:{subject_id}".encode()


def _context(subject_id: int, purpose: str) -> bytes:
    return f"{purpose}:{subject_id}".encode()
