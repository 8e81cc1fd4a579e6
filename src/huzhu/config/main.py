"""The console script `huzhu`: starts the embedded database if that is in use, then the command."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

COMMANDS = {
    "demo": "set up the demo province and serve it, printing who can log in",
    "serve": "serve the program and its background worker",
    "worker": "run background jobs only",
    "journey": "the main job, headless, on a throw-away data folder",
    "import_roster": "check a roster file, and post it with --post",
    "explain_claim": "why a claim's amount is what it is",
    "export_claims": "claims of some years as a file for replays, without identities",
    "verify_audit": "look for changed, missing or inserted rows in the audit trail",
    "verify_ledger": "check that every transaction balances and the payments agree with the books",
    "backup": "write the database and the papers to a folder (never the keys)",
    "restore": "bring a backup back into an empty data folder",
    "prepare": "make or update the database; serve and demo do this themselves",
    "check_house": "migrations equal models, translations complete, API golden file",
    "stop_database": "stop the embedded database of this data folder",
}
WITHOUT_DATABASE = {"check_house", "stop_database", "help", "compilemessages"}


def main() -> None:
    """Entry point. Exit 2 for bad input, with a message that says what to do."""
    command = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if command in ("-h", "--help", "help") and len(sys.argv) <= 2:
        print(_menu())
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")
    if command == "journey" and not _asks_help():
        _on_throw_away_folder(command)
    else:
        _run(command)


def _on_throw_away_folder(command: str) -> None:
    """Nothing of a journey stays: not its data, not its keys, not its database server."""
    from huzhu.config import embedded

    parent = embedded.default_home() / "journeys"
    parent.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=parent))
    os.environ["HUZHU_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    try:
        _run(command)
    finally:
        embedded.stop(home)
        shutil.rmtree(home, ignore_errors=True)


def _run(command: str) -> None:
    from django.core.management import execute_from_command_line

    if command not in WITHOUT_DATABASE and not _asks_help():
        _start_database()
    execute_from_command_line(["huzhu", *sys.argv[1:]])


def _start_database() -> None:
    """The embedded server, unless DATABASE_URL names another."""
    from huzhu.config import embedded

    if os.environ.get("DATABASE_URL"):
        return
    home = embedded.default_home()
    home.mkdir(parents=True, exist_ok=True)
    embedded.ensure_running(home)
    embedded.prepare(home)


def _asks_help() -> bool:
    return any(word in ("-h", "--help") for word in sys.argv[2:])


def _menu() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  huzhu {name:{width}}  {text}" for name, text in COMMANDS.items()]
    return "\n".join(
        [
            "huzhu: runs a trade union's employee mutual-aid programme (职工互助保障)",
            "",
            *lines,
            "",
            "huzhu COMMAND --help tells more. The data folder is HUZHU_HOME (default: var/).",
        ]
    )


if __name__ == "__main__":
    main()
