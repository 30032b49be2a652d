"""The provider's part of signing out (PROTOCOL I); what is kept here has been erased before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from app.auth import registration
from app.auth.discovery import Metadata
from app.auth.events import AuthError
from app.auth.provider import Provider
from app.auth.store import Kept

Open = Callable[[str], Awaitable[bool]]


async def farewell(provider: Provider, kept: Kept, end: Open | None, *, last: bool) -> str:
    """Revoke the session, end the provider's own if `end` can open its page, and unregister after the last account.

    Returns one sentence or two; never raises for the network.
    """
    trouble, told = "", "You are signed out."
    try:
        endpoint = await provider.endpoint(kept.account.client_id)
        if not await endpoint.revoke(kept.refresh):
            told = "You are signed out here, but the provider did not revoke the session."
        if end is not None:
            told = f"{told} {await _end(endpoint.metadata, kept, end)}"
    except AuthError as error:
        trouble = error.sentence
    try:
        given = await provider.forget(kept.account.client_id) if last else None
        if given is not None and not trouble:
            await registration.unregister(provider.client, given)
    except AuthError as error:
        trouble = error.sentence
    if trouble:
        return f"You are signed out here, but not everything could be told to the provider: {trouble}"
    return told


async def _end(metadata: Metadata, kept: Kept, end: Open) -> str:
    url = metadata.end_session_endpoint
    if url is None:
        return "The provider has no session of its own that could be ended from here."
    asked = httpx.URL(url).copy_merge_params({"client_id": kept.account.client_id, "logout_hint": kept.account.email})
    return "Confirm it in the browser." if await end(str(asked)) else f"Open {asked} to end the provider's session too."
