import asyncio
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from app.auth.events import SessionEnded, Unreachable
from app.inbox.hearing import EVENTS, LOCAL_SECONDS, POLL_SECONDS, POLLS
from graph.trouble import StorageError
from tests.graph.fakes_ledger import a_proposal
from tests.inbox.fakes_events import NOW, Post, Ring, approval, watched
from tests.inbox.fakes_time import Time
from tools.approvals import PATH
from tools.change import Json, Proposal

MINUTE, HOUR = 60.0, 3600.0
REQUEST = httpx.Request("GET", "http://127.0.0.1:41002/v1/approvals")


@pytest.fixture
def post() -> Post:
    return Post(Time(), [approval("ap_1")])


def decided(state: str = "approved") -> Json:
    return approval("ap_1", state=state, decided_by={"id": "usr_dave", "name": "Dave Okafor"}, may_decide=False)


async def test_the_count_comes_at_once_and_again_when_an_event_tells_of_another(post: Post) -> None:
    async with watched(post) as ring:
        assert ring.counts == [1]
        post.items = [decided(), approval("ap_2"), approval("ap_3")]
        post.streams[0].tell()
        await ring.time.forward(0)
        assert ring.counts == [1, 2]


async def test_an_event_is_passed_on_even_where_the_count_stays_and_a_comment_is_not(post: Post) -> None:
    async with watched(post) as ring:
        looks = post.count(PATH)
        post.streams[0].comment()
        await ring.time.forward(0)
        assert (ring.counts, post.count(PATH)) == ([1], looks)
        post.streams[0].tell()
        await ring.time.forward(0)
        assert (ring.counts, post.count(PATH)) == ([1, 1], looks + 1)


async def test_many_events_at_once_are_one_look_more(post: Post) -> None:
    async with watched(post) as ring:
        looks = post.count(PATH)
        for _ in range(50):
            post.streams[0].tell()
        await ring.time.forward(0)
        assert post.count(PATH) <= looks + 2


async def test_what_comes_between_the_first_look_and_the_stream_is_seen(post: Post) -> None:
    post.at_events = lambda: post.items.append(approval("ap_2"))
    async with watched(post) as ring:
        assert ring.counts[-1] == 2


@pytest.mark.parametrize("minutes", [0.1, 1, 3, 15])
async def test_an_idle_hour_with_events_costs_at_most_one_request_a_minute(post: Post, minutes: float) -> None:
    async with watched(post) as ring:
        began = post.time.now
        while post.time.now < began + HOUR:
            await ring.time.forward(minutes * MINUTE)
            post.streams[-1].end()
            await ring.time.forward(0)
        assert post.count(EVENTS) >= 2
        assert post.count(since=began + MINUTE) <= (post.time.now - began) / MINUTE
        assert ring.counts == [1]


async def test_an_idle_hour_without_events_costs_exactly_one_request_a_minute(post: Post) -> None:
    post.has_events = False
    async with watched(post) as ring:
        began = post.time.now
        await ring.time.forward(HOUR)
        assert post.count(since=began + 1) == 60
        assert post.busiest_minute(began + 1) == 1
        assert post.count(EVENTS) == 1 + 60 // (POLLS + 1)
        assert ring.counts == [1]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(200, text="<html>"),
        lambda: httpx.Response(503, headers={"content-type": "text/event-stream"}, text=":\n\n"),
    ],
)
async def test_what_is_no_stream_counts_as_none(post: Post, answer: Callable[[], httpx.Response]) -> None:
    post.hangups = [answer] * 9
    async with watched(post) as ring:
        began = post.time.now
        await ring.time.forward(HOUR)
        assert post.count(since=began + 1) == 60
        assert post.busiest_minute(began + 1) == 1


async def test_where_events_cannot_be_had_asking_finds_it_within_a_minute(post: Post) -> None:
    post.has_events = False
    async with watched(post) as ring:
        await ring.time.forward(90)
        post.items = []
        await ring.time.forward(POLL_SECONDS)
        assert ring.counts == [1, 0]


async def test_events_that_can_be_had_later_are_found(post: Post) -> None:
    post.has_events = False
    async with watched(post) as ring:
        post.has_events = True
        await ring.time.forward((POLLS + 1) * POLL_SECONDS)
        post.items = []
        post.streams[0].tell()
        await ring.time.forward(0)
        assert ring.counts == [1, 0]


async def test_a_stream_that_ended_after_a_while_is_opened_again_at_once_and_what_came_meanwhile_is_seen(
    post: Post,
) -> None:
    async with watched(post) as ring:
        await ring.time.forward(15 * MINUTE)
        post.at_events = post.items.clear
        post.streams[0].end()
        await ring.time.forward(0)
        assert (post.count(EVENTS), ring.counts) == (2, [1, 0])
        assert post.streams[0].is_left


