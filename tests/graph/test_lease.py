import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.storage.lease import SECONDS, Leases, has_died, new_holder
from graph.storage.store import Store
from tests.graph.fakes_ledger import KEY, NOW, Account


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


def test_a_thread_has_one_runner(account: Account) -> None:
    assert account.leases.take("thr_1", "a")
    assert not account.leases.take("thr_1", "b")
    assert account.leases.take("thr_2", "b")
    assert account.leases.holder("thr_1") == "a"


def test_the_holder_may_take_and_renew_again(account: Account) -> None:
    assert account.leases.take("thr_1", "a")
    account.clock.now += SECONDS - 1
    assert account.leases.renew("thr_1", "a")
    account.clock.now += SECONDS - 1
    assert not account.leases.take("thr_1", "b")
    assert account.leases.take("thr_1", "a")


def test_a_lease_runs_out_by_itself_and_cannot_be_renewed_then(account: Account) -> None:
    account.leases.take("thr_1", "a")
    account.clock.now += SECONDS
    assert account.leases.holder("thr_1") is None
    assert not account.leases.renew("thr_1", "a")
    assert account.leases.take("thr_1", "b")
    assert not account.leases.renew("thr_1", "a")


def test_only_its_holder_drops_a_lease(account: Account) -> None:
    account.leases.take("thr_1", "a")
    account.leases.drop("thr_1", "b")
    assert account.leases.holder("thr_1") == "a"
    account.leases.drop("thr_1", "a")
    assert account.leases.take("thr_1", "b")


def test_a_clock_that_is_set_back_locks_nobody_out(account: Account) -> None:
    account.leases.take("thr_1", "a")
    account.clock.now -= 10
    assert not account.leases.take("thr_1", "b")
    account.clock.now -= 3600
    assert account.leases.take("thr_1", "b")


def test_two_stores_on_one_file_see_the_same_lease(tmp_path: Path) -> None:
    with Account(tmp_path) as first, Account(tmp_path) as second:
        assert first.leases.take("thr_1", "a")
        assert not second.leases.take("thr_1", "b")


def test_a_holder_names_its_process_but_not_its_machine() -> None:
    host, pid, random = new_holder().split(":")
    assert pid == str(os.getpid())
    assert platform.node() not in host
    assert random != new_holder().split(":")[2]


def test_the_lease_of_a_process_that_has_died_is_free_at_once() -> None:
    script = "from graph.storage.lease import new_holder; print(new_holder())"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    holder = done.stdout.strip()
    assert has_died(holder) == (os.name == "posix")
    with Store.open(None, KEY) as store:
        leases = Leases(store, lambda: NOW)
        assert leases.take("thr_1", holder)
        assert leases.take("thr_1", new_holder()) == (os.name == "posix")


def test_a_living_process_another_machine_and_a_strange_name_have_not_surely_died() -> None:
    assert not has_died(new_holder())
    assert not has_died("elsewhere:1:abc")
    assert not has_died("a")
    assert not has_died(f"{new_holder().split(':')[0]}:{10**30}:abc")
