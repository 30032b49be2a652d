from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.text import clean
from app.ui.markdown import read
from app.ui.widgets.prose import LONG, Piece, Prose
from graph.events import Ended, Event, Said, Spoke
from graph.questions import Ask
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk

NASTY = (
    "[@click=app.quit]x[/] and [a link](https://evil.example 't') and ![pic](https://evil.example/p.png)\n\n"
    "# A heading [@click=app.quit]y[/]\n\n"
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ \x1b[2J &#x202e;gnp.exe <b>bold</b> <https://evil.example>\n\n"
    "```html\x1b[31m\n[@click=app.quit]z[/]\n```\n\n| a |\n|---|\n| [@click=app.quit]t[/] |\n"
)

MANY = "One *two* three.\n\n" + "- a\n- b\n\n  more of b\n" * 9 + "\nSome `code` to read.\n\n" * 9 + "last \x1b[31mred"


def laid_out(text: str, width: int) -> list[str]:
    lines = [line.content.plain for block in read(clean(text)) for line in block.lines(width)]
    return lines[1:]  # the first block has an empty line above it only where it follows on another


async def speaks(text: str, _ask: Ask) -> AsyncIterator[Event]:
    yield Said(text)
    for start in range(0, len(NASTY), 7):
        yield Spoke("m1", NASTY[start : start + 7])
    yield Ended("done")


async def spoken() -> Shown:
    return Shown(FakeDesk(FakeConversation(script=speaks)), size=(100, 40))


async def test_nothing_a_model_says_can_be_clicked() -> None:
    async with await spoken() as shown:
        await shown.says("x")
        await shown.sees("@click=app.quit]t[/]")
        pieces = list(shown.app.screen.query(Piece))
        assert pieces
        assert not [span.style for piece in pieces for span in piece.render().spans if "click" in str(span.style)]
        assert not [widget for widget in shown.app.screen.query("*") if widget.tooltip]
        for row, line in enumerate(shown.text.splitlines()):
            for word in ("[@click", "a link", "evil.example", "click"):
                if (column := line.find(word)) >= 0:
                    await shown.pilot.click(offset=(column + 1, row))
        assert shown.app.is_running
        assert shown.app._exit is False  # noqa: SLF001  # nothing public tells that an exit was asked for


async def test_links_html_and_escapes_stay_visible_as_text() -> None:
    async with await spoken() as shown:
        await shown.says("x")
        await shown.sees("@click=app.quit]t[/]")
        for word in (
            "[@click=app.quit]x[/]",
            "[a link](https://evil.example 't')",
            "<b>bold</b>",
            "A heading",
            "�gnp.exe",
        ):
            await shown.sees(word)
        for char in ("\x1b", "\u202e", "\x07"):
            assert char not in shown.text


async def test_no_id_is_made_of_a_models_words() -> None:
    async with await spoken() as shown:
        await shown.says("x")
        await shown.sees("A heading")
        assert {widget.id for prose in shown.app.screen.query(Prose) for widget in prose.query("*")} == {None}


@pytest.mark.parametrize("size", [7, 1000])
async def test_streamed_pieces_end_up_as_the_whole(size: int) -> None:
    async def pieces(_text: str, _ask: Ask) -> AsyncIterator[Event]:
        for start in range(0, len(MANY), size):
            yield Spoke("m1", MANY[start : start + size])
        yield Ended("done")

    async with Shown(FakeDesk(FakeConversation(script=pieces))) as shown:
        await shown.says("x")
        await shown.sees("�red")
        drawn = list(shown.app.screen.query(Piece))
        assert len(drawn) == 3
        assert [row for piece in drawn for row in piece.render().plain.split("\n")] == laid_out(
            MANY, drawn[0].size.width
        )


async def test_a_long_text_that_comes_at_once_is_drawn_whole_and_what_follows_goes_on_from_it() -> None:
    long = "".join(f"paragraph {number}\n\n" for number in range(LONG // 10))

    async def at_once(_text: str, _ask: Ask) -> AsyncIterator[Event]:
        yield Spoke("m1", long)
        yield Spoke("m1", "the end of it")
        yield Ended("done")

    async with Shown(FakeDesk(FakeConversation(script=at_once))) as shown:
        await shown.says("x")
        await shown.sees("the end of it")
        rows = [row for piece in shown.app.screen.query(Piece) for row in piece.render().plain.split("\n")]
        assert [row for row in rows if row] == [*long.split("\n\n")[:-1], "the end of it"]


async def test_selected_words_are_copied_as_they_were_written() -> None:
    text = "A long line that wraps at its blanks, since no window is as wide as what a model has to say of itself."

    async def speaks_so(_text: str, _ask: Ask) -> AsyncIterator[Event]:
        yield Spoke("m1", f"* {text}\n\n> quoted\n> twice\n\n```\n    indented\n```\n")
        yield Ended("done")

    async with Shown(FakeDesk(FakeConversation(script=speaks_so)), size=(60, 24)) as shown:
        await shown.says("x")
        await shown.sees("indented")
        shown.app.screen.query_one(Piece).text_select_all()
        assert shown.app.screen.get_selected_text() == f"• {text}\n\nquoted twice\n\n    indented"
