"""A terminal's screen as SVG: letters in whatever fixed-width font is there, borders and bars drawn as shapes."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from pyte.screens import Char

WIDE, HIGH, PAD, BASELINE = 8.4, 18, 12, 13.5
INK, PAPER = "#d6d5d0", "#15171b"
NAMED = {
    "black": "#000000",
    "red": "#cd3131",
    "green": "#0dbc79",
    "brown": "#e5e510",
    "blue": "#2472c8",
    "magenta": "#bc3fbc",
    "cyan": "#11a8cd",
    "white": "#e5e5e5",
}

ARMS = dict(zip("━┃┏┓┗┛─│┌┐└┘", ("lr", "ud", "rd", "ld", "ru", "lu") * 2, strict=True))
HEAVY = frozenset("━┃┏┓┗┛")
BLOCKS = {letter: (0.0, 1 - part / 8, 1.0, part / 8) for part, letter in enumerate("▁▂▃▄▅▆▇█", 1)}
BLOCKS |= {
    "▌": (0.0, 0.0, 0.5, 1.0),
    "▊": (0.0, 0.0, 0.75, 1.0),
    "▐": (0.5, 0.0, 0.5, 1.0),
    "▔": (0.0, 0.0, 1.0, 1 / 8),
}

Cell = tuple[str, str, str, bool, bool, bool]
"""A letter, its colour and its ground, and whether it is bold, italic and underlined."""


def cell(char: Char) -> Cell:
    """Return what is seen of a character on the screen."""
    front, ground = _value(char.fg, INK), _value(char.bg, PAPER)
    front, ground = (ground, front) if char.reverse else (front, ground)
    return char.data, front, ground, char.bold, char.italics, char.underscore


def _value(color: str, default: str) -> str:
    return default if color == "default" else NAMED.get(color) or f"#{color}"


def svg(rows: Sequence[Sequence[Char]], title: str) -> str:
    """Return a picture of a screen; `title` is what a reader hears who does not see it."""
    cells = [[cell(char) for char in row] for row in rows]
    width, height = len(cells[0]) * WIDE + 2 * PAD, len(cells) * HIGH + 2 * PAD
    shapes = [shape for line, row in enumerate(cells) for shape in (*_grounds(row, line), *_letters(row, line))]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">',
            f"<title>{escape(title)}</title>",
            "<style>text{font:14px ui-monospace,Menlo,Consolas,monospace;white-space:pre}",
            ".b{font-weight:bold}.i{font-style:italic}.u{text-decoration:underline}</style>",
            f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{PAPER}"/>',
            *shapes,
            "</svg>",
            "",
        ]
    )


def _grounds(row: Sequence[Cell], line: int) -> Iterator[str]:
    at = 0
    for ground, same in groupby(row, lambda one: one[2]):
        count = len(list(same))
        if ground != PAPER:
            yield _rect(_x(at), PAD + line * HIGH, count * WIDE, HIGH, ground)
        at += count


def _letters(row: Sequence[Cell], line: int) -> Iterator[str]:
    at = 0
    for (front, *style, drawn), same in groupby(
        row, lambda one: (one[1], *one[3:], one[0] if _is_drawn(one[0]) else "")
    ):
        run = list(same)
        if drawn:
            yield _drawn(drawn, at, line, len(run), front)
        elif text := "".join(one[0] for one in run).rstrip():
            yield _text(text, at, line, front, style)
        at += len(run)


def _is_drawn(letter: str) -> bool:
    return letter in ARMS or letter in BLOCKS


def _text(text: str, at: int, line: int, front: str, style: Sequence[bool]) -> str:
    blank = len(text) - len(text.lstrip())
    text, at = text.lstrip(), at + blank
    classes = " ".join(name for name, on in zip("biu", style, strict=True) if on)
    worn = f' class="{classes}"' if classes else ""
    place = f'x="{_x(at):g}" y="{PAD + line * HIGH + BASELINE:g}"'
    return f'<text {place} fill="{front}"{worn} textLength="{len(text) * WIDE:g}">{escape(text)}</text>'


def _drawn(letter: str, at: int, line: int, count: int, front: str) -> str:
    left, top = _x(at), PAD + line * HIGH
    if letter in BLOCKS:
        across, down, wide, high = BLOCKS[letter]
        repeated = wide if count == 1 else count
        return _rect(left + across * WIDE, top + down * HIGH, repeated * WIDE, high * HIGH, front)
    middle, centre = left + WIDE / 2, top + HIGH / 2
    ends = {"l": (left, centre), "r": (left + count * WIDE, centre), "u": (middle, top), "d": (middle, top + HIGH)}
    path = " ".join(f"M{middle:g} {centre:g}L{ends[arm][0]:g} {ends[arm][1]:g}" for arm in ARMS[letter])
    thick = 2.4 if letter in HEAVY else 1
    return f'<path d="{path}" stroke="{front}" stroke-width="{thick:g}" stroke-linecap="square"/>'


def _rect(left: float, top: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _x(at: int) -> float:
    return round(PAD + at * WIDE, 1)
