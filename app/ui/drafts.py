"""What a person typed and has not seen through, kept for the life of the process by what it was typed for."""

from __future__ import annotations

COMPOSER = "composer"
"""What stands in the composer is kept under this name: it is there again in the next conversation."""


class Drafts:
    """One account's words by the id of a proposal or an approval: a card that comes back finds its own again."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}
        self._owner: object = None

    def belong_to(self, owner: object) -> None:
        """Keep words for this account from now on, and forget those of any other, so that nobody sees them."""
        if owner != self._owner:
            self._kept.clear()
            self._owner = owner

    def keep(self, id_: str, text: str) -> None:
        """Remember what was typed; nothing where there is nothing."""
        if text:
            self._kept[id_] = text
        else:
            self._kept.pop(id_, None)

    def of(self, id_: str) -> str:
        """Return what was typed for this id, or nothing."""
        return self._kept.get(id_, "")
