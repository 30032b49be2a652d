from __future__ import annotations

from textual.widget import Widget

from app.ui.widgets.composer import Composer
from app.ui.widgets.lines import Line
from graph.events import Entry, Event, Looked, Said, Spoke
from tests.ui.fakes_shown import Shown, chat
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Slow
from tests.ui.fakes_values import NOW


def entry(seq: int) -> Entry:
    kinds: list[Event] = [
        Said(f"question {seq}"),
        Looked(f"c{seq}", "search_tasks", "found", f"{seq} tasks", 5),
        Spoke(f"m{seq}", f"answer {seq}"),
    ]
    return Entry(seq, NOW, kinds[(seq - 1) % 3])


def read(shown: Shown) -> list[str]:
    """Return what is in view, without the scroll bar."""
    return [line[:77].rstrip() for line in shown.text.splitlines()[2:18]]


async def test_a_long_conversation_mounts_only_a_window_and_scrolling_moves_it() -> None:
    conversation = FakeConversation(kept=[entry(seq) for seq in range(1, 1001)])
    async with chat(conversation) as shown:
        await shown.sees("question 1000")
        await shown.rest()
        assert len(shown.app.screen.query(Line)) <= 40
        seen = {word for word in shown.text.split() if word.isdigit()}
        for _ in range(7):
            before = read(shown)
            await shown.press("pageup")
            await shown.until(lambda: read(shown) != before)  # noqa: B023  # awaited within the turn of the loop
            assert len(shown.app.screen.query(Line)) <= 60
            seen |= {word for word in shown.text.split() if word.isdigit()}
        await shown.sees("Reading back")
        numbers = sorted(int(word) for word in seen if int(word) > 100)
        assert numbers[0] < 940
        assert set(range(numbers[0] + 3, 1000)) <= set(numbers)
        await shown.press("ctrl+end")
        await shown.sees("question 1000")
        await shown.rest()
        assert len(shown.app.screen.query(Line)) <= 40


async def test_a_window_of_any_height_is_filled_with_what_there_is() -> None:
    looked = [Entry(seq, NOW, Looked(f"c{seq}", "find", "found", f"number {seq}.", 5)) for seq in range(1, 301)]
    async with Shown(FakeDesk(FakeConversation(kept=looked)), size=(80, 150)) as shown:
        await shown.sees("number 300.")
        await shown.sees("number 160.")
        for size in ((80, 40), (80, 200)):
            await shown.pilot.resize_terminal(*size)
            await shown.sees("number 300.")
        await shown.sees("number 110.")


async def test_what_was_drawn_of_lines_that_have_gone_is_let_go_at_once() -> None:
    async with chat(FakeConversation(kept=[entry(seq) for seq in range(1, 201)])) as shown:
        await shown.sees("question 199")
        await shown.rest()
        drawn = [widget for line in shown.app.screen.query(Line) for widget in (line, *line.query(Widget))]
        assert any(_holds(widget) for widget in drawn)
        for _ in range(7):
            await shown.press("pageup")
            await shown.rest()
        gone = [widget for widget in drawn if not widget.is_attached]
        assert gone
        assert not any(_holds(widget) for widget in gone)


def _holds(widget: Widget) -> bool:
    return bool(widget._styles_cache._cache)  # noqa: SLF001  # as in what is tested


async def test_new_lines_do_not_pull_away_somebody_who_reads_back() -> None:
    slow = Slow()
    conversation = FakeConversation(script=slow.script, kept=[entry(seq) for seq in range(1, 101)])
    async with chat(conversation) as shown:
        await shown.says("go on")
        for _ in range(4):
            await shown.press("pageup")
        before = read(shown)
        slow.go.set()
        await shown.until(lambda: shown.app.screen.query_one(Composer).text == "")
        for _ in range(5):
            await shown.pilot.pause()
        assert read(shown) == before
