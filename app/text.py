"""Makes text from outside safe to show, on the screen and on the command line alike."""

from __future__ import annotations

import re
import unicodedata

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where something that must not reach a terminal was taken out."""

_BREAKS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_SEQUENCES = re.compile(
    r"""
    (?: \x1b\[ | \x9b ) [0-?]* [ -/]* [@-~]                                     # CSI (ECMA-48, 5.4)
    | (?: \x1b[\]PX^_] | [\x90\x98\x9d\x9e\x9f] ) [^\x07\x1b\x9c\n]{0,4000} (?: \x07 | \x1b\\ | \x9c )  # OSC, DCS, ...
    | \x1b [ -/]* [0-~]                                                         # everything else that ESC begins
    """,
    re.VERBOSE,
)
_UNUSUAL = re.compile(r"[^\n -~]+")
_MARKS = re.compile(MARK + "{2,}")
_COMBINING_LIMIT = 4
_JOINERS = "\u200c\u200d"
_KEYCAP = "\u20e3"
_NO_CHARACTERS = range(0xFFFE, 0x10000)
_VARIATIONS = frozenset(map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\ufff9\ufffa\ufffb\ufffc")
_ELLIPSIS = "…"


def clean(text: str, *, keep_newlines: bool = True) -> str:
    """Return text without anything that a terminal, a layout or an eye could be misled by.

    Escape sequences, control and format characters (bidirectional, zero-width, tags) become one U+FFFD a run;
    a single variation selector and a joiner between two letters go silently; marks pile up four high at most.
    Cleaning twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", text).replace("\t", "    ")
    text = _SEQUENCES.sub(MARK, text)
    text = _MARKS.sub(MARK, _UNUSUAL.sub(_unusual, text))
    return text if keep_newlines else text.replace("\n", " ")


def line(text: str) -> str:
    """Return text from outside as one clean line without white space at its ends or twice in a row."""
    return " ".join(clean(text, keep_newlines=False).split())


def fold(text: str, limit: int) -> str:
    """Return one clean line, folded in the middle with its whole length where it is longer than the limit."""
    whole = line(text)
    if len(whole) <= limit:
        return whole
    note = f" {_ELLIPSIS} {len(whole):,} characters {_ELLIPSIS} "
    kept = max(limit - len(note), 8)
    return whole[: kept - kept // 2] + note + whole[len(whole) - kept // 2 :]


def is_folded(text: str, limit: int) -> bool:
    """Tell whether `fold` leaves something out."""
    return len(line(text)) > limit


def _unusual(match: re.Match[str]) -> str:
    run, kept, marks = match.group(), [], 0
    if match.start() == 0 or match.string[match.start() - 1] == "\n":
        marks = -1
    for index, char in enumerate(run):
        if unicodedata.category(char) in {"Mn", "Me"} and char not in _VARIATIONS and char not in _INVISIBLE:
            if marks < 0:
                kept.append("\N{DOTTED CIRCLE}")
                marks = 0
            marks += 1
            kept.append(char if marks <= _COMBINING_LIMIT else MARK)
        else:
            shown = _shown(run, index)
            kept.append(shown)
            marks = 0 if shown else marks
    return "".join(kept)


def _shown(run: str, index: int) -> str:
    char, before, after = run[index], run[max(index - 1, 0) : index], run[index + 1 : index + 2]
    if char in _VARIATIONS:
        alone = before not in _VARIATIONS if before else after == _KEYCAP
        return "" if alone and (not after or after not in _VARIATIONS) else MARK
    if char in _JOINERS:
        return "" if before and after and _joinable(before) and _joinable(after) else MARK
    if unicodedata.category(char) in {"Cc", "Cf", "Cs"} or char in _INVISIBLE or ord(char) & 0xFFFF in _NO_CHARACTERS:
        return MARK
    return " " if unicodedata.category(char) == "Zs" and char != "\N{IDEOGRAPHIC SPACE}" else char


def _joinable(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMS" and char not in _INVISIBLE
