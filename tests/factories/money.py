"""Books, money that is due, and payments on their way to the bank."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import xlsxwriter

from factories.members import card_number
from factories.tree import Tree, make_officer, make_tree
from huzhu.kernel.facts import Fact, publishing_to
from huzhu.kernel.money import yuan_plain
from huzhu.ledger.actions import open_book
from huzhu.ledger.models import Book
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Officer, service
from huzhu.requests.actions import allocate_reference
from huzhu.treasury.actions import (
    check_batch,
    issue_instruction,
    make_batch,
    register_expected_receipt,
    release_batch,
)
from huzhu.treasury.models import Batch, ExpectedReceipt, Instruction
from huzhu.vault import actions as vault

RETURN_HEADER = ("指令编号", "结果", "金额", "原因", "日期")


@dataclass
class Desk:
    """The office with its book and its finance people."""

    tree: Tree
    book: Book
    maker: Officer
    checker: Officer
    releaser: Officer
    director: Officer
    facts: list[Fact] = field(default_factory=list)

    @property
    def place(self) -> str:
        """A unit far below the office."""
        return self.tree["王益区一厂"].path


@contextmanager
def open_counter(at) -> Iterator[Desk]:
    """Facts published in the block are kept in `facts`."""
    tree = make_tree()
    book = open_book(by=service("test"), at=at, organisation=tree.office, name="省办事处")
    people = [
        make_officer(name, Role.FINANCE_OFFICER, tree.office)
        for name in ("maker", "checker", "releaser")
    ]
    director = make_officer("director", Role.OFFICE_DIRECTOR, tree.office)
    counter = Desk(tree, book, *people, director)
    with publishing_to(lambda fact, **_: counter.facts.append(fact)):
        yield counter


def make_expected(
    counter: Desk, at, *, amount_fen=9500, plan="ZY", unit="王益区一厂"
) -> ExpectedReceipt:
    return register_expected_receipt(
        by=service("test"),
        at=at,
        owner_ref=allocate_reference(prefix="E", at=at),
        organisation=counter.tree[unit],
        plan_code=plan,
        amount_fen=amount_fen,
    )


def make_instruction(
    counter: Desk, at, number: int = 1, *, lines=(("ZY", 300_000), ("TZ", 50_000)), path=None
) -> Instruction:
    """An instruction for a claim of its own; the person gets a key."""
    subject = 7_000_000 + number
    if not vault.keys_of(subject_ids=[subject]):
        vault.create_keys(subject_ids=[subject])
    return issue_instruction(
        by=service("test"),
        at=at,
        owner_ref=allocate_reference(prefix="C", at=at),
        organisation_path=path or counter.place,
        subject_id=subject,
        payee_name="王芳",
        bank_name="中国建设银行铜川分行",
        account_number=card_number(number),
        lines=list(lines),
    )


def make_instructions(counter: Desk, at, count: int) -> list[Instruction]:
    return [make_instruction(counter, at, number) for number in range(1, count + 1)]


def released_batch(counter: Desk, at, instructions: Sequence[Instruction]) -> Batch:
    batch = make_batch(by=counter.maker, at=at, instruction_refs=[i.ref for i in instructions])
    check_batch(by=counter.checker, at=at, batch_ref=batch.ref)
    return release_batch(by=counter.releaser, at=at, batch_ref=batch.ref)


def return_line(instruction: Instruction, *, failed: str = "", **changes) -> list[str]:
    """A line under RETURN_HEADER; `failed` is the bank's reason."""
    values = {
        "指令编号": instruction.ref,
        "结果": "失败" if failed else "成功",
        "金额": yuan_plain(instruction.amount_fen),
        "原因": failed,
        "日期": "2026-03-02",
    }
    return list((values | changes).values())


def return_csv(
    lines: Sequence[Sequence[str]], header=RETURN_HEADER, *, above=(), encoding="utf-8-sig"
) -> bytes:
    return "\r\n".join(",".join(row) for row in [*above, header, *lines]).encode(encoding)


def return_xlsx(lines: Sequence[Sequence[str]], header=RETURN_HEADER, *, sheets=("回单",)) -> bytes:
    """The lines stand on the last of the sheets; the others hold something else."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name in sheets[:-1]:
            book.add_worksheet(name).write_row(0, 0, ["说明", "本表无数据"])
        page = book.add_worksheet(sheets[-1])
        for row_no, row in enumerate([header, *lines]):
            page.write_row(row_no, 0, row)
    return stream.getvalue()
