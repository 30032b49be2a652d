"""What is said of comments, of members and their roles, and of what happened."""

from __future__ import annotations

import re

from app.sandbox.model.nouns.cues import EMAIL, PLACE, ROLE, VERSION
from app.sandbox.model.nouns.names import clean, me, rest, several, without
from app.sandbox.model.nouns.parts import Parts
from app.sandbox.model.nouns.slots import (
    take_called,
    take_new_name,
    take_place,
    take_role,
    take_since,
    take_text,
)
from app.sandbox.model.scan import PERSON, Scan


def comment(parts: Parts) -> dict[str, object]:
    """Read what is said of comments."""
    scan = parts.scan
    task = parts.keys[0] if parts.keys else None
    if parts.keys:
        without(
            scan,
            (
                r"\b(?:on |to |under |in |about |for |of |from )?(?:the )?(?:task |ticket "
                r"|issue )?[A-Za-z][A-Za-z0-9]{1,5}-\d{1,6}\b(?:'s)?(?=[^§]*)"
            ),
        ) if parts.act != "create" else _drop_key(scan, task or "")
    if parts.act == "create":
        return {"task": task or _titled(scan), "text": take_text(scan) or _spoken(scan)}
    place = take_place(scan)
    if parts.act == "update":
        return {"task": task, "text": take_text(scan) or take_new_name(scan), "place": place, "author": "me"}
    author = _author(scan)
    about = scan.take(
        r"\b(?:about|mentioning|containing|with the words?|(?:that|which) (?:says?|mentions?)|with"
        r"|saying) (?:the )?(§\d+§|[^|,;.!?]+?)(?= (?:on|by|from|in)\b|\s*[|,;.!?]|\s*$)"
    )
    text = scan.said(about[1]) if about else (scan.quoted() or (None,))[0]
    return {"task": task or (None if text else _titled_in(scan)), "author": author, "text": text, "place": place}


def _drop_key(scan: Scan, key: str) -> None:
    scan.take(rf"\b(?:on|to|under|in|below|at|about|for)? ?(?:the )?(?:task |ticket |issue )?{re.escape(key)}\b(?:'s)?")


def _spoken(scan: Scan) -> str | None:
    """Return what is to be written where it stands bare behind the verb, as in `Tell Bob on APO-1 we ship Friday`."""
    scan.take(r"\b(?:(?:a|an|the|another|short|quick|new|this|following) )*(?:comment|note|remark|reply|message)s?\b:?")
    left = [" ".join(part.split()).strip(" ,.:;") for part in scan.left.split("|")]
    words = max(left, key=len, default="")
    return scan.said(words) if len(words.split()) > 1 else None


def _titled(scan: Scan) -> str | None:
    match = scan.take(r"\b(?:on|to|under) (?:the )?(?:task )?(§\d+§)")
    return None if match is None else scan.said(match[1])


def _titled_in(scan: Scan) -> str | None:
    match = scan.take(r"\b(?:on|about|under|for|to) (?:the )?(?:task )?(§\d+§|(?-i:[A-Z])[^|,;?!]+?)\s*[|.?!]*\s*$")
    return None if match is None or re.search(VERSION, match[1]) else clean(scan.said(match[1]))


def _author(scan: Scan) -> str | None:
    if scan.take(
        r"\b(?:my(?: own)?|mine|i (?:have )?(?:wrote|written|made|left|posted|said)|did i (?:say|write|comment)"
        r"|by me|of mine)\b"
    ):
        return "me"
    match = scan.take(
        rf"\b(?:did|does|do|has|have) ({PERSON}) (?:say|said|write|written|comment(?:ed)?|think|reply|replied)"
        rf"|\b(?:by|from|of) ({PERSON})|\b({PERSON}) (?:has |have )?(?:said|wrote|written|commented|replied|left"
        rf"|says)\b|\b({PERSON})'s\b"
    )
    name = scan.said(next(filter(None, match.groups()))) if match else None
    return (
        None
        if name
        and name.lower()
        in {"anyone", "anybody", "people", "they", "everyone", "we", "you", "who", "somebody", "someone", "all"}
        else me(name)
    )


_AROUND = (
    rf"\b(?:to|from|off|out of|in|on|into|of|at) (?:the |our )?(?:{PLACE}|new)\b|\b(?:e-?mail(?: address)?"
    r"|address|mail|team"
    r"|company|members?|people|persons?|users?|colleagues?|staff|access|account|membership|rights|permissions?|with|and"
    r"|roles?|named|called|has|have|left|us|should|be|become|get|made|back|quit|name|no longer|works?|here"
    r"|for good|hand"
    r"|whose|is)\b"
)
_NEWCOMER = (
    r"^[\s|]*(?:(?:an?|the|another|this) )?(?:new )?(?:team )?(?:member|user|person|colleague)\b(?! (?:role|rights))"
)
_ASKING = (
    r"\b(?:who|works?|else|here|everyone|everybody|all|do|we|can|with|for|many|how|list|active|role|job|position|doing"
    r"|allowed|approve|go|out)\b"
)


def member(parts: Parts) -> dict[str, object]:
    """Read what is said of people and their roles; nobody but a question means themselves by `me`."""
    scan = parts.scan
    if parts.act == "create":
        return _newcomer(scan)
    email = scan.take(rf"[<(]?({EMAIL})[>)]?")
    role = take_role(scan)
    if parts.act == "update":
        without(scan, rf"\b(?:to|of|into|from|gets?|becomes?|now|will|promotion|the|an?|{ROLE}s?)\b")
    without(without(scan, _AROUND), _ASKING)
    name = rest(scan) or (email[1] if email else None)
    if parts.finds:
        name = name or ("me" if parts.says(r"\bmy (?:role|e-?mail)\b") else None)
        return {"name": name, "role": None if name else role}
    return {"name": name, "names": several(name), "role": role}


def _newcomer(scan: Scan) -> dict[str, object]:
    scan.take(_NEWCOMER)
    without(scan, r"\b(?:she|he|they)(?:'s| is| are)\b|\b(?:whose|with) (?:e-?mail|address|mail)\b")
    email, role = scan.take(rf"[<(]?({EMAIL})[>)]?"), take_role(scan)
    name = take_called(scan) or _proper(rest(without(scan, _AROUND)))
    return {"name": name, "email": email[1] if email else None, "role": role}


def _proper(name: str | None) -> str | None:
    return None if name is None else " ".join(word[:1].upper() + word[1:] for word in name.split())


def activity(parts: Parts) -> dict[str, object]:
    """Read what is asked about what happened."""
    scan = parts.scan
    since = take_since(scan, parts.today)
    match = scan.take(
        rf"\b(?:did|has|have|by|from|was|is) ({PERSON}|i) (?:do|done|chang\w*|been|up to|delete\w*|create\w*)\b"
        rf"|\bby ({PERSON}|me)\b|\b(?!what|that|it|there)({PERSON})'s (?:\w+ )?(?:activity|changes|actions)\b"
        r"|\b(my) (?:\w+ )?(?:activity|changes|actions)\b"
    )
    who = scan.said(next(filter(None, match.groups()))) if match else None
    who = "me" if who and who.lower() in {"i", "my", "me"} else who
    return {
        "since": since,
        "who": None
        if who
        and who.lower() in {"we", "anyone", "anybody", "people", "they", "everyone", "been", "what", "you", "team"}
        else who,
        "task": (parts.keys or (None,))[0],
    }
