"""Takes apart a value that the agent has put together, into what may have come from somewhere by itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.provenance.figures import figures_in
from graph.provenance.findings import Finding
from graph.provenance.sought import Sought, sought
from graph.provenance.standing import codes_in

_NAMED = re.compile(
    r"""
    (?<![^\s<>()\[\],;:"'@])[^\s<>()\[\],;:"'@]+@[^\s<>()\[\],;:"'@]+\.\w+     # an address
    | https?://[^\s<>"')\]]+                          # a link
    | \b[a-z]{2,5}_[a-z0-9]{3,}\b                     # an id
    | \b[A-Z][A-Z0-9]{1,9}-\d+\b                      # a key
    """,
    re.VERBOSE,
)
_PAIR = re.compile(r"(?<!\w)(?=([A-Z]\w+[ -][A-Z]\w+)(?!\w))")
"""Two words that are written as a name is."""

_WORD = re.compile(r"\w+")
_RUN = 3
_LEAST = 12
_MOST = 500
"""How many words of a value are looked at in threes."""

SMALLEST = 100
"""The smallest amount without a currency that says anything about where it is from."""


def pieces(value: Sought) -> Iterator[Sought]:
    """Yield what in a value is an account, an address, a link, an id, an amount or a name; none where that is all."""
    if value.figure is not None:
        return
    found = [*codes_in(value.heavy), *_NAMED.findall(value.raw)]
    amounts = [figure for figure in figures_in(value.light) if figure.currency or abs(figure.amount) >= SMALLEST]
    found += [f"{figure.amount:f} {figure.currency}".strip() for figure in amounts]
    found += _PAIR.findall(value.raw)
    for one in map(sought, found):
        if one.light != value.light:
            yield one


def runs(value: Sought, finding: Finding) -> Iterator[Sought]:
    """Yield each three words in a row that an answer may have in a row too."""
    if value.words is None or len(value.words & finding.words) < _RUN:
        return
    words = [match for _, match in zip(range(_MOST), _WORD.finditer(value.light), strict=False)]
    for index in range(len(words) - _RUN + 1):
        three = words[index : index + _RUN]
        text = value.light[three[0].start() : three[-1].end()]
        if len(text) >= _LEAST and text != value.light and all(word[0] in finding.words for word in three):
            yield sought(text)
