"""What the commands share: a named refusal becomes exit 2 with what to do next."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from huzhu.kernel.errors import Refusal


class HouseCommand(BaseCommand):
    """A thin command over one action or query. Subclasses write `act` instead of `handle`."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = self.act(**options)
        except Refusal as refusal:
            print(f"{refusal.text('zh')}\n{refusal.text('en')}", file=sys.stderr)
            sys.exit(2)
        if code:
            sys.exit(code)

    def act(self, **options: Any) -> int | None:
        """Does the work; returns an exit code, None for success."""
        raise NotImplementedError

    def say(self, text: str = "") -> None:
        self.stdout.write(text)
