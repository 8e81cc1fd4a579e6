"""`huzhu import_roster FILE --unit U… --plan ZY --starts-on 2026-01-01`."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import RosterState
from huzhu.kernel.clock import now
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.queries import organisation_by_code
from huzhu.organisations.rules import service


class Command(HouseCommand):
    help = (
        "Checks a roster and prints what is wrong with which row. Makes covers only with --post "
        "(all rows good) or --post-good-rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="code of the unit, as U2026-0000123-K")
        parser.add_argument("--plan", required=True, help="code of the plan, as ZY")
        parser.add_argument("--starts-on", required=True, type=date.fromisoformat)
        post = parser.add_mutually_exclusive_group()
        post.add_argument("--post", action="store_true", help="make covers if every row is good")
        post.add_argument("--post-good-rows", action="store_true", help="leave faulty rows out")

    def act(self, **options: Any) -> int:
        path: Path = options["file"]
        if not path.is_file():
            self.stderr.write(f"There is no file {path}. Give the path of an .xlsx, .xls or .csv.")
            return 2
        by, scope = service("command:import_roster"), everything()
        with publishing_to(lambda *_, **__: None):
            with acting_in(scope):
                roster = actions.receive_roster(
                    by=by,
                    at=now(),
                    organisation=organisation_by_code(scope, options["unit"]),
                    plan_code=options["plan"],
                    starts_on=options["starts_on"],
                    file_name=path.name,
                    content=path.read_bytes(),
                )
            roster = actions.check_roster(by=by, at=now(), roster_ref=roster.ref)
        code = self._report(scope, roster)
        is_readable = roster.state != RosterState.UNREADABLE
        if code and not (options["post_good_rows"] and is_readable):
            return code
        if not (options["post"] or options["post_good_rows"]):
            self.say("Checked only; give --post to make the covers.")
            return 0
        return self._post(by, scope, roster, options)

    def _report(self, scope, roster) -> int:
        if roster.state == RosterState.UNREADABLE:
            refusal = roster.refusal or {}
            self.stderr.write(f"{refusal.get('zh', '')}{refusal.get('remedy_zh', '')}")
            self.stderr.write(f"{refusal.get('en', '')} {refusal.get('remedy_en', '')}")
            return 2
        self.say(f"{roster.ref}: {roster.rows_good} good rows, {roster.rows_bad} with errors")
        with acting_in(scope):
            for row in queries.roster_rows(scope, roster).filter(is_good=False)[:200]:
                for finding in row.errors:
                    self.say(f"  row {row.row_no} {row.name}: {finding['zh']} {finding['en']}")
        return 1 if roster.rows_bad else 0

    def _post(self, by, scope, roster, options: dict[str, Any]) -> int:
        ask = (
            actions.ask_posting_of_good_rows
            if options["post_good_rows"]
            else actions.ask_posting_of_all
        )
        with publishing_to(lambda *_, **__: None), acting_in(scope):
            ask(by=by, at=now(), roster_ref=roster.ref)
        with acting_in(scope):
            made = actions.post_roster(by=by, at=now(), roster_ref=roster.ref)
        for enrolment in made:
            self.say(
                f"Posted as {enrolment.ref} under {enrolment.plan_code}:"
                f" {enrolment.persons} covers, {enrolment.fee_fen} fen due"
            )
        return 0
