"""The sandbox's six projects, and the teams of its people; two companies have an Apollo, and they never meet."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.sandbox.seed.people import ACME, GLOBEX, Tenant


def seed_id(prefix: str, *names: str) -> str:
    """Return an id that is the same in every sandbox and says nothing of what it names."""
    return f"{prefix}_{b32encode(sha256('/'.join(names).encode()).digest())[:12].decode().lower()}"


def project_id(tenant: Tenant, key: str) -> str:
    """Return the id of the project that a company knows by this key."""
    return seed_id("prj", tenant.id, key)


@dataclass(frozen=True, slots=True)
class SeedProject:
    """A project; `owner` is a person's key, `deadline_in` counts days from now, `file` holds its tasks."""

    tenant: Tenant
    key: str
    name: str
    status: str
    owner: str
    deadline_in: int | None
    file: str

    @property
    def id(self) -> str:
        """Return the project's id."""
        return project_id(self.tenant, self.key)


PROJECTS: tuple[SeedProject, ...] = (
    SeedProject(ACME, "APO", "Apollo", "active", "alice", 41, "acme_apollo.csv"),
    SeedProject(ACME, "ZEP", "Zephyr", "active", "bob", 76, "acme_zephyr.csv"),
    SeedProject(ACME, "MKT", "Marketing site", "active", "eve", 23, "acme_marketing_site.csv"),
    SeedProject(ACME, "MOB", "Mobile app", "paused", "alice", None, "acme_mobile_app.csv"),
    SeedProject(GLOBEX, "APO", "Apollo", "active", "grace", 58, "globex_apollo.csv"),
    SeedProject(GLOBEX, "NOR", "Northwind", "active", "grace", 120, "globex_northwind.csv"),
)

TEAMS: Mapping[str, tuple[str, ...]] = {
    "alice": ("Product", "Design review"),
    "bob": ("Backend",),
    "carol": ("Support",),
    "dave": ("Finance",),
    "erin": ("Operations", "Security"),
    "eve": ("Web", "Mobile"),
    "grace": ("Logistics",),
    "heidi": ("Warehouse",),
}
"""The teams of each person, by the person's key."""
