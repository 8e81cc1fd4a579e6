"""`huzhu journey`: the main job headless, printed as a table."""

from argparse import ArgumentParser
from typing import Any

from rich.console import Console
from rich.table import Table

from huzhu.cli.base import HouseCommand
from huzhu.config.setup import prepare_database
from huzhu.config.working import work
from huzhu.demo.journey import Journey
from huzhu.kernel.errors import Refusal
from huzhu.kernel.money import BadAmount, parse_yuan


class Command(HouseCommand):
    help = (
        "Runs the main job on a throw-away data folder: roster, cover, claim, three officers, "
        "bank, ledger, statistics. Exit 0 only if every step held."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--self-pay", default="1874.43", help="in-scope self-pay of case C01, in yuan"
        )

    def act(self, **options: Any) -> int:
        self_pay_fen = parse_yuan(options["self_pay"])
        if self_pay_fen < 0:
            raise BadAmount(value=options["self_pay"])
        prepare_database()
        journey = Journey(self_pay_fen, run_jobs=run_waiting_jobs)
        table = Table(title="互助 Huzhu: the main job", show_lines=False)
        for column in ("", "步骤 step", "数字 figures"):
            table.add_column(column, overflow="fold")
        held = True
        try:
            for step in journey.steps():
                table.add_row("✓" if step.held else "✗", step.name, step.figures)
                held = held and step.held
        except Refusal as refusal:
            table.add_row("✗", "…", refusal.text("zh"))
            held = False
        Console(width=118, stderr=False).print(table)
        self.say("every step held" if held else "a step did not hold (✗)")
        return 0 if held else 1


def run_waiting_jobs() -> None:
    """What the worker would do, until nothing is left."""
    work(concurrency=1, is_alone=True, stops_when_idle=True)
