"""Runs inside its own process on its own data folder, to be killed half-way by test_crash.py.

`python crash_child.py ACT … + ACT …`; CRASH_POINT names the function at which the process prints
HALF and waits for ever.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
os.environ["DJANGO_SETTINGS_MODULE"] = "huzhu.config.settings"

from huzhu.config import embedded

HOME = embedded.default_home()
embedded.ensure_running(HOME, keep=True)
embedded.prepare(HOME)

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from huzhu.config.setup import prepare_database  # noqa: E402
from huzhu.config.working import work  # noqa: E402
from huzhu.demo.journey import Journey  # noqa: E402
from huzhu.demo.rosters import other_people, roster_file  # noqa: E402
from huzhu.enrolment import actions as enrolment  # noqa: E402
from huzhu.kernel.clock import CIVIL_ZONE  # noqa: E402
from huzhu.kernel.scope import acting_in, everything  # noqa: E402
from huzhu.organisations.models import Organisation  # noqa: E402
from huzhu.organisations.rules import service  # noqa: E402
from huzhu.treasury import actions as treasury  # noqa: E402
from huzhu.treasury.models import Batch, Instruction  # noqa: E402
from huzhu.vault import actions as vault  # noqa: E402

AT = datetime(2025, 2, 18, 10, 0, tzinfo=CIVIL_ZONE)
PEOPLE = 30
PAYMENTS = 3


def build() -> None:
    """A house with a roster waiting to be checked."""
    prepare_database()
    journey = Journey(187_443, run_jobs=lambda: None)
    journey._open_the_house()
    journey._publish()
    with acting_in(everything()):
        vault.seal_for(subject_id=vault.HOUSE, purpose="cells", value="the house's own key")


def receive(number: int) -> None:
    """A roster of people nobody has seen yet, waiting for its job."""
    by = service("crash")
    with acting_in(everything()):
        unit = Organisation.objects.get(name__contains="青禾示范中学")
        rows = other_people(PEOPLE, offset=920_000 + number * 1_000)
        roster = enrolment.receive_roster(
            by=by,
            at=AT,
            organisation=unit,
            plan_code="ZY",
            starts_on=date(2025, 2, 21),
            file_name="名册.xlsx",
            content=roster_file(rows),
        )
    print(roster.ref)


def ask(ref: str) -> None:
    with acting_in(everything()):
        enrolment.ask_posting_of_all(by=service("crash"), at=AT, roster_ref=ref)


def released(name: str) -> None:
    """A released batch of three payments; prints its reference."""
    from huzhu.accounts.models import Account
    from huzhu.demo.accounts import officers

    with acting_in(everything()):
        people = officers({a.username: a for a in Account.objects.all()}, on=AT.date())
        unit = Organisation.objects.get(name__contains="青禾示范中学")
        refs = []
        for number in range(PAYMENTS):
            refs.append(
                treasury.issue_instruction(
                    by=service("crash"),
                    at=AT,
                    owner_ref=f"{name}-{number}",
                    organisation_path=unit.path,
                    subject_id=_subject(),
                    payee_name="演示",
                    bank_name="演示银行",
                    account_number="9999000000000000001",
                    lines=[("ZY", 10_000 + number)],
                ).ref
            )
        batch = treasury.make_batch(by=people["finance"], at=AT, instruction_refs=refs)
        treasury.check_batch(by=people["finance2"], at=AT, batch_ref=batch.ref)
        treasury.release_batch(by=people["finance3"], at=AT, batch_ref=batch.ref)
    print(batch.ref)


def settle(ref: str) -> None:
    """Imports the bank's answer for the batch."""
    from huzhu.kernel.money import yuan_plain

    with acting_in(everything()):
        lines = ["指令编号,金额,结果,原因,日期"]
        for paid in Instruction.objects.filter(batch__ref=ref).order_by("id"):
            lines.append(f"{paid.ref},{yuan_plain(paid.amount_fen)},成功,,2025-02-19")
        treasury.import_bank_return(
            by=service("crash"),
            at=AT + timedelta(days=2),
            batch_ref=ref,
            file_name="回盘.csv",
            content="\n".join(lines).encode(),
        )


