"""What is said of releases: which are wanted, and what they are called, when, and whether they are out."""

from __future__ import annotations

import re
from datetime import date

from app.sandbox.model.nouns.cues import VERSION
from app.sandbox.model.nouns.names import rest, several, take_after, take_owner_of, without
from app.sandbox.model.nouns.parts import Parts
from app.sandbox.model.nouns.slots import (
    RELEASE_STATES,
    take_called,
    take_day,
    take_shift,
    take_state,
)
from app.sandbox.model.scan import Scan


def release(parts: Parts) -> dict[str, object]:
    """Read what is said of releases."""
    scan = parts.scan
    if parts.act == "create":
        return _new_release(scan, parts)
    if parts.act in {"delete", "restore"}:
        place = take_after(scan, "in|from|of|for", "project")
        state = take_state(scan, RELEASE_STATES) if parts.says(r"\breleases\b") else None
        return {"names": several(_named(scan)), "project": place, "status": state}
    if parts.act == "update":
        return _release_edit(scan, parts)
    return _releases_wanted(scan, parts)


def _named(scan: Scan) -> str | None:
    """Return a release's name: with its version, quoted, or whatever is left."""
    match = scan.take(rf"((?:(?-i:[A-Z])[\w&-]+ |(?:apollo|zephyr|mobile(?: app)?|marketing(?: site)?) )?{VERSION})")
    if match is not None and not scan.quoted():
        more = scan.take(rf"(?:,| and) ((?:[A-Z]\w+ )?{VERSION})")
        return scan.said(match[1]) + (f", {scan.said(more[1])}" if more else "")
    return rest(
        without(scan, r"\b(?:releases?|versions?|roll-?outs?|date|dates|off|out|planned|again|the|of|for good)\b")
    )


def _releases_wanted(scan: Scan, parts: Parts) -> dict[str, object]:
    plural = parts.says(
        r"\breleases\b|\bversions\b|\b(?:next|last|latest|upcoming|newest|coming)\b|\bwhat(?:'s| is| are"
        r"| do we)? (?:we )?(?:ship|launch|releas|coming|going)|\bwhat ships\b"
    )
    by_verb = (
        r"\b(?:next|upcoming|coming|planned|future|ahead|to come|shipping|ships? next|going live|go live|goes out"
        r"|go out|will)\b"
    )
    done = r"\b(?:released|shipped|launched|past|last|latest|previous|already out|so far|gone out|went out)\b"
    state = (
        "cancelled"
        if parts.says(r"\b(?:cancell?ed|called off|dropped)\b")
        else "planned"
        if parts.says(by_verb)
        else "released"
        if parts.says(done)
        else None
    )
    owner = take_owner_of(scan, "releases?|versions?|roll-?outs?") if not scan.sees(VERSION) else None
    place = None if scan.sees(VERSION) else take_after(scan, "in|for|of|from|on|at", "project")
    without(
        scan,
        (
            rf"{by_verb}|{done}|\b(?:ships?|ship|launch(?:es)?|live|goes?|going|come|comes|coming|out|when|due|date"
            r"|dates|scheduled|do|are|we|cancell?ed|status|state|called off|dropped|on track|this|week|month|year"
            r"|in)\b"
        ),
    )
    name = _named(scan)
    if plural and name and not re.search(VERSION, name):
        return {"project": place or owner or name, "status": state}
    status = state if plural or not (name or place) else None
    return {
        "project": place or owner,
        "status": status,
        "name": name if not plural or (name and re.search(VERSION, name)) else None,
    }


def _new_release(scan: Scan, parts: Parts) -> dict[str, object]:
    day = take_day(scan, parts.today)
    name = take_called(scan)
    if name is None and (
        match := scan.take(
            r"(?<![\w.])((?!(?:release|version|called|named|for|in|a|the|of|new|and|plan"
            rf"|ship)\b)(?-i:[A-Z])[\w&-]+ )?({VERSION})"
        )
    ):
        name = scan.said(match[0])
    place = take_after(scan, "in|for|of|to|on|under", "projects?") or take_owner_of(scan, "releases?|versions?")
    left = rest(
        without(scan, r"\b(?:releases?|versions?|dated?|it|on|for|at|scheduled|planned|due|project|named|called|new)\b")
    )
    if name is None:
        name, left = left, None
    place = place or left
    prefix = re.match(rf"(.+?) {VERSION}$", name or "")
    bare = re.fullmatch(VERSION, name or "")
    return {
        "name": f"{place} {name.removeprefix('v')}" if name and bare and place else name,
        "project": place or (prefix[1] if prefix else None),
        "date": day,
    }


_BY_VERB = {"cancel": "cancelled", "call off": "cancelled", "cancelled": "cancelled"} | dict.fromkeys(
    ("ship", "release", "launch", "publish", "finish", "complete", "close", "wrap up", "shipped", "released"),
    "released",
)


def _release_edit(scan: Scan, parts: Parts) -> dict[str, object]:
    said: dict[str, object] = {}
    if parts.verb in {"rename", "call"} or scan.sees(r"\b(?:name of|renamed|be called)\b"):
        match = scan.take(r"\b(?:to|as|into|be called|called) (§\d+§|[^|,;]+?)\s*[.!?]*\s*$")
        said["new_name"] = scan.said(match[1]) if match else None
    else:
        said["shift"] = take_shift(scan, parts.verb)
        said["date"] = None if said["shift"] else take_day(scan, parts.today)
    if scan.sees(r"\bdate\b") and parts.verb in {"remove", "clear", "drop", "delete"}:
        said["clear"] = ["date"]
    by_verb = _BY_VERB.get(parts.verb)
    if by_verb is not None and (not isinstance(day := said.get("date"), date) or day <= parts.today):
        said["date"] = None
    if not any(said.values()):
        said["status"] = (
            by_verb
            or take_state(scan, RELEASE_STATES)
            or ("planned" if parts.verb in {"reopen", "un-cancel", "uncancel"} else None)
        )
    said["name"] = _named(scan)
    return said
