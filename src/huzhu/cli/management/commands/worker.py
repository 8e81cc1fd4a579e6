"""`huzhu worker`: background jobs, several at once, until stopped."""

from argparse import ArgumentParser
from typing import Any

from procrastinate.contrib.django import app

from huzhu.cli.base import HouseCommand


class Command(HouseCommand):
    help = "Runs background jobs until stopped with Ctrl-C. `serve` starts one by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2)
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")

    def act(self, **options: Any) -> None:
        worker_app = app.with_connector(app.connector.get_worker_connector())
        with worker_app.open():
            worker_app.run_worker(
                concurrency=options["concurrency"],
                wait=not options["once"],
                delete_jobs="successful",
            )
