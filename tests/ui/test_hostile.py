"""Hostile texts in every place of the screen, as a terminal shows them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest

from tests.hostile import FORGED, HOSTILE, HUGE, LONG_WORD, NASTIEST, SWEPT, TRICKS
from tests.poison import Named, Path, put
from tests.ui.fakes_odd_places import EVERYWHERE, PASTED, TALKED
from tests.ui.fakes_places import EVENTS, PLACES, Place, said, talked
from tests.ui.fakes_seen import ONE_LINE, Parts, changed, unseen, visible
from tests.ui.fakes_terminal import Terminal
from tests.ui.fakes_ui import FakeConversation, FakeDesk

SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
SHARES = [range(share, len(SWEPT), 12) for share in range(12)] if SOAK else [range(1)]
"""Where among the texts one begins to deal: at every one, so that each comes to every place; or at the first alone."""

_LINES = {"Looked", "Settled", "Parked", "Seconded", "Recipient", "Acted"}
ONE_LINED = frozenset(
    (
        *("card prop_p1", "card prop_u1", "card prop_i1", "told at once", "provider's page", "masthead"),
        *("what may I do", "status", "inbox", "conversations", "words that wait", "door"),
    )
)
"""Places whose texts are all of one line."""

_PASTED = [each.name for each in PASTED]
TOLD = Place("told at once", tuple(each for each in EVENTS if type(each).__name__ in _LINES), talked)
BEGINNINGS = frozenset(
    {"conversations", "what to copy", "editor", "names in editor", "paste", *(each.name for each in PASTED)}
)
"""Places that are meant to show how something begins, or a part of it, while the whole is elsewhere."""

HEADLINE, FOLDED = "Static  headline", "Folded  body"
"""Where a headline stands that is too long for a card's title, and long words of a person's own."""

Texts = Mapping[Path, str]


def with_texts(value: object, texts: Texts) -> object:
    for way, text in texts.items():
        value = put(value, way, text)
    return value


def tokens(place: Place) -> Texts:
    """Return a harmless word for all that comes from outside in a place, each another."""
    return {way: f"q{number:03}z" for number, way in enumerate(place.outside(place.value))}


def is_elsewhere(way: Path) -> bool:
    """Tell whether a text is no argument, and a card shows as much of it as fits, or a mark of it."""
    return "before" in way or way[-1] == "installation"


def spelled(text: str) -> str:
    """Return the letters of a text, which are what Markdown leaves as they are."""
    return "".join(char for char in visible(text) if char.isalpha())


class Stage:
    """One app in one terminal, on which one place after another is shown with one text after another."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._harmless: dict[str, Parts] = {}

    async def begin(self) -> None:
        """Have what a new conversation shows out of the way."""
        await self._terminal.rest()
        async with said(self._terminal, EVENTS[0]):
            self._terminal.problems()

    async def parts(self, place: Place, texts: Texts) -> tuple[list[str], Parts]:
        """Return what went wrong in the terminal, and what is shown, with these texts in a place."""
        self._terminal.time.now = 1000.0
        async with place.shows(self._terminal, with_texts(place.value, texts)):
            return self._terminal.problems(), self._terminal.parts()

    async def harmless(self, place: Place) -> Parts:
        if place.name not in self._harmless:
            problems, self._harmless[place.name] = await self.parts(place, tokens(place))
            assert problems == []
        return self._harmless[place.name]

    async def problems(self, place: Place, hostile: Texts) -> list[str]:
        """Return what is wrong where some texts of a place are hostile and all others harmless."""
        before, known = await self.harmless(place), tokens(place)
        acts, after = await self.parts(place, {**known, **hostile})
        words = [known[way] for way in hostile]
        found = [*acts, *changed(before, after, words)]
        for way, text in hostile.items() if place.name not in BEGINNINGS else ():
            found += [f"{way}: {each}" for each in hidden(way, known[way], text, before, after)]
        return [f"{place.name}: {each}" for each in found]


