"""Snapshots of scenes as text: `python -m tests.ui.snapshot` writes those under tests/ui/snapshots anew.

A file has a part for each size: the screen's characters, then the runs of each row as letters with a count (`.` is the
most frequent style; rows that hold nothing else are left out), then what each letter means in each theme.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from string import ascii_letters

from tests.ui import scenes_cards, scenes_pages, scenes_states, scenes_talk
from tests.ui.fakes_shown import Shown
from tests.ui.frame import NAMES, SIZES, Frame, taken

FOLDER = Path(__file__).with_name("snapshots")
SCENES = {**scenes_cards.SCENES, **scenes_states.SCENES, **scenes_talk.SCENES, **scenes_pages.SCENES}
_SIZE, _STYLES = re.compile(r"=== (\d+)x(\d+) ==="), "--- styles ---"
_LEGEND = f"--- meaning: {', '.join(NAMES)} ---"
_RUN = re.compile(r"([a-zA-Z.])(\d*)")


def path(name: str) -> Path:
    """Return where a scene's snapshot is kept."""
    return FOLDER / f"{name}.txt"


async def frames(name: str, themes: Sequence[str] = NAMES, sizes: Sequence[tuple[int, int]] = SIZES) -> list[Frame]:
    """Play a scene and return what it shows in each size, which it takes on one after the other, and in each theme."""
    if not SCENES[name].afresh:
        return await _played(name, themes, sizes)
    each = [await _played(name, (theme,), sizes) for theme in themes]
    return [_together(of_a_size) for of_a_size in zip(*each, strict=True)]


async def _played(name: str, themes: Sequence[str], sizes: Sequence[tuple[int, int]]) -> list[Frame]:
    async with Shown(SCENES[name].desk(), size=SIZES[0]) as shown:
        shown.app.theme, shown.app.animation_level = themes[0], "none"
        await shown.rest()
        await SCENES[name].play(shown)
        return [await taken(shown, size, themes) for size in sizes]


def _together(seen: Sequence[Frame]) -> Frame:
    assert len({frame.rows for frame in seen}) == 1, "themes show other characters"
    return replace(seen[0], styles={name: rows for frame in seen for name, rows in frame.styles.items()})


def written(seen: list[Frame]) -> str:
    """Return frames as the text that is kept."""
    return "".join(map(_part, seen))


def _part(frame: Frame) -> str:
    cells = [list(zip(*rows, strict=True)) for rows in zip(*(frame.styles[name] for name in NAMES), strict=True)]
    common = Counter(cell for row in cells for cell in row).most_common()
    letters = dict(zip((cell for cell, _ in common), "." + ascii_letters, strict=False))
    assert len(letters) == len(common), "more styles than letters"
    runs = [_runs("".join(letters[cell] for cell in row)) for row in cells]
    styled = [f"{number:>2} {row}" for number, row in enumerate(runs, 1) if row.strip(".0123456789")]
    meaning = [f"{letter} {' | '.join(cell)}" for cell, letter in letters.items()]
    title, rows = f"=== {frame.size[0]}x{frame.size[1]} ===", [row.rstrip() for row in frame.rows]
    return "\n".join([title, *rows, _STYLES, *styled, _LEGEND, *meaning, "", ""])


def _runs(letters: str) -> str:
    counted = [(letter, len(list(same))) for letter, same in groupby(letters)]
    return "".join(f"{letter}{count if count > 1 else ''}" for letter, count in counted)


def read(text: str) -> list[Frame]:
    """Return the frames that a text holds."""
    parts = re.split(rf"^{_SIZE.pattern}\n", text, flags=re.MULTILINE)[1:]
    return [_frame((int(width), int(height)), part) for width, height, part in zip(*[iter(parts)] * 3, strict=True)]


def _frame(size: tuple[int, int], part: str) -> Frame:
    lines = part.split("\n")
    rows, (styled, _, legend) = lines[: size[1]], "\n".join(lines[size[1] :]).partition(f"\n{_LEGEND}\n")
    runs = {int(one[:2]): one[3:] for one in styled.split("\n") if one[:2].strip().isdigit()}
    meaning = {one[0]: one[2:].split(" | ") for one in legend.split("\n") if one}
    cells = [
        [meaning[letter] for letter in _letters(runs.get(number, f".{size[0]}"))] for number in range(1, size[1] + 1)
    ]
    styles = {name: tuple(tuple(cell[place] for cell in row) for row in cells) for place, name in enumerate(NAMES)}
    return Frame(size, tuple(row.ljust(len(cell)) for row, cell in zip(rows, cells, strict=True)), styles)


def _letters(runs: str) -> str:
    return "".join(letter * int(count or 1) for letter, count in _RUN.findall(runs))


def differences(kept: Frame, seen: Frame) -> str:
    """Return what is not as it was, to be read: rows that are another, and rows whose style is."""
    was, now = [[row.rstrip() for row in frame.rows] for frame in (kept, seen)]
    size = f"{seen.size[0]}x{seen.size[1]}"
    if was != now:
        return "\n".join(unified_diff(was, now, f"{size} as it was", f"{size} as it is", n=2, lineterm=""))
    return "\n".join(_restyled(kept, seen))


def _restyled(kept: Frame, seen: Frame) -> Iterator[str]:
    for name, rows in seen.styles.items():
        for number, (was, now) in enumerate(zip(kept.styles[name], rows, strict=True)):
            pairs = list(zip(seen.rows[number], was, now, strict=False))
            for (old, new), same in groupby(pairs, lambda pair: pair[1:]):
                words = "".join(letter for letter, _, _ in same)
                if old != new:
                    yield f"{seen.size[0]}x{seen.size[1]} {name}, row {number + 1}, {words!r}: {old} → {new}"


def in_utc() -> None:
    """Show moments as they are in UTC, wherever this runs."""
    os.environ["TZ"] = "UTC"
    time.tzset()


def main() -> None:
    """Write every scene anew, or those whose names begin with what is given."""
    in_utc()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        if old.stem not in SCENES:
            old.unlink()
    for name in SCENES:
        if name.startswith(tuple(sys.argv[1:]) or ""):
            text = written(asyncio.run(frames(name)))
            changed = not path(name).exists() or path(name).read_text() != text
            path(name).write_text(text)
            sys.stdout.write(f"{'written' if changed else 'as it was'}  {name}\n")


if __name__ == "__main__":
    main()
