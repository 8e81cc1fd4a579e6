"""Keeping a file: typed, measured, named by its content, sealed with its person's key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from huzhu.attachments.errors import FileEmpty, FileTooLarge, FileTypeNotTaken
from huzhu.attachments.models import Attachment
from huzhu.attachments.rules import content_type
from huzhu.kernel.actor import Actor
from huzhu.requests.actions import allocate_reference
from huzhu.vault import actions as vault

LIMIT_BYTES = 20 * 1024 * 1024
PURPOSE = "attachment"


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
    """Stores the sealed file, then its row. A rolled-back act leaves at most an unnamed blob.

    Raises FileEmpty, FileTooLarge, FileTypeNotTaken.
    """
    kind = _require_taken(content, file_name, wanted, limit_bytes)
    digest = hashlib.sha256(content).hexdigest()
    sealed = vault.seal_for(subject_id=subject_id, purpose=PURPOSE, value=content)
    ref = allocate_reference(prefix="F", at=at)
    stored_as = default_storage.save(f"{ref[1:5]}/{digest[:2]}/{ref}.sealed", ContentFile(sealed))
    return Attachment.objects.create(
        ref=ref,
        org_path=org_path,
        owner_type=owner_type,
        owner_ref=owner_ref,
        file_name=file_name[:200],
        content_type=kind,
        size_bytes=len(content),
        content_digest=digest,
        stored_as=stored_as,
        subject_id=subject_id,
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
