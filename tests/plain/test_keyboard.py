"""A real pseudo-terminal, whose line editing holds back what is not ended with Enter."""

from __future__ import annotations

import asyncio
import os
import pty
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from app.plain.keyboard import Keyboard, Typed, Typing


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    person, program = pty.openpty()
    yield person, program
    os.close(person)
    os.close(program)


def typing(fd: int) -> tuple[Typing, AsyncGenerator[Typed, None]]:
    keyboard = Typing(fd)
    return keyboard, keyboard.typed()


async def echoed(person: int, text: str) -> None:
    """Wait until the terminal has taken what was typed, as its echo tells."""
    os.set_blocking(person, False)
    seen = ""
    for _ in range(2000):
        try:
            seen += os.read(person, 4096).decode()
        except BlockingIOError:
            await asyncio.sleep(0)
        if text in seen:
            return
    raise AssertionError(seen)


async def test_lines_that_come_in_one_go_are_one_thing(terminal: tuple[int, int]) -> None:
    person, program = terminal
    _, typed = typing(program)
    async with aclosing(typed) as arriving:
        os.write(person, "eins\nzwei\nd\u00fcrei\n".encode())
        assert (await anext(arriving)).lines == ("eins", "zwei", "d\u00fcrei")
        os.write(person, b"vier\n")
        assert (await anext(arriving)).lines == ("vier",)


async def test_what_was_begun_before_a_mark_belongs_to_the_one_before(terminal: tuple[int, int]) -> None:
    person, program = terminal
    keyboard, typed = typing(program)
    async with aclosing(typed) as arriving:
        before = keyboard.mark()
        os.write(person, b"appro")
        await echoed(person, "appro")
        mark = keyboard.mark()
        assert keyboard.half == "appro"
        os.write(person, b"ve\n")
        found = await anext(arriving)
        assert (found.text, found.mark) == ("approve", before)
        os.write(person, b"approve\n")
        found = await anext(arriving)
        assert (found.text, found.mark) == ("approve", mark)


async def test_a_whole_line_that_nobody_had_read_yet_belongs_to_the_mark_before(terminal: tuple[int, int]) -> None:
    person, program = terminal
    keyboard, typed = typing(program)
    async with aclosing(typed) as arriving:
        asking = asyncio.ensure_future(anext(arriving))
        before = keyboard.mark()
        os.write(person, b"approve\nappr")
        await echoed(person, "appr")
        keyboard.mark()
        assert keyboard.half == "appr"
        found = await asking
        assert (found.lines, found.mark) == (("approve",), before)


async def test_the_terminal_edits_lines_as_before_once_a_mark_is_set(terminal: tuple[int, int]) -> None:
    person, program = terminal
    keyboard, typed = typing(program)
    async with aclosing(typed) as arriving:
        mark = keyboard.mark()
        os.write(person, b"rejext\x7f\x7fct\n")
        found = await anext(arriving)
        assert (found.text, found.mark) == ("reject", mark)


async def test_what_an_interruption_takes_away_is_forgotten_here_too(terminal: tuple[int, int]) -> None:
    person, program = terminal
    keyboard, typed = typing(program)
    async with aclosing(typed) as arriving:
        os.write(person, b"half")
        await echoed(person, "half")
        mark = keyboard.mark()
        keyboard.forget()
        os.write(person, b"reject\n")
        found = await anext(arriving)
        assert (found.text, found.mark) == ("reject", mark)


async def test_the_end_of_input_ends_the_lines(terminal: tuple[int, int]) -> None:
    person, program = terminal
    _, typed = typing(program)
    os.write(person, b"last\n\x04")
    assert [found.lines async for found in typed] == [("last",)]


async def test_a_pipe_decides_nothing_and_each_of_its_lines_stands_alone() -> None:
    read, write = os.pipe()
    os.write(write, b"1\r\ntwo\nthree")
    os.close(write)
    keyboard, typed = typing(read)
    keyboard.mark()
    assert not keyboard.decides
    assert [found.lines async for found in typed] == [("1",), ("two",), ("three",)]
    os.close(read)


async def test_a_file_can_be_read_too(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text("one\ntwo\n")
    with closing(path.open()) as file:
        keyboard, typed = typing(file.fileno())
        assert [found.lines async for found in typed] == [("one",), ("two",)]
        assert not keyboard.decides


def test_it_is_a_keyboard() -> None:
    keyboard: Keyboard = Typing()
    assert keyboard.half == ""
