"""Says who is signed in: what the provider vouched for, joined with what the platform says of them now."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from app.ui.desk import DeskTrouble

if TYPE_CHECKING:
    from app.auth.events import Account
    from tools.change import Json, Principal
    from tools.platform import Platform


async def me_of(platform: Platform) -> Json:
    """Return what the platform says of whoever is signed in.

    Raises:
        DeskTrouble: it can't be asked, or knows nobody by this sign-in.

    """
    from tools import ToolError
    from tools.platform import PlatformTrouble

    try:
        return await platform.reader(("me:read",)).get("/v1/me")
    except PlatformTrouble as error:
        raise DeskTrouble(error.sentence, error.next_step) from error
    except ToolError as error:
        raise DeskTrouble(str(error), "Ask an administrator of the platform to let you in.") from error


def principal_of(account: Account, me: Json) -> Principal:
    """Return the person as tools and graph know them."""
    from tools.change import Principal

    teams = me.get("teams")
    return Principal(
        **asdict(account),
        tenant_name=tenant_of(me),
        role=role_of(me),
        teams=tuple(str(team) for team in teams) if isinstance(teams, list) else (),
    )


def session_of(account: Account) -> str:
    """Return since when the person is signed in and how they proved it, as the provider says."""
    since = datetime.fromtimestamp(account.auth_time).astimezone().strftime("%Y-%m-%d %H:%M")
    how = account.acr.rpartition(":")[2] or "no stated way"
    return f"since {since}, by {how}; each call gets a token of 60 seconds"


def tenant_of(me: Json) -> str:
    """Return the name of the person's company."""
    tenant = me.get("tenant")
    return str(tenant.get("name") or "") if isinstance(tenant, dict) else ""


def role_of(me: Json) -> str:
    """Return the person's role there."""
    return str(me.get("role") or "")


def scopes_of(me: Json) -> tuple[str, ...]:
    """Return the scopes that the person's role can make any use of, as the platform says."""
    scopes = me.get("scopes")
    return tuple(str(scope) for scope in scopes) if isinstance(scopes, list) else ()
