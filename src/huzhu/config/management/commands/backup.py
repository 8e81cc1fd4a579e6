"""`huzhu backup FOLDER`: everything but the keys."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.config.backups import write_backup
from huzhu.kernel.clock import now


class Command(HouseCommand):
    help = (
        "Writes database, papers and audit heads into FOLDER. The keys are left out on purpose: "
        "keep master.key and blind.key of the data folder somewhere else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="must not exist yet, or be empty")

    def act(self, **options: Any) -> None:
        manifest = write_backup(folder=options["folder"], at=now())
        self.say(f"{sum(manifest['rows'].values())} rows of {len(manifest['rows'])} tables,")
        self.say(f"{manifest['files']} papers, audit head {manifest['audit_head']}")
        self.say(
            f"written to {options['folder']}. Not in it: master.key and blind.key; keep them apart."
        )
