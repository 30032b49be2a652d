"""What is said to an agent beside work: greetings, thanks, who are you, never mind, do it again."""

from __future__ import annotations

import re

from app.sandbox.model.lexicon import KEY
from app.sandbox.model.wish import Act

_WHO_AM_I = (
    r"\bwho ?am ?i\b|\bwhat(?:'s| is| are) my (?:role|name|e-?mail|tenant|company|teams?|rights|permissions?|account)\b"
    r"|\b(?:which|what) (?:account|user|person|role)\b.*\b(?:i|me|am|signed|logged)\b|\b(?:signed|logged) in as\b"
    r"|^\W*my (?:role|name|account|rights|permissions?|profile|teams?)\b(?=(?: please| here)?\W*$)"
    r"|\bwhat am i allowed\b|\bwhat may i do\b"
)
_SELF = (
    r"\b(?:who|what) are you\b|\bare you (?:an?|the|real|human|really|chat\w*|gpt\S*|claude|llm|smart|alive)\b"
    r"|\b(?:what|which) (?:\w+ )?model\b|\bwhat(?:'s| is) your name\b|\bintroduce yourself\b|\bwho (?:made|built) you\b"
)
_HELP = (
    r"^\W*(?:help|\?|commands?|examples?)(?:\W*$| (?!me\b))|\bwhat (?:all )?can (?:you|i)\b|\bwhat do you (?:do|know)\b"
    r"|\bhow (?:do|can|does) (?:i|you|this|it)(?: \w+)? (?:use|work|start|help)\b|\bwhat (?:tools|abilities)\b"
)
_AGAIN = (
    r"^\W*(?:(?:please|ok(?:ay)?|yes|so|then),? )*"
    r"(?:do (?:it|that)(?: (?:now|again|anyway|then))?|try (?:it |that )?again"
    r"|again|go ahead(?: (?:now|then))?|retry|once more|repeat that|propose it again|ask me again)\W*$"
)
_THANKS = (
    r"^\W*(?:(?:ok(?:ay)?|great|perfect|nice|super|cool|good|awesome|wonderful|excellent|many),? )*"
    r"(?:thanks|thank you|thx|cheers|great|perfect|nice|awesome|well done|good job|super|cool|ok(?:ay)?)\b"
    r"(?=\W*$| (?:a lot|so much|very much|you\b|for\b))"
)
_HELLO = (
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|howdy|yo)"
    r"(?: there| countersign| agent| again)?\W*$"
)
_NO = (
    r"^\W*(?:(?:no|nope)(?=\W*$|,? (?:thank|don't|leave|keep|not|wait|stop|never))|never ?mind|forget (?:it|that)"
    r"|(?:cancel(?: that| it)?|stop(?: it| that)?)(?=\W*$)|keep (?:it|them)(?=\W*$| as )"
    r"|leave (?:it|them|that)(?: alone| be| as \w+ \w+)?(?=\W*$))(?!\w)"
)
_DELETING = (
    r"delet|remov|clear|creat|add|mark|chang|updat|assign|touch|renam|clos|restor|trash|purg|eras"
    r"|pay|transfer|mov|send|book|cancel|archiv|paus|invit|promot|demot|comment|rais|lower|releas|ship"
)
_FORBIDDEN = (
    r"\b(?:don't|do not|dont|never|must not|mustn't|should not|shouldn't|not to|no need to|stop) (?:you )?(?:ever )?"
    rf"(?:please )?(?:{_DELETING})\w*"
)
_ACTS: tuple[tuple[Act, str], ...] = (
    ("whoami", _WHO_AM_I),
    ("self", _SELF),
    ("help", _HELP),
    ("again", _AGAIN),
    ("thanks", _THANKS),
    ("hello", _HELLO),
)


def small_talk(clause: str) -> Act | None:
    """Return what a clause is where it is no work; a plain no to doing something is one of these."""
    found = next((act for act, pattern in _ACTS if re.search(pattern, clause, re.IGNORECASE)), None)
    if found is not None:
        return found
    if re.search(_NO, clause, re.IGNORECASE) and not re.search(KEY, clause):
        return "no"
    return "no" if re.search(_FORBIDDEN, clause, re.IGNORECASE) else None
