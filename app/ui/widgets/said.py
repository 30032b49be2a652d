"""The one-line inputs of a card: a reason, guidance, and words that must be typed and not pasted."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

REASON_LIMIT = 500


class Said(Input):
    """Why something is rejected, and who is told."""

    def __init__(self, told: str = "The agent is told.") -> None:
        super().__init__(
            placeholder=f"Why not? {told}  Enter rejects, Esc goes back.",
            max_length=REASON_LIMIT,
            compact=True,
        )


class Guidance(Input):
    """What the agent is to mind in what comes after an approval; without a word it approves nothing."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="What shall the agent mind afterwards?  Enter approves, Esc goes back.",
            max_length=REASON_LIMIT,
            compact=True,
        )


class Typed(Input):
    """Words that approve only when a person types them: a paste is refused; what was typed before stands there."""

    def __init__(self, wanted: str, kept: str = "") -> None:
        super().__init__(
            kept, placeholder=f"Type  {wanted}  to approve.  Esc goes back.", select_on_focus=False, compact=True
        )
        self._came_with = kept

    @property
    def untouched(self) -> bool:
        """Tell whether there stands only what was typed before, for a card that has come back."""
        return bool(self._came_with) and self.value == self._came_with

    def on_paste(self, event: events.Paste) -> None:
        """Refuse a paste."""
        event.stop()
        event.prevent_default()

    def action_paste(self) -> None:
        """Refuse a paste."""
