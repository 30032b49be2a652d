"""Style sheets that are read once in each set of colours: another page, or colours one had before, cost no reading."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet
from textual.css.tokenize import tokenize_values

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.tokenizer import Token

COLOURS = 8
"""Sets of colours whose rules are kept."""

SOURCES = 256
"""Sources whose rules are kept of each; the program has fewer."""


@lru_cache(COLOURS)
def _words(variables: frozenset[tuple[str, str]]) -> dict[str, list[Token]]:
    return tokenize_values(dict(variables))


@lru_cache(COLOURS)
def _rules(_variables: frozenset[tuple[str, str]]) -> LRUCache[tuple[object, ...], list[RuleSet]]:
    return LRUCache(SOURCES)


class Sheets(Stylesheet):
    """A stylesheet that knows what was read before; nobody changes a rule that has been read."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._know()

    def _know(self) -> None:
        self._colours = frozenset(self._variables.items())
        self._parse_cache = _rules(self._colours)

    @property
    def _variable_tokens(self) -> dict[str, list[Token]]:
        return _words(self._colours)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours; the rules of those before stay known."""
        self._parse_cache = LRUCache(1)
        super().set_variables(variables)
        self._know()

    def reparse(self) -> None:
        """Apply the colours: what is known in them is not read again."""
        self.parse()
