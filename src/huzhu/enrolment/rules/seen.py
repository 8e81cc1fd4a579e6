"""What was seen in the rows of one file so far: the same person, phone, account or other shares."""

from __future__ import annotations

from dataclasses import dataclass, field

from huzhu.enrolment.rules.judging import JudgedRow
from huzhu.enrolment.rules.terms import Terms

PEOPLE_A_PHONE = 3


@dataclass
class Seen:
    """Remembers where things stood first; adds a finding to what comes later."""

    people: dict[tuple[str, bytes], int] = field(default_factory=dict)
    phones: dict[str, tuple[int, int]] = field(default_factory=dict)
    accounts: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    shares: dict[str, tuple[int, int]] = field(default_factory=dict)

    def look(self, judged: JudgedRow, digest: bytes | None, terms: Terms | None) -> None:
        """`digest` is the identity's; rows without a readable one are not compared."""
        if digest is None:
            return
        row = judged.row
        place = row.layout.sheet_no << 32 | row.row_no
        first = self.people.setdefault((judged.plan_code, digest), place)
        if first != place:
            judged.errors.append(row.note("twice_in_file", "identity", first=_row_no(first)))
            return
        if terms is not None and terms.joining.equal_shares:
            self._compare_shares(judged, terms)

    def look_at_person(self, judged: JudgedRow, digest: bytes | None) -> None:
        """Once a row, however many plans it joins: whose phone and account these are."""
        said, row = judged.said, judged.row
        if digest is None:
            return
        if said.phone is not None:
            first, count = self.phones.get(said.phone, (row.row_no, 0))
            self.phones[said.phone] = first, count + 1
            if count >= PEOPLE_A_PHONE:
                said.warnings.append(
                    row.note("phone_of_many", "phone", count=count + 1, first=first)
                )
        if said.account is not None:
            owner, first = self.accounts.setdefault(said.account, (digest, row.row_no))
            if owner != digest:
                said.warnings.append(row.note("account_of_others", "account", first=first))

    def _compare_shares(self, judged: JudgedRow, terms: Terms) -> None:
        identity = judged.said.identity
        only_women = terms.joining.equal_shares == "women"
        if not judged.is_good or identity is None or (only_women and identity.sex != "F"):
            return
        shares, first = self.shares.setdefault(terms.plan_code, (judged.shares, judged.row.row_no))
        if shares != judged.shares:
            judged.errors.append(
                judged.row.note(
                    "shares_differ",
                    "shares",
                    whom="女职工" if only_women else "参加人员",
                    whom_en="the women" if only_women else "all who join",
                    first=first,
                    shares=shares,
                    stated=judged.shares,
                )
            )


def _row_no(place: int) -> int:
    return place & 0xFFFFFFFF
