"""What the store and the ledger refuse, each as one sentence and a next step.

Trouble
├── StorageError        the folder, the file or the disk does not do its part
│   └── SealBroken      sealed bytes were changed, moved, or sealed with another key
└── LedgerError         the ledger says no
    ├── UnknownProposal no such proposal, intent or request
    ├── AlreadyDecided  it is no longer open
    ├── Expired         it has run out, or the clock has gone back
    ├── WrongDigest     what is asked for is not what was offered
    ├── NotApproved     no person has approved it
    ├── AlreadyUsed     another runner has it
    │   └── Elsewhere   another runner has the whole conversation
    ├── Overruled       the rules, or what it rests on, have changed since it was asked
    ├── Stopped         the person has stopped the turn, or all work from another terminal
    └── NotConfirmed    the person's own provider has not confirmed it
"""

from typing import Literal


class Trouble(Exception):
    """A refusal, as a sentence a person understands and a next step."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class StorageError(Trouble):
    """The folder, the file or the disk does not do its part."""


class SealBroken(StorageError):
    """Sealed bytes were changed, moved, or sealed with another key."""


class LedgerError(Trouble):
    """The ledger says no."""


class UnknownProposal(LedgerError):
    """There is no such proposal, intent or request."""


class AlreadyDecided(LedgerError):
    """The proposal is no longer open; `state` is what it is now."""

    def __init__(self, sentence: str, next_step: str, state: str) -> None:
        super().__init__(sentence, next_step)
        self.state = state


class Expired(LedgerError):
    """It has run out, or the clock has gone back behind the time it was offered."""


class WrongDigest(LedgerError):
    """What is asked for is not what was offered."""


class NotApproved(LedgerError):
    """No person has approved it."""


class AlreadyUsed(LedgerError):
    """Another runner has it."""


class Elsewhere(AlreadyUsed):
    """Another runner has the whole conversation: whatever this one would still write into it is out of date."""


class Overruled(LedgerError):
    """The rules, or what it rests on, have changed since it was asked; `state` is how it is closed."""

    def __init__(self, sentence: str, state: Literal["forbidden", "overtaken"]) -> None:
        super().__init__(sentence, "Ask for the change again.")
        self.state = state


class Stopped(LedgerError):
    """The person has stopped the turn, or all work from another terminal."""


class NotConfirmed(LedgerError):
    """The person's own provider has not confirmed it."""
