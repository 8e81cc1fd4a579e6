"""`huzhu serve`: the web server and one worker, watched together."""

from argparse import ArgumentParser
from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.config.serving import serve
from huzhu.config.setup import prepare_database


class Command(HouseCommand):
    help = "Serves the program and its background worker until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address:port")

    def act(self, **options: Any) -> int:
        prepare_database()
        return serve(options["bind"], self.say)
