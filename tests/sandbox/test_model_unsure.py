from collections.abc import Mapping
from typing import Any

import pytest

from app.sandbox.model.api import create_app
from tests.sandbox.fakes_catalog import Talk, answers

UNSURE = {"status": "unsure", "sentence": "`due`: this stands neither in the person's words nor elsewhere."}


@pytest.mark.parametrize("times", [1, 2])
async def test_a_call_that_was_sent_back_is_made_again_because_it_follows_from_the_words(times: int) -> None:
    talk = Talk(create_app())
    doubted: list[str] = []

    def doubting(name: str, args: Mapping[str, Any]) -> object:
        if name == "update_task" and len(doubted) < times:
            doubted.append(name)
            return UNSURE
        return answers(name, args)

    talk.answering = doubting
    said = await talk.says("Mark APO-112 done")
    changes = [(name, args) for name, args in talk.calls if name == "update_task"]
    assert len(changes) == times + 1
    assert all(change == changes[0] for change in changes)
    assert "done" in said.lower()
