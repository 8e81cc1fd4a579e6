"""`huzhu verify_audit`: is the trail as it was written?"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from huzhu.audit import queries
from huzhu.cli.base import HouseCommand

WORDS = {
    "entry_changed": "entry {entry_id} (number {number}) is not what was sealed",
    "entry_missing": "entry {entry_id} (number {number}) was sealed and is gone",
    "entry_inserted": "entry {entry_id} was never sealed although the chain went on without it",
    "entry_sealed_late": "entry {entry_id} (number {number}) was sealed over a day after its date",
    "seal_missing": "number {number} of the chain is missing",
    "chain_broken": "the chain does not follow at number {number} (entry {entry_id})",
    "head_differs": "number {number} differs from the head noted outside the database",
}


class Command(HouseCommand):
    help = "Finds changed, missing or inserted rows of the audit trail. Exit 1 if there are any."

    def act(self, **options: Any) -> int:
        heads = Path(settings.HOME) / "audit-heads.csv"
        faults = queries.faults(heads=heads, grace=timedelta(minutes=10))
        entries, sealed = queries.counts()
        self.say(f"{entries} entries, {sealed} sealed, {len(faults)} faults")
        for fault in faults:
            words = WORDS[fault.kind].format(entry_id=fault.entry_id, number=fault.number)
            self.say(f"  {fault.kind}: {words}")
        return 1 if faults else 0
