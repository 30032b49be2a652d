import json
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.fakes_platform import URL, FakeAuths, FakePlatform, over
from tools.answers import Reply
from tools.change import Request, fill
from tools.platform import NoAnswer, NotSent, Platform, PlatformTrouble
from tools.wire import Origin, Wire, named_hash, to_wire

ORIGIN = Origin("t", "m", 0, "x", {})
PATCH = to_wire([Request.patch("/v1/tasks/{}", "tsk_1", version="3", status="done")], URL, ORIGIN)[0]


def failing(error: Exception) -> httpx.MockTransport:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    return httpx.MockTransport(fail)


async def test_a_redirect_is_not_followed() -> None:
    app = FakePlatform().answer(307, location="http://elsewhere.test/").answer(307, location="http://elsewhere.test/")
    with pytest.raises(PlatformTrouble, match="redirects are not followed"):
        await over(app).reader([]).get("/v1/me")
    reply = await over(app).send(PATCH, [], [])
    assert (reply.status, reply.problem) == (
        307,
        "The platform points to another address, and redirects are not followed.",
    )
    assert len(app.arrived) == 2


async def test_a_change_is_sent_with_its_scopes_details_and_headers() -> None:
    app, auths = FakePlatform().answer(200, b'{"id": "tsk_1"}', x_request_id="req_1"), FakeAuths()
    reply = await over(app, auths).send(PATCH, ["tasks:write"], [{"change": "c"}])
    assert reply == Reply(200, "req_1", {"id": "tsk_1"}, "")
    assert auths.given == [("act", ("tasks:write",), ({"change": "c"},))]
    (arrived,) = app.arrived
    wanted = {"if-match": '"3"', "idempotency-key": PATCH.idempotency_key, "content-type": "application/json"}
    assert wanted.items() <= arrived.headers.items()
    assert arrived.body == b'{"status":"done"}'


def digest_of_arrival(app: FakePlatform) -> str:
    arrived = app.arrived[-1]
    return Wire(
        audience=URL,
        method=arrived.method,
        path=arrived.path.decode("ascii"),
        query=tuple(
            parse_qsl(arrived.query.decode("ascii"), keep_blank_values=True, strict_parsing=bool(arrived.query))
        ),
        content_type=arrived.headers.get("content-type"),
        body=arrived.body,
        if_match=arrived.headers.get("if-match"),
        idempotency_key=arrived.headers["idempotency-key"],
    ).digest


odd = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: text not in {".", ".."})


@given(odd, st.lists(st.tuples(odd, odd), max_size=3), st.dictionaries(odd, odd, max_size=2) | st.none())
async def test_what_arrives_is_byte_for_byte_what_was_digested(
    param: str,
    query: list[tuple[str, str]],
    body: dict[str, object] | None,
) -> None:
    app = FakePlatform().answer(200)
    request = Request("POST", fill("/v1/tasks/{}/x", [param]), body, query, "3")
    (wire,) = to_wire([request], URL, ORIGIN)
    await over(app).send(wire, [], [])
    assert digest_of_arrival(app) == wire.digest
    assert named_hash(app.arrived[0].body) == named_hash(wire.body)


@pytest.mark.parametrize(
    "path", ["/v1/../x", "/v1/a b", "/v1/é", "/v1/a?b", "/v1/a#b", "v1", "@elsewhere.test/", "/v1/\n"]
)
async def test_a_path_that_would_not_arrive_as_digested_is_not_sent(path: str) -> None:
    app = FakePlatform()
    with pytest.raises(NotSent):
        await over(app).send(Wire(URL, "POST", path, (), None, b"", None, "k"), [], [])
    assert app.arrived == []


async def test_a_request_for_another_platform_is_not_sent() -> None:
    app, auths = FakePlatform(), FakeAuths()
    with pytest.raises(NotSent, match="another platform"):
        await over(app, auths, url="http://elsewhere.test").send(PATCH, [], [])
    assert (app.arrived, auths.given) == ([], [])


