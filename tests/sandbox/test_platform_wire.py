import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sandbox.platform import digests
from app.sandbox.platform.guard import GuardedRoute
from app.sandbox.platform.strict_json import MOST_EXACT, NotStrict, parse
from tests.sandbox.fakes_platform import URL, Stand, platform_for, wire
from tools.wire import Sender, Wire, change_digest

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
WIRES = st.builds(
    Wire,
    audience=TEXT,
    method=st.sampled_from(["POST", "PATCH"]),
    path=TEXT,
    query=st.lists(st.tuples(TEXT, TEXT)).map(tuple),
    content_type=st.none() | TEXT,
    body=st.binary(),
    if_match=st.none() | TEXT,
    idempotency_key=TEXT,
)


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


def arrived(one: Wire) -> digests.Arrival:
    return digests.Arrival(
        one.method, one.path, one.query, one.content_type, one.body, one.if_match, one.idempotency_key
    )


@settings(deadline=None)
@given(WIRES)
def test_terminal_and_platform_compute_the_same_request_digest(one: Wire) -> None:
    assert arrived(one).digest(one.audience) == one.digest


@settings(deadline=None)
@given(st.lists(WIRES, max_size=3), TEXT, TEXT, TEXT, TEXT, st.integers(0, 2**53 - 1))
def test_terminal_and_platform_compute_the_same_change(
    wires: list[Wire], audience: str, sub: str, tenant: str, client: str, expires_at: int
) -> None:
    sent = change_digest(wires, audience, Sender(sub, tenant, client), expires_at)
    requests = [one.digest for one in wires]
    assert digests.change_of(requests, digests.Sender(audience, sub, tenant, client), expires_at) == sent


@pytest.mark.parametrize("query", ["a=1&a=2&b=", "b=&a=2&a=1", "q=a+b&p=%C3%A9%26&empty", ""])
async def test_the_digest_is_of_what_arrives(stand: Stand, query: str) -> None:
    pairs = {
        "a=1&a=2&b=": (("a", "1"), ("a", "2"), ("b", "")),
        "b=&a=2&a=1": (("b", ""), ("a", "2"), ("a", "1")),
        "q=a+b&p=%C3%A9%26&empty": (("q", "a b"), ("p", "é&"), ("empty", "")),
    }.get(query, ())
    one = wire("POST", "/v1/tasks/delete", {"items": []})
    asked = Wire(one.audience, "POST", one.path, pairs, one.content_type, one.body, None, one.idempotency_key)
    headers = {
        "authorization": f"Bearer {stand.mint('alice', 'tasks:delete')}",
        "content-type": "application/json",
        "idempotency-key": one.idempotency_key,
    }
    answer = await stand.client.post(f"{one.path}?{query}", content=one.body, headers=headers)
    assert answer.json()["change_request"] == asked.digest


@pytest.mark.parametrize(
    "body",
    [
        b'{"title":"a","title":"b"}',
        b'{"items":[{"id":"a","id":"b"}]}',
        b'{"title":9007199254740993}',
        b'{"title":-9007199254740993}',
        b'{"title":' + b"9" * 5000 + b"}",
        b'{"title":1e999}',
        b'{"title":NaN}',
        b'{"title":"\xff"}',
        b'{"title":"\\ud800"}',
        b'\xef\xbb\xbf{"title":"a"}',
        b"[" * 100_000,
        b"{",
        b"",
    ],
)
async def test_a_body_with_two_meanings_is_a_400(stand: Stand, body: bytes) -> None:
    one = wire("POST", "/v1/tasks")
    sent = Wire(one.audience, "POST", one.path, (), "application/json", body, None, "k")
    answer = await stand.write(sent)
    assert (answer.status_code, answer.json()["title"]) == (400, "Not strict json")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MOST_EXACT, MOST_EXACT)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_strict_reading_reads_all_that_is_plain(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value


@settings(deadline=None)
@given(st.binary())
def test_strict_reading_never_breaks(data: bytes) -> None:
    with suppress(NotStrict):
        parse(data)


async def test_other_media_types_and_too_large_bodies_are_refused(stand: Stand) -> None:
    plain = Wire("", "POST", "/v1/tasks", (), "application/json; charset=utf-8", b"{}", None, "k")
    large = Wire("", "POST", "/v1/tasks", (), "application/json", b" " * 1_000_001, None, "k")
    assert [(await stand.write(one)).status_code for one in (plain, large)] == [415, 413]


async def test_a_header_that_stands_twice_is_refused(stand: Stand) -> None:
    token = f"Bearer {stand.mint('alice', 'tasks:write')}"
    headers = [("authorization", token), ("idempotency-key", "a"), ("idempotency-key", "b")]
    answer = await stand.client.post(
        "/v1/tasks", content=b"{}", headers=[*headers, ("content-type", "application/json")]
    )
    assert (answer.status_code, answer.json()["title"]) == (400, "Header twice")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/secrets", 404),
        ("GET", "/v1/tasks/", 404),
        ("DELETE", "/v1/tasks", 405),
        ("GET", "/v1/tasks", 401),
        ("POST", "/v1/tasks/delete", 401),
    ],
)
async def test_every_refusal_is_a_problem_document(stand: Stand, method: str, path: str, status: int) -> None:
    answer = await stand.client.request(method, path)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert set(problem) == {"type", "title", "status", "detail", "request_id"}
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["detail"].endswith(".")
    assert ("allow" in answer.headers) is (status == 405)


async def test_a_bug_ends_as_a_problem_document_too(stand: Stand) -> None:
    stand.app.state.platform.database.close()
    transport = httpx.ASGITransport(stand.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        answer = await client.get("/v1/projects", headers={"authorization": f"Bearer {stand.mint()}"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_every_answer_has_a_request_id_of_its_own(stand: Stand) -> None:
    answers = [await stand.client.get("/healthz"), await stand.get("/v1/me"), await stand.client.get("/nowhere")]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert all(one.startswith("req_") for one in ids)
    assert len(set(ids)) == 3


def test_a_route_without_a_rule_cannot_be_made() -> None:
    app = FastAPI()
    app.router.route_class = GuardedRoute
    with pytest.raises(KeyError):

        @app.get("/v1/everything")
        async def everything() -> None:
            """Return everything."""
