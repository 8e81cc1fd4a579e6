"""What is known of a person before a record exists, and what an account number looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from huzhu.kernel.identity import Identity, normalise
from huzhu.members.enums import EmploymentForm, PersonClass

_ACCOUNT = re.compile(r"[0-9]{8,32}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One line of a registration. A phone or account that is not known is None."""

    identity: Identity = field(repr=False)
    name: str
    phone: str | None = field(default=None, repr=False)
    person_class: str = PersonClass.ORDINARY.value
    is_insured_basic_medical: bool = True
    form: str = EmploymentForm.CONTRACT.value
    bank_name: str | None = None
    bank_account: str | None = field(default=None, repr=False)

    @property
    def has_account(self) -> bool:
        return bool(self.bank_name and self.bank_account)


def account_number(text: str) -> str | None:
    """The digits of an account as people write it, or None if it cannot be one."""
    digits = normalise(text).replace("-", "")
    return digits if _ACCOUNT.fullmatch(digits) else None
