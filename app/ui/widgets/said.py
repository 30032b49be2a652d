"""The one-line inputs of a card: a reason, guidance, and words that must be typed and not pasted."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

REASON_LIMIT = 500


class OneLine(Input):
    """A line to write in; `how` says above it, all the while, what for and with which keys."""

    how = ""


class Said(OneLine):
    """Why something is rejected, and who is told."""

    def __init__(self, told: str = "The agent is told.") -> None:
        super().__init__(placeholder="Your reason", max_length=REASON_LIMIT, compact=True)
        self.how = f"Why not? {told}  Enter rejects, Esc goes back."


class Guidance(OneLine):
    """What the agent is to mind in what comes after an approval; without a word it approves nothing."""

    how = "What shall the agent mind afterwards?  Enter approves, Esc goes back."

    def __init__(self) -> None:
        super().__init__(placeholder="What to mind", max_length=REASON_LIMIT, compact=True)


class Typed(OneLine):
    """Words that approve only when a person types them: a paste is refused; what was typed before stands there."""

    def __init__(self, wanted: str, kept: str = "") -> None:
        super().__init__(kept, placeholder="Nothing typed yet", select_on_focus=False, compact=True)
        self.how = f"Type  {wanted}  to approve.  Esc goes back."
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
