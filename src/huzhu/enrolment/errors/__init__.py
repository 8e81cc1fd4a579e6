"""Refusals of rosters and enrolments."""

from huzhu.enrolment.errors.covers import CoverNotActive, UnfitToEnrol
from huzhu.enrolment.errors.rosters import (
    ColumnMissing,
    CoveredMeanwhile,
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
    WrongRosterState,
)

__all__ = [
    "ColumnMissing",
    "CoverNotActive",
    "CoveredMeanwhile",
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
    "WrongRosterState",
]
