import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.storage.cipher import FORMAT, HEAD, NONCE_BYTES, Cipher
from graph.trouble import SealBroken

unhurried = settings(deadline=None, max_examples=80)
KEY = bytes(range(32))
names = st.sampled_from(["threads", "audit", "a", "b", "body"])
rows = st.lists(st.one_of(st.text(max_size=6), st.integers()), max_size=3)
places = st.tuples(names, names, rows)


@unhurried
@given(st.binary(max_size=200), places)
def test_what_is_sealed_opens_in_its_place(plain: bytes, place: tuple[str, str, list[str | int]]) -> None:
    cipher = Cipher(KEY)
    table, column, row = place
    assert Cipher(KEY).open(cipher.seal(plain, table, column, *row), table, column, *row) == plain


@unhurried
@given(places, places)
def test_what_is_sealed_opens_nowhere_else(
    place: tuple[str, str, list[str | int]],
    other: tuple[str, str, list[str | int]],
) -> None:
    assume((place[0], place[1], [*map(str, place[2])]) != (other[0], other[1], [*map(str, other[2])]))
    cipher = Cipher(KEY)
    sealed = cipher.seal(b"secret", place[0], place[1], *place[2])
    with pytest.raises(SealBroken):
        cipher.open(sealed, other[0], other[1], *other[2])


@unhurried
@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_no_bit_can_be_changed(position: int, bit: int) -> None:
    cipher = Cipher(KEY)
    sealed = bytearray(cipher.seal(b"secret", "audit", "body", 1))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        cipher.open(bytes(sealed), "audit", "body", 1)


@unhurried
@given(st.integers(min_value=0, max_value=40))
def test_nothing_shortened_opens(length: int) -> None:
    cipher = Cipher(KEY)
    with pytest.raises(SealBroken):
        cipher.open(cipher.seal(b"secret", "audit", "body", 1)[:length], "audit", "body", 1)


def test_another_key_is_told_apart_from_damage() -> None:
    sealed = Cipher(KEY).seal(b"secret", "audit", "body", 1)
    with pytest.raises(SealBroken, match="another key"):
        Cipher(b"x" * 32).open(sealed, "audit", "body", 1)
    with pytest.raises(SealBroken, match="changed or moved"):
        Cipher(KEY).open(sealed, "audit", "body", 2)


def test_plain_bytes_are_refused() -> None:
    with pytest.raises(SealBroken, match="not encrypted"):
        Cipher(KEY).open(b'{"title": "Renew the certificate"}', "audit", "body", 1)


def test_every_seal_takes_a_fresh_nonce_and_names_the_key() -> None:
    cipher = Cipher(KEY)
    seals = [cipher.seal(b"same", "audit", "body", 1) for _ in range(64)]
    assert len({sealed[HEAD : HEAD + NONCE_BYTES] for sealed in seals}) == 64
    assert {sealed[:HEAD] for sealed in seals} == {Cipher(KEY).seal(b"", "x", "y")[:HEAD]}
    assert seals[0].startswith(FORMAT)
    assert KEY[:4] not in seals[0]


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Cipher(b"short")
