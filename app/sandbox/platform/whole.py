"""One request whole, every byte of it, as it is shown before it is sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.sandbox.platform.digests import Arrival

Pair = Annotated[list[str], Field(min_length=2, max_length=2)]
MOST = 500
"""How many requests a change may have."""


class WholeRequest(BaseModel):
    """A request that will be sent so, and not otherwise; `if_match` is the header's whole value."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=2000, examples=["/v1/transfers"])]
    query: list[Pair]
    content_type: str | None
    body: str | None
    if_match: str | None
    idempotency_key: Annotated[str, Field(min_length=1, max_length=200)]

    def arrival(self) -> Arrival:
        """Return it as it will arrive."""
        return Arrival(
            method=self.method,
            path=self.path,
            query=tuple((name, value) for name, value in self.query),
            content_type=self.content_type,
            body=(self.body or "").encode(),
            if_match=self.if_match,
            idempotency_key=self.idempotency_key,
        )


Whole = Annotated[list[WholeRequest], Field(min_length=1, max_length=MOST)]
