"""Questions whose words tell what they are about without a noun: `how much is left`, `what happened`."""

from __future__ import annotations

import re

from app.sandbox.model.nouns.cues import ROLE
from app.sandbox.model.wish import Noun

_ACTIVITY = (
    (
        r"\bwhat(?:'s| has| have| is| was)? (?:all )?(?:just )?(?:happen|chang|been (?:going on|done|happening"
        r"|chang)|went on|going on|new\b|up\b)"
    ),
    r"\bany(?:thing|body|one)? (?:new|happen|chang|interesting)",
    r"\bdid i miss\b|\bhave i missed\b|\bcatch me up\b|\bbring me up to|\bgoing on\b",
    r"\b(?:recent|latest|last|todays?|today's|yesterday's) (?:changes|activit|events?|actions?)",
    r"\bwhat (?:did|has|have) [\w ]{1,20}? (?:do|done|chang\w*|been up to|been doing|work(?:ed)? on)\b",
    r"\bwho (?:did|changed|has changed|touched|has done) (?:what|anything)\b",
)
_TRANSFER = (
    (
        r"\b(?:what|how much|which money|money|anything)\b[^|]*\b(?:went|came|come|comes|goes|gone|moved"
        r"|flowed)\b(?! (?:live|wrong))"
    ),
    r"\bbeen (?:moved|transferred|sent)\b|\btransferred\b|\bwho (?:moved|sent|transferred|booked)\b",
)
_INVOICE = (
    r"\b(?:have|has|need|left|due|what|much|who|anything) [\w ]*to (?:be )?pa(?:y|id)\b",
    r"\b(?:owe|owed|owing|unpaid|outstanding|payables?|paid|payments? due)\b",
    r"\b(?:has|have|did|do|when) [\w&' ]{1,40}? (?:been )?(?:paid|pay)\b|\bhow much [\w ]*\bpay\b",
)
_BUDGET = (
    r"\bwhat(?:'s| is| do we have| have we got)? (?:still )?(?:left|remaining|remains|available)\b(?! (?:to do|open))",
    r"\b(?:money|cash|funds?)\b[^|]*\b(?:left|remain\w*|available|there|have|spare)\b",
    (
        r"\bhow much (?!(?:work|time|do we owe|we owe))[^|]*"
        r"\b(?:left|remain\w*|available|spent|spend|spends|hold|holds|got|have|has|used|cost|spare)\b"
    ),
    (
        r"\b(?:is|are|did|do) [\w ]*\b(?:over|within|under) budget\b|\bcan [\w ]+ afford\b|\bhow (?:rich|broke)\b"
        r"|\bbroke\b"
    ),
    r"\bspen[dt]\b[^|]*\b(?:on|for|by|in|so far|already)\b|\b(?:has|have|had|did) [\w ]{1,24}? (?:spent|spend)\b",
)
_COMMENT = (
    r"\b(?:said|commented|wrote|written|replied|say|says|think|thinks)\b[^|]*\b(?:on|about|under|in|to|of)\b",
    r"\bwhat (?:do|does|did|has|have) [\w ]{1,24}? (?:say|said|write|written|wrote|think|comment)",
    r"\bcomment(?:ed|s)?\b|\bwho (?:said|wrote|commented)\b",
)
_MEMBER = (
    r"\bwho (?:works|else works|all works|is (?:on|in|at) (?:the|our|my) (?:team|company)|do we have|can)\b",
    r"\bwho(?:'s| is)(?: all)? (?:here|on (?:the|our|my) team|in (?:the|our|my) (?:team|company))",
    rf"\bwho(?:'s| is| are)(?: the| our| an?)? {ROLE}s?\b|\bis [\w ]{{2,30}} (?:an? |the )?{ROLE}\b",
    r"\b(?:my|our|the) team\b",
)
_RELEASE = (
    r"\b(?:ship|ships|shipping|shipped|launch|launches|launching|launched|go live|goes live|going live)\b",
    r"\b(?:coming (?:up|out)|come out|comes out|go(?:es)? out)\b",
)
_PROJECT = (
    r"\b(?:until|by) when\b",
    r"\bwhen (?:do|must|does|will|should|is|are) [^|]*\b(?:finish(?:ed)?|ends?|done|ready|over|complete)\b",
    r"\b(?:owns?|owner|deadline|project lead|in charge|responsible|runs|leads|heads|manages)\b",
)
_STRONG: tuple[tuple[Noun, tuple[str, ...]], ...] = (
    ("activity", _ACTIVITY),
    ("transfer", _TRANSFER),
    ("invoice", _INVOICE),
    ("budget", _BUDGET),
    ("comment", _COMMENT),
    ("member", _MEMBER),
    ("release", _RELEASE),
    ("project", _PROJECT),
)


def strong(text: str) -> Noun | None:
    """Return what a question is about whose words tell it without a noun."""
    return next((noun for noun, patterns in _STRONG if re.search("|".join(patterns), text, re.IGNORECASE)), None)
