"""The values that records, bodies and queries are made of."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

MOST_MONEY = 10**12
"""The largest sum that a request may name, in minor units."""

Status = Literal["open", "in_progress", "done"]
Priority = Literal["low", "normal", "high"]
ProjectStatus = Literal["active", "paused", "done", "archived"]
ReleaseStatus = Literal["planned", "released", "cancelled"]
InvoiceStatus = Literal["open", "paid"]
ApprovalState = Literal["pending", "approved", "rejected", "expired", "used"]
Role = Literal["viewer", "member", "lead", "finance", "admin"]
Currency = Literal["EUR", "USD", "GBP", "CHF"]

Version = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,14}$", examples=["3"])]
Id = Annotated[str, Field(min_length=1, max_length=100)]
PersonOrMe = Annotated[str, Field(min_length=1, max_length=100, description="a person's id, or `me`")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Words = Annotated[str, Field(max_length=200, description="words that must all stand in it")]
LongText = Annotated[str, Field(max_length=10_000)]
Money = Annotated[int, Field(strict=True, ge=1, le=MOST_MONEY, description="minor units, as in 125000 for 1,250.00")]
Ceiling = Annotated[int, Field(strict=True, ge=0, le=MOST_MONEY, description="minor units")]


def _plain_day(value: object) -> object:
    if value is None or (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_plain_day)]
