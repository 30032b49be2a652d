"""The eight people of the sandbox's two companies, and the PIN that its login page shows for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "member", "lead", "finance", "admin"]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company; nothing of one is ever visible in the other."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """Somebody who can sign in; `key` is the login page's value and what `login --as` takes."""

    key: str
    name: str
    tenant: Tenant
    role: Role
    pin: str

    @property
    def sub(self) -> str:
        """Return the subject that tokens carry."""
        return f"usr_{self.key}"

    @property
    def email(self) -> str:
        """Return the address, in the company's own example domain (RFC 2606)."""
        return f"{self.key}@{self.tenant.id.removeprefix('ten_')}.example"


ACME = Tenant("ten_acme", "Acme")
GLOBEX = Tenant("ten_globex", "Globex")
TENANTS: Mapping[str, Tenant] = {"acme": ACME, "globex": GLOBEX}
"""The companies as the seed's files call them."""

PEOPLE: tuple[SandboxPerson, ...] = (
    SandboxPerson("alice", "Alice Moreau", ACME, "lead", "4821"),
    SandboxPerson("bob", "Bob Lindqvist", ACME, "member", "1937"),
    SandboxPerson("carol", "Carol Mensah", ACME, "viewer", "6650"),
    SandboxPerson("dave", "Dave Okafor", ACME, "finance", "7402"),
    SandboxPerson("erin", "Erin Castellano", ACME, "admin", "3318"),
    SandboxPerson("eve", "Eve Tanaka", ACME, "member", "9054"),
    SandboxPerson("grace", "Grace Novak", GLOBEX, "lead", "2276"),
    SandboxPerson("heidi", "Heidi Brandt", GLOBEX, "viewer", "5189"),
)
"""The first person of a role is who `login --as ROLE` means."""
