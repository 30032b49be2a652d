"""The top line of a conversation, which says before all else how much waits, as soon as that is another."""

from __future__ import annotations

from textual.worker import Worker, WorkerState

from app.ui.desk import Standing
from app.ui.hints import waiting
from app.ui.messages import WaitsOtherwise
from app.ui.unforeseen import unforeseen
from app.ui.watch import Watch
from app.ui.widgets.bars import Masthead


class LiveMasthead(Masthead):
    """Follows what waits, where anything can, and posts WaitsOtherwise."""

    def __init__(self, standing: Standing, watch: Watch | None) -> None:
        super().__init__(*self.words(standing))
        self._still, self._watch = self._right, watch

    def on_mount(self) -> None:
        """Begin to follow."""
        if self._watch:
            self._watch.listen(self._tell)
            self.follow()

    def follow(self) -> None:
        """Follow what waits, from now on or again."""
        if self._watch:
            self.run_worker(self._watch.run(), name="watch", exclusive=True, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that nobody can tell what waits."""
        if event.state is WorkerState.ERROR and self._watch:
            self._watch.trouble = unforeseen(event.worker).sentence
            self._tell()

    def _tell(self) -> None:
        if self._watch:
            waits = waiting(self._watch.count, self._watch.trouble)
            self.show(self._left, [*([waits] if waits else []), *self._still])
            self.post_message(WaitsOtherwise())
