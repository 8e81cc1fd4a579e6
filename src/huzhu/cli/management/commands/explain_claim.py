"""`huzhu explain_claim C2026-…`: why this amount."""

from argparse import ArgumentParser
from typing import Any

from huzhu.claims import queries
from huzhu.cli.base import HouseCommand
from huzhu.kernel.references import normalise_reference
from huzhu.kernel.scope import acting_in, everything


class Command(HouseCommand):
    help = "Explains a claim's amount line by line, with the article each line rests on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="the claim's reference, as C2026-0000123-K")
        parser.add_argument("--language", choices=["zh", "en"], default="zh")
        parser.add_argument("--audience", choices=["member", "reviewer"], default="reviewer")

    def act(self, **options: Any) -> None:
        scope = everything()
        with acting_in(scope):
            claim = queries.claim_by_ref(scope, normalise_reference(options["reference"]))
            text = queries.explanation(
                scope, claim, language=options["language"], audience=options["audience"]
            )
        self.say(text)
