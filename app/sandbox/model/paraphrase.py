"""Turns of phrase that the rules know in other words: `put X on Bob's list`, `I finished X`."""

from __future__ import annotations

import re

from app.sandbox.model.lexicon import KEY
from app.sandbox.model.nouns.cues import VERSION

_OTHERWISE: tuple[tuple[str, str], ...] = (
    (
        rf"^\W*(?:please )?(?:schedule|plan|slot|slate|include|put) ({KEY}) (?:for|in|into|to|with|on) (?!hold\b)",
        r"move \1 to ",
    ),
    (
        rf"\b(?:i|we)(?:'ve| have)? (?:just )?(?:finished|completed|closed|done|resolved) (?:with )?({KEY})",
        r"mark \1 done",
    ),
    (rf"\b(?:i|we)(?:'ve| have)? (?:just )?(?:started|begun)(?: with| on| working on)? ({KEY})", r"start \1"),
    (rf"\b(?:i'll|i will|i can|let me) (?:take|do|handle|look after) (?:over )?({KEY})", r"assign \1 to me"),
    (r"\b(?:i'd like|i want|i would like|let's have|have) (.{2,60}?) to be (?:called|named) ", r"rename \1 to "),
    (rf"\b(?:we|i)(?:'ve| have)? (?:just )?(?:shipped|released|launched|published) (?=.*{VERSION})", r"ship "),
    (rf"\b(?:we|i)(?:'ve| have)? (?:just )?(?:cancell?ed|called off) (?=.*(?:{VERSION}|\brelease\b))", r"cancel "),
    (
        rf"\b(?:put|place|get) ({KEY}) on (?:to )?(\w+)(?:'s| own)? (?:list|plate|desk|to-?do(?: list)?|pile)\b",
        r"assign \1 to \2",
    ),
    (r"\b(?:put|place|add) (.+?) (?:on|onto|to) my (?:list|plate|desk|to-?do(?: list)?)\b", r"create a task \1 for me"),
    (
        r"\b(?:put|place|add) (.+?) (?:on|onto|to) ([\w]+)'s (?:list|plate|desk|to-?do(?: list)?)\b",
        r"create a task \1 for \2",
    ),
    (rf"\btake ({KEY}) (?:out of|off|from) (?=.*(?:\brelease\b|{VERSION}))", r"remove \1 from "),
    (
        (
            rf"\btake ({KEY}) (?:away )?(?:from|off) (?:\w+'s (?:list|plate|desk|hands)|my (?:list|plate|desk|hands)"
            r"|\w+)(?=\W*$)"
        ),
        r"unassign \1",
    ),
    (rf"\btake ([\w]+(?: [A-Z]\w+)?) off (?=(?:the )?(?:task )?{KEY})", r"remove \1 from "),
    (rf"\b({KEY}) (?:is|goes) (?:now )?(?:for|to) ([A-Z]\w+)(?=\W*$)", r"assign \1 to \2"),
    (
        rf"\b([A-Z]\w+) (?:should|will|shall|must|can) (?:take|do|get|have|own|handle|take over) (?:over )?({KEY})",
        r"assign \2 to \1",
    ),
    (
        (
            rf"\b({KEY}) (?:should|must|has to|needs to|can) (?:be|go) (?=(?:done|closed|finished|open|in progress|high"
            r"|low|normal|urgent|due|assigned)\b)"
        ),
        r"set \1 to ",
    ),
    (
        rf"\b({KEY}) (?:should|must|has to|needs to|can) (?:go in(?:to)?|be in|be part of|be planned for) ",
        r"move \1 to ",
    ),
    (rf"\b({KEY}) (?:should|must|has to|needs to|can) (?:be )?(delete|remove|drop)(?:d|ed|ped)?\b", r"delete \1"),
    (
        (
            r"^\W*(?:would you mind |how about |mind |please )*(delet|remov|mov|mak|clos|chang|renam|updat|postpon"
            r"|creat|releas|archiv|paus|invit|promot|rais|settl|schedul)ing\b"
        ),
        r"\1e",
    ),
    (
        (
            r"^\W*(?:would you mind |how about |mind )(add|assign|transfer|pay|send|book|cancel|hand|push|clear|list"
            r"|show|restor|mark|lower|open|start|bump)ing\b"
        ),
        r"\1",
    ),
)
"""Turns of phrase, and how the rules know them."""


def rephrased(plain: str) -> str:
    """Return a protected text in the words that the rules know."""
    for said, known in _OTHERWISE:
        plain = re.sub(said, known, plain, count=1, flags=re.IGNORECASE)
    return plain
