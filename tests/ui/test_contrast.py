from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from textual.color import Color

from app.ui.theme import THEMES
from tests.ui.frame import NAMES
from tests.ui.snapshot import SCENES, path, read

ENOUGH = 4.5
"""WCAG 2.2, 1.4.3, for text of any size; what is faint here is text as well."""

DRAWN = frozenset("─━│┃┌┐└┘┏┓┗┛▔▁▂▃▄▅▆▇█▌▊▎▐")
"""Borders, rules, bars and scroll bars: nothing is read from them that does not stand in words as well."""

XTERM = (
    "#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5 "
    "#7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff"
)
CONSOLE = (
    "#000000 #aa0000 #00aa00 #aa5500 #0000aa #aa00aa #00aaaa #aaaaaa "
    "#555555 #ff5555 #55ff55 #ffff55 #5555ff #ff55ff #55ffff #ffffff"
)
CAMPBELL = (
    "#0c0c0c #c50f1f #13a10e #c19c00 #0037da #881798 #3a96dd #cccccc "
    "#767676 #e74856 #16c60c #f9f1a5 #3b78ff #b4009e #61d6d6 #f2f2f2"
)
PALETTES = {"xterm": XTERM, "Linux console": CONSOLE, "Windows": CAMPBELL}


def worn(theme: str) -> Mapping[str, tuple[str, str]]:
    """Return every style in which the scenes show text in a theme, with a scene and some of that text."""
    found: dict[str, tuple[str, str]] = {}
    for name in SCENES:
        for frame in read(path(name).read_text()):
            for row, styles in zip(frame.rows, frame.styles[theme], strict=True):
                for letter, style in zip(row, styles, strict=False):
                    if not letter.isspace() and letter not in DRAWN:
                        found.setdefault(style, (name, row.strip()))
    return found


def sides(style: str) -> tuple[str, str]:
    front, _, ground = style.rpartition(" on ")
    return front.split()[-1], ground


def value(name: str, palette: str) -> Color:
    return Color.parse(PALETTES[palette].split()[int(name.removeprefix("ansi"))] if name.startswith("ansi") else name)


def luminance(color: Color) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(front: Color, ground: Color) -> float:
    darker, lighter = sorted((luminance(front), luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def weak(theme: str, palette: str = "xterm") -> Iterator[str]:
    for style, (scene, text) in worn(theme).items():
        front, ground = (value(side, palette) for side in sides(style))
        if (ratio := contrast(front, ground)) < ENOUGH:
            yield f"{scene}, {text!r}: {style} is {ratio:.2f}"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES if not theme.ansi])
def test_every_letter_of_every_scene_stands_out_from_its_ground(theme: str) -> None:
    assert list(weak(theme)) == []


@pytest.mark.parametrize("palette", PALETTES)
def test_in_sixteen_colours_every_letter_stands_out_in_the_common_palettes(palette: str) -> None:
    assert list(weak("sixteen-colours", palette)) == []


def test_with_sixteen_colours_none_but_those_is_asked_of_the_terminal() -> None:
    asked = {side for style in worn("sixteen-colours") for side in sides(style)}
    assert {one for one in asked if not one.startswith("ansi")} == set()


@pytest.mark.parametrize("theme", NAMES)
def test_nothing_is_left_to_what_a_terminal_calls_faint(theme: str) -> None:
    assert [style for style in worn(theme) if "dim" in style.split()] == []
