"""Runs a command's work on the program's parts, and turns failures into one line, the next step and an exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from app.auth.events import Account
    from app.wiring import Parts

T = TypeVar("T")

ERROR, WAITS, REFUSED = 1, 3, 4
"""Exit codes besides 0: an error; something waits for a person; the person, the rules or the platform said no."""


@contextmanager
def told() -> Iterator[None]:
    """Let every failure that knows its sentence and next step end the command with both.

    Raises:
        click.ClickException: with exit code 1.

    """
    from app.settings import SettingsError
    from app.wiring import TROUBLES

    try:
        yield
    except (SettingsError, *TROUBLES) as error:
        from app.text import clean

        raise click.ClickException(f"{clean(error.sentence)} {clean(error.next_step)}".strip()) from None


def on_parts(env_file: Path | None, work: Callable[[Parts], Awaitable[T]], *, browser: bool = True) -> T:
    """Build the parts, do some work on them, and let go of them again; without `browser` none is ever opened.

    Raises:
        click.ClickException: as `told`.

    """
    from app.log import to_file
    from app.settings import from_environment
    from app.wiring import Parts

    async def run() -> T:
        settings = from_environment(env_file)
        to_file(settings.data)
        parts = Parts(settings) if browser else Parts(settings, lambda _: False)
        try:
            await parts.prepare()
            return await work(parts)
        finally:
            await parts.close()

    with told():
        return asyncio.run(run())


async def signed_in(parts: Parts, person: str | None = None) -> Account:
    """Return the account of the kept session, or sign in as one of the sandbox's people where one is named.

    Raises:
        SessionEnded: nobody is signed in.
        AuthError: it did not work.

    """
    from app.auth.events import AuthError, Refused, SessionEnded, SignedIn

    if person is None:
        account = await parts.sign_in.restore()
        if account is None:
            raise SessionEnded("Nobody is signed in.", "Sign in with: countersign login")
        return account
    async for event in parts.sign_in.as_person(person):
        match event:
            case SignedIn(account):
                return account
            case Refused(sentence, next_step):
                raise AuthError(sentence, next_step)
            case _:
                pass
    raise AuthError("The sign-in ended without an answer.", "Try again.")
