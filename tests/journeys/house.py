"""A house on a data folder of its own, run in processes that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

CHILD = Path(__file__).parent / "crash_child.py"


class House:
    """A data folder of its own, with the program run in processes that can be killed."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, str(CHILD), *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def run_and_kill(self, victim: str, point: str, *arguments: str) -> None:
        """Starts an act, lets it come half-way, and kills it or the database under it."""
        child = subprocess.Popen(
            [sys.executable, str(CHILD), *arguments],
            env=self._environment(CRASH_POINT=point),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = child.stdout.readline()
        if said.strip() != "HALF":
            child.kill()
            raise AssertionError(said + child.stderr.read()[-3000:])
        if victim == "database":
            self.kill_database()
        child.send_signal(signal.SIGKILL)
        child.communicate()

    def kill_database(self) -> None:
        """Postmaster and backends, as an out-of-memory killer or a power cut would."""
        pid_file = self.home / "postgres" / "postmaster.pid"
        if not pid_file.exists():
            return
        postmaster = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            process.kill()
        psutil.wait_procs(family, timeout=20)

    def state(self, *after: str) -> dict:
        """What stands in the database, after an act if one is given."""
        acts = [*after, "+", "state"] if after else ["state"]
        return json.loads(self.run(*acts).splitlines()[-1])

    def _environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HUZHU")}
        return {**kept, "HUZHU_HOME": str(self.home), **more}
