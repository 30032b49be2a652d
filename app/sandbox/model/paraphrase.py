"""Turns of phrase that the rules know in other words: `put X on Bob's list`, `I finished X`."""

from __future__ import annotations

import re

from app.sandbox.model.clauses import written
from app.sandbox.model.dates import NUMBER, UNIT
from app.sandbox.model.lexicon import KEY
from app.sandbox.model.nouns.cues import VERSION

_GOING = r"(?:go(?: away)?|be (?:deleted|removed|dropped|erased|binned|thrown away)|disappear)"
_OTHERWISE: tuple[tuple[str, str], ...] = (
    (
        rf"^\W*(?:please )?([^,:;]+?) (?:can|may|should|must|has to|needs to) (?:now )?{_GOING}(?: now)?\W*$",
        r"delete \1",
    ),
    (r"^\W*([^,:;]+?) (?:is|are) (?:no longer needed|obsolete|not needed any ?more|superfluous)\W*$", r"delete \1"),
    (r"^\W*(?:we|i) (?:don't|do not|no longer) need ([^,:;]+?)(?: any ?more| any longer)?\W*$", r"delete \1"),
    (rf"\b(?:i |we )?(?:want|need|would like|get|have|bring|put|take|undelete) ({KEY}) back\b", r"restore \1"),
    (rf"\b({KEY}) (?:goes|moves|belongs|is planned|is scheduled|should move) (?:in|into|to|for|with) ", r"move \1 to "),
    (
        (
            r"^\W*(?:please )?(?:plan|draft|prepare|set up|schedule|register|enter|note down) (?:me )?(?:an?"
            r"|another) (?:new )?(task|ticket|issue|to-do)\b"
        ),
        r"create a \1",
    ),
    (r"^\W*(?:please )?file an? (?:new )?bug\b", r"create a task"),
    (rf"\bgive (.+?) ({NUMBER}) (?:more|extra|additional|further) ({UNIT})\b", r"postpone \1 by \2 \3"),
    (rf"\bgive (.+?) (?:another|an extra|an additional) ((?:{NUMBER} )?{UNIT})\b", r"postpone \1 by a \2"),
    (
        r"\bcall (?:the )?(.+?) (project|budget|release) ([^|]+?)(?: instead| from now on)?\W*$",
        r"rename the \2 \1 to \3",
    ),
    (r"^\W*(?:please )?(?:let|have|make) (?:the )?(.+?) (pay|settle) (?:for )?(.+?)\W*$", r"\2 \3 from \1"),
    (r"^\W*(?:we|i)(?:'ve| have)? (?:just )?(?:hired|taken on) ", r"invite "),
    (
        (
            r"^\W*([^,:;]+?) (?:should|must|shall|is to|needs to|has to) (?:now )?be (?:renamed|called)(?: (?:to|as"
            r"|into))? "
        ),
        r"rename \1 to ",
    ),
    (r"\b(?:have|get) (?:the )?(.+?) (?:paid|settled) (?:from|out of|by) ", r"pay \1 from "),
    (r"\bwhat(?:'s| is) ([A-Z]\w+) (in charge of|responsible for)\b", r"which projects does \1 own"),
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


_TITLED = re.compile(
    r"\W*(?:please )?(?:create|add|new|make|i need|open)\b[^|]{0,30}\b(?:task|ticket|issue|to-do)\b", re.IGNORECASE
)
"""A new task: the words of its title are left alone."""


def rephrased(plain: str) -> str:
    """Return a protected text in the words that the rules know."""
    end = written(plain)
    known, rest = plain[:end], plain[end:]
    if rest or _TITLED.match(plain):
        return plain
    for said, meant in _OTHERWISE:
        known = re.sub(said, meant, known, count=1, flags=re.IGNORECASE)
    return known
