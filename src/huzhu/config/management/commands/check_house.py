"""`huzhu check_house`: what no linter sees."""

from argparse import ArgumentParser
from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.config.house_checks import CHECKS


class Command(HouseCommand):
    help = (
        "Migrations equal models; every string is translated; the API's document equals its golden "
        "file; the plan book passes its own check. Exit 1 on a fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accept-api", action="store_true", help="write the API's document as the golden file"
        )

    def act(self, **options: Any) -> int:
        if options["accept_api"]:
            from huzhu.config.house_checks import accept_api

            self.say(f"wrote {accept_api()}")
        faults = []
        for name, check in CHECKS.items():
            found = check()
            faults += found
            self.say(f"  {'ok  ' if not found else 'FAIL'} {name}")
            for fault in found:
                self.say(f"       {fault}")
        return 1 if faults else 0
