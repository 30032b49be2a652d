"""The eight people of the sandbox's two companies, and what each signs in and confirms with."""

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
    """Somebody who can sign in; `key` is the login page's value and what `login --as` takes.

    The login page shows the PIN; `totp` is the secret of the one-time codes (RFC 6238), in base32.
    """

    key: str
    name: str
    tenant: Tenant
    role: Role
    pin: str
    totp: str

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
    SandboxPerson("alice", "Alice Moreau", ACME, "lead", "4821", "65TQP2YOQEJB6D6A2M52FSELVJQWQSSZ"),
    SandboxPerson("bob", "Bob Lindqvist", ACME, "member", "1937", "WGGBFCU3CLH53WEA723SAQ4HLTDBJOP5"),
    SandboxPerson("carol", "Carol Mensah", ACME, "viewer", "6650", "EPKIT5GBBGI5U6LN6UMI64VEZ7DMNNFV"),
    SandboxPerson("dave", "Dave Okafor", ACME, "finance", "7402", "VL3TLX4GL2C63OAEYXT2CV4JJPU2R7JG"),
    SandboxPerson("erin", "Erin Castellano", ACME, "admin", "3318", "KI7FTVL24VJFXG5L5KNI56ROEN4EALG6"),
    SandboxPerson("eve", "Eve Tanaka", ACME, "member", "9054", "O5VSJ3BS6O4M23U3OFC36YW3X5KP74RQ"),
    SandboxPerson("grace", "Grace Novak", GLOBEX, "lead", "2276", "IE2F64MH7TZSMDRKZ74YO5U5TDZ4EJIL"),
    SandboxPerson("heidi", "Heidi Brandt", GLOBEX, "viewer", "5189", "EDT6OTKD7VUWQJ3EVOSWLVBR2UU6KYVH"),
)
"""The first person of a role is who `login --as ROLE` means."""
