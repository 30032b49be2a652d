from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.auth.events import Denied, Unreachable
from tests.unit.fakes_provider import ACR, CHANGE, Bank, bank, changing, confirm, refused, sent


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Bank]:
    async with bank(tmp_path) as built:
        yield built


@pytest.mark.parametrize(
    ("error", "description", "words"),
    [
        ("access_denied", None, "declined on your provider's page"),
        ("access_denied", "other account", "Somebody else than alice@acme.example"),
        ("access_denied", "wrong code", "one-time code was wrong too often"),
        ("access_denied", "expired", "too late to confirm"),
        ("access_denied", "the platform did not say what this would do", "could not find out what this would do"),
        ("unmet_authentication_requirements", None, "could not have you prove who you are"),
        ("invalid_request", "<b>boo</b>", r"did not have this confirmed \(invalid_request\)"),
        ("<script>", None, r"no usable reason"),
    ],
)
async def test_a_no_from_the_page_is_told_in_our_own_words(
    desk: Bank, error: str, description: str | None, words: str
) -> None:
    desk.provider.redirect |= {"code": None, "error": error, "error_description": description}
    told = await refused(desk, Denied, words)
    assert "<" not in told.sentence


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
async def test_a_provider_in_trouble_is_told_apart_from_a_no(desk: Bank, error: str) -> None:
    desk.provider.redirect |= {"code": None, "error": error}
    await refused(desk, Unreachable, "cannot show its page just now")


@pytest.mark.parametrize(("iss", "words"), [(None, "does not say which provider"), ("https://evil.example", "another")])
async def test_an_answer_from_another_provider_confirms_nothing(desk: Bank, iss: str | None, words: str) -> None:
    desk.provider.redirect["iss"] = iss
    await refused(desk, Unreachable, words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sub": "usr_bob"}, "Somebody else than alice@acme.example"),
        ({"tenant": "ten_globex"}, "Somebody else"),
        ({"acr": None}, "second factor"),
        ({"acr": "urn:countersign:acr:pin"}, "second factor"),
        ({"acr": f"{ACR}-not"}, "second factor"),
        ({"auth_time": None}, "sign in again just now"),
    ],
)
async def test_a_proof_by_somebody_else_or_too_weak_is_refused(
    desk: Bank, changes: dict[str, object], words: str
) -> None:
    desk.provider.identity |= changes
    await refused(desk, Denied, words)


@pytest.mark.parametrize(("age", "taken"), [(299, True), (331, False), (-31, False)])
@pytest.mark.parametrize("where", ["identity", "token"])
async def test_a_proof_counts_for_five_minutes_and_the_clocks_difference(
    desk: Bank, where: str, age: int, *, taken: bool
) -> None:
    getattr(desk.provider, where)["auth_time"] = int(desk.clock()) - age
    if taken:
        assert (await confirm(desk)).change == CHANGE
    else:
        await refused(desk, Denied, "sign in again just now")


@pytest.mark.parametrize("changes", [{"nonce": "another"}, {"aud": "cl_2"}, {"iss": "https://evil.example"}])
async def test_a_statement_of_who_confirmed_that_is_meant_for_another_is_refused(
    desk: Bank, changes: dict[str, object]
) -> None:
    desk.provider.identity |= changes
    await refused(desk, Unreachable, "cannot be believed")


async def test_a_statement_of_who_confirmed_must_be_there(desk: Bank) -> None:
    desk.provider.answer["id_token"] = None
    await refused(desk, Denied, "did not say who confirmed")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"authorization_details": None}, "does not say what for"),
        ({"authorization_details": []}, "does not say what for"),
        ({"authorization_details": "all"}, "does not say what for"),
        ({"change": "sha-256:" + "B" * 43}, "for something else"),
        ({"client_id": "cl_2"}, "another program's"),
    ],
)
async def test_a_token_that_is_not_bound_to_this_change_is_refused(
    desk: Bank, changes: dict[str, object], words: str
) -> None:
    desk.provider.token |= changes
    await refused(desk, Unreachable, words)


@pytest.mark.parametrize("where", ["token", "answer"])
@pytest.mark.parametrize(
    "member",
    [
        {"change": "sha-256:" + "B" * 43},
        {"requests": []},
        {"expires_at": 9},
        {"type": "another"},
        {"locations": ["http://127.0.0.1:9"]},
        {"actions": []},
    ],
)
async def test_a_token_that_is_bound_to_anything_else_is_refused(
    desk: Bank, where: str, member: dict[str, object]
) -> None:
    granted = sent(changing(desk.clock), **member)
    getattr(desk.provider, where)["authorization_details"] = [granted]
    await refused(desk, Unreachable, "for something else")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sub": "usr_bob"}, "Somebody else"),
        ({"acr": "urn:countersign:acr:pin"}, "second factor"),
        ({"iss": "https://evil.example"}, "Somebody else"),
    ],
)
async def test_a_token_of_somebody_else_or_too_weak_is_refused(
    desk: Bank, changes: dict[str, object], words: str
) -> None:
    desk.provider.token |= changes
    await refused(desk, Denied, words)


async def test_a_token_that_the_provider_did_not_sign_is_refused(desk: Bank) -> None:
    desk.provider.answer["access_token"] = "e30.e30.e30"
    await refused(desk, Unreachable, "not signed")


async def test_an_opaque_token_is_taken_at_what_the_answer_says_of_it(desk: Bank) -> None:
    desk.provider.opaque = True
    assert (await confirm(desk)).change == CHANGE


async def test_an_opaque_token_without_a_word_of_what_for_is_refused(desk: Bank) -> None:
    desk.provider.opaque = True
    desk.provider.answer["authorization_details"] = None
    await refused(desk, Unreachable, "does not say what for")
