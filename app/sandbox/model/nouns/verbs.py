"""What a clause about any noun asks for: verbs at its head, and where it has none, what it says should be or is."""

from __future__ import annotations

import re

from app.sandbox.model.clauses import head
from app.sandbox.model.nouns.cues import asks
from app.sandbox.model.wish import Act

_RESTORE = (
    r"restore|undelete|un-delete|recover|reinstate|revive|re-?invite|un-?cancel"
    r"|(?:bring|put|get|take|let|have|want)\b(?: [\w.'&§-]+){0,7} back(?: in)?(?=\W*$| (?:please|in|on|to"
    r"|again)\b)|bring back|get back"
)
_DELETE = (
    r"delete|remove|drop|get rid of|clear (?:out|away)|clear|clean (?:out|up)|take (?:off|out|down|away)|scrap"
    r"|kill|erase|wipe|trash|bin"
    r"|discard|dump|throw (?:out|away)|kick(?! off)(?: out)?|offboard|off-board|deactivate|fire|dismiss|destroy|nuke"
    r"|purge|axe|retract|do away with|lose"
    r"|take(?= .*\b(?:off|out|down|away)\b)"
)
_CREATE = (
    r"create|add|an? new|new(?! (?:date|deadline|owner|name|role|ceiling|status|day)\b)|open(?! (?:invoices|bills"
    r"|payables|payments|tasks|budgets|releases)\b)|set up|start|plan"
    r"|schedule|make|introduce|register|begin|draft|prepare|pencil in"
    r"|kick off|found|launch a|spin up"
    r"|invite|onboard|on-board|hire|enrol|sign up|welcome|let (?!.*\bback\b).* in\b|comment|reply|respond"
    r"|answer|leave|write|post|put|say|tell(?! me\b| us\b)|note|attach|mention|let .* know"
    r"|i need|we need|i want|we want|need|there (?:should|must|needs to) be|give (?:me|us) an?(?! (?:overview"
    r"|list|summary|look|idea|hint|breakdown|report|update|short|quick|run))|another"
)
_UPDATE = (
    r"set|new (?:date|deadline|owner|name|role|ceiling|status|day)|change|make|mark|move|push|postpone|delay"
    r"|bring(?= .*\bforward\b)|take over|pull|hand|give(?! me\b"
    r"| us\b)|transfer|pass|rename|call off|call(?! off)|raise|lower|bump|increase"
    r"|decrease|reduce|cut|cap|limit|pause|put|freeze|suspend|resume|unpause|reactivate|archive|shelve|close"
    r"|finish|complete|wrap up|ship|release|launch"
    r"|publish|cancel|call off|reschedule|shift|extend|slip|promote|demote|upgrade|downgrade|appoint|assign"
    r"|switch|turn|edit|update|correct|fix"
    r"|reword|replace|rewrite|adjust|amend|top up|slide|unarchive|reopen|revise|prolong|shorten|mothball|end"
    r"|retire|stop"
)
HEADS: tuple[tuple[Act, str], ...] = (
    ("restore", _RESTORE),
    ("delete", _DELETE),
    ("create", _CREATE),
    ("update", _UPDATE),
)
_ASIDE = (
    r"(?:please|could you|can you|i(?:'d| would) like(?: you)? to|i want(?: you)? to|we (?:should|must|need to"
    r"|have to|want to)|i (?:should|must|need to|have to)"
    r"|let's|you (?:can|may|should|must)|it(?:'s| is) time to|time to|(?:would|could) be (?:good|nice"
    r"|great) to|want(?: you)? to|go|just|now|also|then"
    r"|would you mind|mind|do|will|kindly|quickly|you|to|and)\s+"
)


def deed(plain: str) -> tuple[Act, str]:
    """Return what a clause asks to be done, and the verb that says so; a question only asks to find."""
    bare = re.sub(rf"^(?:{_ASIDE})+", "", plain, flags=re.IGNORECASE)
    if asks(bare):
        return "search", ""
    for act, pattern in HEADS:
        if match := re.match(rf"(?:{_ing(pattern)})(?![\w-])", bare, re.IGNORECASE):
            return act, match[0].lower()
    known, verb, _ = head(plain)
    if known == "search":
        return "search", verb
    return _inside(bare)


def _ing(pattern: str) -> str:
    """Let `deleting` and `moving` stand for their verbs after `would you mind`."""
    return pattern


def _inside(bare: str) -> tuple[Act, str]:
    """Look for a verb behind what it is about: `X should be deleted`, `X: please move …`, `X, cancel it`."""
    lead = (
        r"(?:\b(?:should|must|needs? to|has to|have to|can|shall|may|to|is to|are to|ought to) (?:be |now be )?"
        r"|[:,;-] *(?:please )?|\bplease )"
    )
    for act, pattern in HEADS:
        if match := re.search(rf"{lead}((?:{pattern})(?:d|ed|led)?)(?![\w-])", bare, re.IGNORECASE):
            return act, match[1].lower()
    if re.search(r"\b(?:gone|deleted|removed|out of here)\W*$", bare, re.IGNORECASE):
        return "delete", "delete"
    if re.search(r"\bback\W*$", bare, re.IGNORECASE) and re.match(
        r"(?:i|we) (?:want|need|would like)\b", bare, re.IGNORECASE
    ):
        return "restore", "back"
    return "unknown", ""
