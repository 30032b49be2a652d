"""What people say, and where it ends: the real catalog's tools over the real platform, every tool several times."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.fakes_phrasings import heard, registry
from tests.sandbox.fakes_sayings import EVERY
from tests.sandbox.fakes_sayings_more import MORE
from tests.sandbox.fakes_sayings_others import OTHERS

SAID = [*EVERY, *MORE, *OTHERS]


@pytest.mark.parametrize(("said", "tool", "args"), SAID)
async def test_what_is_said_ends_in_the_call_that_was_meant(said: str, tool: str, args: dict[str, Any]) -> None:
    calls = await heard(said)
    assert calls, f"nothing was called for {said}"
    name, made = calls[-1]
    assert (name, {key: made.get(key) for key in args}) == (tool, args)
    if tool in registry().tools and registry().tools[tool].effect != "read":
        assert str(made["why"]).startswith(("You asked", "They are", "It is"))


def test_every_tool_of_the_catalog_is_asked_for() -> None:
    assert {tool for _, tool, _ in SAID} >= set(registry().tools) - ASKED_ELSEWHERE


ASKED_ELSEWHERE = {"get_comment"}
"""Comments are shown whole by their list."""