async def test_cookies_and_the_clients_own_headers_stay_here() -> None:
    app = FakePlatform().answer(200, set_cookie="a=b").answer(200)
    client = httpx.AsyncClient(
        base_url=URL, transport=httpx.ASGITransport(app), headers={"x-own": "1"}, params={"p": "1"}
    )
    platform = Platform(client, FakeAuths())
    await platform.reader([]).get("/v1/me")
    await platform.send(PATCH, [], [])
    assert not {"cookie", "x-own"} & set(app.arrived[1].headers)
    assert app.arrived[1].query == b""


async def test_a_refusal_comes_back_as_it_is() -> None:
    app = FakePlatform().answer(412, b'{"detail": "It has changed.", "current": {"version": "4"}}', x_request_id="r")
    reply = await over(app).send(PATCH, [], [])
    assert (reply.status, reply.request_id, reply.problem) == (412, "r", "It has changed.")
    assert reply.body["current"] == {"version": "4"}


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ConnectTimeout("no"), httpx.PoolTimeout("no")])
async def test_what_never_left_is_surely_not_sent(error: Exception) -> None:
    with pytest.raises(NotSent, match="can't be reached"):
        await over(failing(error)).send(PATCH, [], [])


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("no"),
        httpx.WriteError("no"),
        httpx.RemoteProtocolError("no"),
        httpx.ReadError("no"),
        TimeoutError(),
    ],
)
async def test_what_may_have_arrived_has_no_answer(error: Exception) -> None:
    with pytest.raises(NoAnswer, match="did not answer in full"):
        await over(failing(error)).send(PATCH, [], [])


class NoToken(Exception):
    sentence = "Your session has ended."
    next_step = "Sign in again."


async def test_without_a_token_nothing_is_sent_and_the_reason_is_passed_on() -> None:
    app, auths = FakePlatform(), FakeAuths(trouble=NoToken())
    for attempt in (over(app, auths).send(PATCH, [], []), over(app, auths).reader([]).get("/v1/me")):
        with pytest.raises(NotSent) as error:
            await attempt
        assert (error.value.sentence, error.value.next_step) == ("Your session has ended.", "Sign in again.")
    assert app.arrived == []


async def test_a_bug_stays_a_bug() -> None:
    with pytest.raises(KeyError):
        await over(FakePlatform(), FakeAuths(trouble=KeyError("x"))).send(PATCH, [], [])


async def test_an_operation_gives_the_first_answer_again() -> None:
    kept = {
        "key": "sha-256:a_b",
        "state": "done",
        "status": 200,
        "request_id": "req_1",
        "body": {"items": []},
        "at": "x",
    }
    app, auths = FakePlatform().answer(200, json.dumps(kept).encode()), FakeAuths()
    assert await over(app, auths).operation("sha-256:a_b") == Reply(200, "req_1", {"items": []}, "")
    assert auths.given == [("look", ("operations:read",), ())]
    assert app.arrived[0].path == b"/v1/operations/sha-256%3Aa_b"


async def test_an_operation_that_was_refused_says_why() -> None:
    kept = {"key": "k", "status": 412, "request_id": "req_1", "body": {"detail": "It has changed."}}
    reply = await over(FakePlatform().answer(200, json.dumps(kept).encode())).operation("k")
    assert reply is not None
    assert (reply.status, reply.problem) == (412, "It has changed.")


async def test_an_operation_that_the_platform_does_not_know_is_none() -> None:
    body = b'{"type": "https://countersign.invalid/problems/no-such-operation", "detail": "Unknown."}'
    assert await over(FakePlatform().answer(404, body)).operation("k") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b'{"type": "https://x.test/problems/not-found"}'),
        (404, b"{}"),
        (403, b"{}"),
        (500, b"{}"),
        (200, b"{}"),
        (200, b"["),
    ],
)
async def test_anything_else_about_an_operation_tells_nothing(status: int, body: bytes) -> None:
    with pytest.raises(PlatformTrouble):
        await over(FakePlatform().answer(status, body)).operation("k")
