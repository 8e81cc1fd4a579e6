"""`huzhu export_claims claims.parquet --plan ZY --first-year 2024 --last-year 2025`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from huzhu.claims.queries import claims_for_replay
from huzhu.cli.base import HouseCommand
from huzhu.kernel.clock import now
from huzhu.kernel.scope import acting_in
from huzhu.organisations.rules import service
from huzhu.plans.actions import make_claims_file


class Command(HouseCommand):
    help = "Writes the claims of some years as a Parquet file for replays, without identities."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it; must not exist yet")
        parser.add_argument("--plan", required=True, help="code of the plan, as ZY")
        parser.add_argument("--first-year", type=int, required=True)
        parser.add_argument("--last-year", type=int, required=True)

    def act(self, **options: Any) -> int | None:
        target: Path = options["file"]
        if target.exists():
            self.stderr.write(f"{target} exists already; nothing was written.")
            return 2
        by = service("cli:export_claims")
        plan, first, last = options["plan"], options["first_year"], options["last_year"]
        with acting_in(by.scope):
            content = make_claims_file(
                by=by,
                at=now(),
                rows=claims_for_replay(by.scope, plan, first, last),
                plan_code=plan,
                first_year=first,
                last_year=last,
            )
        target.write_bytes(content)
        self.say(f"{target}: {len(content):,} bytes")
        return None
