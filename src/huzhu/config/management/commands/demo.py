"""`huzhu demo`: the demo province, served."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from huzhu.cli.base import HouseCommand
from huzhu.config.serving import serve
from huzhu.config.setup import prepare_database, rows_per_table
from huzhu.config.wiring import deliver_now
from huzhu.demo.accounts import DESKS, PASSWORD
from huzhu.demo.load import is_loaded, load_province
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.facts import publishing_to


class Command(HouseCommand):
    help = "Loads the demo province if this data folder has none, then serves it until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=0.01, help="1 is the whole province")
        parser.add_argument(
            "--years", type=int, help="how many years, this one included (default 2; 5 at scale 1)"
        )
        parser.add_argument(
            "--seed", type=int, default=19961001, help="the same seed gives the same province"
        )
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address:port")
        parser.add_argument("--load-only", action="store_true", help="do not serve")

    def act(self, **options: Any) -> int:
        prepare_database()
        if is_loaded():
            self.say(f"The data under {settings.HOME} is kept; `make clean-demo` forgets it.")
        else:
            self.say(f"Loading the demo province (scale {options['scale']}) …")
            with publishing_to(deliver_now):
                load_province(
                    scale=options["scale"], years=options["years"] or _years(options["scale"]),
                    seed=options["seed"], today=civil_date(now()), say=self.say,
                )  # fmt: skip
            if options["load_only"]:
                self._rows_per_table()
        self._who_can_log_in(options["bind"])
        return 0 if options["load_only"] else serve(options["bind"], self.say)

    def _rows_per_table(self) -> None:
        for table, rows in rows_per_table().items():
            if rows:
                self.say(f"  {rows:>9} {table}")

    def _who_can_log_in(self, bind: str) -> None:
        self.say(f"\nLog in at http://{bind}/ with password {PASSWORD} as:")
        for desk in DESKS:
            self.say(f"  {desk.username:12} {desk.role.label}  {desk.name}")
        self.say("")


def _years(scale: float) -> int:
    """The whole province is that of the source article, which tells of five years."""
    return 5 if scale >= 1 else 2
