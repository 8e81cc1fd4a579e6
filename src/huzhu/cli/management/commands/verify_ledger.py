"""`huzhu verify_ledger`: do the books balance, and agree with what was paid?"""

from typing import Any

from huzhu.cli.base import HouseCommand
from huzhu.kernel.scope import acting_in, everything
from huzhu.ledger import queries as ledger
from huzhu.treasury import queries as treasury


class Command(HouseCommand):
    help = (
        "Checks every transaction and reconciles payments with the books. Exit 1 on a difference."
    )

    def act(self, **options: Any) -> int:
        with acting_in(everything()):
            faults = [str(fault) for fault in ledger.faults()]
            faults += [str(difference) for difference in treasury.differences(everything())]
            self.say(f"{ledger.transaction_count()} transactions, {len(faults)} faults")
        for fault in faults:
            self.say(f"  {fault}")
        return 1 if faults else 0
