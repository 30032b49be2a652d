"""One attempt to sign in: its secrets, and whether an answer is the answer to it (RFC 7636, RFC 9207)."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from app.auth.events import AuthError, Denied, Unreachable

Refusal = Callable[[str, str], AuthError]
"""Takes a provider's error code and its description, and returns what to tell the person."""

Randomness = Callable[[int], str]
"""Takes a number of bytes and returns them as unreserved characters, as `secrets.token_urlsafe` does."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What only this attempt knows; the verifier never leaves the program before the code comes back."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def challenge(self) -> str:
        """Return the S256 challenge (RFC 7636, section 4.2)."""
        return urlsafe_b64encode(sha256(self.verifier.encode("ascii")).digest()).decode().rstrip("=")


def begin(random: Randomness = secrets.token_urlsafe) -> Attempt:
    """Return a new attempt: 256 bits each for state, nonce and verifier."""
    return Attempt(state=random(32), nonce=random(32), verifier=random(32))


def is_answer(query: str, attempt: Attempt) -> bool:
    """Tell whether a redirect's query carries this attempt's state, exactly once."""
    states = _fields(query).get("state", [])
    return len(states) == 1 and hmac.compare_digest(states[0].encode(), attempt.state.encode())


def code_of(query: str, issuer: str, *, iss_announced: bool, refusal: Refusal | None = None) -> str:
    """Return the code of an answer whose state was right; looks at iss, then error, then code.

    Raises:
        Denied: the person or the provider said no; `refusal` has its own words for that.
        Unreachable: the answer comes from another provider, or is no answer at all.

    """
    fields = _fields(query)
    if any(len(fields.get(name, [])) > 1 for name in ("iss", "error", "code")):
        raise _nonsense("The provider's answer says the same thing twice.")
    iss = fields.get("iss", [None])[0]
    if iss is None and iss_announced:
        raise _nonsense("The answer does not say which provider it comes from, though this one always does.")
    if iss is not None and iss != issuer:
        raise _nonsense("The answer comes from another provider than the one that was asked.")
    if "error" in fields:
        raise (refusal or _refusal)(fields["error"][0], fields.get("error_description", [""])[0])
    if "code" not in fields:
        raise _nonsense("The provider's answer holds no code.")
    return fields["code"][0]


def query_of(pasted: str) -> str | None:
    """Return the query of a pasted redirect address, or of the tail of one; None when there is none in it."""
    text = "".join(pasted.split()).strip("<>\"'")
    try:
        query = urlsplit(text).query
    except ValueError:
        return None
    query = query or text.lstrip("?")
    return query if "state" in _fields(query) else None


def _fields(query: str) -> dict[str, list[str]]:
    try:
        return parse_qs(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}


def _nonsense(sentence: str) -> Unreachable:
    return Unreachable(sentence, "Nothing was signed in. Start the sign-in again.")


def _refusal(error: str, _: str) -> Denied:
    if error == "access_denied":
        return Denied(
            "You or the provider said no, so nobody is signed in.",
            "Start again: the page asks for your PIN, and then whether Countersign may act for you.",
        )
    if error in {"server_error", "temporarily_unavailable"}:
        return Denied("The provider could not sign anybody in just now.", "Try again in a moment.")
    return Denied(
        f"The provider refused the sign-in ({code_word(error)}).",
        "Check COUNTERSIGN_CLIENT_ID and what the provider allows this program, then try again.",
    )


def code_word(error: str) -> str:
    """Return an OAuth error code if it looks like one (RFC 6749, section 5.2); else words that say so."""
    return error if error.isascii() and error.replace("_", "").isalnum() and len(error) <= 48 else "no usable reason"  # noqa: PLR2004  # longer than any registered error code
