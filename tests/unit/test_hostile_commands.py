"""Hostile texts in what the commands print, as a terminal takes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import click
import pyte
import pytest

from app.commands.audit import shown
from app.commands.inbox import _line, card
from app.commands.policy import explanation
from app.commands.printed import Printed, line_of
from app.commands.say import say
from app.commands.tools import _ask, _change
from app.commands.whoami import lines
from app.ui.desk import Standing
from graph.events import Acted, Event, Recipient
from graph.ledger.claims import Ledger
from graph.policy.pdp import Pdp
from graph.questions import Confirm, NobodyToAsk
from graph.storage.audit import Audit
from graph.storage.store import Store
from tests.hostile import FORGED, HOSTILE, HUGE, LOOKALIKE, NASTIEST
from tests.poison import poisoned
from tests.ui.fakes_inbox import theirs
from tests.ui.fakes_places import EVENTS
from tests.ui.fakes_values import NOW, STANDING, deletion, moved
from tools.change import Call, Change, Row, Verdict
from tools.contract import Ambiguous
from tools.registry import load

PDP, TOOL = Pdp.load(), load().tools["delete_tasks"]
SHORT = (*HOSTILE, "".join(NASTIEST))


def waiting(text: str) -> Iterator[str]:
    one = poisoned(theirs(changed=("x",), reason="y"), text)
    assert isinstance(one, type(theirs()))
    yield _line(one)
    yield from card(one)


def tried(text: str) -> Iterator[str]:
    text = text.encode(errors="replace").decode()  # nothing else can stand in a request, which is UTF-8
    change = poisoned(deletion(1).change, text, named=True)
    assert isinstance(change, Change)
    yield from _change(TOOL, replace(change, undo=Call(text, {text: text})))


def looked_up(text: str) -> Iterator[str]:
    """Yield what is said of an account, of a proposal in its ledger, and of all that was written down."""
    standing = poisoned(STANDING, text)
    assert isinstance(standing, Standing)
    yield from lines(text, standing)
    with Store.open(None, b"k" * 32) as store:
        audit = Audit(store, lambda: NOW)
        ledger = Ledger(store, audit, lambda: NOW)
        change = poisoned(deletion(1).change, text, named=True)
        assert isinstance(change, Change)
        verdict = Verdict("needs", ("confirmation",), ((text, text),))
        one = replace(deletion(1), id="p", change=change, why=text, tool=text, args={text: text}, verdict=verdict)
        ledger.offer(one)
        plain = {"call": one.call, "effect": "delete", "outcome": "needs", "needs": ["confirmation"], "rules": [text]}
        body = {"tool": text, "headline": text, "sub": text, "asked": {text: text, "many": [text, text]}}
        audit.write("verdict", thread=one.thread, plain=plain, body=body)
        yield from explanation("p", store, PDP)
        for as_json in (False, True):
            yield from shown(audit.entries(), as_json=as_json)


async def printed(text: str) -> None:
    """Print a text in every place where a command shows one from outside."""
    told = Printed(as_json=False, keeps=True)
    for event in EVENTS:
        told.take(poisoned(event, text))  # type: ignore[arg-type]  # a poisoned event is one still
        click.echo()
    for keeps in (True, False):
        with pytest.raises(NobodyToAsk):
            await Printed(as_json=False, keeps=keeps).nobody(Confirm([poisoned(moved(), text)]))  # type: ignore[list-item]  # as above
    say(*waiting(text), *tried(text), *looked_up(text))
    _ask(Ambiguous(text, [(text, text, text)]))


def problems(out: str) -> list[str]:
    """Return what a terminal would be made to do by what was printed."""
    screen = pyte.Screen(120, 3000)
    modes = set(screen.mode)
    acted: list[object] = []
    screen.set_title = screen.set_icon_name = screen.write_process_input = acted.append  # type: ignore[method-assign,assignment]  # a terminal that tells
    pyte.Stream(screen).feed(out.replace("\n", "\r\n"))
    odd = {char for char in set(out) - {"\n"} if unicodedata.category(char) in {"Cc", "Cf", "Cs"}}
    plain = pyte.screens.Char(" ")
    styled = [cell for row in screen.buffer.values() for cell in row.values() if cell._replace(data=" ") != plain]
    return [*map(str, acted), *map(ascii, odd), *map(str, styled), *map(str, screen.mode ^ modes)]


@pytest.mark.parametrize("share", range(8))
async def test_nothing_that_a_command_prints_acts_on_a_terminal(share: int, capsys: pytest.CaptureFixture[str]) -> None:
    for text in SHORT[share::8]:
        await printed(text)
        out, err = capsys.readouterr()
        assert (text, problems(out), problems(err)) == (text, [], [])


def test_whatever_is_looked_up_is_a_line_for_each_thing_however_it_is_broken() -> None:
    broken, whole = ([*looked_up(text)] for text in (f"x\r\n{FORGED}\u2028y", f"x {FORGED} y".replace("\n", " ")))
    assert [each for each in broken if len(each.splitlines()) > 1] == []
    assert len(broken) == len(whole)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_is_one_line_however_it_is_broken(event: Event) -> None:
    broken = poisoned(event, "x\r\nAsked by nobody\u2028y")
    lines = 2 if "Confirming" in str(event) else 1
    assert len(line_of(broken).splitlines()) <= lines  # type: ignore[arg-type]  # a poisoned event is one still


@pytest.mark.parametrize("text", HUGE, ids=lambda text: ascii(text)[:10])
def test_what_is_huge_is_folded_in_a_line_and_says_how_long_it_is(text: str) -> None:
    summary = next(event for event in EVENTS if isinstance(event, Acted))
    line = line_of(replace(summary, headline="Delete", summary=text))
    assert len(line) <= 400
    assert "characters" in line or "\ufffd" in line


@pytest.mark.parametrize("text", LOOKALIKE, ids=ascii)
def test_letters_that_only_look_plain_are_marked_in_what_names_somebody_or_something(text: str) -> None:
    assert "look-alike" in line_of(Recipient("search", text, "a.host", changed=True))
    one = theirs(text, lines=(("Amount", text),), rows=(Row("task", text, text, None, None, None).label,))
    marked = [line for line in (_line(one), *card(one)) if "look-alike" in line]
    assert len(marked) == 3
