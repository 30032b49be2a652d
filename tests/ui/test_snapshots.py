from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.ui import snapshot
from tests.ui.fakes_shown import Shown
from tests.ui.frame import NAMES, SIZES, Frame, taken
from tests.ui.snapshot import FOLDER, SCENES, differences, frames, path, read, written

SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
SCROLLED = {"talk-reading-back", "talk-find", "page-may-keys"}
"""Where the place at which one reads depends on how high the window was."""

RESIZED = ("page-inbox", "page-inbox-others", "card-money-warned", "talk-markdown")

ANEW = "look at it, and write it anew with `make snapshots` if it is as it should be"


@pytest.fixture(autouse=True)
def _in_utc() -> Iterator[None]:
    before = os.environ.get("TZ")
    snapshot.in_utc()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def compared(name: str, seen: list[Frame]) -> None:
    kept = {frame.size: frame for frame in read(path(name).read_text())}
    problems = "\n".join(found for frame in seen if (found := differences(kept[frame.size], frame)))
    assert not problems, f"{name} is not what it was; {ANEW}\n{problems}"


@pytest.mark.soak
@pytest.mark.parametrize("name", SCENES)
async def test_a_scene_looks_as_it_did_in_both_sizes_and_in_its_themes(name: str) -> None:
    place = list(SCENES).index(name)
    in_turn = ((NAMES[place % len(NAMES)],), SIZES[: 1 + place // len(NAMES) % 2])
    compared(name, await (frames(name) if SOAK else frames(name, *in_turn)))


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(SCENES.keys() - SCROLLED) if SOAK else RESIZED)
@pytest.mark.parametrize(("size", "other"), [SIZES, SIZES[::-1]], ids=["grown", "shrunk"])
async def test_a_window_that_was_resized_shows_what_one_of_that_size_did(
    name: str, size: tuple[int, int], other: tuple[int, int]
) -> None:
    async with Shown(SCENES[name].desk(), size=size) as shown:
        shown.app.animation_level = "none"
        await SCENES[name].play(shown)
        compared(name, [await taken(shown, other, NAMES[:1])])


def test_every_snapshot_belongs_to_a_scene() -> None:
    assert {found.stem for found in FOLDER.iterdir()} == set(SCENES)


def test_a_snapshot_that_is_read_is_the_one_that_was_written() -> None:
    for name in SCENES:
        text = path(name).read_text()
        assert written(read(text)) == text


def test_another_word_and_another_style_are_told_apart() -> None:
    [kept, _] = read(path("card-delete-open").read_text())
    worded = replace(kept, rows=tuple(row.replace("[y] Approve", "[y] Agree  ") for row in kept.rows))
    assert "+ ┃  [y] Agree  " in differences(kept, worded)
    row = kept.styles["light"][19]
    bold = (*kept.styles["light"][:19], tuple("bold red on white" for _ in row), *kept.styles["light"][20:])
    found = differences(kept, replace(kept, styles={**kept.styles, "light": bold}))
    assert "80x24 light, row 20" in found
    assert "→ bold red on white" in found
    assert differences(kept, kept) == ""
