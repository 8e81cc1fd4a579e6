"""Refusals of rosters and enrolments."""

from huzhu.enrolment.errors.covers import CoverNotActive, UnfitToEnrol
from huzhu.enrolment.errors.rosters import (
    ColumnMissing,
    CoveredMeanwhile,
    EverybodyCovered,
    FileExpandsTooFar,
    FileUnreadable,
    NobodyToEnrol,
    NoRosterSheet,
    ParticipationTooLow,
    RosterEmpty,
    RosterHasFaults,
    RosterPosted,
    SheetTooWide,
    TooManyRows,
    UnitEnded,
    WrongRosterState,
)

__all__ = [
    "ColumnMissing",
    "CoverNotActive",
    "CoveredMeanwhile",
    "EverybodyCovered",
    "FileExpandsTooFar",
    "FileUnreadable",
    "NoRosterSheet",
    "NobodyToEnrol",
    "ParticipationTooLow",
    "RosterEmpty",
    "RosterHasFaults",
    "RosterPosted",
    "SheetTooWide",
    "TooManyRows",
    "UnfitToEnrol",
    "UnitEnded",
    "WrongRosterState",
]
