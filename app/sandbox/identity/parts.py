"""The parts of the provider that its grants and endpoints work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.sandbox.identity.codes import OneTimeCodes
from app.sandbox.identity.config import IdentityConfig
from app.sandbox.identity.database import Database
from app.sandbox.identity.directory import Directory
from app.sandbox.identity.pushed import PushedRequests
from app.sandbox.identity.sessions import Sessions
from app.sandbox.identity.stepups import StepUps
from app.sandbox.identity.tokens import Mint, signing_key


@dataclass(frozen=True, slots=True)
class Parts:
    """What one running provider is made of."""

    config: IdentityConfig
    database: Database
    directory: Directory
    sessions: Sessions
    mint: Mint
    step_ups: StepUps
    pushed: PushedRequests
    codes: OneTimeCodes


class HasParts(Protocol):
    """The server, as its grants and endpoints see it."""

    parts: Parts


def assemble(config: IdentityConfig) -> Parts:
    """Open the database and the signing key in the provider's folder, and make them if there are none."""
    database = Database(config.folder / "identity.db")
    sessions = Sessions(database)
    sessions.forget_before(config.now())
    mint = Mint(signing_key(config.folder / "identity.key"), config)
    return Parts(
        config,
        database,
        Directory(database),
        sessions,
        mint,
        StepUps(database),
        PushedRequests(config.clock),
        OneTimeCodes(database),
    )
