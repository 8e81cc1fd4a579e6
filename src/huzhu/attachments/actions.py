"""Keeping a file: typed, measured, named by its content, sealed with its person's key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from huzhu.attachments.errors import FileEmpty, FileTooLarge, FileTypeNotTaken
from huzhu.attachments.models import Attachment
from huzhu.attachments.rules import content_type
from huzhu.kernel.actor import Actor
from huzhu.kernel.staging import insert_rows
from huzhu.requests.actions import allocate_references
from huzhu.vault import actions as vault

LIMIT_BYTES = 20 * 1024 * 1024
PURPOSE = "attachment"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be kept: whose it is, where, and which media types are taken there."""

    content: bytes = field(repr=False)
    file_name: str
    owner_type: str
    owner_ref: str
    org_path: str
    wanted: tuple[str, ...]
    subject_id: int = vault.HOUSE


def keep_file(
    *,
    by: Actor,
    at: datetime,
    content: bytes,
    file_name: str,
    owner_type: str,
    owner_ref: str,
    org_path: str,
    wanted: Sequence[str],
    subject_id: int = vault.HOUSE,
    limit_bytes: int = LIMIT_BYTES,
) -> Attachment:
    """Stores one sealed file, then its row. Raises what `keep_files` raises."""
    one = NewFile(content, file_name, owner_type, owner_ref, org_path, tuple(wanted), subject_id)
    return keep_files(by=by, at=at, files=[one], limit_bytes=limit_bytes)[0]


def keep_files(
    *, by: Actor, at: datetime, files: Sequence[NewFile], limit_bytes: int = LIMIT_BYTES
) -> list[Attachment]:
    """Stores many sealed files, then their rows, in the order given: all, or no row.

    Every file is looked at before the first is stored; a rolled-back act leaves at most unnamed
    blobs. Raises FileEmpty, FileTooLarge, FileTypeNotTaken, crypto.Undecipherable for a person
    who was erased.
    """
    kinds = [_require_taken(f.content, f.file_name, f.wanted, limit_bytes) for f in files]
    keys = vault.keys_of(subject_ids=[f.subject_id for f in files])
    refs = allocate_references(prefix="F", count=len(files), at=at)
    return insert_rows(
        [
            _stored(by, at, ref, new, kind, vault.key_in(keys, new.subject_id))
            for ref, new, kind in zip(refs, files, kinds, strict=True)
        ]
    )


def _stored(by: Actor, at: datetime, ref: str, new: NewFile, kind: str, key: bytes) -> Attachment:
    """The row of a file that now lies in the storage, sealed."""
    digest = hashlib.sha256(new.content).hexdigest()
    sealed = vault.seal_with(key, subject_id=new.subject_id, purpose=PURPOSE, value=new.content)
    stored_as = default_storage.save(f"{ref[1:5]}/{digest[:2]}/{ref}.sealed", ContentFile(sealed))
    return Attachment(
        ref=ref,
        org_path=new.org_path,
        owner_type=new.owner_type,
        owner_ref=new.owner_ref,
        file_name=new.file_name[:200],
        content_type=kind,
        size_bytes=len(new.content),
        content_digest=digest,
        stored_as=stored_as,
        subject_id=new.subject_id,
        added_by_id=by.account_id,
        added_at=at,
    )


def open_file(attachment: Attachment) -> bytes:
    """The content again. Raises crypto.Undecipherable when the person was erased."""
    with default_storage.open(attachment.stored_as) as file:
        return vault.reveal_bytes(
            subject_id=attachment.subject_id, purpose=PURPOSE, blob=file.read()
        )


def _require_taken(content: bytes, name: str, wanted: Sequence[str], limit_bytes: int) -> str:
    if not content:
        raise FileEmpty(name=name)
    if len(content) > limit_bytes:
        raise FileTooLarge(
            name=name,
            megabytes=f"{len(content) / 1048576:.1f}",
            limit=limit_bytes // 1048576,
        )
    kind = content_type(content)
    if kind not in wanted:
        raise FileTypeNotTaken(name=name, found=kind, wanted=", ".join(wanted))
    return kind
