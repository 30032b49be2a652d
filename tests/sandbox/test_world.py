"""The keeper and the terminals that join it, with small programs in the place of the sandbox's servers."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from app.sandbox import world
from app.sandbox.child import ROOT
from app.sandbox.keeper import Plan
from app.sandbox.line import Line, dial
from app.sandbox.patience import comes_true
from app.sandbox.ports import is_free
from app.sandbox.record import KeeperPlace, World, make_world, read_keeper, read_world
from app.sandbox.start import locked

SERVICE = "tests.sandbox.fakes_service"
SMALL = {name: (SERVICE, f"{{{name}}}") for name in ("identity", "platform", "model")}


@pytest.fixture
async def plan(tmp_path: Path) -> AsyncIterator[Plan]:
    folder = tmp_path / "sandbox"
    yield Plan(folder, SMALL, grace=0.1, first_grace=10.0)
    if folder.exists():
        await world.reset(folder)


async def pid_of(url: str, path: str = "/healthz") -> int | None:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return int((await client.get(url + path)).text)
        except httpx.HTTPError:
            return None


def gone(keeper: KeeperPlace) -> Callable[[], bool]:
    return lambda: is_free(keeper.port)


async def let_pass(seconds: float) -> None:
    end = asyncio.get_running_loop().time() + seconds
    assert await comes_true(lambda: asyncio.get_running_loop().time() > end, seconds + 5)


def all_free(kept: World) -> Callable[[], bool]:
    return lambda: all(is_free(port) for port in kept.ports.values())


async def test_terminals_share_one_world_and_the_last_one_to_leave_ends_it(plan: Plan) -> None:
    first, second, third = await asyncio.gather(*(world.join(plan.folder, plan) for _ in range(3)))
    keeper, kept = read_keeper(plan.folder), read_world(plan.folder)
    assert keeper is not None
    assert kept is not None
    assert first.urls == second.urls == third.urls == kept.urls
    assert (await world.status(plan.folder)).terminals == 3
    servers = {await pid_of(url) for url in (first.urls.identity, first.urls.platform, first.urls.model)}
    assert len(servers) == 3
    await first.leave()
    await second.leave()
    assert await pid_of(third.urls.identity) in servers
    await third.leave()
    assert await comes_true(gone(keeper), 5)
    assert await comes_true(all_free(kept), 5)
    assert not (await world.status(plan.folder)).running


async def test_nobody_starts_a_keeper_while_another_terminal_starts_or_removes_one(plan: Plan) -> None:
    async with locked(plan.folder):
        joining = asyncio.create_task(world.join(plan.folder, plan))
        await let_pass(0.5)
        assert read_keeper(plan.folder) is None
    await (await joining).leave()


async def test_ports_are_kept_from_one_run_to_the_next(plan: Plan) -> None:
    first = await world.join(plan.folder, plan)
    await first.leave()
    await world.down(plan.folder)
    second = await world.join(plan.folder, plan)
    assert second.urls == first.urls
    await second.leave()


async def test_a_joined_terminal_keeps_the_world_past_the_grace_of_one_that_left(plan: Plan) -> None:
    first = await world.join(plan.folder, plan)
    before = read_keeper(plan.folder)
    await first.leave()
    second = await world.join(plan.folder, plan)
    third = await world.join(plan.folder, plan)
    await third.leave()
    await let_pass(3 * plan.grace)
    assert await pid_of(second.urls.model) is not None
    assert read_keeper(plan.folder) == before
    await second.leave()


async def test_a_terminal_that_is_killed_has_left(plan: Plan) -> None:
    script = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom app.sandbox import world\n"
        "from app.sandbox.keeper import Plan\nimport json\n"
        "async def stay():\n"
        "    plan = Plan(Path(sys.argv[1]), json.loads(sys.argv[2]), 0.1, 10.0)\n"
        "    await world.join(plan.folder, plan)\n"
        "    print('in', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(stay())\n"
    )
    terminal = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, str(plan.folder), json.dumps(SMALL)), cwd=ROOT, stdout=subprocess.PIPE
    )
    assert terminal.stdout is not None
    assert await terminal.stdout.readline() == b"in\n"
    keeper = read_keeper(plan.folder)
    assert keeper is not None
    terminal.kill()
    await terminal.wait()
    assert await comes_true(gone(keeper), 5)


async def test_a_pinned_world_stays_until_down(plan: Plan) -> None:
    urls = await world.up(plan.folder, plan)
    status = await world.status(plan.folder)
    assert status.pinned
    await let_pass(3 * plan.grace)
    assert await pid_of(urls.platform) is not None
    assert await world.down(plan.folder)
    assert await pid_of(urls.platform) is None
    assert not await world.down(plan.folder)


async def test_a_server_that_died_is_told_and_comes_back_with_the_next_join(plan: Plan) -> None:
    first = await world.join(plan.folder, plan)
    before = await pid_of(first.urls.platform, "/die")
    other = await pid_of(first.urls.model)

    async def told() -> str:
        return next(s.state for s in (await world.status(plan.folder)).services if s.name == "platform")

    while (state := await told()) == "running":
        continue
    assert "exit code 7" in state
    assert await pid_of(first.urls.platform) is None
    second = await world.join(plan.folder, plan)
    assert await pid_of(second.urls.platform) not in {None, before}
    assert await pid_of(second.urls.model) == other
    await first.leave()
    await second.leave()


async def test_a_port_that_another_program_has_is_named_with_a_way_out(plan: Plan) -> None:
    kept = make_world(plan.folder)
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", kept.platform))
        squatter.listen()
        with pytest.raises(world.WorldError) as raised:
            await world.join(plan.folder, plan)
    assert str(kept.platform) in raised.value.sentence
    assert "countersign sandbox reset" in raised.value.next_step


async def test_a_server_that_does_not_start_ends_as_a_sentence_that_names_its_log(plan: Plan) -> None:
    broken = Plan(plan.folder, {**SMALL, "identity": (SERVICE, "--broken")}, 0.1, 10.0)
    with pytest.raises(world.WorldError, match="identity server ended") as raised:
        await world.join(plan.folder, broken)
    log = plan.folder / "identity.log"
    assert str(log) in raised.value.next_step
    assert "never starts" in log.read_text()


async def test_a_killed_keeper_takes_its_servers_along_and_another_one_takes_over(plan: Plan) -> None:
    first = await world.join(plan.folder, plan)
    keeper, kept = read_keeper(plan.folder), read_world(plan.folder)
    assert keeper is not None
    assert kept is not None
    os.kill(keeper.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    second = await world.join(plan.folder, plan)
    after = read_keeper(plan.folder)
    assert after is not None
    assert after.pid != keeper.pid
    await first.leave()
    await second.leave()
    assert await comes_true(all_free(kept), 5)


async def test_reset_stops_everything_and_forgets_ports_and_data(plan: Plan) -> None:
    await world.up(plan.folder, plan)
    before = read_world(plan.folder)
    (plan.folder / "platform.db").write_text("data")
    assert await world.reset(plan.folder)
    assert not plan.folder.exists()
    assert before is not None
    assert all_free(before)()
    assert not await world.reset(plan.folder)


async def test_reset_does_not_remove_a_folder_that_is_no_sandbox(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(world.WorldError):
        await world.reset(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


async def test_a_broken_record_is_told_and_reset_repairs_it(plan: Plan) -> None:
    plan.folder.mkdir()
    (plan.folder / "world.json").write_text("{")
    with pytest.raises(world.WorldError) as raised:
        await world.join(plan.folder, plan)
    assert "countersign sandbox reset" in raised.value.next_step
    assert await world.reset(plan.folder)
    member = await world.join(plan.folder, plan)
    await member.leave()


async def test_strangers_on_the_control_port_count_for_nothing(plan: Plan) -> None:
    member = await world.join(plan.folder, plan)
    keeper = read_keeper(plan.folder)
    assert keeper is not None
    assert await dial(keeper.port, "a guess") is None
    stranger = Line(*await asyncio.open_connection("127.0.0.1", keeper.port))
    await stranger.send({"nonce": "n"})
    assert await stranger.receive() is not None
    await stranger.send({"proof": "0" * 64})
    await stranger.send({"ask": "down"})
    assert await stranger.receive() is None
    await stranger.close()
    silent = Line(*await asyncio.open_connection("127.0.0.1", keeper.port))
    assert (await world.status(plan.folder)).terminals == 1
    await member.leave()
    assert await comes_true(gone(keeper), 5)
    await silent.close()


async def test_another_program_on_the_control_port_learns_nothing_and_is_not_taken_for_the_keeper() -> None:
    heard = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readline())
        writer.write(b'{"proof": "x", "nonce": "y"}\n')
        heard.append(await reader.read())
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await dial(port, "the secret") is None
    assert await comes_true(lambda: len(heard) == 2, 5)
    server.close()
    assert b"the secret" not in b"".join(heard)
    assert heard[1] == b""


async def test_what_the_world_keeps_is_for_this_user_only(plan: Plan) -> None:
    member = await world.join(plan.folder, plan)
    await member.leave()
    await world.down(plan.folder)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in plan.folder.iterdir()}
    assert modes.keys() >= {"world.json", "keeper.log", "identity.log"}
    if os.name == "posix":
        assert stat.S_IMODE(plan.folder.stat().st_mode) == 0o700
        assert set(modes.values()) == {0o600}
