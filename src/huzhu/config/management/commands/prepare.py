"""`huzhu prepare`: the schema as the program needs it."""

from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.config.setup import prepare_database


class Command(HouseCommand):
    help = "Makes or updates the database's tables. Safe to run again; loses nothing."

    def act(self, **options: Any) -> None:
        self.say(f"{prepare_database()} migrations applied; the database is ready.")
