"""`countersign inbox`: what waits for you and for others; deciding needs a terminal and the person at it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from app.commands.pasting import pasting
from app.commands.say import say
from app.commands.told import ERROR, REFUSED, on_parts, signed_in

if TYPE_CHECKING:
    from app.auth.events import Account
    from app.ui.inbox import Waiting
    from app.wiring import Parts
    from graph.questions import Answer, Question

Choice = Literal["approve", "reject"]

NOT_IT = "That was not it, so nothing was decided."
NO_TERMINAL = "Deciding needs a terminal, and somebody at it. Run this in one, or decide in countersign."
FOR = {"me": "you", "second": "you, as a second person", "others": "others"}


@click.group("inbox", invoke_without_command=True, help="Show what waits for you or for others, and decide.")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the list where nothing else is asked for."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show_list)


@command.command("list")
@click.pass_obj
def show_list(env_file: Path | None) -> None:
    """List what waits, one a line."""
    found = on_parts(env_file, _waiting, browser=False)
    for one in found:
        say(_line(one))
    if not found:
        say("Nothing waits for you, and nothing of yours waits for others.")


@command.command("show")
@click.argument("name", metavar="ID")
@click.pass_obj
def show_one(env_file: Path | None, name: str) -> None:
    """Show one of them whole."""
    for line in card(_named(on_parts(env_file, _waiting, browser=False), name)):
        say(line)


@command.command("approve")
@click.argument("name", metavar="ID")
@click.pass_obj
def approve(env_file: Path | None, name: str) -> None:
    """Approve one of them, by typing what it says."""
    _decide(env_file, name, "approve")


@command.command("reject")
@click.argument("name", metavar="ID")
@click.pass_obj
def reject(env_file: Path | None, name: str) -> None:
    """Reject one of them, with a reason."""
    _decide(env_file, name, "reject")


def card(one: Waiting) -> Sequence[str]:
    """Return everything about one of them as lines: what would happen, who asks and why, and what has changed."""
    from app.text import line, named

    words = [(line(label), named(text)) for label, text in one.lines]
    lines = [named(one.headline), f"  {one.effect}, {one.state}, waits for {FOR[one.waits]}"]
    lines += [f"  {label}: {text}" for label, text in words]
    lines += [f"  - {named(row)}" for row in one.rows]
    lines += [f"  ! Changed since: {named(told)}" for told in one.changed]
    lines += [f"  Asked by: {named(one.by)} {_ago(one.since)}", f"  Time left: {_left(one.expires)}"]
    lines += [f"  Why (the agent's words): {line(one.why)}"] if one.why else []
    lines += [f"  {line(one.reason)}"] if one.reason else []
    return lines


def at_a_terminal() -> bool:
    """Tell whether somebody can type here and read what is asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


async def _waiting(parts: Parts) -> Sequence[Waiting]:
    inbox = await parts.inbox(await signed_in(parts))
    return await inbox.waiting()


def _decide(env_file: Path | None, name: str, choice: Choice) -> None:
    if not at_a_terminal():
        _end(NO_TERMINAL, REFUSED)

    async def work(parts: Parts) -> int:
        account = await signed_in(parts)
        one = _named(await (await parts.inbox(account)).waiting(), name)
        mine = one.waits == "me" and one.state == "pending"
        for line in () if mine else card(one):
            say(line)
        if one.state != "pending" or one.waits == "others" or (one.waits == "second" and one.reason):
            _end("There is nothing here for you to decide.", REFUSED)
        if mine:
            return await _in_its_conversation(parts, account, one, choice)
        said = _asked(one.typed, choice)
        if said is None:
            _end(NOT_IT, REFUSED)
        return await _as_second(parts, account, one, said)

    raise SystemExit(on_parts(env_file, work))


@dataclass(frozen=True, slots=True)
class _Said:
    choice: Choice
    note: str = ""
    typed: str = ""


