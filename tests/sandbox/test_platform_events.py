import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.sandbox.platform.config import Hearing, PlatformConfig
from app.sandbox.platform.news import News
from tests.sandbox.fakes_approvals import decided, done, opened
from tests.sandbox.fakes_events import listening
from tests.sandbox.fakes_money import transfer
from tests.sandbox.fakes_planted import deed, plant
from tests.sandbox.fakes_platform import Clock, Stand, platform_for, wire

ONE = transfer(5_000_000)


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


def set_pace(stand: Stand, pace: Hearing) -> None:
    platform = stand.app.state.platform
    stand.app.state.platform = replace(platform, config=replace(platform.config, events=pace))


def event(approval: str, state: str) -> str:
    return f"event: approval\ndata: {json.dumps({'id': approval, 'state': state})}\n\n"


async def test_the_asker_and_the_deciders_hear_of_every_step_at_once(stand: Stand) -> None:
    async with listening(stand, "acme_lead") as (asker, _), listening(stand, "acme_finance") as (decider, _):
        assert (asker.status, asker.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert asker.heard == decider.heard == [":\n\n"]
        approval = await opened(stand, ONE)
        await asker.until(2)
        await decided(stand, approval)
        await asker.until(3)
        await done(stand, approval, ONE)
        steps = [":\n\n", *(event(approval["id"], state) for state in ("pending", "approved", "used"))]
        assert await asker.until(4) == steps
        assert await decider.until(4) == steps


async def test_who_has_nothing_to_do_with_it_hears_nothing(stand: Stand) -> None:
    people = ("acme_viewer", "acme_member", "alice", "globex_finance", "globex_admin")
    async with AsyncExitStack() as stack:
        ears = [(await stack.enter_async_context(listening(stand, who)))[0] for who in people]
        lead = (await stack.enter_async_context(listening(stand, "acme_lead")))[0]
        await decided(stand, await opened(stand, ONE), "reject")
        await lead.until(2)
        assert [ear.heard for ear in ears] == [[":\n\n"]] * len(people)


async def test_what_was_refused_or_is_none_of_an_approvals_business_is_no_news(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    async with listening(stand, "acme_lead") as (ear, _):
        await decided(stand, approval, person="acme_member")
        await done(stand, approval, ONE)
        await stand.write(deed("tasks.create", "acme", ""), "acme_lead")
        await decided(stand, approval, "reject")
        assert await ear.until(2) == [":\n\n", event(approval["id"], "rejected")]


async def test_somebody_who_loses_their_role_or_leaves_hears_no_more(stand: Stand) -> None:
    async with listening(stand, "acme_finance") as (ear, _), listening(stand, "acme_lead") as (lead, _):
        role = wire("PATCH", "/v1/members/usr_acme_finance", {"role": "member"}, if_match='"1"', key="role")
        await stand.confirmed(role, "acme_admin", "members.update")
        await opened(stand, ONE)
        await lead.until(2)
        items = {"items": [{"id": "usr_acme_finance", "version": "2"}]}
        await stand.confirmed(wire("POST", "/v1/members/delete", items, key="gone"), "acme_admin", "members.delete")
        await opened(stand, transfer(4_000_000))
        await lead.until(3)
        assert ear.heard == [":\n\n"]


async def test_a_quiet_line_is_kept_alive_and_ends_in_the_end(stand: Stand) -> None:
    set_pace(stand, Hearing(every=0.02, until=0.1))
    async with listening(stand, "acme_lead") as (ear, hearing):
        await asyncio.wait_for(hearing, 5)
        assert 3 <= len(ear.heard) <= 6
        assert set(ear.heard) == {":\n\n"}


def test_a_quiet_line_is_told_so_every_20_seconds_and_ends_after_15_minutes(tmp_path: Path) -> None:
    assert PlatformConfig(tmp_path, "", "", Clock()).events == Hearing(20, 900)


async def test_whoever_hangs_up_is_forgotten(stand: Stand) -> None:
    news: News = stand.app.state.platform.news
    async with listening(stand, "acme_lead"), listening(stand, "globex_lead"):
        assert news.listening == 2
    assert news.listening == 0


async def test_a_platform_that_stops_lets_go_of_all_who_listen(stand: Stand) -> None:
    async with listening(stand, "acme_lead") as (_, one), listening(stand, "globex_lead") as (_, two):
        stand.app.state.platform.news.close()
        await asyncio.wait_for(asyncio.gather(one, two), 5)
    async with listening(stand, "acme_lead") as (_, late):
        await asyncio.wait_for(late, 5)


async def test_what_is_told_while_nobody_asks_is_told_once_and_in_order() -> None:
    news = News()
    heard = news.listen("ten_acme", 60, 60)
    assert await anext(heard) == []
    for approval in ("b", "a", "b"):
        news.tell("ten_acme", approval)
    news.tell("ten_globex", "c")
    assert await anext(heard) == ["b", "a"]
    await heard.aclose()
    assert news.listening == 0


async def test_only_a_token_for_reading_approvals_hears_them(stand: Stand) -> None:
    token = stand.mint("acme_lead", "tasks:read")
    async with listening(stand, "acme_lead", token) as (ear, _):
        assert ear.status == 403
