"""Finds where this program works: the configured addresses, or the sandbox's, which it joins."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.settings import Settings
from app.ui.desk import DeskTrouble


@dataclass(frozen=True, slots=True)
class Place:
    """Where this program works: the sandbox's addresses or the configured ones; `model_url` is None for OpenAI's."""

    issuer: str
    platform: str
    model_url: str | None


def place_name(settings: Settings) -> str:
    """Return in a word where one signs in."""
    return urlsplit(settings.issuer).netloc if settings.issuer else "sandbox"


async def find_place(settings: Settings, stack: AsyncExitStack) -> Place:
    """Return the place; where it is the sandbox, join it until the stack is closed.

    Raises:
        DeskTrouble: the sandbox can't be started.

    """
    if not (settings.sandbox or settings.sandbox_model):
        return Place(settings.issuer or "", settings.platform or "", settings.model_url)
    from app.sandbox.world import WorldError, join

    try:
        membership = await join(settings.data / "sandbox")
    except WorldError as error:
        raise DeskTrouble(error.sentence, error.next_step) from error
    stack.push_async_callback(membership.leave)
    return Place(
        issuer=settings.issuer or membership.urls.identity,
        platform=settings.platform or membership.urls.platform,
        model_url=f"{membership.urls.model}/v1" if settings.sandbox_model else settings.model_url,
    )
