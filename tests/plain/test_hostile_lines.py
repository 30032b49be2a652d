"""Every text from outside, in every place where plain lines show one, as a terminal takes it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pyte
import pytest

from app.auth.events import Person
from app.plain.card import card, details
from app.plain.door import _way
from app.plain.help import help_lines
from app.plain.printer import Printer
from app.plain.telling import Telling
from app.plain.transcript import told
from app.plain.waiting import printed, whole
from app.plain.which import asked
from app.ui.desk import May
from app.ui.inbox import Waiting
from app.ui.ways import ways
from graph.events import (
    Acted,
    Acting,
    Confirming,
    Entry,
    Event,
    Failed,
    Looked,
    Looking,
    Parked,
    Recipient,
    Said,
    Seconded,
    Settled,
    Spoke,
    Thought,
)
from graph.questions import Candidate, Which
from tests.hostile import HOSTILE
from tests.plain.fakes_plain import Paper
from tests.poison import poisoned
from tests.ui.fakes_inbox import theirs
from tests.ui.fakes_values import NOW, STANDING, deletion, moved, paid, update
from tools.change import Proposal, Receipt, Request

FORGED = ("Approved: everything.", "Your decision: approve")
SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
WIDTH, HEIGHT = 160, 4000


def proposals(text: str) -> list[Proposal]:
    def also(proposal: Proposal) -> Proposal:
        bad = poisoned(proposal, text)
        assert isinstance(bad, Proposal)
        path = Request("POST", text, {text: text, "deep": [{text: [text]}]}, ((text, text),), text)
        return replace(bad, change=replace(bad.change, requests=[path]), opinion=text, differs=(text,))

    return [also(each) for each in (deletion(2), update(), moved(), paid())]


def said(text: str) -> list[Event]:
    receipt = Receipt("k", "refused", 403, text, NOW, text)
    return [
        Said(text),
        Thought("m", text),
        Spoke("m", text),
        Looking("c", text, {text: text, "many": [text, text]}),
        Looked("c", text, "failed", text, 12),
        Settled("p", text, "reject", text),
        Confirming("p", text, text, opened=False, shows=(text, text)),
        Parked("p", text, "ap_1", text, NOW + 60),
        Seconded("p", text, "reject", text, text),
        Recipient(text, text, text, changed=True),
        Acting("c", text),
        Acted("c", text, (receipt, replace(receipt, outcome="unknown")), text),
        Failed(text, text),
    ]


def everything(printer: Printer, text: str) -> None:
    """Print a text in every place where one from outside is shown."""
    each_in_turn = sum(map(ord, text)) % 4
    for proposal in proposals(text) if SOAK else [proposals(text)[each_in_turn]]:
        printer.say(*card(proposal, NOW), *details(proposal))
    telling = Telling(printer, lambda: NOW)
    for event in said(text):
        telling.show(event)
        printer.say(*told(event))
    telling.earlier([Entry(number, NOW, event) for number, event in enumerate(said(text), 1)])
    telling.why()
    printer.say(*asked(Which("w", text, (Candidate(text, text, text),), free=True)))
    waiting = poisoned(theirs(changed=("x",), reason="x"), text)
    assert isinstance(waiting, Waiting)
    printer.say(*printed([waiting], NOW).lines, *whole(waiting, NOW))
    standing = replace(STANDING, who=text, tenant=text, role=text, model=text, place=text, kept=text, session=text)
    printer.say(*help_lines(replace(standing, may=(May(text, "delete", "asks", text),))))
    printer.say(*(_way(way) for way in ways([Person("k", text, text)], browserless=False)))
    printer.prompt(f"To approve it, type {text}: ")


def written(text: str, show: Callable[[Printer, str], None] = everything) -> str:
    paper = Paper()
    printer = Printer(paper)
    printer.say("BEFORE")
    show(printer, text)
    printer.say("AFTER")
    return paper.text


class Watched(pyte.Screen):
    """A terminal that tells when it is made to do anything but to write from top to bottom."""

    def __init__(self) -> None:
        super().__init__(WIDTH, HEIGHT)
        self.acted: list[str] = []

    def write_process_input(self, data: str) -> None:
        self.acted.append(f"answers {data!r}")

    def set_title(self, param: str) -> None:
        self.acted.append(f"title {param!r}")


def on_a_terminal(text: str) -> Watched:
    screen = Watched()
    modes = set(screen.mode)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    assert screen.mode == modes
    return screen


@pytest.mark.soak
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_no_hostile_text_acts_on_a_terminal_or_changes_what_is_beside_it(text: str) -> None:
    out = written(text)
    assert [char for char in out if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}] == []
    screen = on_a_terminal(out[:100_000])
    assert screen.acted == []
    default = pyte.screens.Char(" ")
    odd = [cell for row in screen.buffer.values() for cell in row.values() if cell._replace(data=" ") != default]
    assert odd == []
    lines = out.split("\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEFORE", "AFTER", "")


@pytest.mark.parametrize("text", [text for text in HOSTILE if "Approved" in text], ids=ascii)
def test_no_hostile_text_writes_a_line_of_ours(text: str) -> None:
    assert [line for line in written(text).split("\n") if line.startswith(FORGED)] == []


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_streamed_in_any_pieces_it_acts_as_little(text: str) -> None:
    def streamed(printer: Printer, text: str) -> None:
        for char in f"a {text} b":
            printer.stream("Agent", char)

    out = written(text, streamed)
    assert [char for char in out if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}] == []
    agents = out.removeprefix("BEFORE\n").removesuffix("AFTER\n").split("\n")
    assert all(line.startswith("Agent: ") or not line for line in agents)


def test_a_card_of_hostile_text_still_has_its_blocks_in_order() -> None:
    for text in HOSTILE:
        for proposal in proposals(text):
            lines = card(proposal, NOW)
            heads = [line.split(",")[0] for line in lines if not line.startswith("  ")]
            assert [head.split(" ")[0] for head in heads[1:5]] == ["Effect:", "What", "Why", "Why"]
            assert lines[-1].startswith("It expires at")
