"""The chat's commands behind Ctrl+P."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from app.ui.commands import COMMANDS


class Palette(Provider):
    """Offers the chat's commands."""

    async def discover(self) -> Hits:
        """Offer all of them before anything is typed."""
        for command in COMMANDS:
            yield DiscoveryHit(command.title, partial(self.screen.run_action, command.action), help=command.words)

    async def search(self, query: str) -> Hits:
        """Offer those that fit what is typed."""
        matcher = self.matcher(query)
        for command in COMMANDS:
            said = f"{command.title}: {command.words}"
            if (score := matcher.match(said)) > 0:
                yield Hit(score, matcher.highlight(said), partial(self.screen.run_action, command.action))
