"""Encryption at rest, keyed hashes, and the master key's loading. Who owns which key is the
vault's business.

A sealed value is: version (1 byte) · key id (4 bytes, big endian) · nonce (12) · AES-256-GCM
ciphertext and tag. Header and context are authenticated, so that a value moved to another row or
relabelled with another key does not open.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huzhu.kernel.errors import Refusal

KEY_BYTES = 32
_VERSION = 1
_HEADER = struct.Struct(">BI")
_NONCE_BYTES = 12
_TAG_BYTES = 16


class Undecipherable(Refusal):
    """The value was altered, belongs elsewhere, or its key is wrong or gone."""

    code = "undecipherable"
    zh = "这项加密内容无法解密。"
    en = "This encrypted value cannot be opened."
    remedy_zh = "如资料未被依法删除，请管理员核对主密钥是否与数据库属于同一套备份。"
    remedy_en = (
        "Unless it was erased on purpose, check that the master key belongs to this database."
    )


class MasterKeyExposed(Refusal):
    """Somebody other than the owner may read the key file."""

    code = "master_key_exposed"
    zh = "主密钥文件 {path} 的权限为 {mode}，其他用户也能读取，程序拒绝使用。"
    en = "The master key file {path} has mode {mode}: others can read it, so it is not used."
    remedy_zh = "请执行 chmod 600 {path}；如可能已泄露，请更换主密钥。"
    remedy_en = "Run chmod 600 {path}, and rotate the key if it may have been read."


class BadMasterKey(Refusal):
    """What was given as master key is not 32 bytes in base64."""

    code = "bad_master_key"
    zh = "{source} 中的主密钥不是32字节的 base64 文本。"
    en = "The master key in {source} is not 32 bytes in base64."
    remedy_zh = "请从保管处恢复原来的主密钥；换成新密钥会使已加密的资料无法读取。"
    remedy_en = "Restore the original key: with a new one, what is already encrypted stays shut."


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, context: bytes, key_id: int) -> bytes:
    """Encrypt under a 32-byte key. `context` says where the value belongs and is not stored."""
    header = _HEADER.pack(_VERSION, key_id)
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + _cipher(key).encrypt(nonce, plaintext, header + context)


def key_id_of(blob: bytes) -> int:
    """Which key sealed a value. Raises `Undecipherable` if it is not a sealed value."""
    if len(blob) < _HEADER.size + _NONCE_BYTES + _TAG_BYTES:
        raise Undecipherable
    version, key_id = _HEADER.unpack_from(blob)
    if version != _VERSION:
        raise Undecipherable
    return int(key_id)


def unseal(key_lookup: Callable[[int], bytes], blob: bytes, context: bytes) -> bytes:
    """Decrypt with the key that the value names.

    Raises `Undecipherable`, also when the lookup raises `LookupError`: a destroyed key.
    """
    blob = bytes(blob)
    key_id = key_id_of(blob)
    header, nonce = blob[: _HEADER.size], blob[_HEADER.size : _HEADER.size + _NONCE_BYTES]
    try:
        cipher = _cipher(key_lookup(key_id))
        return cipher.decrypt(nonce, blob[_HEADER.size + _NONCE_BYTES :], header + context)
    except (InvalidTag, LookupError) as reason:
        raise Undecipherable from reason


def keyed_hash(key: bytes, kind: str, value: str | bytes) -> bytes:
    """HMAC-SHA256 of a value for looking it up; the same value under another kind differs."""
    if len(key) < KEY_BYTES:
        raise ValueError(f"A hash key has at least {KEY_BYTES} bytes.")
    domain = kind.encode()
    content = value.encode() if isinstance(value, str) else value
    message = struct.pack(">I", len(domain)) + domain + content
    return hmac.digest(key, message, "sha256")


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key that wraps every other key. It never shows itself in a `repr`."""

    key: bytes = field(repr=False)

    @classmethod
    def load(cls, environment_value: str | None, path: Path) -> MasterKey:
        """From the environment's value if there is one, otherwise from the file."""
        if environment_value:
            return cls.from_text(environment_value)
        return cls.from_file(path)

    @classmethod
    def from_text(cls, value: str, source: str = "环境变量 (environment)") -> MasterKey:
        """From base64. Raises `BadMasterKey`."""
        try:
            key = base64.b64decode(value.strip(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise BadMasterKey(source=source) from None
        return cls(key)

    @classmethod
    def from_file(cls, path: Path) -> MasterKey:
        """From a file of mode 0600, made with a new key if there is none.

        Raises `MasterKeyExposed` if group or others have any permission, `BadMasterKey`.
        """
        if not path.exists():
            _create(path)
        with path.open(encoding="ascii", errors="replace") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            if mode & 0o077:
                raise MasterKeyExposed(path=path, mode=f"{mode:04o}")
            return cls.from_text(file.read(), source=str(path))


def _create(path: Path) -> None:
    """Write a new key whole or not at all; when two processes start at once, the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(new_key()) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"A key has {KEY_BYTES} bytes, not {len(key)}.")
    return AESGCM(key)
