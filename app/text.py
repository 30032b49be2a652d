"""Makes text from outside safe to show, on the screen and on the command line alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
_CONTROLS = re.compile(r"[\x7f-\x9f]")
_UNUSUAL = re.compile(r"[^\n -~]+")
_MARKS = re.compile(MARK + "{2,}")
TOLD = 1000
"""Characters of what somebody else says up to which it is shown whole."""

_COMBINING_LIMIT = 4
_JOINERS = "\u200c\u200d"
_KEYCAP = "\u20e3"
_NO_CHARACTERS = range(0xFFFE, 0x10000)
_VARIATIONS = frozenset(map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\ufff9\ufffa\ufffb\ufffc")
_LEANING = frozenset(map(chr, [*range(0x1161, 0x1200), *range(0xD7B0, 0xD7C7), *range(0xD7CB, 0xD7FC)]))
"""Parts of Hangul syllables that take no room of their own."""

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FLAGS = {code: chr(code - 0x1F1E6 + ord("A")) for code in range(0x1F1E6, 0x1F200)}
_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_NEWER = (
    *(range(0x1F6D8, 0x1F6D9), range(0x1F6DC, 0x1F6DD), range(0x1FA75, 0x1FA78), range(0x1FA87, 0x1FA8B)),
    *(range(0x1FA8E, 0x1FA90), range(0x1FAAD, 0x1FAB0), range(0x1FABB, 0x1FAC0), range(0x1FAC6, 0x1FAC7)),
    *(range(0x1FAC8, 0x1FAC9), range(0x1FACD, 0x1FAD0), range(0x1FADA, 0x1FADD), range(0x1FADF, 0x1FAE0)),
    *(range(0x1FAE8, 0x1FAEB), range(0x1FAEF, 0x1FAF0), range(0x1FAF7, 0x1FAF9)),
    *(range(0x2EBF0, 0x2EE5E), range(0x31350, 0x3347A)),
)
"""What Unicode 17 has beyond this Python's version; of what is later still, terminals don't agree how wide it is."""

_ELLIPSIS = "…"
_NAMED = 3


def clean(text: str, *, keep_newlines: bool = True) -> str:
    """Return text without anything that a terminal, a layout or an eye could be misled by.

    Escape sequences, control and format characters (bidirectional, zero-width, tags) and what is no character yet
    become one U+FFFD a run; a single variation selector, a skin tone and a joiner between two letters that are not
    ASCII go silently, a flag becomes its two letters; marks pile up four high at most. Cleaning twice changes
    nothing more.
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


def short(text: str, limit: int) -> str:
    """Return a clean text, lines and all, or one folded line where it is longer than the limit."""
    whole = clean(text)
    return whole if len(whole) <= limit else fold(text, limit)


def is_folded(text: str, limit: int) -> bool:
    """Tell whether `fold` leaves something out."""
    return len(line(text)) > limit


def escaped(text: str) -> str:
    """Return JSON with every control character as its escape, so that none takes what stands behind it along."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def note(text: str) -> str:
    """Return in brackets which characters of a text only look plain, and what they are; nothing where none do."""
    if text.isascii():
        return ""
    from tools.looks import strange  # noqa: PLC0415  # the first frame is painted without any of tools

    odd = strange(text)
    if not odd:
        return ""
    kinds: dict[str, list[str]] = {}
    for char in odd[:_NAMED]:
        kinds.setdefault(_kind(char), []).append(clean(char))
    told = [f"{', '.join(chars)} {'is' if len(chars) == 1 else 'are'} {kind}" for kind, chars in kinds.items()]
    more = f", and {len(odd) - _NAMED} more" if len(odd) > _NAMED else ""
    return f"(! look-alike: {', '.join(told)}{more})"


def named(text: str, limit: int = 0) -> str:
    """Return what names a record, a person or a sum as one clean line, folded at a limit, with its look-alikes noted.

    The note stands behind it, where no folding hides it.
    """
    shown, told = fold(text, limit) if limit else line(text), note(text)
    return f"{shown} {told}" if told else shown


def taken_out(text: str) -> list[str]:
    """Return in words what kinds of things `clean` leaves a mark for."""
    found = {"terminal sequences"} if _SEQUENCES.search(text) else set()
    rest = _SEQUENCES.sub(" ", _BREAKS.sub("\n", text).replace("\t", " "))
    for match in _UNUSUAL.finditer(rest):
        found |= {_why(char) for char, shown in _pairs(match) if shown == MARK != char}
    return sorted(found)


def _why(char: str) -> str:
    category = unicodedata.category(char)
    if _leans(char):
        return "marks that were piled up"
    if category == "Cc":
        return "control characters"
    if char in _TURNING:
        return "characters that turn the direction of writing"
    return "broken characters" if category in {"Cs", "Co", "Cn"} else "characters that can't be seen"


def _kind(char: str) -> str:
    words = unicodedata.name(char, "unnamed").lower().split()
    if words[0] in {"cyrillic", "greek", "armenian", "cherokee", "hebrew", "arabic"} and char.isalpha():
        return words[0].title()
    return "full width" if words[0] == "fullwidth" else " ".join(words)


def _unusual(match: re.Match[str]) -> str:
    return "".join(shown for _, shown in _pairs(match))


def _pairs(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    run, marks = match.group(), 0
    if match.start() == 0 or match.string[match.start() - 1] == "\n":
        marks = -1
    for index, char in enumerate(run):
        if _leans(char):
            lone, marks = marks < 0, max(marks, 0) + 1
            seat = "\N{DOTTED CIRCLE}" if lone else ""
            yield char, f"{seat}{char}" if marks <= _COMBINING_LIMIT else MARK
        else:
            shown = _shown(run, index)
            marks = 0 if shown else marks
            yield char, shown


def _leans(char: str) -> bool:
    if char in _VARIATIONS or char in _INVISIBLE:
        return False
    return unicodedata.category(char) in {"Mn", "Me", "Mc"} or char in _LEANING


def _shown(run: str, index: int) -> str:
    char, before, after = run[index], run[max(index - 1, 0) : index], run[index + 1 : index + 2]
    if char in _VARIATIONS:
        alone = before not in _VARIATIONS if before else after == _KEYCAP
        return "" if alone and (not after or after not in _VARIATIONS) else MARK
    if char in _JOINERS:
        return "" if before and after and _joinable(before) and _joinable(after) else MARK
    if char in _SKINS:
        return "" if before and unicodedata.category(before) == "So" else MARK
    if ord(char) in _FLAGS:
        return _FLAGS[ord(char)]
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} or char in _INVISIBLE or _is_none(char):
        return MARK
    return " " if unicodedata.category(char) == "Zs" and char != "\N{IDEOGRAPHIC SPACE}" else char


def _is_none(char: str) -> bool:
    code = ord(char)
    if code & 0xFFFF in _NO_CHARACTERS:
        return True
    return unicodedata.category(char) == "Cn" and not any(code in newer for newer in _NEWER)


def _joinable(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMS" and char not in _INVISIBLE
