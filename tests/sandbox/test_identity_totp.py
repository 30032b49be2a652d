import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.identity.codes import OneTimeCodes
from app.sandbox.identity.database import Database
from app.sandbox.identity.totp import hotp, secret_of, step_at, steps_of
from app.sandbox.seed.people import PEOPLE
from tests.sandbox.fakes_identity import NOON

RFC_SECRET = b"12345678901234567890"
ALICE, BOB = PEOPLE[0], PEOPLE[1]
START = NOON - NOON % 30


@pytest.fixture
def codes(tmp_path: Path) -> Iterator[OneTimeCodes]:
    database = Database(tmp_path / "identity.db")
    yield OneTimeCodes(database)
    database.close()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(moment: int, code: str) -> None:
    assert hotp(RFC_SECRET, step_at(moment), digits=8) == code
    assert hotp(RFC_SECRET, step_at(moment)) == code[2:]


def test_the_codes_are_those_of_rfc_4226() -> None:
    wanted = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]

    assert [hotp(RFC_SECRET, counter) for counter in range(10)] == wanted


@given(st.binary(min_size=20, max_size=20), st.integers(600, 2**40), st.integers(-10, 10))
def test_a_code_is_taken_in_its_own_step_and_one_to_either_side(secret: bytes, now: int, off: int) -> None:
    step = step_at(now) + off

    assert (step in steps_of(secret, hotp(secret, step), now)) == (abs(off) <= 1)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_code_of_now_or_refused(said: str) -> None:
    taken = {hotp(RFC_SECRET, step_at(NOON) + off) for off in (-1, 0, 1)}

    assert bool(steps_of(RFC_SECRET, said, NOON)) == (said in taken)


def test_each_person_has_a_secret_of_160_bits_of_their_own() -> None:
    secrets = {secret_of(person.totp) for person in PEOPLE}

    assert len(secrets) == len(PEOPLE)
    assert {len(secret) for secret in secrets} == {20}


def test_a_code_is_taken_once(codes: OneTimeCodes) -> None:
    code = hotp(secret_of(ALICE.totp), step_at(NOON))

    assert codes.take(ALICE, code, NOON)
    assert not codes.take(ALICE, code, NOON)
    assert not codes.take(ALICE, code, NOON + 20)


def test_a_code_may_be_typed_with_a_gap(codes: OneTimeCodes) -> None:
    code = hotp(secret_of(ALICE.totp), step_at(NOON))

    assert codes.take(ALICE, f" {code[:3]} {code[3:]} ", NOON)


def test_a_code_is_one_persons_alone(codes: OneTimeCodes) -> None:
    code = hotp(secret_of(ALICE.totp), step_at(NOON))

    assert not codes.take(BOB, code, NOON)
    assert codes.take(ALICE, code, NOON)


@pytest.mark.parametrize("said", ["", "000000", "é", "12345", "1234567", "\u0661\u0662\u0663\u0664\u0665\u0666"])
def test_what_is_no_code_of_now_is_refused(codes: OneTimeCodes, said: str) -> None:
    assert not codes.take(ALICE, said, NOON)


def test_the_next_code_shown_is_one_that_was_not_used(codes: OneTimeCodes) -> None:
    seen = []
    for _ in range(2):
        shown = codes.upcoming(ALICE, START)
        seen.append(shown.code)
        assert shown.wait == 0
        assert codes.take(ALICE, shown.code, START)
    later = codes.upcoming(ALICE, START)

    assert len({*seen, later.code}) == 3
    assert later.wait == 30
    assert not codes.take(ALICE, later.code, START + 29)
    assert codes.take(ALICE, later.code, START + 30)


def test_used_steps_are_forgotten_only_when_they_are_no_longer_taken(codes: OneTimeCodes) -> None:
    first = hotp(secret_of(ALICE.totp), step_at(START))
    assert codes.take(ALICE, first, START)
    assert codes.take(BOB, hotp(secret_of(BOB.totp), step_at(START + 59)), START + 59)

    assert not codes.take(ALICE, first, START + 59)
    assert not codes.take(ALICE, first, START + 60)


def test_no_secret_is_written_into_a_page_template() -> None:
    templates = Path(__file__).parents[2] / "app" / "sandbox" / "identity" / "templates"

    assert json.dumps([file.read_text() for file in templates.iterdir()]).count("totp") == 1