async def test_a_look_that_fails_after_an_event_is_made_again(post: Post) -> None:
    async with watched(post) as ring:
        post.items = []
        post.troubles = [httpx.ReadTimeout("", request=REQUEST)]
        post.streams[0].tell()
        await ring.time.forward(0)
        assert ring.counts == [1]
        await ring.time.forward(POLL_SECONDS + 2 * LOCAL_SECONDS)
        assert ring.counts == [1, 0]


def broken(post: Post, trip: Callable[[], httpx.Response] | Exception) -> None:
    post.troubles, post.hangups = [trip] * 3, [trip]


FAILURES = [
    httpx.ConnectError("", request=REQUEST),
    httpx.ConnectTimeout("", request=REQUEST),
    httpx.ReadTimeout("", request=REQUEST),
    httpx.RemoteProtocolError("", request=REQUEST),
    httpx.PoolTimeout("", request=REQUEST),
    lambda: httpx.Response(500),
    lambda: httpx.Response(401, json={"detail": "Who are you?"}),
    lambda: httpx.Response(429, headers={"retry-after": "7"}),
    lambda: httpx.Response(302, headers={"location": "http://127.0.0.1:1/"}),
    lambda: httpx.Response(200, text="<html>"),
    lambda: httpx.Response(200, json={"items": [{"id": "nothing"}]}),
]


@pytest.mark.parametrize("trip", FAILURES)
async def test_no_failure_of_the_platform_ends_the_watching(
    post: Post, trip: Callable[[], httpx.Response] | Exception
) -> None:
    broken(post, trip)
    async with watched(post) as ring:
        assert ring.counts == [0]
        await ring.time.forward(4 * MINUTE)
        assert ring.counts == [0, 1]
        post.items = []
        await ring.time.forward(10 * MINUTE)
        if post.streams:
            post.streams[-1].tell()
        await ring.time.forward(0)
        assert ring.counts[-1] == 0


@pytest.mark.parametrize("error", [httpx.ReadError(""), httpx.ReadTimeout(""), httpx.RemoteProtocolError("")])
async def test_a_stream_that_breaks_is_opened_again(post: Post, error: Exception) -> None:
    async with watched(post) as ring:
        await ring.time.forward(10)
        post.streams[0].end(error)
        post.at_events = post.items.clear
        await ring.time.forward(2 * POLL_SECONDS)
        assert (post.count(EVENTS), ring.counts) == (2, [1, 0])


async def test_no_failure_of_signing_in_ends_the_watching(post: Post) -> None:
    ended = SessionEnded("The session has ended.", "Sign in.")
    post.signed_out = [ended, Unreachable("No provider.", "Try again."), ended]
    async with watched(post) as ring:
        assert ring.counts == [0]
        await ring.time.forward(4 * MINUTE)
        assert ring.counts == [0, 1]
        assert len(post.streams) == 1


async def test_no_failure_of_the_store_ends_the_watching_and_what_was_known_stays(post: Post) -> None:
    post.items, post.here = [], [(a_open(), NOW)]
    async with watched(post) as ring:
        assert ring.counts == [1]
        post.here = []
        post.store = [StorageError("Locked.", "Wait.")] * 2
        await ring.time.forward(2 * LOCAL_SECONDS)
        assert ring.counts == [1]
        await ring.time.forward(LOCAL_SECONDS)
        assert ring.counts == [1, 0]


async def test_ones_own_cards_are_counted_where_the_platform_cannot_be_asked(post: Post) -> None:
    post.here = [(a_open(), NOW)]
    broken(post, httpx.ConnectError("", request=REQUEST))
    async with watched(post) as ring:
        assert ring.counts == [1]


async def test_a_card_that_opens_here_is_told_within_moments_and_costs_the_platform_nothing(post: Post) -> None:
    async with watched(post) as ring:
        asked = len(post.came)
        post.here = [(a_open(), NOW)]
        await ring.time.forward(LOCAL_SECONDS)
        post.here = []
        await ring.time.forward(LOCAL_SECONDS)
        assert ring.counts == [1, 2, 1]
        assert len(post.came) == asked


async def test_what_runs_out_waits_no_more_and_that_costs_the_platform_nothing(post: Post) -> None:
    post.items = [approval("ap_1", expires_at=NOW + 100)]
    async with watched(post) as ring:
        asked = len(post.came)
        await ring.time.forward(99)
        assert ring.counts == [1]
        await ring.time.forward(4)
        assert ring.counts == [1, 0]
        assert len(post.came) == asked


async def test_whoever_stops_watching_leaves_the_stream(post: Post) -> None:
    before = asyncio.all_tasks()
    async with watched(post):
        assert not post.streams[0].is_left
    assert post.streams[0].is_left
    assert asyncio.all_tasks() == before


async def test_a_fault_of_our_own_is_not_passed_over_in_silence(post: Post) -> None:
    post.hangups = [LookupError("a fault")]

    async def watch() -> Ring:
        async with watched(post) as ring:
            await ring.time.forward(LOCAL_SECONDS)
            return ring

    with pytest.raises(LookupError):
        await watch()


def a_open() -> Proposal:
    return replace(a_proposal(), expires=NOW + 3600)
