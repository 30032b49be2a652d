"""What a person typed and has not seen through, kept for the life of the process by what it was typed for."""

from __future__ import annotations


class Drafts:
    """Words by the id of a proposal or an approval: a card that comes back finds its own again."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def keep(self, id_: str, text: str) -> None:
        """Remember what was typed; nothing where there is nothing."""
        if text:
            self._kept[id_] = text
        else:
            self._kept.pop(id_, None)

    def of(self, id_: str) -> str:
        """Return what was typed for this id, or nothing."""
        return self._kept.get(id_, "")
