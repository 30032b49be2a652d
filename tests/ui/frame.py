"""What a screen looks like, read cell by cell: its characters, and in each theme the style of every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.color import Color
from rich.style import Style
from textual.strip import Strip
from textual.widgets import Input, TextArea

from app.ui.theme import THEMES
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.lines import Pending
from app.ui.widgets.waiting import WaitingCard
from tests.ui.fakes_shown import Shown

NAMES = tuple(theme.name for theme in THEMES)
SIZES = ((80, 24), (120, 40))
_WORDS = ("bold", "dim", "italic", "underline", "strike", "reverse")
_SEEN = ("underline", "strike", "reverse")
"""What shows in a blank, too."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows of characters as they stand, and by theme's name the style of each, in words."""

    size: tuple[int, int]
    rows: tuple[str, ...]
    styles: dict[str, tuple[tuple[str, ...], ...]]


def coloured(color: Color | None) -> str:
    """Return a colour as it is named: by its own number among sixteen, or by its value."""
    if color is None or color.is_default:
        return "default"
    return f"ansi{color.number}" if color.number is not None else color.get_truecolor().hex


def in_words(style: Style) -> str:
    """Return a style in words."""
    said = [word for word in _WORDS if getattr(style, word)]
    return " ".join([*said, coloured(style.color), "on", coloured(style.bgcolor)])


def _row(strip: Strip) -> tuple[str, tuple[str, ...]]:
    """Return a row's characters and their styles, where a blank that shows its ground alone is as what is before it."""
    letters, styles = "", [""]
    for segment in strip:
        style = in_words(segment.style or Style())
        ground = style.rpartition(" on ")[2]
        for letter in "" if segment.control else segment.text:
            seen = not letter.isspace() or any(word in style for word in _SEEN)
            goes_on = styles[-1].endswith(f"on {ground}") and not any(word in styles[-1] for word in _SEEN)
            styles.append(style if seen else styles[-1] if goes_on else f"on {ground}")
            letters += letter
    return letters, tuple(styles[1:])


async def _stand_still(shown: Shown) -> None:
    """Let what moves with the time stand as it does now."""
    for field in (*shown.app.screen.query(Input), *shown.app.screen.query(TextArea)):
        field.cursor_blink = False
        field._cursor_visible = field.has_focus  # noqa: SLF001  # a cursor that blinks is seen while it is looked at
        field.refresh()
    for clock in shown.app.screen.query("ProposalCard, WaitingCard, Pending"):
        assert isinstance(clock, ProposalCard | WaitingCard | Pending)
        clock.tick()
    await shown.rest()


async def taken(shown: Shown, size: tuple[int, int], themes: Sequence[str] = NAMES) -> Frame:
    """Return what stands on the screen in this size and these themes, whose characters are the same."""
    await shown.pilot.resize_terminal(*size)
    await shown.rest()
    await _stand_still(shown)
    styles: dict[str, tuple[tuple[str, ...], ...]] = {}
    rows: tuple[str, ...] = ()
    for theme in themes:
        if shown.app.theme != theme:
            shown.app.theme = theme
            await shown.rest()
        drawn = [_row(strip) for strip in shown.app.screen._compositor.render_strips()]  # noqa: SLF001  # as in Shown
        characters = tuple(row for row, _ in drawn)
        assert not rows or characters == rows, f"{theme} shows other characters than {themes[0]}"
        rows, styles[theme] = characters, tuple(each for _, each in drawn)
    return Frame(size, rows, styles)
