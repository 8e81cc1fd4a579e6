"""Sealed values, keyed hashes, the master key."""

import base64
import hashlib
import hmac
import os
import stat

import pytest

from huzhu.kernel.crypto import (
    BadMasterKey,
    MasterKey,
    MasterKeyExposed,
    Undecipherable,
    key_id_of,
    keyed_hash,
    new_key,
    seal,
    unseal,
)

KEY = bytes(range(32))
KEYS = {7: KEY, 8: bytes(32)}


def test_seal_and_unseal_give_back_the_plaintext():
    blob = seal(KEY, b"13812345678", b"person:1:phone", 7)

    assert unseal(KEYS.__getitem__, blob, b"person:1:phone") == b"13812345678"
    assert key_id_of(blob) == 7
    assert blob[:5] == b"\x01\x00\x00\x00\x07"
    assert len(blob) == 5 + 12 + 11 + 16
    assert b"138" not in blob


def test_seal_never_gives_the_same_twice():
    assert len({seal(KEY, b"x", b"", 7) for _ in range(100)}) == 100


def test_unseal_takes_what_a_database_returns():
    assert unseal(KEYS.__getitem__, memoryview(seal(KEY, b"x", b"c", 7)), b"c") == b"x"


def test_every_altered_byte_is_noticed():
    blob = seal(KEY, b"secret", b"c", 7)

    for place in range(len(blob)):
        altered = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with pytest.raises(Undecipherable):
            unseal(lambda key_id: KEY, altered, b"c")


def test_another_context_another_key_or_a_lost_key_does_not_open():
    blob = seal(KEY, b"secret", b"person:1", 7)

    for keys, context in ((KEYS, b"person:2"), ({7: bytes(32)}, b"person:1"), ({}, b"person:1")):
        with pytest.raises(Undecipherable):
            unseal(keys.__getitem__, blob, context)


@pytest.mark.parametrize("blob", [b"", b"\x01\x00", bytes(40), b"\x02" + bytes(60)])
def test_what_was_never_sealed_is_undecipherable(blob):
    with pytest.raises(Undecipherable):
        key_id_of(blob)


def test_keys_of_another_length_are_refused():
    with pytest.raises(ValueError, match="A key has 32 bytes"):
        seal(b"short", b"x", b"", 1)
    with pytest.raises(ValueError, match="at least 32 bytes"):
        keyed_hash(b"short", "phone", "x")


def test_keyed_hash_separates_kinds_and_is_hmac_sha256():
    expected = hmac.new(KEY, b"\x00\x00\x00\x05phone138", hashlib.sha256).digest()

    assert keyed_hash(KEY, "phone", "138") == keyed_hash(KEY, "phone", b"138") == expected
    assert (
        len(
            {
                keyed_hash(KEY, "phone", "138"),
                keyed_hash(KEY, "phone1", "38"),
                keyed_hash(bytes(32), "phone", "138"),
            }
        )
        == 3
    )


def test_new_keys_differ():
    assert len({new_key() for _ in range(10)}) == 10
    assert len(new_key()) == 32


def test_master_key_prefers_the_environment(tmp_path):
    path = tmp_path / "master.key"

    key = MasterKey.load(f" {base64.b64encode(KEY).decode()}\n", path)

    assert key == MasterKey(KEY)
    assert path.exists() is False


@pytest.mark.parametrize("empty", [None, ""])
def test_master_key_file_is_made_once_for_its_owner_alone(tmp_path, empty):
    path = tmp_path / "data" / "master.key"

    first = MasterKey.load(empty, path)

    assert MasterKey.load(empty, path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["master.key"]


def test_master_key_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "master.key"
    MasterKey.from_file(path)
    os.chmod(path, 0o640)

    with pytest.raises(MasterKeyExposed) as caught:
        MasterKey.from_file(path)

    assert caught.value.values == {"path": path, "mode": "0640"}


@pytest.mark.parametrize("value", ["x", "AAAA", "密钥", base64.b64encode(bytes(33)).decode()])
def test_master_key_of_another_shape_is_refused_without_showing_it(value):
    with pytest.raises(BadMasterKey) as caught:
        MasterKey.from_text(value)

    assert caught.value.values == {"source": "环境变量 (environment)"}


def test_bad_master_key_file_is_named(tmp_path):
    path = tmp_path / "master.key"
    path.write_bytes(b"\xff\xfe")
    path.chmod(0o600)

    with pytest.raises(BadMasterKey) as caught:
        MasterKey.from_file(path)

    assert caught.value.values == {"source": str(path)}


def test_master_key_does_not_show_itself():
    assert repr(MasterKey(KEY)) == "MasterKey()"
