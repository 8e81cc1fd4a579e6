"""Finding a file. The room that owns it decides who may open it, by its own query."""

from __future__ import annotations

from huzhu.attachments.models import Attachment
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.scope import Scope, within


def attachment_by_ref(scope: Scope, ref: str) -> Attachment:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = Attachment.objects.filter(within(scope), ref=ref).first()
    if found is None:
        raise NotVisible
    return found
