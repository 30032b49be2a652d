from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from textual.widgets.markdown import MarkdownBlock

from app.text import clean
from app.ui.markdown import Prose
from graph.events import Ended, Event, Said, Spoke
from graph.questions import Ask
from tests.hostile import HOSTILE
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk

NASTY = (
    "[@click=app.quit]x[/] and [a link](https://evil.example 't') and ![pic](https://evil.example/p.png)\n\n"
    "# A heading [@click=app.quit]y[/]\n\n"
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ \x1b[2J &#x202e;gnp.exe <b>bold</b> <https://evil.example>\n\n"
    "```html\x1b[31m\n[@click=app.quit]z[/]\n```\n\n| a |\n|---|\n| [@click=app.quit]t[/] |\n"
)


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
        blocks = list(shown.app.screen.query(MarkdownBlock))
        assert blocks
        metas = [span.style for block in blocks for span in block._content.spans if "click" in str(span.style)]  # noqa: SLF001  # spans have no public face
        assert metas == []
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
        assert {block.id for block in shown.app.screen.query(MarkdownBlock)} <= {None, "code-content"}


@pytest.mark.parametrize("size", [1, 3, 1000])
async def test_streamed_pieces_end_up_as_the_whole(size: int) -> None:
    text = "One *two* three.\n\n- a\n- b\n\nlast \x1b[31mred"

    async def pieces(_text: str, _ask: Ask) -> AsyncIterator[Event]:
        for start in range(0, len(text), size):
            yield Spoke("m1", text[start : start + size])
        yield Ended("done")

    async with Shown(FakeDesk(FakeConversation(script=pieces))) as shown:
        await shown.says("x")
        await shown.sees("�red")
        assert shown.app.screen.query_one(Prose).source == "One *two* three.\n\n- a\n- b\n\nlast �red"


@pytest.mark.parametrize("size", [3, 400])
def test_what_grows_is_cleaned_as_if_it_had_come_at_once(size: int) -> None:
    whole = "\n".join(text[:60] for text in (*HOSTILE, "plain", "", "plain once more"))
    prose = Prose("")
    for end in range(0, len(whole) + size, size):
        assert prose._cleaned(whole[:end]) == clean(whole[:end])  # noqa: SLF001  # what is drawn is drawn of this
    assert prose._cleaned("another") == "another"  # noqa: SLF001  # as above
