"""What a token may be asked to have confirmed in it: one countersign_change or countersign_decision (RFC 9396)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from app.sandbox.identity.errors import InvalidDetails

CHANGE_TYPE = "countersign_change"
DECISION_TYPE = "countersign_decision"
TYPES = (CHANGE_TYPE, DECISION_TYPE)
CHOICES = ("approve", "reject")
REQUIRED = frozenset({"type", "locations", "actions", "change", "requests", "expires_at"})
OPTIONAL = frozenset({"approval"})
OF_A_DECISION = frozenset({"type", "locations", "approval", "change", "choice"})
MAX_REQUESTS = 500
LATEST = 2**53
DIGEST_LABEL = "sha-256:"
APPROVAL = re.compile(r"ap_[A-Za-z0-9_-]{1,100}")

Detail = Mapping[str, object]


def read_details(text: str | None, platform: str, now: int) -> tuple[Detail, ...]:
    """Return the authorization_details of a request, none if it has none, exactly as they came.

    Raises:
        InvalidDetails: they are anything but one well-formed change on this platform that has not expired, or one
            well-formed decision there.

    """
    if text is None:
        return ()
    detail = only_detail(text)
    check_detail(detail, platform, now)
    return (detail,)


def only_detail(text: str) -> Detail:
    """Return the one object that authorization_details hold.

    Raises:
        InvalidDetails: they are no JSON of Unicode text, name something twice, or are not one object in a list.

    """
    try:
        details = json.loads(text, object_pairs_hook=_each_name_once)
        json.dumps(details, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InvalidDetails("authorization_details is not JSON of Unicode text, or names something twice.") from None
    if not isinstance(details, list) or len(details) != 1 or not isinstance(details[0], dict):
        raise InvalidDetails("authorization_details must be a list of exactly one object.")
    detail: Detail = details[0]
    return detail


def check_detail(detail: Detail, platform: str, now: int) -> None:
    """Check that an object is a well-formed change on the platform that has not expired, or a well-formed decision.

    Raises:
        InvalidDetails: it is neither.

    """
    decides = detail.get("type") == DECISION_TYPE
    wrong = _wrong_decision(detail, platform) if decides else _wrong_change(detail, platform, now)
    if wrong:
        raise InvalidDetails(wrong)


def _wrong_change(detail: Detail, platform: str, now: int) -> str | None:
    names = frozenset(detail)
    if not REQUIRED <= names <= REQUIRED | OPTIONAL:
        return f"The members must be {', '.join(sorted(REQUIRED))} and at most approval."
    expires_at = detail["expires_at"]
    rules = {
        f"The type must be {CHANGE_TYPE}.": detail["type"] == CHANGE_TYPE,
        "The locations must be exactly the platform.": detail["locations"] == [platform],
        "The actions must be different, non-empty strings.": _different_strings(detail["actions"]),
        "The change must be a SHA-256 digest.": is_digest(detail["change"]),
        "The requests must be different SHA-256 digests.": _digests(detail["requests"]),
        "expires_at must be a time to come, in Unix seconds.": type(expires_at) is int and now < expires_at < LATEST,
        "The approval must be an approval's id.": "approval" not in detail or _is_approval(detail["approval"]),
    }
    return next((sentence for sentence, holds in rules.items() if not holds), None)


def _wrong_decision(detail: Detail, platform: str) -> str | None:
    if frozenset(detail) != OF_A_DECISION:
        return f"The members must be {', '.join(sorted(OF_A_DECISION))}."
    rules = {
        "The locations must be exactly the platform.": detail["locations"] == [platform],
        "The approval must be an approval's id.": _is_approval(detail["approval"]),
        "The change must be a SHA-256 digest.": is_digest(detail["change"]),
        "The choice must be approve or reject.": detail["choice"] in CHOICES,
    }
    return next((sentence for sentence, holds in rules.items() if not holds), None)


def is_digest(value: object) -> bool:
    """Tell whether a value is `sha-256:` and 32 bytes in unpadded base64url, written the one canonical way."""
    if not isinstance(value, str) or not value.startswith(DIGEST_LABEL):
        return False
    text = value.removeprefix(DIGEST_LABEL)
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        return False
    return urlsafe_b64encode(urlsafe_b64decode(text + "=")).decode() == text + "="


def _different_strings(value: object) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item.strip() for item in value):
        return False
    return len(set(value)) == len(value)


def _digests(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MAX_REQUESTS
        and all(is_digest(item) for item in value)
        and _different_strings(value)
    )


def _is_approval(value: object) -> bool:
    return isinstance(value, str) and APPROVAL.fullmatch(value) is not None


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name stands twice")
    return read
