import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.events import Ended, Event, Failed, Looked, Spoke, Thought, Used
from graph.limits import Limits
from graph.model.speaking import ModelSettings
from graph.opening import open_session
from tests.graph.fakes_desk import desk_for
from tests.graph.fakes_openai import Reply, Server, model_server
from tests.graph.fakes_responses import (
    call,
    completed,
    created,
    failed,
    incomplete,
    reasoning,
    sent,
    summary,
    text,
)
from tests.graph.test_model import Talk, failure

LIMITS = Limits(stall_seconds=1.5, tries=1)
HELLO = Reply([created(), text("Hel"), text("lo"), completed()])


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with model_server() as server, desk_for(tmp_path, limits=LIMITS) as desk:
        settings = ModelSettings("m", server.url, "sk-never-shown", api="responses")
        session = await open_session(desk.ground, settings, new=True)
        yield Talk(desk, server, session)
        await session.close()


def asked(server: Server) -> dict[str, object]:
    return server.requests[-1]


def texts(kind: type[Spoke | Thought], events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, kind)]


async def test_words_reasoning_calls_and_tokens_come_through(talk: Talk) -> None:
    looks = call("list_projects", '{"te', 'xt":"Apollo"}', at=1)
    events = await talk(Reply([created(), summary("Let me "), summary("look."), looks, completed()]), HELLO)
    assert texts(Thought, events) == ["Let me ", "look."]
    assert [event.summary for event in events if isinstance(event, Looked)] == ["1 project"]
    assert texts(Spoke, events) == ["Hel", "lo"]
    assert [(event.taken_in, event.given_out) for event in events if isinstance(event, Used)] == [(70, 8), (70, 8)]
    assert events[-1] == Ended("done")


async def test_it_is_asked_at_its_own_address_keeps_nothing_there_and_is_told_the_tools(talk: Talk) -> None:
    await talk(HELLO)
    request = asked(talk.server)
    assert talk.server.paths == ["/v1/responses"]
    assert (request["store"], request["stream"], request["reasoning"]) == (False, True, {"summary": "auto"})
    tools = request["tools"]
    assert isinstance(tools, list)
    assert {"list_projects", "delete_tasks"} <= {tool["name"] for tool in tools}


async def test_what_was_called_and_found_goes_back_without_names_that_only_we_know(talk: Talk) -> None:
    await talk(Reply([call("list_projects", "{}"), completed()]), HELLO)
    sent_back = asked(talk.server)["input"]
    assert isinstance(sent_back, list)
    (called,) = [item for item in sent_back if item.get("type") == "function_call"]
    (output,) = [item for item in sent_back if item.get("type") == "function_call_output"]
    assert called["call_id"] == output["call_id"]
    assert "found" in output["output"]
    assert [item for item in sent_back if str(item.get("id", "")).startswith("msg_")] == []
    await talk(HELLO, text="And now?")
    assert "msg_" not in json.dumps([item.get("id") for item in asked(talk.server)["input"]])  # type: ignore[attr-defined]  # a list


async def test_reasoning_that_a_server_does_not_shorten_comes_through_too_and_its_parts_apart(talk: Talk) -> None:
    assert texts(Thought, await talk(Reply([reasoning("Hm."), text("Yes."), completed()]))) == ["Hm."]
    parts = Reply([summary("First."), summary("Second.", 1), text("Yes."), completed()])
    assert "".join(texts(Thought, await talk(parts))) == "First.\n\nSecond."


async def test_where_reasoning_is_refused_it_is_asked_again_without(talk: Talk) -> None:
    refusal = {
        "error": {"message": "Your organization must be verified to generate reasoning summaries.", "param": "x"}
    }
    events = await talk(Reply([json.dumps(refusal).encode()], 400, {"content-type": "application/json"}), HELLO)
    assert events[-1] == Ended("done")
    assert "reasoning" not in asked(talk.server)


