"""A card as it is seen: it lays a proposal out, shows how long is left, and opens what a person writes in."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from app.ui import facts, words
from app.ui.means import Means
from app.ui.picks import Picks
from app.ui.widgets.editor import HOW, Editor
from app.ui.widgets.guarded import Guarded
from app.ui.widgets.keys import Keys
from app.ui.widgets.said import Guidance, OneLine, Said, Typed
from app.ui.widgets.sheet import Sheet
from tools.change import Proposal

_AROUND = 5
"""Lines of a screen that are not the transcript's."""

_INPUTS: dict[str, type[OneLine]] = {"n": Said, "g": Guidance}


class Face(Guarded):
    """Shows one proposal; it decides nothing."""

    def __init__(self, proposal: Proposal, means: Means, *, above: int = 0, alike: bool = False) -> None:
        super().__init__(means.clock, classes=f"-{proposal.effect}")
        self._drafts = means.drafts
        self._proposal, self._above, self._alike = proposal, above, alike
        self._picks = Picks(proposal)
        self._wanted = facts.to_type(proposal)
        self._guidance = self._shown_left = ""

    def compose(self) -> ComposeResult:
        """Lay out what is proposed, then what can be said to it."""
        yield Sheet(self._proposal, self._picks)
        yield Editor()
        kept = self._drafts.of(self._proposal.id) if self._wanted else ""
        yield Keys(self._wanted, kept=kept, alike=self._alike, leaves=self._picks.possible)

    def on_resize(self) -> None:
        """Fit the card to its new width."""
        self.refit()

    def refit(self) -> None:
        """Fit the card to the screen."""
        height = self.app.size.height - self._above
        self.border_title = self.query_one(Sheet).fit(self.outer_size.width, height)
        self._editor.styles.max_height = max(height - _AROUND - _AROUND, 3)

    def take_focus(self) -> None:
        """Take the keys, beginning on the choice that changes nothing."""
        self.watch_again()
        self._guidance = ""
        self._keys.take_focus()
        self._editor.display, self.query_one(Sheet).display = False, True

    def tell(self, text: str) -> None:
        """Say why this stands here again."""
        self._keys.tell(text)

    def count_down(self) -> None:
        """Say how long is left."""
        left = self._proposal.expires - self._clock.wall()
        shown = f"expires {words.countdown(left)}" if left > 0 else "expired"
        if shown != self._shown_left:
            self._shown_left = shown
            self.border_subtitle = Content(shown)

    def _open(self, key: str) -> None:
        if key == "e":
            self._editor.begin(self._proposal.args, self._picks.args)
            self.query_one(Sheet).display = False
            self._keys.hint(HOW)
            self._keys.hide(hidden=True)
        else:
            self._keys.ask(_INPUTS.get(key, Typed))
            self._guard.expect_keys(self._clock.steady())

    @on(Input.Changed)
    def _keep(self, event: Input.Changed) -> None:
        event.stop()
        if isinstance(event.input, Typed):
            self._drafts.keep(self._proposal.id, event.value)
        if isinstance(event.input, OneLine) and event.input.has_focus:
            self._keys.hint(event.input.how)

    @property
    def _expired(self) -> bool:
        return self._proposal.expires <= self._clock.wall()

    @property
    def _folded(self) -> bool:
        return self.query_one(Sheet).folded or self.outer_size.height > self.app.size.height - _AROUND

    @property
    def _keys(self) -> Keys:
        return self.query_one(Keys)

    @property
    def _editor(self) -> Editor:
        return self.query_one(Editor)
