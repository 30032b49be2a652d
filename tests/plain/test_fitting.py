from __future__ import annotations

import pytest

from app.plain.fitting import why_plain


def why(environ: dict[str, str], *, terminal: bool = True, platform: str = "linux") -> str:
    return why_plain(environ, terminal=terminal, platform=platform, described=lambda name: name != "nonesuch")


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"TERM": "dumb"}, "TERM is dumb"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "NO_COLOR is set"),
        ({}, "TERM is not set"),
        ({"TERM": "nonesuch"}, "this system does not know the terminal that TERM names"),
    ],
)
def test_a_terminal_that_draws_no_screen_gets_plain_lines_and_is_told_why(environ: dict[str, str], told: str) -> None:
    assert why(environ) == told


@pytest.mark.parametrize("environ", [{"TERM": "xterm-256color"}, {"TERM": "xterm", "NO_COLOR": ""}])
def test_any_other_terminal_gets_the_screen(environ: dict[str, str]) -> None:
    assert why(environ) == ""


def test_windows_names_no_terminal_and_gets_the_screen() -> None:
    assert why({}, platform="win32") == ""


def test_what_is_no_terminal_gets_plain_lines() -> None:
    assert why({"TERM": "xterm-256color"}, terminal=False) == "this is no terminal"