def _asked(typed: str, choice: Choice) -> _Said | None:
    """Ask the person for what decides: the words to type, or the reason; None where it was not that."""
    from app.text import line
    from tools.sums import is_typed

    if choice == "reject":
        return _Said(choice, note=_prompt("Why not"))
    wanted = line(typed) or "approve"
    said = _prompt(f"To approve it, type {wanted}")
    return _Said(choice, typed=said) if is_typed(said, wanted) else None


def _prompt(words: str) -> str:
    return str(click.prompt(words, default="", show_default=False))


async def _as_second(parts: Parts, account: Account, one: Waiting, said: _Said) -> int:
    from app.text import line
    from app.ui.inbox import Decided, Opening, Refused

    inbox = await parts.inbox(account)
    async with pasting(inbox.paste) as begin:
        async for outcome in inbox.decide(one, said.choice, said.note):
            match outcome:
                case Opening(url, opened):
                    say("Your provider asks you to confirm this" + (" in your browser:" if opened else " at:"))
                    say(url)
                    if not opened:
                        begin()
                case Decided(_, sentence):
                    say(line(sentence))
                    return 0
                case Refused(sentence, next_step):
                    _end(f"{line(sentence)} {line(next_step)}", REFUSED)
    return ERROR


async def _in_its_conversation(parts: Parts, account: Account, one: Waiting, choice: Choice) -> int:
    from app.commands.printed import Printed
    from graph.events import Confirming

    opened = await parts.open(account, one.thread)
    printed, answers = Printed(as_json=False, keeps=parts.keeps), _Answers(one, choice)
    async with pasting(parts.sign_in.paste) as begin:
        async for event in opened.conversation.resume(answers):
            printed.take(event)
            if isinstance(event, Confirming) and not event.opened:
                begin()
    if not answers.given and (answers.shown or not printed.code):
        _end(NOT_IT if answers.shown else "It is not open any more, so nothing was decided.", REFUSED)
    return 0 if choice == "reject" and answers.given and printed.code == REFUSED else printed.code


class _Answers:
    """Shows the one card whole and asks the person at this terminal; nothing else. Implements graph.questions.Ask."""

    def __init__(self, one: Waiting, choice: Choice) -> None:
        self._one, self._choice = one, choice
        self.shown = self.given = False

    async def __call__(self, question: Question) -> Sequence[Answer]:
        """Return the person's decision on that card; raises NobodyToAsk otherwise, and where it was given before."""
        from app.plain.card import card as whole
        from graph.questions import Answer, Confirm, NobodyToAsk

        found = question.proposals if isinstance(question, Confirm) and not self.shown else ()
        for each in found:
            if each.id == self._one.id:
                self.shown = True
                for text in whole(each, time.time()):
                    say(text)
                said = await asyncio.to_thread(_asked, self._one.typed, self._choice)
                if said is not None:
                    self.given = True
                    return [Answer(each.id, each.digest, said.choice, said.note, said.typed)]
        raise NobodyToAsk


def _named(waiting: Sequence[Waiting], name: str) -> Waiting:
    from app.text import fold

    found = [one for one in waiting if one.id == name] or [one for one in waiting if one.id.startswith(name)]
    if len(found) != 1 or not name:
        _end(f"Nothing that waits is called {fold(name, 80)}. See: countersign inbox list", ERROR)
    return found[0]


def _line(one: Waiting) -> str:
    from app.text import named

    left = _left(one.expires) if one.state == "pending" else one.state
    return f"{named(one.id)}  {named(one.headline, 100)}  from {named(one.by, 40)}  for {FOR[one.waits]}  {left}"


def _left(expires: int) -> str:
    seconds = int(expires - time.time())
    return "expired" if seconds < 0 else f"{_span(seconds)} left"


def _ago(since: int) -> str:
    return f"{_span(max(0, int(time.time()) - since))} ago"


def _span(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _end(sentence: str, code: int) -> NoReturn:
    say(sentence, err=True)
    raise SystemExit(code)
