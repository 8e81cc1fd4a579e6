"""Making, using and destroying the keys of persons.

Every sealed value is bound to its person and purpose: a ciphertext copied to another row or
column does not open there. Subject 0 is the house itself (rosters before anybody is known);
subjects below 0 are the keys with which the house signs, number n under subject -n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from huzhu.kernel import crypto
from huzhu.kernel.keyring import keyring
from huzhu.vault.models import PersonKey

HOUSE = 0
_FIRST_SIGNING = 1


def create_keys(*, subject_ids: Sequence[int]) -> dict[int, bytes]:
    """Makes and stores a key for each subject; returns the bare keys."""
    keys = new_keys(subject_ids)
    keep_keys(keys)
    return keys


def new_keys(subject_ids: Iterable[int]) -> dict[int, bytes]:
    """A bare key for each subject, not stored yet: for rows that may turn out not to be needed."""
    return {subject: crypto.new_key() for subject in subject_ids}


def keep_keys(keys: Mapping[int, bytes]) -> None:
    """Stores keys that `new_keys` made, wrapped by the master key: one COPY for all."""
    if not keys:
        return
    ring = keyring()
    master = ring.master(ring.current)
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY vault_personkey (subject_id, wrapped, master_key_id) FROM STDIN") as copy,
    ):
        for subject, key in keys.items():
            wrapped = crypto.seal(master, key, _key_context(subject), ring.current)
            copy.write_row((subject, wrapped, ring.current))


def ensure_house_key() -> None:
    """Makes the house's own key unless it stands; of several who come first together, one does."""
    _ensure_key(HOUSE)


def _ensure_key(subject_id: int) -> None:
    ring = keyring()
    master = ring.master(ring.current)
    wrapped = crypto.seal(master, crypto.new_key(), _key_context(subject_id), ring.current)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_personkey (subject_id, wrapped, master_key_id)"
            " VALUES (%s, %s, %s) ON CONFLICT (subject_id) DO NOTHING",
            [subject_id, wrapped, ring.current],
        )


def keys_of(*, subject_ids: Iterable[int]) -> dict[int, bytes]:
    """The bare keys of subjects that have one, in one query; destroyed ones are left out.

    The house's own key is made when it is asked for first.
    """
    wanted = set(subject_ids)
    found = _keys(wanted)
    if HOUSE in wanted and HOUSE not in found:
        ensure_house_key()
        found |= _keys({HOUSE})
    return found


def _keys(subject_ids: set[int]) -> dict[int, bytes]:
    ring = keyring()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, wrapped FROM vault_personkey"
            " WHERE subject_id = ANY (%s) AND wrapped IS NOT NULL",
            [list(subject_ids)],
        )
        return {
            subject: crypto.unseal(ring.master, bytes(wrapped), _key_context(subject))
            for subject, wrapped in cursor.fetchall()
        }


def seal_with(key: bytes, *, subject_id: int, purpose: str, value: str | bytes) -> bytes:
    """A value sealed with a key that `create_keys` or `keys_of` gave."""
    plain = value.encode() if isinstance(value, str) else value
    return crypto.seal(key, plain, _context(subject_id, purpose), 0)


def seal_for(*, subject_id: int, purpose: str, value: str | bytes) -> bytes:
    """A value sealed for one subject. Raises crypto.Undecipherable when the key is destroyed."""
    return seal_with(_key(subject_id), subject_id=subject_id, purpose=purpose, value=value)


def open_with(key: bytes, *, subject_id: int, purpose: str, blob: bytes) -> bytes:
    """The value again, with a key that `keys_of` gave. Raises crypto.Undecipherable."""
    return crypto.unseal(lambda _: key, bytes(blob), _context(subject_id, purpose))


def key_in(keys: Mapping[int, bytes], subject_id: int) -> bytes:
    """One of the keys that `keys_of` gave. Raises crypto.Undecipherable for a destroyed one."""
    if subject_id not in keys:
        raise crypto.Undecipherable
    return keys[subject_id]


def reveal_bytes(*, subject_id: int, purpose: str, blob: bytes) -> bytes:
    """The value again. Raises crypto.Undecipherable for another subject, purpose or no key."""
    return open_with(_key(subject_id), subject_id=subject_id, purpose=purpose, blob=blob)


def reveal(*, subject_id: int, purpose: str, blob: bytes) -> str:
    return reveal_bytes(subject_id=subject_id, purpose=purpose, blob=blob).decode()


def destroy_key(*, subject_id: int, at: datetime) -> None:
    """Erases the person: nothing sealed with the key can be opened again, here or in a backup."""
    PersonKey.objects.filter(subject_id=subject_id).update(wrapped=None, destroyed_at=at)


def blind_index(kind: str, value: str) -> bytes:
    """What a number is found by: `kind` is "identity", "phone" or "account"."""
    return keyring().blind_index(kind, value)


def signing_key_id() -> int:
    """The newest key with which the house signs short codes; the first is made when asked for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT -min(subject_id) FROM vault_personkey"
            " WHERE subject_id < 0 AND wrapped IS NOT NULL"
        )
        (newest,) = cursor.fetchone()
    if newest is None:
        _ensure_key(-_FIRST_SIGNING)
        return _FIRST_SIGNING
    return int(newest)


def sign(*, key_id: int, kind: str, value: str) -> bytes:
    """32 bytes that only this house can make of a value; `key_id` is kept beside what is signed.

    Raises crypto.Undecipherable for a key that is not held.
    """
    return crypto.keyed_hash(_key(-key_id), f"sign:{kind}", value)


def rotate_signing_key() -> int:
    """A new key signs from now on; what older ones signed is still verified by them."""
    following = signing_key_id() + 1
    _ensure_key(-following)
    return following


def _key(subject_id: int) -> bytes:
    return key_in(keys_of(subject_ids=[subject_id]), subject_id)


def _key_context(subject_id: int) -> bytes:
    return f"person-key:{subject_id}".encode()


def _context(subject_id: int, purpose: str) -> bytes:
    return f"{purpose}:{subject_id}".encode()
