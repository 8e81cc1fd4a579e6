"""Refusals of rosters and enrolments."""

from huzhu.enrolment.errors.certificates import (
    CertificateRevoked,
    NothingToCertify,
    RevocationWithoutReason,
)
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
    "CertificateRevoked",
    "ColumnMissing",
    "CoverNotActive",
    "CoveredMeanwhile",
    "FileExpandsTooFar",
    "FileUnreadable",
    "NoRosterSheet",
    "NobodyToEnrol",
    "NothingToCertify",
    "ParticipationTooLow",
    "RevocationWithoutReason",
    "RosterEmpty",
    "RosterHasFaults",
    "RosterPosted",
    "SheetTooWide",
    "TooManyRows",
    "UnfitToEnrol",
    "WrongRosterState",
]
