import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.events import Ended, Event, Failed, Looked, Spoke, Thought, Used
from graph.limits import Limits
from graph.model.chat import make_model, retry_after
from graph.model.speaking import ModelSettings
from graph.opening import open_session
from graph.session import Session
from tests.graph.fakes_desk import Desk, desk_for, nobody
from tests.graph.fakes_openai import DONE, Reply, Server, call, model_server, piece, usage

SECRET = "sk-never-shown"
LIMITS = Limits(stall_seconds=1.5, tries=1)


class Talk:
    """A session with a model behind a socket."""

    def __init__(self, desk: Desk, server: Server, session: Session) -> None:
        self.desk = desk
        self.server = server
        self.session = session

    async def __call__(self, *replies: Reply, text: str = "Hi") -> list[Event]:
        self.server.replies = list(replies)
        return [event async for event in self.session.turn(text, nobody)]


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with model_server() as server, desk_for(tmp_path, limits=LIMITS) as desk:
        settings = ModelSettings("m", server.url, SECRET)
        session = await open_session(desk.ground, settings, new=True)
        yield Talk(desk, server, session)
        await session.close()


def failure(events: list[Event]) -> Failed:
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert events[-1] == Ended("failed")
    assert failed.next_step
    return failed


HELLO = Reply([piece({"role": "assistant", "content": "Hello"}), piece({}, "stop"), usage(7), DONE])


async def test_text_reasoning_and_calls_come_through(talk: Talk) -> None:
    thinking = [piece({"reasoning_content": "Let me "}), piece({"reasoning": "look."})]
    called = [
        call("list_projects", '{"te'),
        piece({"tool_calls": [{"index": 0, "function": {"arguments": 'xt":"Apollo"}'}}]}),
    ]
    events = await talk(Reply([*thinking, *called, piece({}, "tool_calls"), DONE]), HELLO)
    assert [event.text for event in events if isinstance(event, Thought)] == ["Let me ", "look."]
    assert [event.summary for event in events if isinstance(event, Looked)] == ["1 project"]
    (said,) = [event for event in events if isinstance(event, Spoke)]
    assert said.text == "Hello"
    assert events[-2:] == [Used(said.message, 7, 1), Ended("done")]


async def test_tools_their_why_and_the_key_are_sent_and_usage_is_asked_for(talk: Talk) -> None:
    await talk(HELLO)
    (request,) = talk.server.requests
    assert talk.server.keys == [f"Bearer {SECRET}"]
    assert request["stream_options"] == {"include_usage": True}
    tools = request["tools"]
    assert isinstance(tools, list)
    required = {tool["function"]["name"]: tool["function"]["parameters"].get("required", []) for tool in tools}
    assert "why" in required["delete_tasks"]
    assert "why" not in required["search_tasks"]


async def test_calls_without_an_index_keep_their_order(talk: Talk) -> None:
    events = await talk(Reply([call("list_projects", "{}", None), piece({}, "tool_calls"), DONE]), HELLO)
    assert [event.outcome for event in events if isinstance(event, Looked)] == ["found"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "key"), (403, "key"), (404, "no such model"), (400, "refused")],
)
async def test_a_refusal_is_one_sentence_with_a_next_step_and_is_not_tried_again(
    talk: Talk, status: int, words: str
) -> None:
    failed = failure(await talk(Reply([b"{}"], status)))
    assert words in failed.sentence
    assert str(status) in failed.sentence
    assert len(talk.server.requests) == 1
    assert (await talk(HELLO))[-1] == Ended("done")


async def test_too_many_requests_says_when_to_come_back(talk: Talk) -> None:
    failed = failure(await talk(Reply([b"{}"], 429, {"retry-after": "40"})))
    assert "40 seconds" in failed.next_step


async def test_a_short_pause_is_kept_and_then_it_is_tried_again(talk: Talk) -> None:
    events = await talk(Reply([b"{}"], 429, {"retry-after": "2"}), HELLO)
    assert events[-1] == Ended("done")


async def test_a_server_error_is_tried_again_and_then_told(talk: Talk) -> None:
    assert (await talk(Reply([b"{}"], 500), HELLO))[-1] == Ended("done")
    assert "500" in failure(await talk(Reply([b"{}"], 500), Reply([b"{}"], 500))).sentence


async def test_no_network_is_told(talk: Talk, tmp_path: Path) -> None:
    del tmp_path
    session = await open_session(talk.desk.ground, ModelSettings("m", "http://127.0.0.1:9/v1", SECRET), new=True)
    failed = failure([event async for event in session.turn("Hi", nobody)])
    assert "can't be reached" in failed.sentence
    await session.close()


