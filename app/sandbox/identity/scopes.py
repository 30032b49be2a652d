"""Every scope there is, in the words of the consent page."""

from __future__ import annotations

from collections.abc import Mapping

OPENID = "openid"
OFFLINE = "offline_access"

LOOK: Mapping[str, str] = {
    "me:read": "Your role and your teams",
    "projects:read": "The projects you can see",
    "tasks:read": "The tasks you can see",
    "releases:read": "The releases you can see",
    "comments:read": "The comments you can see",
    "members:read": "Who works at your company, and in which role",
    "budgets:read": "The budgets you can see, and what they hold",
    "transfers:read": "The transfers between budgets that you can see",
    "invoices:read": "The invoices you can see",
    "operations:read": "Whether something it sent was done",
    "activity:read": "The record of what was done at your company",
    "approvals:read": "What waits for a second person, yours and what you may decide",
}
"""The read list: scopes that a token for looking may hold."""

CHANGE: Mapping[str, str] = {
    "projects:write": "Create and edit projects",
    "projects:delete": "Delete projects for good, with all that is in them",
    "tasks:write": "Create, edit and restore tasks",
    "tasks:delete": "Delete tasks; they can be restored for 30 days",
    "releases:write": "Create, edit and restore releases",
    "releases:delete": "Delete releases; they can be restored for 30 days",
    "comments:write": "Write comments, edit yours, and restore deleted ones",
    "comments:delete": "Delete comments; they can be restored for 30 days",
    "members:write": "Add and restore members, and change their roles",
    "members:delete": "Delete members; they can be restored for 30 days",
    "budgets:write": "Create, edit and restore budgets",
    "budgets:delete": "Delete empty budgets; they can be restored for 30 days",
    "approvals:open": "Ask a second person to agree to what you may not do alone",
}
"""The scopes that change something, apart from those that move money."""

MONEY: Mapping[str, str] = {
    "transfers:create": "Move money from one budget to another",
    "invoices:pay": "Pay invoices out of a budget",
}
"""The scopes that move money."""

ACT: Mapping[str, str] = {**CHANGE, **MONEY}
"""The scopes that a token for acting may hold."""

DECIDE: Mapping[str, str] = {"approvals:decide": "Decide, as the second person, what a colleague asks for"}
"""The scope that no sign-in gives: only a step-up does, for one decision that the person confirms there."""

ABOUT_YOU: Mapping[str, str] = {
    OPENID: "Which account is yours",
    "profile": "Your name, your email address and your company",
}

STAY: Mapping[str, str] = {OFFLINE: "Stay signed in on this computer until you sign out"}

ALL: tuple[str, ...] = (*ABOUT_YOU, *STAY, *LOOK, *ACT, *DECIDE)


def in_words(scopes: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return those of some space-separated scopes that a list names, each with its words."""
    asked = set(scopes.split())
    return [(scope, text) for scope, text in words.items() if scope in asked]


def actions(scopes: Mapping[str, str]) -> frozenset[str]:
    """Return the platform's names of the actions that some scopes are for."""
    return frozenset(scope.replace(":", ".") for scope in scopes)
