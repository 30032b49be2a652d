from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.events import Ended, Said, Spoke
from graph.storage.threads import title_of
from graph.trouble import SealBroken, StorageError
from tests.graph.fakes_ledger import NOW, Account, a_proposal


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


def test_a_conversation_starts_empty_and_without_a_title(account: Account) -> None:
    assert account.threads.latest() is None
    thread = account.threads.create()
    assert account.threads.latest() == thread
    assert account.threads.history(thread, None, 10) == []
    assert [each.title for each in account.threads.list()] == [""]


def test_entries_count_from_one_and_come_oldest_first(account: Account) -> None:
    thread, other = account.threads.create(), account.threads.create()
    events = [Said(f"words {number}") for number in range(5)]
    kept = [account.threads.append(thread, event) for event in events]
    account.threads.append(other, Ended("done"))
    assert [entry.seq for entry in kept] == [1, 2, 3, 4, 5]
    assert list(account.threads.history(thread, None, 10)) == kept
    assert list(account.threads.history(thread, None, 2)) == kept[3:]
    assert list(account.threads.history(thread, 4, 2)) == kept[1:3]
    assert list(account.threads.history(thread, 1, 2)) == []
    assert list(account.threads.history(thread, None, 0)) == []


def test_the_title_is_the_first_words_and_stays(account: Account) -> None:
    thread = account.threads.create()
    account.threads.append(thread, Spoke("msg_1", "Hello"))
    account.threads.append(thread, Said("  Delete the\nstale tasks "))
    account.threads.append(thread, Said("No, wait"))
    assert [each.title for each in account.threads.list()] == ["Delete the stale tasks"]


def test_long_titles_are_cut() -> None:
    assert title_of("one two three four five six seven eight nine") == "one two three four five six seven eight…"
    assert title_of("x" * 100) == "x" * 59 + "…"
    assert title_of("") == ""
    assert title_of("\udcff words") == "? words"


def test_the_latest_is_the_one_last_added_to_whatever_the_clock_says(account: Account) -> None:
    first, second = account.threads.create(), account.threads.create()
    assert account.threads.latest() == second
    account.threads.append(first, Said("again"))
    assert account.threads.latest() == first
    third = account.threads.create()
    assert account.threads.latest() == first, "nothing has been said in the third"
    account.threads.append(third, Said("here too"))
    assert account.threads.latest() == third
    account.clock.now -= 3600
    account.threads.append(second, Said("later"))
    assert [each.id for each in account.threads.list()] == [second, third, first]
    assert [each.updated for each in account.threads.list()] == [NOW - 3600, NOW, NOW]


def test_what_was_said_last_in_any_conversation_comes_back_oldest_first(account: Account) -> None:
    first, second = account.threads.create(), account.threads.create()
    for number, thread in enumerate((first, second, first)):
        account.threads.append(thread, Said(f"words {number}"))
        account.threads.append(thread, Spoke(f"m{number}", "an answer"))
    assert account.threads.said(2) == ["words 1", "words 2"]
    assert account.threads.said(9) == ["words 0", "words 1", "words 2"]


def test_a_conversation_says_how_many_open_cards_wait_in_it(account: Account) -> None:
    thread = account.threads.create()
    proposal = a_proposal(thread=thread)
    account.ledger.offer(proposal)
    assert [each.waits for each in account.threads.list()] == [1]
    account.clock.now = proposal.expires + 1
    assert [each.waits for each in account.threads.list()] == [0]


def test_an_unknown_conversation_is_refused(account: Account) -> None:
    with pytest.raises(StorageError, match="not in the store"):
        account.threads.append("thr_none", Said("hello"))


def test_an_entry_moved_to_another_place_does_not_open(account: Account) -> None:
    thread, other = account.threads.create(), account.threads.create()
    account.threads.append(thread, Said("one"))
    account.threads.append(thread, Said("two"))
    account.store.run("UPDATE transcript SET seq = seq + 10")
    with pytest.raises(SealBroken):
        account.threads.history(thread, None, 10)
    account.store.run("UPDATE transcript SET seq = seq - 10")
    account.store.run("UPDATE transcript SET thread = ?", other)
    with pytest.raises(SealBroken):
        account.threads.history(other, None, 10)


def test_conversations_are_there_after_opening_again(tmp_path: Path) -> None:
    with Account(tmp_path) as first:
        thread = first.threads.create()
        entry = first.threads.append(thread, Said("Keep this"))
    with Account(tmp_path) as second:
        assert second.threads.latest() == thread
        assert list(second.threads.history(thread, None, 10)) == [entry]
        assert second.threads.append(thread, Ended("done")).seq == 2
