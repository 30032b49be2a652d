"""`countersign login`: sign in with a browser, by pasting the redirect back, or as one of the sandbox's people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.pasting import pasting
from app.commands.say import say
from app.commands.told import on_parts, signed_in

if TYPE_CHECKING:
    from app.auth.events import Account
    from app.wiring import Parts


@click.command("login", help="Sign in.")
@click.option("--as", "person", metavar="NAME", help="Sandbox only: a person's name or a role, such as lead or viewer.")
@click.option("--paste", is_flag=True, help="Open no browser; paste the address that yours ends on.")
@click.pass_obj
def command(env_file: Path | None, person: str | None, *, paste: bool) -> None:
    """Sign in and say as whom, and where the session is kept."""

    async def work(parts: Parts) -> tuple[Account, str]:
        account = await (signed_in(parts, person) if person else _through_browser(parts))
        return account, await parts.sign_in.kept_in()

    account, kept = on_parts(env_file, work, browser=not paste)
    say(f"Signed in as {account.name} <{account.email}>. The session is kept in: {kept}.")


async def _through_browser(parts: Parts) -> Account:
    from app.auth.events import AuthError, Opening, Refused, SignedIn

    async with pasting(parts.sign_in.paste) as begin:
        async for event in parts.sign_in.with_browser():
            match event:
                case Opening(url, opened):
                    say(f"{'Your browser shows' if opened else 'Open'} this page to sign in:\n\n{url}\n")
                    if not opened:
                        begin()
                case SignedIn(account):
                    return account
                case Refused(sentence, next_step):
                    raise AuthError(sentence, next_step)
    raise AuthError("The sign-in ended without an answer.", "Try again.")