async def test_another_refusal_is_told_and_not_tried_again(talk: Talk) -> None:
    refusal = json.dumps({"error": {"message": "Unknown tool.", "param": "tools"}}).encode()
    assert "400" in failure(await talk(Reply([refusal], 400, {"content-type": "application/json"}))).sentence
    assert len(talk.server.requests) == 1


@pytest.mark.parametrize("then", ["end", "stall", "break"])
async def test_a_call_of_a_stream_that_was_cut_is_never_run(talk: Talk, then: str) -> None:
    events = await talk(Reply([created(), call("list_projects", "{}")], then=then))
    failure(events)
    assert not [event for event in events if isinstance(event, Looked)]
    assert (await talk(HELLO))[-1] == Ended("done")


@pytest.mark.parametrize("reason", ["max_output_tokens", "content_filter", "who_knows"])
async def test_a_call_of_an_answer_that_is_not_whole_is_never_run(talk: Talk, reason: str) -> None:
    events = await talk(Reply([created(), call("list_projects", "{}"), incomplete(reason)]))
    failure(events)
    assert not [event for event in events if isinstance(event, Looked)]
    assert [event.taken_in for event in events if isinstance(event, Used)] == [70]


async def test_a_call_whose_whole_is_another_than_its_pieces_is_not_believed(talk: Talk) -> None:
    events = await talk(Reply([call("list_projects", '{"text":"A"}', whole='{"text":"B"}'), completed()]))
    failure(events)
    assert not [event for event in events if isinstance(event, Looked)]


async def test_a_call_that_comes_only_as_a_whole_is_one_all_the_same(talk: Talk) -> None:
    events = await talk(Reply([call("list_projects", whole='{"text":"Apollo"}'), completed()]), HELLO)
    assert [event.summary for event in events if isinstance(event, Looked)] == ["1 project"]


async def test_a_call_that_is_only_over_is_one_all_the_same(talk: Talk) -> None:
    item = {"type": "function_call", "call_id": "c", "name": "list_projects", "arguments": '{"text":"Apollo"}'}
    over = sent("response.output_item.done", output_index=0, item=item)
    events = await talk(Reply([over, completed()]), HELLO)
    assert [event.summary for event in events if isinstance(event, Looked)] == ["1 project"]


@pytest.mark.parametrize("code", ["server_error", "rate_limit_exceeded"])
async def test_a_server_that_gives_up_in_the_middle_is_told_and_what_was_said_stays(talk: Talk, code: str) -> None:
    events = await talk(Reply([created(), text("I am th"), failed(code)]))
    assert code in failure(events).sentence
    assert texts(Spoke, events) == ["I am th"]


async def test_a_server_that_gives_up_before_it_began_is_asked_once_more(talk: Talk) -> None:
    assert (await talk(Reply([created(), failed("server_error")]), HELLO))[-1] == Ended("done")


async def test_a_conversation_that_is_too_long_is_told_as_that(talk: Talk) -> None:
    over = Reply([sent("error", code="context_length_exceeded", message="too long")])
    assert "too long" in failure(await talk(over)).sentence


@pytest.mark.parametrize(
    "body",
    [
        b"data: {nonsense\n\n",
        b"data: 7\n\n",
        b"data: []\n\n",
        sent("response.output_text.delta", delta=7),
        sent("response.output_item.added", item=7),
        sent("response.output_item.added", item={"type": "function_call", "name": 7, "arguments": {}}),
        sent("response.completed", response=7),
        sent("response.failed", response=None),
        sent("error"),
        b"<html>A captive portal</html>",
    ],
)
async def test_nonsense_from_the_server_is_told(talk: Talk, body: bytes) -> None:
    events = await talk(Reply([body]), Reply([body]))
    assert [event for event in events if isinstance(event, Failed)]
    assert not [event for event in events if isinstance(event, Looked)]


async def test_tokens_that_a_server_does_not_count_are_not_invented(talk: Talk) -> None:
    events = await talk(Reply([text("Yes."), completed(usage={"input_tokens": "many"})]))
    assert not [event for event in events if isinstance(event, Used)]
    assert events[-1] == Ended("done")
