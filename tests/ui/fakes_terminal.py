"""The app in a terminal of a test: what it writes as it writes it, and what a terminal makes of that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import pyte
from pyte.modes import DECAWM, IRM
from pyte.screens import wcwidth
from rich.segment import Segment
from textual.content import Content
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from app.ui.widgets.guarded import Guarded
from tests.ui.fakes_seen import MOST
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeDesk

OURS = re.compile(r"(?:\x1b\[[0-9;]*m|\x1b\[\d+;\d+H|\x1b\[\?2026[hl]|\r|\n|[^\x00-\x1f\x7f-\x9f])*")
"""All that Textual writes to draw a frame: colours, places, and text without control characters."""

COLOURS = re.compile(r"\x1b\[([0-9;]*)m")
"""How Textual says the style of what follows."""

UNSEEN_STYLES = {"5", "6", "8"}
"""Numbers of styles that blink or hide, which nothing of ours does."""

LINK = re.compile(
    r"\x1b\]8;id=[\d-]+;(https?://[!-~]+)\x1b\\((?:\x1b\[[0-9;]*m)*)([!-~]+)((?:\x1b\[0m)?)\x1b\]8;;\x1b\\"
)
"""A link of ours, which leads where its words say, or a part of one."""

POINTER = re.compile(r"\x1b\]22;[a-z-]*\x07")
"""How Textual asks for another mouse pointer, which it does of itself."""

RULE = "━"
"""What fills a card's title up to its width."""

BEGINS = "\x1b[?1049h\x1b[?25l\x1b[?7l"
"""What Textual's own driver has said to a terminal before the first frame: other screen, no cursor, no wrapping."""


PILED = 5
"""A letter and as many marks as may stand on it."""

BLANK = pyte.screens.Char(" ")


def hides(style: str) -> bool:
    """Tell whether a style blinks or hides; the numbers of a colour say nothing of that."""
    numbers = re.sub(r"[34]8;(?:2;\d+;\d+;\d+|5;\d+)", "", style)
    return not UNSEEN_STYLES.isdisjoint(numbers.split(";"))


class Recorder(HeadlessDriver):
    """Takes what Textual draws, which a headless driver is not even given."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # as Textual calls its drivers
        self.written: list[str] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written.append(data)


class Emulator(pyte.Screen):
    """A terminal that tells when it is made to do anything but to show a frame."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self.acted: list[str] = []
        self._stream = pyte.Stream(self)

    def feed(self, data: str) -> None:
        """Obey what was written; colours are looked at apart, as they change no cell's character."""
        self.acted += [f"style {found}" for found in set(COLOURS.findall(data)) if hides(found)]
        self._stream.feed(COLOURS.sub("", data))

    def draw(self, data: str) -> None:
        """Draw as terminals do: what takes no room stands on what is before it."""
        if data.isascii() and data.isprintable() and not self.mode & {DECAWM, IRM} and self.charset == 0:
            row, blank, at = self.buffer[self.cursor.y], self.cursor.attrs, self.cursor.x
            for place, char in enumerate(data, at):
                row[min(place, self.columns - 1)] = blank._replace(data=char) if char != " " else BLANK
            self.cursor.x = min(at + len(data), self.columns)
            return
        for char in (data,) if data.isascii() else data:
            if not data.isascii() and wcwidth(char) == 0 and self.cursor.x:
                at = self.cursor.x - 1
                row = self.buffer[self.cursor.y]
                at -= not row[at].data
                row[at] = row[at]._replace(data=row[at].data + char)
            else:
                super().draw(char)

    def write_process_input(self, data: str) -> None:
        self.acted.append(f"answers {data!r}")

    def set_title(self, param: str) -> None:
        self.acted.append(f"title {param[:40]!r}")

    def set_icon_name(self, param: str) -> None:
        self.acted.append(f"icon {param[:40]!r}")

    def bell(self, *_: object) -> None:
        self.acted.append("bell")

    @property
    def rows(self) -> list[str]:
        return ["".join(self.buffer[y][x].data for x in range(self.columns)).rstrip() for y in range(self.lines)]


