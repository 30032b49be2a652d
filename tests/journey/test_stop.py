"""`countersign stop`: what was begun ends, what waits is refused, and with `--all` the session is over everywhere."""

import sqlite3
from contextlib import closing

from tests.journey.home import Home
from tests.journey.test_main_job import DELETED

ALIVE = "SELECT count(*) FROM sessions WHERE ended = 0"


def sessions_alive(home: Home) -> int:
    with closing(sqlite3.connect(home.data / "sandbox" / "identity.db")) as connection:
        ((count,),) = connection.execute(ALIVE).fetchall()
        return int(count)


def test_stopping_refuses_what_waits_and_leaves_the_session(home: Home) -> None:
    assert home.run("ask", "Delete the stale tasks in Apollo", "--as", "alice").returncode == 3
    stopped = home.run("stop")
    assert stopped.returncode == 0, stopped.stderr
    assert "Refused: Delete 5 tasks in Apollo" in stopped.stdout
    assert home.run("whoami").returncode == 0
    assert sessions_alive(home) == 1
    assert home.platform(DELETED) == []


def test_stopping_all_revokes_the_session_at_the_provider_too(home: Home) -> None:
    assert home.run("ask", "Delete the stale tasks in Apollo", "--as", "alice").returncode == 3
    stopped = home.run("stop", "--all")
    assert stopped.returncode == 0, stopped.stderr
    assert "Refused: Delete 5 tasks in Apollo" in stopped.stdout
    assert sessions_alive(home) == 0
    assert home.run("whoami").returncode != 0
