"""Every scope there is, in the words of the consent page."""

from __future__ import annotations

from collections.abc import Mapping

OPENID = "openid"
OFFLINE = "offline_access"

LOOK: Mapping[str, str] = {
    "me:read": "Your role and your teams",
    "projects:read": "The projects you can see",
    "tasks:read": "The tasks you can see",
    "operations:read": "Whether something it sent was done",
    "activity:read": "The record of what was done in your name",
}
"""The read list: scopes that a token for looking may hold."""

ACT: Mapping[str, str] = {
    "tasks:write": "Create, edit and restore tasks",
    "tasks:delete": "Delete tasks; they can be restored for 30 days",
}
"""The scopes that change something."""

ABOUT_YOU: Mapping[str, str] = {
    OPENID: "Which account is yours",
    "profile": "Your name, your email address and your company",
}

STAY: Mapping[str, str] = {OFFLINE: "Stay signed in on this computer until you sign out"}

ALL: tuple[str, ...] = (*ABOUT_YOU, *STAY, *LOOK, *ACT)


def in_words(scopes: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return those of some space-separated scopes that a list names, each with its words."""
    asked = set(scopes.split())
    return [(scope, text) for scope, text in words.items() if scope in asked]
