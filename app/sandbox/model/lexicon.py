"""The English that the rules know: verbs and what they ask for, states, priorities, and words that say nothing."""

from __future__ import annotations

import re

from app.sandbox.model.wish import Act

KEY = r"(?:\b[A-Za-z][A-Za-z0-9]{1,5}-\d{1,6}\b|\btsk_[A-Za-z0-9]+\b)"
"""A task's key, as in APO-112, or its id."""

_RESTORE = r"restore|undelete|un-delete|recover|(?:bring|put|get) (?:[\w ,-]{1,60}? )?back"
_UNDO = r"undo|revert|roll (?:it |that |this )?back|take (?:it|that|this) back"
_DELETE = (
    r"delete|remove|clear(?: out| away| up)?|clean(?: up| out)?|get rid of|trash|erase|purge|bin|drop|wipe(?: out)?"
    r"|throw (?:away|out)|discard|tidy up"
)
_TASK = r"(?:task|ticket|issue|to-?do)"
_CREATE = (
    r"create|add|file|log|write down|remind me to"
    rf"|(?:open|make|start|set up|raise)(?: up)? (?:me )?(?:an?|another)? ?(?:new )?{_TASK}"
    rf"|i need an? (?:new )?{_TASK}|new {_TASK}"
)
_UPDATE = (
    r"mark|set|change|rename|retitle|assign|reassign|unassign|update|close|complete|finish|resolve|reopen|re-open|start"
    r"|move|postpone|push|pull|delay|extend|shift|reschedule|prioriti[sz]e|raise|lower|bump|hand|edit"
    r"|give(?! me\b| us\b)|put|make|bring"
)
_SEARCH = (
    r"list|show|find|search|look (?:for|up)|get|give (?:me|us)|display|see|which|what(?:'s| is| are)?|how many|count"
    r"|are there|is there|(?:do|does|did) \w+ have|have i|is any(?:thing)?|any(?:thing)?|who(?:'s| is)?|tell (?:me|us)"
    r"|when(?:'s| is)?|where(?:'s| is)?|describe|open|check|read|is|are|how(?:'s| is| far is)?|summari[sz]e"
)
VERBS: tuple[tuple[Act, str], ...] = (
    ("restore", _RESTORE),
    ("undo", _UNDO),
    ("delete", _DELETE),
    ("create", _CREATE),
    ("update", _UPDATE),
    ("search", _SEARCH),
)
"""Each act and the verbs that ask for it, in the order in which they are tried at the head of a clause."""

STARTS = (
    r"pay|settle|transfer|comment|reply|invite|offboard|promote|demote|pause|resume|archive|cancel|cap|ship|release"
    r"|postpone|send|book|delay|hire"
)
"""Verbs of other nouns than tasks that begin a clause of their own."""

POLITE = (
    r"(?:please|pls|kindly|can (?:you|we|i)|could (?:you|we|i)|would you(?: mind)?|will you"
    r"|i(?:'d| would) (?:like|love)(?: you)?(?: to)?|i (?:want|need)(?: you)? to|i want|let(?:'s| us| me)|go ahead and"
    r"|help me(?: to)?|just|now|also|next|then|and|so|ok(?:ay)?|alright|all right|hey|hi|hello|well|yes|yeah|sure"
    r"|quickly|actually|countersign|agent|thanks|thank you|great|perfect|no|nope|rather)\b[,:!.]?\s*"
)
"""What may stand before the verb and changes nothing."""

CALLED = r"(?:called|named|titled|entitled|saying|that says|with (?:the )?(?:title|name)(?: of)?)"

STATUSES = {
    "in_progress": r"in[ -]progress|under ?way|ongoing|started|active|being worked on|wip",
    "done": r"done|finished|completed?|closed|resolved",
    "open": r"open|to-?do|not (?:yet )?started|unstarted|reopened",
}
PRIORITIES = {
    "high": r"high(?:est|er)?|urgent|critical|top",
    "low": r"low(?:est|er)?|minor",
    "normal": r"normal|medium|default",
}
BY_VERB = {
    "done": r"close|complete|finish|resolve",
    "open": r"reopen|re-open",
    "in_progress": r"start",
}
"""A task's state that a verb alone asks for."""

TASKS = r"(?:tasks?|tickets?|issues?|to-?dos?|items?|work|things?|stuff|cards?)"
PROJECTS = r"projects?"
POINTING = r"(?:them|those|these|it|that one|that task|this one|this task|that ticket|ones?|the task|the ticket)"

_EMPTY = """
a an the of in on at to for from by with and or but is are was were be been am do does did have has had i me my mine
we us our you your it its that this those these them they there their any some all every each everything anything one
ones please just now also still currently yet already right so then than as if when where which what who whose how
many much can could would will shall should may might about task tasks ticket tickets issue issues todo todos item
items thing things stuff work card cards project projects list show find search get give tell see look up display
count check read open describe summary summarize want need like let make sure here too only more most called named
titled not no who's what's there's i'd i'm don't go got ahead hey hello hi thanks thank ok okay yes well really know
marked set being anyone anybody status state sorted order ordered grouped group due date deadline priority assignee
someone somebody together again back out away s gone
"""
EMPTY = frozenset(_EMPTY.split())
"""Words that tell no task from another."""

FAMILIAR = {
    "how many": "count",
    "number of": "count",
    "amount of": "count",
    "delay": "postpone",
    "push back": "postpone",
}
"""Phrases that say what a tool's name would say with another word."""


def stem(word: str) -> str:
    """Return a word without its English ending, so that `tasks` and `task`, `moved` and `move` are one."""
    low = word.lower()
    if low.endswith("ies") and len(low) > len("flies"):
        return low[:-3] + "y"
    for ending in ("ing", "ed", "es", "s", "e"):
        if low.endswith(ending) and not low.endswith("ss") and len(low) >= len(ending) + len("due"):
            return low[: -len(ending)]
    return low


def words(text: str) -> list[str]:
    """Return the words of a text, of a tool's name as well."""
    return re.findall(r"[A-Za-z][A-Za-z']*|\d+", text.replace("_", " "))
