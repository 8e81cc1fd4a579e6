"""What is known of a person before a record exists, what an account number looks like, what is to
be agreed to, and what a change changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from huzhu.kernel.identity import Identity, age_on, normalise
from huzhu.members.enums import ConsentKind, EmploymentForm, PersonClass, TieKind
from huzhu.members.errors import ParentOfOneself

AGE_OF_OWN_CONSENT = 14

_ACCOUNT = re.compile(r"[0-9]{8,32}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One line of a registration. A phone or account that is not known is None.

    A child that a worker enrols names its `parent`, and `parent_name` for a parent who may have no
    record yet; it stands at the unit as a dependant. `tie` is a TieKind, son or daughter where
    nothing is said.
    """

    identity: Identity = field(repr=False)
    name: str
    phone: str | None = field(default=None, repr=False)
    person_class: str = PersonClass.ORDINARY.value
    is_insured_basic_medical: bool = True
    form: str = EmploymentForm.CONTRACT.value
    bank_name: str | None = None
    bank_account: str | None = field(default=None, repr=False)
    parent: Identity | None = field(default=None, repr=False)
    parent_name: str = ""
    tie: str = ""
    is_mentioned: bool = False

    @property
    def placed_as(self) -> str:
        """The form of employment that places the person at the unit."""
        return EmploymentForm.DEPENDANT.value if self.parent else self.form

    @property
    def tie_kind(self) -> str:
        """What the person is to the parent."""
        natural = TieKind.SON if self.identity.sex == "M" else TieKind.DAUGHTER
        return self.tie or natural.value

    @property
    def has_account(self) -> bool:
        return bool(self.bank_name and self.bank_account)


def account_number(text: str) -> str | None:
    """The digits of an account as people write it, or None if it cannot be one."""
    digits = normalise(text).replace("-", "")
    return digits if _ACCOUNT.fullmatch(digits) else None


def with_parents(rows: Sequence[NewPerson]) -> Sequence[NewPerson]:
    """The rows, and before them a row for each parent who has none: a worker of whom no more is
    known than the name. Raises ParentOfOneself."""
    if not any(row.parent for row in rows):
        return rows
    listed = {row.identity.indexed for row in rows}
    added: dict[str, NewPerson] = {}
    for row in rows:
        if row.parent is None:
            continue
        if row.parent.indexed == row.identity.indexed:
            raise ParentOfOneself(name=row.name)
        if row.parent.indexed in listed:
            continue
        one = added.get(row.parent.indexed)
        if one is None:
            added[row.parent.indexed] = NewPerson(
                row.parent, row.parent_name, is_insured_basic_medical=False, is_mentioned=True
            )
        elif not one.name:
            added[row.parent.indexed] = replace(one, name=row.parent_name)
    return [*added.values(), *rows]


def is_under_14(birth_on: date, day: date) -> bool:
    """Whether a guardian agrees in the person's place (PIPL article 31)."""
    return day >= birth_on and age_on(birth_on, day) < AGE_OF_OWN_CONSENT


def consents_needed(birth_on: date, day: date) -> tuple[ConsentKind, ...]:
    """What has to be agreed to before a person's data are worked on."""
    if is_under_14(birth_on, day):
        return (ConsentKind.SENSITIVE_DATA, ConsentKind.UNDER_14)
    return (ConsentKind.SENSITIVE_DATA,)
