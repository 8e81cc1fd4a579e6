"""By what statistics are told apart."""

from __future__ import annotations

from enum import StrEnum


class GroupBy(StrEnum):
    """Industry unions stand beside cities; their units, which have no county, stay with them."""

    CITY = "city"
    COUNTY = "county"
    PLAN = "plan"