class Terminal(Shown):
    """An app at work, with all that reaches the terminal."""

    headless = False

    def __init__(self, desk: FakeDesk, *, size: tuple[int, int] = (80, 44)) -> None:
        super().__init__(desk, size=size)
        self.app.driver_class = Recorder
        self.emulator = Emulator(*size)
        self.emulator.feed(BEGINS)
        self._modes = set(self.emulator.mode)

    async def ticks(self) -> None:
        """Let everything that watches the clock look at it."""
        for guarded in self.app.screen.query(Guarded):
            guarded.tick()
        await self.rest()

    def problems(self) -> list[str]:
        """Return what the terminal was made to do beside showing what Textual drew, since this was asked last."""
        driver = self.app._driver  # noqa: SLF001  # Textual has no public way to what it wrote
        assert isinstance(driver, Recorder)
        written = LINK.sub(honest, POINTER.sub("", "".join(driver.written)))
        driver.written.clear()
        self.emulator.feed(written)
        found = [f"acts: {each}" for each in self.emulator.acted]
        self.emulator.acted.clear()
        if not (ours := OURS.match(written)) or ours.end() != len(written):
            found.append(f"writes {written[ours.end() if ours else 0 :][:40]!r}")
        if odd := {char for char in set(written) if unicodedata.category(char) in {"Cf", "Cs", "Co"}}:
            found.append(f"writes {odd}")
        if piled := {
            cell.data for row in self.emulator.buffer.values() for cell in row.values() if len(cell.data) > PILED
        }:
            found.append(f"marks piled up on {[each[0] for each in piled]}")
        if set(self.emulator.mode) != self._modes:
            found.append("another mode")
        strips = self.app.screen._compositor.render_strips()  # noqa: SLF001  # as in Shown
        found += [f"a link or an action: {style}" for style in linked(strips)]
        drawn, shown = [_plain(strip.text) for strip in strips], [_plain(row) for row in self.emulator.rows]
        found += [f"drawn {one!r}\nshown {other!r}" for one, other in zip(drawn, shown, strict=True) if one != other]
        return found

    def parts(self) -> list[tuple[str, list[str]]]:
        """Return what each widget that draws something shows, whole, and in which part of the screen it stands."""
        return [(name, lines) for name, lines in map(part, self.app.screen.query(Widget)) if any(lines)]


def part(widget: Widget) -> tuple[str, list[str]]:
    """Return a widget's name and its lines, without those of the widgets in it."""
    name = " ".join([type(widget).__name__, widget.id or "", *sorted(widget.classes)])
    titles = [" ".join(_titled(title).split()) for title in (widget.border_title, widget.border_subtitle) if title]
    if not widget.is_on_screen or not widget.display or not widget.size:
        return name, []
    if list(widget.children):
        return name, titles
    strips = widget.render_lines(Region(0, 0, widget.outer_size.width, min(widget.outer_size.height, MOST)))
    return name, [*titles, *(strip.text.rstrip().removeprefix("▌") for strip in strips)]


def _titled(title: str | Content) -> str:
    plain = title.plain if isinstance(title, Content) else Content.from_markup(title).plain
    return plain.replace(RULE, "")


def linked(strips: Sequence[Iterable[Segment]] | Sequence[Strip]) -> list[str]:
    """Return what can be clicked in some lines by an action of markup, or by a link that says another address."""
    told = [(segment.text, segment.style) for strip in strips for segment in strip if segment.style is not None]
    links = [style.link for words, style in told if style.link and words.strip() not in style.link]
    return [*links, *(str(style.meta) for _, style in told if "@click" in style.meta)]


def honest(link: re.Match[str]) -> str:
    """Return a link as its words alone where they are what it leads to, and as it is where they are not."""
    target, before, words, after = link.groups()
    return f"{before}{words}{after}" if words in target else link[0]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).rstrip()