def hidden(way: Path, token: str, text: str, before: Parts, after: Parts) -> Iterator[str]:
    """Yield what is not seen of a text that stands where a token stood."""
    found = {name for name, lines in before if token in "\n".join(lines)}
    names = {name for name in found if name.split()[0] not in ONE_LINE}
    if not names or is_elsewhere(way):
        return
    prose = any(name.startswith(("Markdown", "Piece")) for name in names)
    names |= {HEADLINE} if any(name.startswith("ProposalCard") for name in names) else {FOLDED}
    lines = [line for name, lines in after if name in names or prose for line in lines]
    columns = any("what" in name.split() or "rows" in name.split() for name in names) or way[-1] == 0 or "may" in way
    if why := unseen(
        spelled(text) if prose else text, lines, in_columns=columns or prose or isinstance(way[-1], Named)
    ):
        yield f"{text[:60]!r} in {sorted(names)}: {why}"


def dealt(texts: Sequence[str], place: Place, first: int, odd: int) -> Texts:
    """Return every second text of a place as the next of the hostile ones."""
    ways = list(place.outside(place.value))[odd::2]
    return {way: texts[(first + number) % len(texts)] for number, way in enumerate(ways)}


def deals(texts: Sequence[str], first: int, odd: int, stages: Sequence[Place]) -> Iterator[tuple[Place, Texts]]:
    """Yield what is dealt to one place after another."""
    for place in stages:
        hostile = dealt(texts, place, first, odd)
        first += len(hostile)
        if hostile:
            yield place, hostile


async def swept(texts: Sequence[str], firsts: Sequence[int], odds: Sequence[int], stages: Sequence[Place]) -> list[str]:
    """Return what is wrong where hostile texts are dealt to every second text of places, beginning at any of some."""
    found: list[str] = []
    async with Terminal(FakeDesk(FakeConversation())) as terminal:
        stage = Stage(terminal)
        await stage.begin()
        for first, odd in product(firsts, odds):
            for place, hostile in deals(texts, first, odd, stages):
                found += [f"dealt from {first}: {each}" for each in await stage.problems(place, hostile)]
    return found


@pytest.mark.soak
@pytest.mark.parametrize("share", SHARES)
async def test_no_hostile_text_acts_hides_itself_or_changes_what_is_beside_it(share: Sequence[int]) -> None:
    stages = EVERYWHERE if SOAK else EVERYWHERE[::2]
    texts = SWEPT if SOAK else HOSTILE
    assert "\n".join(await swept(texts, share, (0, 1) if SOAK else (0,), stages)) == ""


def test_each_of_the_texts_that_play_a_trick_comes_to_every_place_of_the_screen() -> None:
    assert len(TRICKS) >= 12
    assert len(set(SWEPT)) >= 60
    assert set(SWEPT) <= {*HOSTILE, *HUGE}
    once = [
        (place.name, way, text)
        for odd in (0, 1)
        for place, texts in deals(SWEPT, 0, odd, EVERYWHERE)
        for way, text in texts.items()
    ]
    assert len(once) == len({(name, way) for name, way, _ in once}) == sum(len(tokens(place)) for place in EVERYWHERE)
    later = [text for odd in (0, 1) for _, texts in deals(SWEPT, 1, odd, EVERYWHERE) for text in texts.values()]
    assert later == [SWEPT[(SWEPT.index(text) + 1) % len(SWEPT)] for *_, text in once]


async def test_nothing_acts_where_every_text_of_a_place_is_of_the_nastiest_and_one_is_huge_too() -> None:
    async with Terminal(FakeDesk(FakeConversation())) as terminal:
        stage = Stage(terminal)
        await stage.begin()
        for place in (TALKED, *(each for each in EVERYWHERE if not each.name.startswith("told "))):
            texts = dict.fromkeys(place.outside(place.value), "".join(NASTIEST))
            last = list(texts)[-1]
            problems, _ = await stage.parts(place, {**texts, last: texts[last] + LONG_WORD})
            assert (place.name, problems) == (place.name, [])


async def test_a_line_break_in_what_is_one_line_is_a_space_and_begins_no_line_of_ours() -> None:
    async with Terminal(FakeDesk(FakeConversation())) as terminal:
        stage = Stage(terminal)
        await stage.begin()
        for place in (each for each in (*PLACES, TOLD) if each.name in ONE_LINED):
            ways = tuple(place.outside(place.value))
            _, broken = await stage.parts(place, dict.fromkeys(ways, f"x\r\n{FORGED}\u2028z"))
            _, whole = await stage.parts(place, dict.fromkeys(ways, f"x {FORGED} z".replace("\n", " ")))
            assert (place.name, broken) == (place.name, whole)
