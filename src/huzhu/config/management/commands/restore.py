"""`huzhu restore FOLDER --keys FOLDER`: into an empty data folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.config.backups import read_backup


class Command(HouseCommand):
    help = (
        "Brings a backup back into this data folder (HUZHU_HOME), which must be empty, and "
        "compares rows, balances and audit chain with what was saved. Exit 1 if they differ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="what `huzhu backup` wrote")
        parser.add_argument("--keys", type=Path, help="folder with master.key and blind.key")

    def act(self, **options: Any) -> int:
        differences = read_backup(folder=options["folder"], keys=options["keys"])
        for line in differences:
            self.say(f"  {line}")
        self.say(
            "Restored; "
            + (
                "it differs from what was saved."
                if differences
                else "same rows, balances and audit chain."
            )
        )
        return 1 if differences else 0
