"""`huzhu worker`: background jobs, several at once, until stopped."""

from argparse import ArgumentParser
from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.config.working import work


class Command(HouseCommand):
    help = "Runs background jobs until stopped with Ctrl-C. `serve` starts one by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2)
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")
        parser.add_argument(
            "--alone",
            action="store_true",
            help="no other worker runs: take up at once what a killed one left running",
        )

    def act(self, **options: Any) -> None:
        work(
            concurrency=options["concurrency"],
            is_alone=options["alone"],
            stops_when_idle=options["once"],
        )