@pytest.mark.parametrize("then", ["stall", "break", "end"])
async def test_a_stream_that_stops_in_the_middle_is_told_and_what_was_said_stays(talk: Talk, then: str) -> None:
    events = await talk(Reply([piece({"role": "assistant", "content": "I am th"})], then=then))
    failure(events)
    assert [event.text for event in events if isinstance(event, Spoke)] == ["I am th"]
    assert (await talk(HELLO, text="Go on"))[-1] == Ended("done")
    messages = talk.server.requests[-1]["messages"]
    assert isinstance(messages, list)
    assert [message["role"] for message in messages[1:]] == ["user", "assistant", "user"]


@pytest.mark.parametrize("finish", ["length", "content_filter", None])
async def test_a_call_of_an_unfinished_stream_is_never_run(talk: Talk, finish: str | None) -> None:
    end = [piece({}, finish)] if finish else []
    events = await talk(Reply([call("list_projects", "{}"), *end, DONE]))
    failure(events)
    assert not [event for event in events if isinstance(event, Looked)]
    assert (await talk(HELLO))[-1] == Ended("done")


async def test_tokens_are_told_and_kept_as_the_server_counts_them_also_of_an_answer_that_was_cut_off(
    talk: Talk,
) -> None:
    events = await talk(Reply([piece({"content": "I am th"}), piece({}, "length"), usage(70), DONE]))
    failure(events)
    (used,) = [event for event in events if isinstance(event, Used)]
    assert (used.taken_in, used.given_out) == (70, 1)
    assert used in [entry.event for entry in await talk.session.history(None, 9)]


async def test_a_server_that_counts_no_tokens_has_none_invented_for_it(talk: Talk) -> None:
    events = await talk(Reply([piece({"content": "Hello"}), piece({}, "stop"), DONE]))
    assert not [event for event in events if isinstance(event, Used)]


async def test_of_counts_that_grow_as_the_answer_does_the_last_one_stands(talk: Talk) -> None:
    counts = [piece({"content": "Hel"}), usage(5), piece({"content": "lo"}), piece({}, "stop"), usage(9), DONE]
    events = await talk(Reply(counts))
    assert [event.taken_in for event in events if isinstance(event, Used)] == [9]


async def test_an_empty_answer_is_told(talk: Talk) -> None:
    assert "nothing" in failure(await talk(Reply([piece({}, "stop"), DONE]))).sentence


NONSENSE = [
    b"data: {nonsense\n\n",
    b"<html>A captive portal</html>",
    b"data: 7\n\n",
    b"data: []\n\n",
    b'data: {"choices":[{}]}\n\n',
    b'data: {"choices":[{"delta":{"tool_calls":[7,{"function":7}]}}]}\n\n',
    b'data: {"choices":7}\n\n',
    b'data: {"choices":[{"delta":{"content":7},"finish_reason":7}]}\n\n',
    b'data: {"choices":[{"delta":"x"}]}\n\n',
    b'data: {"error":{"message":"overloaded"}}\n\n',
]


@pytest.mark.parametrize("body", NONSENSE)
async def test_nonsense_from_the_server_is_told(talk: Talk, body: bytes) -> None:
    assert "model" in failure(await talk(Reply([body]))).sentence


async def test_a_huge_broken_call_holds_nothing_up(talk: Talk) -> None:
    broken = "x" * 150_000
    events = await talk(Reply([call("search_tasks", broken), piece({}, "tool_calls"), DONE]), HELLO)
    assert [event.outcome for event in events if isinstance(event, Looked)] == ["failed"]


async def test_an_endless_answer_is_cut_off(talk: Talk) -> None:
    long = [piece({"content": "blah " * 10_000}) for _ in range(6)]
    assert "did not stop" in failure(await talk(Reply([*long, piece({}, "stop"), DONE]))).sentence


async def test_the_key_is_in_no_repr_and_no_log(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    settings = ModelSettings("m", talk.server.url, SECRET)
    model, client = make_model(settings)
    with caplog.at_level(logging.DEBUG):
        await talk(Reply([b"{}"], 401))
    assert SECRET not in repr(settings) + repr(model) + caplog.text
    await client.aclose()


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("999999", 3600.0), ("soon", None), ("", None), ("-1", None)]
)
def test_a_retry_after_is_read_in_seconds(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}) == seconds
