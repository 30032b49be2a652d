"""What a person must still see of a hostile text, and what beside it must be as it was: told from the text alone."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

MARK = "\ufffd"
Parts = Sequence[tuple[str, list[str]]]
"""What each widget shows: its name and its lines."""

_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]"
)
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5\ufffc")
_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_SILENT = re.compile("[\ufe00-\ufe0f\u180b-\u180f\u200c\u200d\U000e0100-\U000e01ef]")
_TABLES = ("Static policy", "Static claim", "Static standing")
ONE_LINE = ("Masthead", "LiveMasthead")
"""What is one line, and shows as much as fits there; what one may do (F1) shows all of it."""

MOST = 10_000
"""Lines of one widget that are looked at."""

_BEGINS, _ENDS = 6, 4


def visible(text: str) -> str:
    """Return the characters of a text that a person would see, one after another, without those that only lean."""
    kept = _SEQUENCE.sub("", text)
    flags = "".join(chr(ord(char) - 0x1F1E6 + 65) if "\U0001f1e6" <= char <= "\U0001f1ff" else char for char in kept)
    return "".join(char for char in flags if _is_seen(char))


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNPS" and char not in _UNSEEN and char not in _SKINS and not _leans(char)


def _leans(char: str) -> bool:
    return "\u1161" <= char <= "\u11ff"


def must_be_marked(text: str) -> bool:
    """Tell whether something is in a text that can't be shown, so that its place must be."""
    bare = _SILENT.sub("", text.replace("\r", "").replace("\n", "").replace("\t", ""))
    return any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} and char not in "\v\f\x85" for char in bare)


def flat(lines: Sequence[str]) -> str:
    """Return what some lines show in a row, without what takes no room."""
    return "".join(char for char in "".join(lines) if _is_seen(char) or char == MARK)


def unseen(text: str, lines: Sequence[str], *, in_columns: bool) -> str:
    """Return what is hidden of a text in the lines that show it, or nothing."""
    shown, wanted = flat(lines), visible(text)
    escaped = [flat([json.dumps(text, ensure_ascii=each)[1:-1]]) for each in (True, False)]
    if any(each in shown for each in escaped):
        return ""
    bare = shown.replace(MARK, "")
    if _folded(escaped, bare):
        return ""
    if must_be_marked(text) and MARK not in shown:
        return "nothing says that something was taken out"
    if "morecharacters,allofwhichweresent" in bare or (len(lines) >= MOST and wanted[:_BEGINS] in bare):
        return ""
    if (in_columns and "characters" in bare and wanted[:_BEGINS] in bare) or _folded([wanted], bare):
        return ""
    found = _in_order(wanted, bare) if in_columns else wanted.replace(MARK, "") in bare
    return "" if found else f"{wanted[:60]!r} is not in {bare[:300]!r}"


def _folded(wanted: Sequence[str], shown: str) -> bool:
    """Tell whether one of these is shown folded: its beginning, its end, and how much of it there is between."""
    says = re.search(r"…[\d,]+characters…", shown)
    return bool(says) and any(each[:_BEGINS] in shown and each[-_ENDS:] in shown for each in wanted)


def _in_order(wanted: str, shown: str) -> bool:
    rest = iter(shown)
    return all(char in rest for char in wanted)


def paragraphs(lines: Sequence[str]) -> list[str]:
    """Return lines with what is set in below them, as a fact with its label in front goes on."""
    found: list[str] = []
    for line in lines:
        if found and line.startswith(" "):
            found[-1] += f" {' '.join(line.split())}"
        elif line:
            found.append(" ".join(line.split()))
    return found


def changed(before: Parts, after: Parts, tokens: Sequence[str]) -> Iterator[str]:
    """Yield what is another beside the places that these tokens stood in."""
    there = Counter((name, flat(lines)) for name, lines in after)
    by_name: Mapping[str, list[str]] = {name: [] for name, _ in after}
    for name, lines in after:
        by_name[name].extend(lines)
    for name, lines in before:
        if not any(token in "\n".join(lines) for token in tokens):
            if not there[name, flat(lines)]:
                yield f"{name} changed: {lines[:4]} is now {by_name.get(name)}"[:600]
            continue
        if "what" in name.split() or name.split()[0] in ONE_LINE:
            continue
        now = paragraphs(by_name.get(name, []))
        kept = [each for each in paragraphs(lines) if not any(token in each for token in tokens)]
        if not _all_in_order(kept, flat(now)):
            yield f"beside it in {name}: {kept} is now {now}"[:900]
        if " ".join(name.split()) in _TABLES and len(now) > len(paragraphs(lines)):
            yield f"a line more in {name}: {now}"[:900]


def _all_in_order(wanted: Sequence[str], found: str) -> bool:
    for each in wanted:
        _, there, found = found.partition(flat([each]))
        if not there:
            return False
    return True
