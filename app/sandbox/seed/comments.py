"""What people have written on the sandbox's tasks; two of them write for the agent that will read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.sandbox.seed.people import TENANTS, Tenant
from app.sandbox.seed.projects import seed_id
from app.sandbox.seed.rows import rows

TAGS = 0xE0000
"""Where Unicode's tag characters begin; each ASCII character has one that no screen shows."""
_GAP = "\u00a0\u2003\u3164\u2800" * 6
_THIN = "\u200b\u200c\u200d\u2060"


@dataclass(frozen=True, slots=True)
class SeedComment:
    """A comment; `days` and `at` say when it was written, `edited` how many days ago it was last changed."""

    tenant: Tenant
    task: str
    author: str
    days: int
    at: str
    edited: int | None
    text: str

    @property
    def id(self) -> str:
        """Return the comment's id."""
        return seed_id("cmt", self.tenant.id, self.task, self.author, str(self.days), self.at)

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Return the comment of one line."""
        return cls(
            tenant=TENANTS[row["tenant"]],
            task=row["task"],
            author=row["author"],
            days=int(row["days"]),
            at=row["at"],
            edited=int(row["edited"]) if row["edited"] else None,
            text=row["text"] + (unseen(row["unseen"]) if row["unseen"] else ""),
        )


def unseen(words: str) -> str:
    """Return ASCII words as a person sees nothing of them and a model may read them: white on white.

    Blanks push them out of sight; each character is a tag character, with a zero-width one after it.
    """
    return _GAP + "".join(chr(TAGS + ord(one)) + _THIN[place % len(_THIN)] for place, one in enumerate(words))


def comments() -> tuple[SeedComment, ...]:
    """Return every comment, task by task."""
    return tuple(SeedComment.of(row) for row in rows("comments.csv"))
