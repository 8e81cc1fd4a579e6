"""Writing terms: drafts, their replay, and publication, after which nothing changes any more."""

from huzhu.plans.actions.catalogue import publish_draft, publish_edition
from huzhu.plans.actions.drafts import (
    duplicate_edition,
    keep_case,
    recall_draft,
    return_draft,
    save_draft,
    start_draft,
    submit_draft,
    withdraw_draft,
)
from huzhu.plans.actions.replays import (
    ask_replay,
    ask_replay_of_file,
    make_claims_file,
    run_replay,
)

__all__ = [
    "ask_replay",
    "ask_replay_of_file",
    "duplicate_edition",
    "keep_case",
    "make_claims_file",
    "publish_draft",
    "publish_edition",
    "recall_draft",
    "return_draft",
    "run_replay",
    "save_draft",
    "start_draft",
    "submit_draft",
    "withdraw_draft",
]
