import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.storage.audit import READ, Head, Link, check, verify_file
from graph.trouble import SealBroken, StorageError
from tests.graph.fakes_ledger import NOW, Account


def links(account: Account) -> list[Link]:
    return [Link(*row) for row in account.store.all(READ + " ORDER BY seq")]


def fill(account: Account, count: int) -> Account:
    for number in range(count):
        account.audit.write("note", thread=f"thr_{number % 2}", plain={"number": number}, body={"who": "Alice Moreau"})
        account.clock.now += 1
    return account


def a_chain(count: int) -> list[Link]:
    with Account() as account:
        return links(fill(account, count))


def head_of(chain: list[Link]) -> Head:
    return Head(chain[-1].seq, chain[-1].hash.hex())


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


def test_entries_are_numbered_and_come_back_decoded(account: Account) -> None:
    fill(account, 4)
    entries = account.audit.entries()
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert [entry.at for entry in entries] == [NOW, NOW + 1, NOW + 2, NOW + 3]
    assert entries[2].plain == {"number": 2}
    assert entries[2].body == {"who": "Alice Moreau"}
    assert [entry.seq for entry in account.audit.entries(thread="thr_1")] == [2, 4]
    assert [entry.seq for entry in account.audit.entries(after=2, limit=1)] == [3]
    assert account.audit.entries(kind="other") == []


def test_an_untouched_chain_is_sound(account: Account) -> None:
    assert account.audit.verify().sound
    assert account.audit.head() is None
    fill(account, 5)
    verification = account.audit.verify(account.audit.head())
    assert verification.sound
    assert verification.entries == 5
    assert verification.newest == account.audit.entries()[-1].hash


unhurried = settings(deadline=None, max_examples=80)
EDITS: dict[str, Callable[[Link], Link]] = {
    "at": lambda link: replace(link, at=link.at + 1),
    "kind": lambda link: replace(link, kind=link.kind + " "),
    "thread": lambda link: replace(link, thread=link.thread + " "),
    "plain": lambda link: replace(link, plain=link.plain + " "),
    "body": lambda link: replace(link, body=link.body[:-1] + bytes([link.body[-1] ^ 1])),
    "prev": lambda link: replace(link, prev=bytes([link.prev[0] ^ 1]) + link.prev[1:]),
    "hash": lambda link: replace(link, hash=link.hash[:-1] + bytes([link.hash[-1] ^ 1])),
}


@unhurried
@given(st.integers(1, 6), st.data())
def test_any_edit_of_any_stored_field_is_found_without_the_key(count: int, data: st.DataObject) -> None:
    chain = a_chain(count)
    place = data.draw(st.integers(0, count - 1))
    chain[place] = EDITS[data.draw(st.sampled_from(sorted(EDITS)))](chain[place])
    assert not check(chain).sound


@unhurried
@given(st.integers(1, 6), st.data())
def test_an_edit_made_good_by_its_own_hash_is_found_at_the_next_entry(count: int, data: st.DataObject) -> None:
    chain = a_chain(count + 1)
    place = data.draw(st.integers(0, count - 1))
    forged = EDITS[data.draw(st.sampled_from(sorted(set(EDITS) - {"hash"})))](chain[place])
    chain[place] = replace(forged, hash=forged.expected())
    verification = check(chain)
    assert not verification.sound
    assert verification.at is not None
    assert verification.at <= place + 2


@unhurried
@given(st.integers(2, 6), st.data())
def test_any_gap_is_found(count: int, data: st.DataObject) -> None:
    chain = a_chain(count)
    place = data.draw(st.integers(0, count - 2))
    del chain[place]
    assert check(chain).trouble == f"Entry {place + 1} is missing or out of order."


def test_an_edit_cannot_be_made_good_by_mending_only_the_next_entry() -> None:
    chain = a_chain(3)
    forged = replace(chain[0], plain="{}")
    chain[0] = replace(forged, hash=forged.expected())
    chain[1] = replace(chain[1], prev=chain[0].hash)
    assert check(chain).trouble == "Entry 2 was changed."


