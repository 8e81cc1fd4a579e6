"""What has happened to drafts."""

from __future__ import annotations

from dataclasses import dataclass

from huzhu.kernel.facts import Fact


@dataclass(frozen=True)
class DraftSubmitted(Fact):
    """Somebody else may now publish it."""

    draft_ref: str
    org_path: str


@dataclass(frozen=True)
class ReplayAsked(Fact):
    """A draft is to be run over claims, in the background."""

    replay_ref: str
    org_path: str
