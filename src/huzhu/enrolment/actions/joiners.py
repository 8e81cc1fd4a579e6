"""People who are new on a unit's next list: judged by name and number, sealed until it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.enrolment.errors import JoinerTwice, JoinerUnnamed, RenewalSent
from huzhu.enrolment.formats import read_tables
from huzhu.enrolment.models import Renewal, RenewalJoiner
from huzhu.enrolment.permissions import may_enrol
from huzhu.enrolment.queries import renewal_by_ref, renewal_joiners, renewal_people
from huzhu.enrolment.rules.reading import read_sex
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.identity import Identity, mask_identity, parse_document, parse_identity
from huzhu.kernel.text import clean_name, is_plausible_name, read_day
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault


def add_joiner(
    *, by: Officer, at: datetime, renewal_ref: str, cells: Mapping[str, str]
) -> RenewalJoiner:
    """Somebody new: `cells` are texts by field, as a roster's columns; `name` and `identity` are
    judged now, the rest when the roster is checked.

    Refuses NotVisible, NotPermitted, RenewalSent, JoinerUnnamed, JoinerTwice, BadIdentity….
    """
    with transaction.atomic():
        return _add_joiners(by, at, locked_renewal(by, renewal_ref), [cells])[0]


def add_joiners(
    *, by: Officer, at: datetime, renewal_ref: str, file_name: str, content: bytes
) -> list[RenewalJoiner]:
    """Everybody in a roster file of new people only: all, or nobody; see `add_joiner`."""
    with transaction.atomic():
        renewal = locked_renewal(by, renewal_ref)
        rows = [row for table in read_tables(content, file_name or "名册") for row in table.rows()]
        return _add_joiners(by, at, renewal, [row.said() for row in rows])


def drop_joiner(*, by: Officer, at: datetime, renewal_ref: str, joiner_id: int) -> None:
    """Takes a new person off the list again. Refuses NotVisible, NotPermitted, RenewalSent."""
    with transaction.atomic():
        renewal = locked_renewal(by, renewal_ref)
        found = renewal_joiners(by.scope, renewal).filter(pk=joiner_id).first()
        if found is None:
            raise NotVisible
        found.delete()


def opened_joiner(renewal: Renewal, joiner: RenewalJoiner) -> dict[str, str]:
    """The texts by field again. Raises Undecipherable once the renewal was sent."""
    if joiner.cells_cipher is None:
        raise Undecipherable
    plain = vault.reveal(
        subject_id=vault.HOUSE, purpose=_purpose(renewal), blob=bytes(joiner.cells_cipher)
    )
    return dict(json.loads(plain))


def locked_renewal(by: Officer, ref: str) -> Renewal:
    """Raises NotVisible, NotPermitted, RenewalSent."""
    seen = renewal_by_ref(by.scope, ref)
    if not may_enrol(by, seen.org_path):
        raise NotPermitted
    Renewal.objects.select_for_update().get(pk=seen.pk)
    locked = renewal_by_ref(by.scope, ref)
    if locked.roster is not None:
        raise RenewalSent(ref=locked.ref, roster=locked.roster.ref)
    return locked


def audit_renewal(by: Officer, at: datetime, act: str, renewal: Renewal, after: dict) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="renewal",
        object_ref=renewal.ref,
        org_path=renewal.org_path,
        after=after,
    )


def _add_joiners(
    by: Officer, at: datetime, renewal: Renewal, entries: Sequence[Mapping[str, str]]
) -> list[RenewalJoiner]:
    known = {bytes(one.identity_hash) for one in renewal_joiners(by.scope, renewal)}
    listed = renewal_people(by.scope, renewal).values_list("person__identity_hash", flat=True)
    known |= {bytes(digest) for digest in listed}
    made = []
    for cells in entries:
        name, identity = _who(cells)
        digest = vault.blind_index("identity", identity.indexed)
        if digest in known:
            raise JoinerTwice(masked=mask_identity(identity.number))
        known.add(digest)
        made.append(_joiner(renewal, cells, name, identity, digest))
    RenewalJoiner.objects.bulk_create(made)
    audit_renewal(by, at, "add_joiners", renewal, {"people": len(made)})
    return made


def _who(cells: Mapping[str, str]) -> tuple[str, Identity]:
    """The person the row is about: of a children's plan, the child. Raises JoinerUnnamed."""
    is_child = bool(cells.get("child_identity"))
    name = clean_name(cells.get("child_name" if is_child else "name", ""))
    if not is_plausible_name(name):
        raise JoinerUnnamed(name=name[:60])
    if is_child or not cells.get("identity_kind"):
        return name, parse_identity(cells.get("child_identity" if is_child else "identity", ""))
    sex, birth_on = read_sex(cells.get("sex", "")), read_day(cells.get("birth", ""))
    number = cells.get("identity", "")
    return name, parse_document(cells["identity_kind"], number, sex=sex, birth_on=birth_on)


def _joiner(
    renewal: Renewal, cells: Mapping[str, str], name: str, identity: Identity, digest: bytes
) -> RenewalJoiner:
    text = json.dumps(dict(cells), ensure_ascii=False, sort_keys=True)
    return RenewalJoiner(
        renewal=renewal,
        org_path=renewal.org_path,
        name=name,
        identity_masked=mask_identity(identity.number),
        identity_hash=digest,
        cells_cipher=vault.seal_for(subject_id=vault.HOUSE, purpose=_purpose(renewal), value=text),
        shares=(cells.get("shares") or cells.get("shares_or_tier") or "")[:10],
        tier=cells.get("tier", "")[:12],
    )


def _purpose(renewal: Renewal) -> str:
    return f"joiner:{renewal.pk}"
