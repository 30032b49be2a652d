"""What is said of projects: whose they are, how they stand, until when they run."""

from __future__ import annotations

import re

from app.sandbox.model.nouns.names import me, rest, several, take_owner_of, without
from app.sandbox.model.nouns.parts import Parts
from app.sandbox.model.nouns.slots import (
    PROJECT_STATES,
    take_called,
    take_day,
    take_new_name,
    take_shift,
    take_state,
)
from app.sandbox.model.scan import PERSON, Scan

_PROJECT_NOISE = (
    r"\b(?:owns?|owner(?:ship)?|owned|leads?|runs?|run|heads?|in charge(?: of)?|responsible(?: for)?"
    r"|deadlines?|status|state|doing|going|progress|due|when|who"
    r"|how|finish(?:ed)?|end|ends|over to|take(?:s)? over|taking over|from now on|new|good|well|health"
    r"|details?|info(?:rmation)?|tell me (?:more )?about|describe)\b"
)
_MY = r"\b(?:my|mine|i own|do i (?:own|have|run|lead)|i(?:'m| am) (?:in charge|responsible)|am i)\b"


_WHOLLY = (
    r"\b(?:projects?|for good|completely|entirely|forever|with (?:everything|all)[^|]*|and (?:everything|all)[^|]*)\b"
)


def project(parts: Parts) -> dict[str, object]:
    """Read what is said of projects."""
    scan = parts.scan
    if parts.act == "create":
        return _new_project(scan, parts)
    if parts.act == "update":
        return _project_edit(scan, parts)
    if parts.act == "delete":
        return {"names": several(rest(without(scan, _WHOLLY)))}
    owner = "me" if scan.take(_MY) else None
    if parts.says(r"^(?:when|(?:until|by) when)\b"):
        without(scan, rf"{_PROJECT_NOISE}|\b(?:until|by|have to be|has to be|must|be|done|over|ready|complete)\b")
        return {"name": rest(scan)}
    asked = scan.take(
        rf"\b(?:owned|led|run|headed) by ({PERSON}|me)|\b(?:does|did|do) ({PERSON}) (?:own|lead|run|have|head)"
        rf"|\bis ({PERSON}) (?:in charge|responsible)|(?<=projects) ({PERSON}) (?:owns|runs|leads|has|heads|manages)\b"
    )
    owner = owner or (me(scan.said(next(filter(None, asked.groups())))) if asked else None)
    owner = owner or take_owner_of(scan, "projects")
    status = (
        take_state(scan, PROJECT_STATES)
        if not parts.says(r"\bis [\w ]+ (?:done|paused|active|archived|finished)")
        else None
    )
    without(scan, _PROJECT_NOISE)
    return {"owner": owner, "status": status, "name": rest(scan)}


def _new_project(scan: Scan, parts: Parts) -> dict[str, object]:
    key = scan.take(
        r"\b(?:with )?(?:the )?(?:key|code|short(?:hand| name)?|prefix|abbreviation)(?: is| of|:)? (§\d+§"
        r"|[A-Za-z][A-Za-z0-9]{1,9})\b"
    ) or scan.take(r"\(([A-Z][A-Z0-9]{1,9})\)")
    owner = scan.take(
        rf"\b(?:owned by|led by|run by|owner(?: is|:)?|with|under|and|assigned to) ({PERSON}|me)(?: as (?:the "
        r"|its )?(?:owner|lead)\b)?(?= (?:as|with|and|key|deadline)|\s*[|,.;]|\s*$)"
    )
    owner = owner or scan.take(r"\bfor ((?-i:[A-Z])\w+)(?=\s*[.!]*\s*$)")
    owner = owner or scan.take(rf"\b({PERSON}|me) (?:owns|leads|runs|should own|shall own|is (?:the )?owner)(?: it)?\b")
    deadline = take_day(scan, parts.today)
    name = take_called(scan) or rest(
        without(scan, r"\b(?:projects?|with|deadline|due|key|a|an|new|brand|it|should|is|be|ends?|end)\b")
    )
    return {
        "name": name,
        "key": scan.said(key[1]).upper() if key else None,
        "owner": me(scan.said(owner[1])) if owner else None,
        "deadline": deadline,
    }


def _project_edit(scan: Scan, parts: Parts) -> dict[str, object]:
    said: dict[str, object] = {}
    if parts.verb in {"rename", "call"} or scan.sees(r"\b(?:name of|the name|renamed|be called)\b"):
        said["new_name"] = take_new_name(scan)
    if scan.sees(r"\bdeadline\b") and (
        parts.verb in {"remove", "clear", "drop", "delete", "take off"}
        or scan.sees(r"\b(?:no|without(?: a)?) deadline\b")
    ):
        said["clear"] = ["deadline"]
    if parts.says(
        r"\b(?:deadline|due|end(?:s|ing)?|finish(?:ed)?|by|until|till|date|extend|prolong|postpone|push|delay"
        r"|shift|slips?)\b"
    ):
        said["shift"] = take_shift(scan, parts.verb)
        said["deadline"] = None if said["shift"] else take_day(scan, parts.today)
    own = (
        r"\bowner(?:ship)?\b|\bhand|\bpass\b|\bgive\b|takes? over|in charge|(?:should|shall|must|will"
        r"|can) (?:now )?(?:lead|own|run|head|manage|take)\b|\b(?:lead|head) (?:of|for|on)\b"
        r"|\btransfer\b"
    )
    if re.search(own, parts.plain, re.IGNORECASE):
        said["owner"] = _new_owner(scan)
    verb = {
        "pause": "paused",
        "freeze": "paused",
        "suspend": "paused",
        "shelve": "paused",
        "mothball": "paused",
        "stop": "paused",
        "archive": "archived",
        "retire": "archived",
    }
    verb |= {"close": "done", "finish": "done", "complete": "done", "wrap up": "done", "end": "done"}
    verb |= dict.fromkeys(("resume", "unpause", "reactivate", "unarchive", "reopen", "start"), "active")
    if not any(said.values()):
        said["status"] = verb.get(parts.verb) or take_state(scan, PROJECT_STATES)
    without(scan, rf"{_PROJECT_NOISE}|\b(?:rename|ownership|deadline|over|to|by|projects?)\b")
    said["name"] = rest(scan)
    return said


def _new_owner(scan: Scan) -> str | None:
    patterns = (
        rf"\b(?:over )?to ({PERSON}|me)(?= *(?:[|,.;!?]|$|from|as|please|now|starting))",
        (
            rf"\b({PERSON}) (?:should|shall|must|will|can) (?:now )?(?:be (?:the )?(?:owner|lead)|own|lead|run|head"
            r"|manage|take over)\b"
        ),
        (
            rf"\b({PERSON}|i) (?:is|am|gets|becomes) (?:now )?(?:put )?(?:the )?(?:new )?(?:in charge|responsible|owner"
            r"|lead|head)\b"
        ),
        rf"\b({PERSON}|i) (?:takes?|is taking|will take|shall take|should take|must take) (?:over|charge of)\b",
        (
            rf"\b(?:make|put|let|have|appoint|set)? ?\|? ?({PERSON}|me) (?:the |a |as )*(?:new )?(?:project )?(?:owner"
            r"|lead|head|in charge|own|take over)\b"
        ),
        rf"\bowner(?:ship)?\b[^|]*? (?:is|be|to|goes to|:) ({PERSON}|me)",
    )
    match = next((found for pattern in patterns if (found := scan.take(pattern))), None)
    return None if match is None else me(scan.said(match[1]))
