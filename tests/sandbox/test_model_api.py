"""The model over HTTP: OpenAI's format, streamed and whole, and its errors."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI, NotFoundError

from app.sandbox.model.api import create_app
from tests.sandbox.fakes_catalog import CATALOG

Json = dict[str, Any]
ASKED = "Delete the stale tasks in Apollo"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app())
    headers = {"Authorization": "Bearer any key at all"}
    async with httpx.AsyncClient(transport=transport, base_url="http://model/v1", headers=headers) as client:
        yield client


def body(text: str = ASKED, **more: object) -> Json:
    messages = [{"role": "user", "content": text}]
    return {"model": "countersign-offline", "messages": messages, "tools": CATALOG, **more}


async def streamed(client: httpx.AsyncClient, request: Json) -> list[Json]:
    response = await client.post("/chat/completions", json={**request, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert events[-1] == "[DONE]"
    return [json.loads(event) for event in events[:-1]]


def deltas(chunks: list[Json]) -> list[Json]:
    return [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]


async def test_a_whole_answer_is_a_chat_completion(client: httpx.AsyncClient) -> None:
    answer = (await client.post("/chat/completions", json=body())).json()
    assert answer["object"] == "chat.completion"
    assert answer["model"] == "countersign-offline"
    (choice,) = answer["choices"]
    assert choice["finish_reason"] == "tool_calls"
    (call,) = choice["message"]["tool_calls"]
    assert call["type"] == "function"
    assert call["function"]["name"] == "search_tasks"
    assert json.loads(call["function"]["arguments"]) == {"project": "Apollo", "stale_days": 90}
    assert choice["message"]["reasoning_content"]
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0


async def test_a_stream_gives_role_reasoning_words_and_an_end_in_that_order(client: httpx.AsyncClient) -> None:
    chunks = await streamed(client, body("who are you?"))
    parts = deltas(chunks)
    assert parts[0] == {"role": "assistant", "content": ""}
    kinds = [next(iter(part), "end") for part in parts[1:]]
    assert kinds == sorted(kinds, key=["reasoning_content", "content", "end"].index)
    words = [part["content"] for part in parts[1:] if "content" in part]
    assert len(words) > 20
    assert "rules, not a neural network" in "".join(words)
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert not any("usage" in chunk for chunk in chunks)


async def test_a_streamed_call_comes_with_index_id_and_name_first_and_its_arguments_in_pieces(
    client: httpx.AsyncClient,
) -> None:
    parts = deltas(await streamed(client, body("Mark APO-112 and APO-118 as done")))
    pieces = [piece for part in parts for piece in part.get("tool_calls", [])]
    for index in (0, 1):
        first, *rest = [piece for piece in pieces if piece["index"] == index]
        assert first["id"].startswith("call_")
        assert first["type"] == "function"
        assert first["function"] == {"name": "update_task", "arguments": ""}
        assert len(rest) > 1
        assert json.loads("".join(piece["function"]["arguments"] for piece in rest))["status"] == "done"


async def test_usage_comes_last_and_only_where_it_is_asked_for(client: httpx.AsyncClient) -> None:
    *before, last = await streamed(client, body(stream_options={"include_usage": True}))
    assert last["choices"] == []
    assert last["usage"]["total_tokens"] > 0
    assert all(chunk["usage"] is None for chunk in before)


async def test_ids_are_never_repeated(client: httpx.AsyncClient) -> None:
    answers = [(await client.post("/chat/completions", json=body())).json() for _ in range(5)]
    assert len({answer["id"] for answer in answers}) == 5
    assert len({answer["choices"][0]["message"]["tool_calls"][0]["id"] for answer in answers}) == 5


async def test_a_limit_cuts_the_answer_and_says_so(client: httpx.AsyncClient) -> None:
    answer = (await client.post("/chat/completions", json=body("help", max_tokens=5))).json()
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 5
    cut = (await client.post("/chat/completions", json=body(max_completion_tokens=1))).json()
    assert cut["choices"][0]["finish_reason"] == "length"
    assert "tool_calls" not in cut["choices"][0]["message"]


async def test_no_tool_is_called_where_none_may_be(client: httpx.AsyncClient) -> None:
    answer = (await client.post("/chat/completions", json=body(tool_choice="none"))).json()
    assert "tool_calls" not in answer["choices"][0]["message"]


async def test_openais_own_client_can_talk_with_it() -> None:
    http = httpx.AsyncClient(transport=httpx.ASGITransport(create_app()))
    async with AsyncOpenAI(
        api_key="any",
        base_url="http://model/v1",
        http_client=http,  # type: ignore[arg-type]  # its types name httpx2, whose clients are httpx's in all but name
        max_retries=0,
    ) as openai:
        assert [model.id async for model in openai.models.list()] == ["countersign-offline"]
        with pytest.raises(NotFoundError, match="does not exist"):
            await openai.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": "hello"}])
        stream = await openai.chat.completions.create(
            model="countersign-offline", messages=[{"role": "user", "content": "hello"}], stream=True
        )
        said = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert "".join(said).startswith("Hello.")


ASSISTANT = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "who_am_i", "arguments": "{}"}}],
}
USER = {"role": "user", "content": "hi"}
BROKEN: list[tuple[object, int, str]] = [
    ("{", 400, "could not parse"),
    ([], 400, "not an object"),
    ({"model": "countersign-offline"}, 400, "messages"),
    ({"model": "countersign-offline", "messages": []}, 400, "messages"),
    ({"model": "countersign-offline", "messages": [{"role": "wizard"}]}, 400, "role"),
    ({"model": "countersign-offline", "messages": "hi"}, 400, "messages"),
    (body(tools=[{"type": "function"}]), 400, "tools"),
    (body(model="gpt-4"), 404, "does not exist"),
    ({**body(), "messages": [USER, ASSISTANT]}, 400, "c1"),
    ({**body(), "messages": [USER, ASSISTANT, USER]}, 400, "c1"),
    ({**body(), "messages": [USER, {"role": "tool", "tool_call_id": "c1", "content": "{}"}]}, 400, "preceding"),
]


@pytest.mark.parametrize(("sent", "status", "words"), BROKEN)
async def test_what_cannot_be_answered_is_refused_as_openai_does(
    client: httpx.AsyncClient, sent: object, status: int, words: str
) -> None:
    content = sent if isinstance(sent, str) else json.dumps(sent)
    response = await client.post("/chat/completions", content=content)
    assert response.status_code == status
    error = response.json()["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert words in error["message"]


async def test_unknown_places_and_methods_are_refused_in_the_same_shape(client: httpx.AsyncClient) -> None:
    for response in (
        await client.get("/nowhere"),
        await client.get("/chat/completions"),
        await client.get("/models/x"),
    ):
        assert response.status_code in {404, 405}
        assert response.json()["error"]["type"] == "invalid_request_error"


async def test_it_is_healthy_and_says_which_model_it_is(client: httpx.AsyncClient) -> None:
    assert (await client.get("http://model/healthz")).is_success
    assert (await client.get("/models/countersign-offline")).json()["owned_by"] == "countersign"


async def test_a_pace_is_kept_between_the_pieces_of_a_stream() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    app = create_app(pace=0.5, sleep=sleep)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://model/v1") as client:
        chunks = await streamed(client, body("hello"))
    assert waits == [0.5] * (len(chunks) + 1)
    assert all(one["created"] == other["created"] for one, other in pairwise(chunks))


async def test_parts_of_a_message_are_read_and_a_talk_without_a_person_is_answered(client: httpx.AsyncClient) -> None:
    parts = [{"type": "text", "text": "who are"}, {"type": "text", "text": "you?"}]
    request = {**body(), "messages": [{"role": "user", "content": parts}]}
    answer = (await client.post("/chat/completions", json=request)).json()
    assert "rules" in answer["choices"][0]["message"]["content"]
    request = {**body(), "messages": [{"role": "system", "content": "x"}]}
    assert (await client.post("/chat/completions", json=request)).is_success
