"""The finance desk of the demo: a batch a week, and a bank that returns one payment in seventy."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from huzhu.demo.delivery import together
from huzhu.kernel.scope import Scope, acting_in, everything
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import (
    bank_file,
    check_batch,
    import_bank_return,
    make_batch,
    reissue_instruction,
    release_batch,
)
from huzhu.treasury.enums import InstructionState
from huzhu.treasury.models import Batch
from huzhu.treasury.queries import instructions

SHARE_FAILED = 1 / 70
_NEW_ACCOUNT = "9999001234567890123"


class FinanceDesk:
    """Maker, checker and releaser; `done` counts batches, payments and bounces."""

    def __init__(
        self, chance: random.Random, officers: Mapping[str, Officer], places: Scope
    ) -> None:
        self.chance, self.places = chance, places
        self.maker, self.checker = officers["finance"], officers["finance2"]
        self.releaser = officers["finance3"]
        self.done: Counter[str] = Counter()

    def pay_what_waits(self, at: datetime) -> None:
        """One batch of all waiting instructions, settled the next day; failures issued again."""
        with acting_in(everything()):
            batch = self.release_what_waits(at)
        if batch is None:
            return
        with acting_in(everything()):
            self._settle(batch, at + timedelta(days=1))
            bounced = instructions(self.maker.scope, state=InstructionState.FAILED, batch=batch)
            for instruction in bounced:
                reissue_instruction(
                    by=self.maker, at=at + timedelta(days=2), instruction_ref=instruction.ref,
                    bank_name="演示工会银行", account_number=_NEW_ACCOUNT,
                )  # fmt: skip

    def release_what_waits(self, at: datetime) -> Batch | None:
        """Made, checked and released within the hour; None when nothing waits."""
        waiting = instructions(self.places).filter(state=InstructionState.WAITING)
        refs = list(waiting.order_by("id").values_list("ref", flat=True))
        if not refs:
            return None
        batch = make_batch(by=self.maker, at=at, instruction_refs=refs)
        check_batch(by=self.checker, at=at + timedelta(minutes=20), batch_ref=batch.ref)
        batch = release_batch(by=self.releaser, at=at + timedelta(minutes=40), batch_ref=batch.ref)
        self.done["batches"] += 1
        return batch

    def _settle(self, batch: Batch, at: datetime) -> None:
        """What a bank would send back for the file it was given."""
        _name, content = bank_file(by=self.maker, at=at, batch_ref=batch.ref, fmt="csv")
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        answer = io.StringIO()
        writer = csv.writer(answer)
        writer.writerow(["指令编号", "金额", "结果", "原因", "日期"])
        for line in lines:
            failed = self.chance.random() < SHARE_FAILED
            self.done["bounced" if failed else "paid"] += 1
            writer.writerow([
                line["指令编号"], line["金额(元)"], "失败" if failed else "成功",
                "账号与户名不符" if failed else "", at.date().isoformat(),
            ])  # fmt: skip
        with together(at):
            import_bank_return(
                by=self.maker, at=at, batch_ref=batch.ref, file_name=f"{batch.ref}.csv",
                content=answer.getvalue().encode("utf-8-sig"),
            )  # fmt: skip
