"""Where the person writes: Enter sends, Ctrl+J begins a new line, up and down bring back what was sent."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from app.text import clean
from app.ui.messages import Submitted


class Composer(TextArea):
    """A text area of one to six lines that posts Submitted."""

    def __init__(self) -> None:
        super().__init__(
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder="Type a message …",
        )
        self._sent: list[str] = []
        self._back = 0

    def on_key(self, event: events.Key) -> None:
        """Take the keys that mean something here; the rest is writing."""
        match event.key:
            case "enter":
                self._send()
            case "ctrl+j" | "shift+enter":
                self.insert("\n")
            case "up" if self._recalls():
                self._recall(1)
            case "down" if self._back and self._recalls():
                self._recall(-1)
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste without what could mislead an eye or a terminal."""
        event.stop()
        event.prevent_default()
        self.insert(clean(event.text))

    def fill(self, text: str) -> None:
        """Put words in front of the cursor, or into the empty composer, and take the keys."""
        self.insert(clean(text))
        self.screen.set_focus(self)

    def _send(self) -> None:
        text = self.text.strip()
        if text:
            self._sent.append(text)
            self._back = 0
            self.load_text("")
            self.post_message(Submitted(text))

    def _recalls(self) -> bool:
        return not self.text or bool(self._back and self.text == self._sent[-self._back])

    def _recall(self, step: int) -> None:
        self._back = min(max(self._back + step, 0), len(self._sent))
        self.load_text(self._sent[-self._back] if self._back else "")
        self.move_cursor(self.document.end)
