"""What the model says of a change that waited for somebody else and comes back."""

from __future__ import annotations

import json

import pytest

from app.sandbox.model.api import create_app
from graph.second.returning import CAME_BACK
from tests.sandbox.fakes_catalog import Json, Talk, answers

WAITS = "Finance or an admin at Acme must agree to it too."


@pytest.fixture
def talk() -> Talk:
    return Talk(create_app())


async def came_back(talk: Talk, **answer: object) -> str:
    waits = {"status": "waiting", "change": "Delete APO-112", "sentence": WAITS}
    talk.answering = lambda name, args: waits if name.startswith("delete") else answers(name, args)
    assert await talk.says("Delete APO-112") == WAITS
    made: Json = [message for message in talk.messages if message.get("tool_calls")][-1]
    (call,) = made["tool_calls"]
    again = {**made, "tool_calls": [{**call, "id": "again"}]}
    content = json.dumps({"change": "Delete APO-112", **answer})
    talk.messages += [{"role": "user", "content": CAME_BACK}, again]
    talk.messages.append({"role": "tool", "tool_call_id": "again", "content": content})
    message = await talk.once()
    talk.messages.append(message)
    assert not message.get("tool_calls")
    return str(message["content"])


async def test_what_comes_back_done_is_told_as_done(talk: Talk) -> None:
    assert "APO-112" in await came_back(talk, status="done", sentence="Done.")


async def test_what_comes_back_rejected_is_told_with_the_words_of_whoever_did(talk: Talk) -> None:
    said = await came_back(talk, status="rejected", sentence="Dave has rejected it: “We need it.”")
    assert "nothing was changed" in said
    assert "Dave has rejected it: “We need it.”" in said


async def test_the_note_that_it_came_back_is_none_of_the_persons_words(talk: Talk) -> None:
    await came_back(talk, status="done", sentence="Done.")
    await talk.says("and the same for APO-118")
    assert [args["task_ids"] for name, args in talk.calls if name == "delete_tasks"] == [["tsk_118"]]