@unhurried
@given(st.permutations(range(5)))
def test_any_other_order_is_found(order: list[int]) -> None:
    chain = a_chain(5)
    found = check([chain[place] for place in order])
    assert found.sound == (order == sorted(order))


@unhurried
@given(st.integers(2, 6), st.data())
def test_entries_that_swap_their_contents_are_found(count: int, data: st.DataObject) -> None:
    chain = a_chain(count)
    one, other = data.draw(st.permutations(range(count)))[:2]
    chain[one], chain[other] = replace(chain[other], seq=one + 1), replace(chain[one], seq=other + 1)
    assert not check(chain).sound


@unhurried
@given(st.integers(0, 4))
def test_a_chain_cut_short_is_found_by_a_head_known_from_elsewhere(kept: int) -> None:
    chain = a_chain(5)
    assert check(chain[:kept]).sound
    assert not check(chain[:kept], head_of(chain)).sound
    assert check(chain[:kept], head_of(chain)).at == kept + 1


def test_a_chain_that_was_rolled_back_and_grown_anew_is_found_by_the_known_head() -> None:
    assert check(a_chain(3), head_of(a_chain(3))).trouble == "Entry 3 is not the one that is known from elsewhere."


def rewrite(account: Account, change: Callable[[Link], Link]) -> None:
    for trigger in ("audit_no_update", "audit_no_delete", "audit_only_next"):
        account.store.run(f"DROP TRIGGER {trigger}")
    prev = links(account)[0].prev
    for link in links(account):
        forged = replace(change(link), prev=prev)
        prev = forged.expected()
        account.store.run(
            "UPDATE audit SET plain = ?, body = ?, prev = ?, hash = ? WHERE seq = ?",
            *(forged.plain, forged.body, forged.prev, prev, forged.seq),
        )


def test_a_whole_chain_written_anew_without_the_key_is_found_with_it(account: Account) -> None:
    fill(account, 4)
    rewrite(account, lambda link: replace(link, plain=link.plain.replace("2", "7")))
    assert check(links(account)).sound
    verification = account.audit.verify()
    assert (verification.sound, verification.at) == (False, 3)
    with pytest.raises(SealBroken):
        account.audit.entries()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET at = 1",
        "UPDATE audit SET kind = 'x' WHERE seq = 2",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 3",
        "INSERT OR REPLACE INTO audit SELECT seq, 1, kind, thread, plain, body, prev, hash FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT 9, at, kind, thread, plain, body, prev, hash FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT 0, at, kind, thread, plain, body, prev, hash FROM audit WHERE seq = 2",
    ],
)
def test_the_database_itself_lets_nothing_but_the_next_entry_in(account: Account, statement: str) -> None:
    fill(account, 3)
    before = links(account)
    with pytest.raises(StorageError, match="append-only"):
        account.store.run(statement)
    assert links(account) == before


def test_a_file_is_checked_without_its_key_open_or_closed(tmp_path: Path) -> None:
    with Account(tmp_path) as account:
        fill(account, 3)
        assert verify_file(tmp_path).entries == 3
        head = account.audit.head()
    assert verify_file(tmp_path, head).sound
    assert not verify_file(tmp_path, Head(4, "00")).sound
    connection = sqlite3.connect(tmp_path / "store.db")
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET plain = '{}' WHERE seq = 2")
    connection.commit()
    connection.close()
    assert verify_file(tmp_path).trouble == "Entry 2 was changed."


def test_a_folder_without_a_store_is_no_audit(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        verify_file(tmp_path)


def test_personal_fields_are_not_readable_in_the_rows() -> None:
    stored = a_chain(1)[0]
    assert b"Alice" not in stored.body
    assert "Alice" not in stored.plain


def test_an_entry_lives_and_dies_with_the_transaction_around_it(account: Account) -> None:
    fill(account, 1)

    def break_off() -> None:
        with account.store.transaction():
            account.audit.write("note", thread="thr_1", plain={}, body={})
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert len(account.audit.entries()) == 1
    assert account.audit.verify().sound
