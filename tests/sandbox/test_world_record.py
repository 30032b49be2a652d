"""What the sandbox keeps between runs, the ports it chooses, and the command that asks about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands.sandbox import command
from app.sandbox.keeper import COMMANDS, Plan, children
from app.sandbox.ports import HIGHEST, LOWEST, choose
from app.sandbox.record import World, make_world


def test_the_secret_is_never_formatted(tmp_path: Path) -> None:
    kept = make_world(tmp_path / "sandbox")
    assert kept.secret not in repr(kept)
    assert len(kept.secret) >= 32


def test_ports_are_different_free_and_below_the_range_of_outgoing_connections() -> None:
    drawn = iter([25000, 25000, 25001, 25002, 25003])
    assert choose(3, lambda: next(drawn), lambda port: port != 25001) == (25000, 25002, 25003)
    assert all(LOWEST <= port <= HIGHEST for port in choose(3))
    with pytest.raises(OSError, match="free ports"):
        choose(1, lambda: 25000, lambda _: False)


def test_each_real_server_is_told_its_folder_and_its_neighbours(tmp_path: Path) -> None:
    plan = Plan(tmp_path, COMMANDS)
    built = children(plan, World(1, 2, 3, "s"))
    assert list(built) == ["identity", "platform", "model"]
    assert {name: child.told()["port"] for name, child in built.items()} == {"identity": 1, "platform": 2, "model": 3}


def test_the_command_tells_how_the_sandbox_is_and_stops_or_forgets_it(tmp_path: Path) -> None:
    shell = CliRunner(env={"COUNTERSIGN_DATA": str(tmp_path), "COUNTERSIGN_CONFIG": str(tmp_path)})
    make_world(tmp_path / "sandbox")
    assert "The sandbox is down" in shell.invoke(command, ["status"]).output
    assert "was not up" in shell.invoke(command, ["down"]).output
    assert "forgotten" in shell.invoke(command, ["reset"]).output
    assert "no sandbox yet" in shell.invoke(command, ["reset"]).output
    assert not (tmp_path / "sandbox").exists()


def test_the_command_ends_a_failure_with_one_line_and_the_next_step(tmp_path: Path) -> None:
    shell = CliRunner(env={"COUNTERSIGN_DATA": str(tmp_path), "COUNTERSIGN_CONFIG": str(tmp_path)})
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "world.json").write_text("[]")
    result = shell.invoke(command, ["status"])
    assert result.exit_code == 1
    assert "countersign sandbox reset" in result.output
