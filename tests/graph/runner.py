"""A process that works on an account's ledger for a test: `claim` at each line read, or `work` until killed."""

from __future__ import annotations

import sys
from pathlib import Path

from graph.ledger.claims import AlreadyUsed
from graph.storage.lease import new_holder
from tests.graph.fakes_ledger import Account, Clock, a_decision, a_proposal, a_receipt, an_intent


def claim(account: Account) -> None:
    """For each number read, claim that approved change and tell who won; the end of input ends it."""
    holder = new_holder()
    tell("ready")
    for line in sys.stdin:
        number = int(line)
        try:
            claimed = account.ledger.claim(an_intent(a_proposal(number, f"thr_{number}"), number), holder)
        except AlreadyUsed:
            tell("used")
        else:
            tell("again" if claimed.again else "first")


def work(account: Account) -> None:
    """Offer, decide, claim and record one change after the other, telling each step once it is said to be kept."""
    holder = new_holder()
    for number in range(10_000):
        proposal = a_proposal(number, f"thr_{number}")
        intent = an_intent(proposal, number)
        account.ledger.offer(proposal)
        tell(f"offered {number}")
        account.ledger.decide(a_decision(proposal))
        tell(f"decided {number}")
        account.ledger.claim(intent, holder)
        tell(f"claimed {number}")
        account.ledger.record(intent.digest, a_receipt(intent))
        tell(f"recorded {number}")


def tell(line: str) -> None:
    """Write a line that the test can read at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"claim": claim, "work": work}[sys.argv[1]](Account(Path(sys.argv[2]), Clock()))
