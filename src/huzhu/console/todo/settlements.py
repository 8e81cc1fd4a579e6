"""What waits of settlement lists: columns to confirm, claims to make, stays for an officer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from huzhu.claims.enums import ImportState
from huzhu.claims.queries import imports_to_claim, imports_to_finish
from huzhu.claims.queries import stays_to_look_at as to_look_at
from huzhu.console.todo.items import MOST, Item, address, day, taken
from huzhu.organisations.rules import Officer


def lists_to_finish(officer: Officer) -> tuple[list[Item], int]:
    """Lists whose columns wait, that cannot be read, or whose straight lane waits for claims."""
    words = {
        ImportState.TO_MAP: _("Confirm the columns"),
        ImportState.UNREADABLE: _("Mend the settlement list"),
    }

    def item(found: Any) -> Item:
        what = words.get(found.state, _("Make claims of the straight lane"))
        text = f"{found.source.name} · {found.file_name}"
        return Item(what, found.ref, text, address("settlement", found.ref), day(found.created_at))

    begun, begun_count = taken(imports_to_finish(officer.scope), item)
    ready, ready_count = taken(imports_to_claim(officer.scope), item)
    return [*begun, *ready][:MOST], begun_count + ready_count


def stays_to_look_at(officer: Officer) -> tuple[list[Item], int]:
    """Stays for an officer, with an account to confirm, or changed afterwards; the oldest first."""

    def item(found: Any) -> Item:
        text = f"{found.person.name} · {found.get_lane_display()} · {found.source.name}"
        return Item(
            what=_("Look at the change") if found.is_changed else _("Look at the stay"),
            ref=found.ref,
            text=text,
            url=address("stay", found.ref),
            since=day(found.sorted_at),
            amount_fen=found.amount_fen or None,
        )

    return taken(to_look_at(officer.scope), item)
