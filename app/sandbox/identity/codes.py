"""The one-time codes that people confirm with; each is taken once, and the sandbox shows which one comes next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from app.sandbox.identity.database import Database
from app.sandbox.identity.totp import SKEW, STEP_SECONDS, hotp, secret_of, step_at, steps_of
from app.sandbox.seed.people import SandboxPerson


@dataclass(frozen=True, slots=True)
class NextCode:
    """A code that has not been used, and in how many seconds it will be taken."""

    code: str
    wait: int


class OneTimeCodes:
    """Knows which time steps each person has used (RFC 6238, 5.2: a verifier takes a password once)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, person: SandboxPerson, said: str, now: int) -> bool:
        """Take a code; False when it is wrong, out of its time, or was taken before."""
        self._database.run("DELETE FROM one_time_codes WHERE step < ?", step_at(now) - SKEW)
        steps = steps_of(secret_of(person.totp), "".join(said.split()), now)
        return any(
            self._database.run("INSERT OR IGNORE INTO one_time_codes VALUES (?, ?)", person.sub, step) == 1
            for step in steps
        )

    def upcoming(self, person: SandboxPerson, now: int) -> NextCode:
        """Return the first code from now on that is unused; those after the next one have to be waited for."""
        step = next(step for step in count(step_at(now)) if not self._used(person, step))
        return NextCode(hotp(secret_of(person.totp), step), max(0, (step - SKEW) * STEP_SECONDS - now))

    def _used(self, person: SandboxPerson, step: int) -> bool:
        query = "SELECT 1 FROM one_time_codes WHERE sub = ? AND step = ?"
        return self._database.row(query, person.sub, step) is not None