def state() -> None:
    """What stands in the database, as counts that a second run must not change."""
    tables = (
        "enrolment_rosterrow",
        "enrolment_cover",
        "enrolment_enrolment",
        "members_person",
        "members_employment",
        "members_payoutaccount",
        "enrolment_contributiondue",
        "treasury_expectedreceipt",
        "treasury_returnline",
        "treasury_bankreturn",
        "ledger_transaction",
        "ledger_entry",
        "vault_personkey",
    )
    found = {}
    with acting_in(everything()), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
        cursor.execute("SELECT state, count(*) FROM enrolment_rosterimport GROUP BY 1 ORDER BY 1")
        found["rosters"] = dict(cursor.fetchall())
        found["batches"] = {b.ref: b.state for b in Batch.objects.order_by("id")}
        cursor.execute("SELECT coalesce(sum(amount_fen), 0)::bigint FROM ledger_entry")
        found["off_fen"] = cursor.fetchone()[0]
    print(json.dumps(found))


def seal() -> None:
    """The audit trail sealed and its head noted outside, as the periodic job does."""
    from huzhu.config.schedule import seal_audit

    seal_audit(0)


def readings() -> None:
    """What can be read of sealed values: numbers of all people, and every file's digest."""
    import hashlib

    from huzhu.attachments.actions import open_file
    from huzhu.attachments.models import Attachment
    from huzhu.members.models import Person
    from huzhu.members.queries import identity_masked

    with acting_in(everything()):
        people = [identity_masked(person) for person in Person.objects.order_by("id")]
        files = [open_file(file) for file in Attachment.objects.order_by("id")]
    print(json.dumps([people, [hashlib.sha256(content).hexdigest() for content in files]]))


def agree() -> None:
    """Statistics equal the ledger and the covers, over all time and for every place and plan."""
    from collections import Counter

    from huzhu.analytics.enums import GroupBy
    from huzhu.analytics.queries import statistics
    from huzhu.enrolment.models import Cover
    from huzhu.kernel.periods import Period
    from huzhu.ledger.enums import AccountCode
    from huzhu.ledger.queries import posted_by_place

    ever = Period(date(2000, 1, 1), date(2100, 1, 1))
    with acting_in(everything()):
        rows = {row.key: row.now for row in statistics(everything(), ever, GroupBy.PLAN)}
        covers = Counter(Cover.objects.exclude(status="void").values_list("plan__code", flat=True))
        came: Counter[str] = Counter()
        for (_path, plan), fen in posted_by_place(
            everything(), AccountCode.CONTRIBUTIONS, ever
        ).items():
            came[plan] += fen
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.plan_code, sum(e.amount_fen)::bigint FROM ledger_entry e"
                " JOIN ledger_transaction t ON t.id = e.transaction_id"
                " JOIN ledger_ledgeraccount a ON a.id = e.account_id"
                " WHERE t.kind = 'benefit_paid' AND e.amount_fen > 0 GROUP BY 1"
            )
            paid = dict(cursor.fetchall())
    assert {k: m.covers for k, m in rows.items() if m.covers} == dict(covers)
    assert {k: m.contributions_fen for k, m in rows.items() if m.contributions_fen} == dict(came)
    assert {k: m.benefits_fen for k, m in rows.items() if m.benefits_fen} == paid
    print("agree")


def jobs() -> None:
    work(concurrency=1, is_alone=True, stops_when_idle=True)


def _subject() -> int:
    from huzhu.members.models import Person

    return Person.objects.order_by("id").first().pk


def _wait_for_the_end(*_args, **_kwargs):
    print("HALF", flush=True)
    sys.stdin.read()
    os._exit(3)


ACTS = {
    "build": build,
    "receive": lambda n: receive(int(n)),
    "ask": ask,
    "released": released,
    "settle": settle,
    "state": state,
    "jobs": jobs,
    "agree": agree,
    "seal": seal,
    "readings": readings,
}


def run(words: list[str]) -> None:
    """Acts in one process, separated by "+": starting one takes longer than most acts."""
    while words:
        end = words.index("+") if "+" in words else len(words)
        act, *arguments = words[:end]
        ACTS[act](*arguments)
        words = words[end + 1 :]


if __name__ == "__main__":
    point = os.environ.get("CRASH_POINT")
    if point:
        module, _, name = point.rpartition(".")
        with mock.patch.object(import_module(module), name, _wait_for_the_end):
            run(sys.argv[1:])
    else:
        run(sys.argv[1:])
