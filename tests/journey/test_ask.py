"""`countersign ask` where nobody watches: under `yes`, without a terminal, in a pipe, as cron would run it."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest

from tests.journey.home import PATIENCE, PROGRAM, Home
from tests.journey.test_main_job import DELETED, decide

DELETE = "Delete the stale tasks in Apollo"
COUNTED = "SELECT count(*) FROM activity"

Run = Callable[[Home, Sequence[str]], "subprocess.CompletedProcess[str]"]


def under_yes(home: Home, args: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    yes = [
        sys.executable,
        "-c",
        "import itertools\ntry:\n    for _ in itertools.count(): print('y')\nexcept OSError: pass",
    ]
    with subprocess.Popen(yes, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as typing:
        try:
            return ran(home, args, stdin=typing.stdout)
        finally:
            typing.kill()


def dumb(home: Home, args: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return ran(home, args, TERM="dumb", COUNTERSIGN_YES="1", FORCE="1")


def as_cron(home: Home, args: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return ran(home, args, start_new_session=True, PATH="/usr/bin:/bin", TERM="")


def with_stdin_closed(home: Home, args: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    closed = ["sh", "-c", 'exec "$@" <&-', "sh"] if sys.platform != "win32" else []
    return ran(home, args, before=closed)


def ran(
    home: Home,
    args: Sequence[str],
    *,
    before: Sequence[str] = (),
    stdin: object = subprocess.DEVNULL,
    start_new_session: bool = False,
    **env: str,
) -> "subprocess.CompletedProcess[str]":
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [*before, PROGRAM, *args],
        env={**home.env, **env},
        stdin=stdin,  # type: ignore[call-overload]  # a pipe's end or a constant
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        start_new_session=start_new_session,
        check=False,
    )
    return done


@pytest.fixture
def alice(home: Home) -> Home:
    assert home.run("login", "--as", "alice").returncode == 0
    return home


@pytest.mark.parametrize("run", [under_yes, dumb, as_cron, with_stdin_closed])
def test_what_needs_a_person_waits_and_nothing_approves_it(alice: Home, run: Run) -> None:
    done = run(alice, ["ask", DELETE])
    assert done.returncode == 3, done.stderr
    assert "Waits for you: Delete 5 tasks in Apollo" in done.stderr
    assert "Traceback" not in done.stderr
    assert alice.platform(DELETED) == []


def test_reads_and_routine_work_run_and_each_line_says_what_it_is(alice: Home) -> None:
    done = alice.run("ask", "Create a task in Zephyr called Order the badges", "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["v"] for line in lines} == {1}
    assert "Acted" in {line["event"] for line in lines}
    assert lines[-1]["event"] == "Ended"
    assert alice.platform(COUNTED) == [(1,)]


def test_a_refusal_and_an_error_have_codes_of_their_own(home: Home) -> None:
    nobody = home.run("ask", DELETE)
    assert nobody.returncode == 1
    assert "countersign login" in nobody.stderr
    refused = home.run("ask", "Move 5,000,000.00 from Marketing to Apollo", "--as", "alice")
    assert refused.returncode == 4, refused.stderr + refused.stdout
    assert home.run("ask", "Hello", "--budget", "rows=many").returncode == 2


def test_two_runs_leave_two_things_waiting(alice: Home) -> None:
    first, second = alice.run("ask", DELETE), alice.run("ask", "Delete the project Zephyr")
    assert (first.returncode, second.returncode) == (3, 3), first.stderr + second.stderr
    kinds = [line for line in alice.audit() if line["kind"] in {"proposal", "closed"}]
    assert [line["kind"] for line in kinds] == ["proposal", "proposal"]


def test_a_run_that_waits_tells_what_another_terminal_decided(alice: Home) -> None:
    waiting = alice.start("ask", DELETE, "--wait")
    assert waiting.stderr is not None
    while "Waits for you: Delete 5 tasks in Apollo" not in (line := waiting.stderr.readline()):
        assert line, "it ended without waiting"
    with alice.terminal() as terminal:
        terminal.wait_for("Delete 5 tasks in Apollo")
        terminal.wait_for("Decide: nothing is sent before your yes")
        decide(terminal, "y", "Deleted: five tasks")
    said, told = waiting.communicate(timeout=PATIENCE)
    assert waiting.returncode == 0, told
    assert "Done." in told
    assert "Deleted" in said
    assert len(alice.platform(DELETED)) == 5
