"""The colours: dark, light, high contrast, and the sixteen of every terminal; what they mean is said in words too."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

MUTED = "$text-muted"
"""How words that matter less are drawn: in a colour of the theme, since how faint "dim" is the terminal decides."""

DARK = Theme(
    name="dark",
    primary="#6f9bc4",
    secondary="#5f7d99",
    accent="#8fb3d4",
    warning="#d0a45c",
    error="#e0887c",
    success="#8aae72",
    foreground="#d6d5d0",
    background="#15171b",
    surface="#1b1e24",
    panel="#242932",
    variables={
        "text-muted": "#a09f9a",
        "text-disabled": "#a09f9a",
        "foreground-muted": "#a09f9a",
        "block-cursor-foreground": "#15171b",
        "block-cursor-background": "#8fb3d4",
        "input-selection-background": "#2f4a66",
        "screen-selection-background": "#2f4a66",
        "scrollbar": "#4a5260",
    },
)
"""Ink and paper, with amber for what asks and red for what is lost."""

LIGHT = Theme(
    name="light",
    primary="#2f5d8a",
    secondary="#4a6a87",
    accent="#255a8f",
    warning="#7d5200",
    error="#a8231c",
    success="#356318",
    foreground="#23252a",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e6e3da",
    dark=False,
    variables={
        "text-muted": "#5c5e64",
        "text-disabled": "#5c5e64",
        "foreground-muted": "#5c5e64",
        "text-accent": "#255a8f",
        "text-warning": "#7d5200",
        "text-error": "#a8231c",
        "text-primary": "#2f5d8a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#2f5d8a",
        "input-selection-background": "#c3d8ec",
        "screen-selection-background": "#c3d8ec",
        "panel-lighten-2": "#c9c5ba",
        "scrollbar": "#b5b0a3",
    },
)
"""Paper and ink."""

CONTRAST = Theme(
    name="high-contrast",
    primary="#7fd4ff",
    secondary="#b8d8ff",
    accent="#7fd4ff",
    warning="#ffd83d",
    error="#ff9d94",
    success="#8dfc7d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    variables={
        "text": "#ffffff",
        "text-muted": "#e4e4e4",
        "text-disabled": "#e4e4e4",
        "foreground-muted": "#e4e4e4",
        "text-accent": "#7fd4ff",
        "text-warning": "#ffd83d",
        "text-error": "#ff9d94",
        "text-primary": "#7fd4ff",
        "block-cursor-foreground": "#000000",
        "block-cursor-background": "#ffd83d",
        "input-selection-background": "#004b8d",
        "screen-selection-background": "#004b8d",
        "panel-lighten-2": "#ffffff",
        "scrollbar": "#ffffff",
    },
)
"""White on black, with nothing faint."""

SIXTEEN = Theme(
    name="sixteen-colours",
    primary="ansi_bright_cyan",
    secondary="ansi_bright_cyan",
    accent="ansi_bright_cyan",
    warning="ansi_bright_yellow",
    error="ansi_bright_red",
    success="ansi_bright_green",
    foreground="ansi_bright_white",
    background="ansi_black",
    surface="ansi_black",
    panel="ansi_black",
    ansi=True,
    variables={
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_bright_white",
        "text": "ansi_bright_white",
        "text-muted": "ansi_white",
        "text-disabled": "ansi_white",
        "foreground-muted": "ansi_white",
        "surface": "ansi_black",
        "panel": "ansi_black",
        "boost": "ansi_black",
        "panel-lighten-2": "ansi_white",
        "border": "ansi_white",
        "border-blurred": "ansi_white",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_bright_cyan",
        "block-cursor-blurred-foreground": "ansi_bright_white",
        "block-cursor-blurred-background": "ansi_black",
        "block-hover-background": "ansi_black",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-background": "ansi_bright_white",
        "input-cursor-text-style": "none",
        "input-selection-foreground": "ansi_black",
        "input-selection-background": "ansi_bright_cyan",
        "screen-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_bright_cyan",
        "scrollbar": "ansi_white",
        "scrollbar-hover": "ansi_bright_white",
        "scrollbar-active": "ansi_bright_white",
        "scrollbar-background": "ansi_black",
        "scrollbar-background-hover": "ansi_black",
        "scrollbar-background-active": "ansi_black",
        "scrollbar-corner-color": "ansi_black",
        "link-color": "ansi_bright_cyan",
    },
)
"""The terminal's own sixteen, each named, so that nothing rests on what a terminal draws where nothing is said."""

THEMES = (DARK, LIGHT, CONTRAST, SIXTEEN)

_RICH = frozenset({"xterm-kitty", "xterm-ghostty", "alacritty", "foot"})
_LIGHT_GROUNDS = frozenset({"7", "15"})


def fitting(environ: Mapping[str, str], wanted: str = "") -> str:
    """Return the theme that is wanted, or else the one that fits what the terminal says of itself.

    Args:
        environ: TERM and COLORTERM tell how many colours there are, COLORFGBG (rxvt, Konsole) on what ground.
        wanted: a theme's name, or nothing.

    """
    if wanted:
        return wanted
    term, colours = environ.get("TERM", ""), environ.get("COLORTERM", "")
    rich = colours in {"truecolor", "24bit"} or "256" in term or "direct" in term or bool(environ.get("WT_SESSION"))
    if not rich and term not in _RICH:
        return SIXTEEN.name
    return LIGHT.name if environ.get("COLORFGBG", "").rpartition(";")[2] in _LIGHT_GROUNDS else DARK.name
