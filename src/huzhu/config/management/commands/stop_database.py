"""`huzhu stop_database`: for when the embedded server outlived the program."""

from typing import Any

from django.conf import settings

from huzhu.cli.base import HouseCommand
from huzhu.config import embedded


class Command(HouseCommand):
    help = "Stops the embedded database of this data folder (HUZHU_HOME)."

    def act(self, **options: Any) -> None:
        stopped = embedded.stop(settings.HOME)
        self.say("Stopped." if stopped else f"No database runs under {settings.HOME}.")
