import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.tools.fakes_platform import FakeAuths, FakePlatform, over
from tools.answers import MOST_BYTES
from tools.contract import ToolError
from tools.platform import NoAnswer, NotSent


def problem(detail: object) -> bytes:
    return json.dumps({"detail": detail}).encode()


async def test_a_record_is_read_with_the_tools_look_scopes_and_get_only() -> None:
    app, auths = FakePlatform().answer(200, b'{"id": "tsk_1"}'), FakeAuths()
    assert await over(app, auths).reader(["tasks:read"]).get("/v1/tasks/{}", "tsk_1", q=None) == {"id": "tsk_1"}
    assert auths.given == [("look", ("tasks:read",), ())]
    (arrived,) = app.arrived
    assert (arrived.method, arrived.path, arrived.query) == ("GET", b"/v1/tasks/tsk_1", b"")
    assert arrived.headers["authorization"] == "Bearer look"


async def test_query_values_arrive_as_they_were_meant() -> None:
    app = FakePlatform().answer(200)
    await over(app).reader([]).get("/v1/tasks", q="a&b=c +é'/?#%41", overdue=True, stale_days=90, status=None)
    pairs = parse_qsl(app.arrived[0].query.decode())
    assert pairs == [("q", "a&b=c +é'/?#%41"), ("overdue", "true"), ("stale_days", "90")]


async def test_a_list_is_followed_to_its_end() -> None:
    app = FakePlatform().answer(200, b'{"items": [{"id": "1"}, {"id": "2"}], "next_cursor": "c"}')
    app.answer(200, b'{"items": [{"id": "3"}], "next_cursor": null}')
    assert await over(app).reader([]).items("/v1/tasks", q="x") == [{"id": "1"}, {"id": "2"}, {"id": "3"}]
    assert [arrived.query for arrived in app.arrived] == [b"q=x&limit=200", b"q=x&limit=198&cursor=c"]


async def test_a_list_is_followed_no_further_than_asked() -> None:
    app = FakePlatform().answer(200, b'{"items": [{"id": "1"}, {"id": "2"}], "next_cursor": "c"}')
    assert await over(app).reader([]).items("/v1/tasks", limit=2) == [{"id": "1"}, {"id": "2"}]
    assert len(app.arrived) == 1


async def test_a_list_whose_cursor_never_ends_does() -> None:
    app = FakePlatform()
    for _ in range(60):
        app.answer(200, b'{"items": [], "next_cursor": "c"}')
    assert await over(app).reader([]).items("/v1/tasks") == []
    assert len(app.arrived) == 50


@pytest.mark.parametrize("body", [b"{}", b'{"items": {}}', b'{"items": [1]}'])
async def test_a_list_that_is_none_is_no_answer(body: bytes) -> None:
    with pytest.raises(NoAnswer, match="list can't be read"):
        await over(FakePlatform().answer(200, body)).reader([]).items("/v1/tasks")


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 422, 428, 429])
async def test_the_platforms_own_sentence_is_passed_on_as_it_is(status: int) -> None:
    with pytest.raises(ToolError) as error:
        await over(FakePlatform().answer(status, problem("Viewers can't delete tasks."))).reader([]).get("/v1/me")
    assert error.value.sentence == "Viewers can't delete tasks."


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (403, "The platform does not allow this."),
        (404, "The platform knows no such record."),
        (418, "The platform answered 418."),
        (429, "The platform asks for a pause."),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", problem(7), problem(" ")])
async def test_a_no_without_words_gets_ours(status: int, sentence: str, body: bytes) -> None:
    with pytest.raises(ToolError) as error:
        await over(FakePlatform().answer(status, body)).reader([]).get("/v1/me")
    assert error.value.sentence == sentence


async def test_a_pause_says_how_long() -> None:
    app = FakePlatform().answer(429, problem("Too many calls."), retry_after="30")
    with pytest.raises(ToolError, match=r"Too many calls\. It can be tried again in 30 seconds\."):
        await over(app).reader([]).get("/v1/me")


async def test_trouble_of_the_platforms_own_is_not_the_models_business() -> None:
    with pytest.raises(NoAnswer, match=r"trouble of its own \(503\)"):
        await over(FakePlatform().answer(503, b"oops")).reader([]).get("/v1/me")


async def test_a_sign_in_that_is_not_accepted_is_not_the_models_business() -> None:
    with pytest.raises(NotSent) as error:
        await over(FakePlatform().answer(401)).reader([]).get("/v1/me")
    assert "Sign in again" in error.value.next_step


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"a": 1, "a": 2}', b'{"a": 9007199254740993}', b"\xff"])
async def test_an_answer_that_can_not_be_read_is_none(body: bytes) -> None:
    with pytest.raises(NoAnswer, match="can't be read"):
        await over(FakePlatform().answer(200, body)).reader([]).get("/v1/me")


async def test_an_answer_without_end_is_cut() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 1_000_000

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=endless()))
    with pytest.raises(NoAnswer, match="can't be read"):
        await over(transport).reader([]).get("/v1/me")
    assert sent == MOST_BYTES // 1_000_000 + 1


@pytest.mark.parametrize("given", ["", ".", ".."])
async def test_an_id_that_is_none_is_told_to_the_model(given: str) -> None:
    app = FakePlatform()
    with pytest.raises(ToolError):
        await over(app).reader([]).get("/v1/tasks/{}", given)
    assert app.arrived == []
