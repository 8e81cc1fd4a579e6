"""Facts that people want to hear of: each becomes a notice on somebody's page."""

from __future__ import annotations

from huzhu.claims.enums import ImportState
from huzhu.claims.events import ClaimReturned, SettlementsChecked
from huzhu.enrolment.events import EnrolmentPosted, EnrolmentWithdrawn, RosterChecked
from huzhu.kernel.clock import now
from huzhu.kernel.facts import Fact
from huzhu.kernel.money import yuan
from huzhu.notices.actions import notify
from huzhu.organisations.rules import Officer


def tell_who_uploaded(fact: Fact, by: Officer) -> None:
    """A roster was judged; whoever uploaded it may have gone to do something else."""
    assert isinstance(fact, RosterChecked)
    _tell(
        fact.account_id,
        kind="roster_checked",
        text_zh=f"名册 {fact.roster_ref} 已核对：{fact.rows_good} 行合格，{fact.rows_bad} 行有误。",
        text_en=f"Roster {fact.roster_ref} was checked: {fact.rows_good} rows good, "
        f"{fact.rows_bad} faulty.",
        link=f"/rosters/{fact.roster_ref}/",
    )


def tell_who_brought_settlements(fact: Fact, by: Officer) -> None:
    """A settlement list was sorted, or wants its columns confirmed, or cannot be read."""
    assert isinstance(fact, SettlementsChecked)
    zh, en = {
        ImportState.CHECKED: (
            f"已分流：新增 {fact.rows_new} 次住院，{fact.straight} 次可直接办理。",
            f"was sorted: {fact.rows_new} new stays, {fact.straight} of them straight.",
        ),
        ImportState.TO_MAP: ("需要确认列的对应关系。", "waits for its columns to be confirmed."),
    }.get(ImportState(fact.state), ("无法读取。", "cannot be read."))
    _tell(
        fact.account_id,
        kind="settlements_checked",
        text_zh=f"结算清单 {fact.import_ref} {zh}",
        text_en=f"Settlement list {fact.import_ref} {en}",
        link=f"/settlements/{fact.import_ref}/",
    )


def tell_who_enrolled(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, EnrolmentPosted)
    _tell(
        fact.account_id,
        kind="enrolment_posted",
        text_zh=f"{fact.owner_ref} 已入账：{fact.persons} 人参保，"
        f"应缴会费 {yuan(fact.fee_fen)} 元。",
        text_en=f"{fact.owner_ref} was posted: {fact.persons} people covered, "
        f"{yuan(fact.fee_fen)} yuan due.",
        link=f"/covers/?plan={fact.plan_code}",
    )


def tell_whose_enrolment_went(fact: Fact, by: Officer) -> None:
    """Who uploaded the roster learns that somebody took it back."""
    assert isinstance(fact, EnrolmentWithdrawn)
    if fact.account_id == by.account_id:
        return
    _tell(
        fact.account_id,
        kind="enrolment_withdrawn",
        text_zh=f"参保 {fact.owner_ref}（{fact.plan_code}，{fact.persons} 人）已撤回："
        f"{fact.reason}"[:400],
        text_en=f"Enrolment {fact.owner_ref} ({fact.plan_code}, {fact.persons} people) was"
        f" withdrawn: {fact.reason}"[:400],
        link=f"/enrolments/{fact.owner_ref}/",
    )


def tell_who_filed(fact: Fact, by: Officer) -> None:
    """A claim came back: the reason, and where to complete it."""
    assert isinstance(fact, ClaimReturned)
    _tell(
        fact.account_id,
        kind="claim_returned",
        text_zh=f"理赔申请 {fact.claim_ref} 被退回：{fact.reason}"[:400],
        text_en=f"Claim {fact.claim_ref} was returned: {fact.reason}"[:400],
        link=f"/claims/{fact.claim_ref}/",
    )


def _tell(account_id: int | None, **words: str) -> None:
    """Nobody is told of what the program's own services did."""
    if account_id is not None:
        notify(account_ids=[account_id], at=now(), **words)
