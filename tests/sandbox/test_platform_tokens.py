import base64
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.keys import LIFETIME, Keys, from_issuer
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.tokens import check
from tests.sandbox.fakes_platform import ACT, ISSUER, LOOK, START, URL, Clock, Mint, Stand, platform_for, wire


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


async def me(stand: Stand, *authorization: str) -> httpx.Response:
    return await stand.client.get("/v1/me", headers=[("authorization", value) for value in authorization])


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unsigned(stand: Stand) -> str:
    head = encoded(json.dumps({"alg": "none", "typ": "at+jwt", "kid": stand.mint.kid}).encode())
    return f"{head}.{stand.mint().split('.')[1]}."


async def test_without_a_token_the_401_says_where_tokens_come_from(stand: Stand) -> None:
    answer = await me(stand)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    where = f"{URL}/.well-known/oauth-protected-resource"
    assert answer.headers["www-authenticate"] == f'Bearer resource_metadata="{where}"'
    metadata = (await stand.client.get(where)).json()
    assert (metadata["resource"], metadata["authorization_servers"]) == (URL, [ISSUER])


async def test_the_scheme_is_read_without_regard_to_case(stand: Stand) -> None:
    assert (await me(stand, f"bEARER {stand.mint()}")).status_code == 200


@pytest.mark.parametrize("scheme", ["Basic", "DPoP", "Bearerx"])
async def test_another_scheme_is_refused(stand: Stand, scheme: str) -> None:
    assert (await me(stand, f"{scheme} {stand.mint()}")).status_code == 401


async def test_two_authorization_headers_are_refused(stand: Stand) -> None:
    token = f"Bearer {stand.mint()}"
    assert (await me(stand, token, token)).status_code == 401


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"iss": "http://127.0.0.1:1"}, "another issuer"),
        ({"aud": ISSUER}, "another service"),
        ({"aud": URL + "/"}, "another service"),
        ({"aud": [URL, ISSUER]}, "another service"),
        ({"exp": int(START) - 5}, "expired"),
        ({"nbf": int(START) + 6}, "not valid yet"),
        ({"cnf": {"jkt": "thumbprint"}}, "no proof"),
        ({"exp": None}, "not valid"),
        ({"exp": str(int(START) + 60)}, "not valid"),
        ({"tenant": None}, "not valid"),
        ({"act": "client_terminal"}, "not valid"),
    ],
)
async def test_a_token_for_something_else_is_refused(stand: Stand, claims: Mapping[str, object], words: str) -> None:
    answer = await me(stand, f"Bearer {stand.mint(claims=claims)}")
    assert answer.status_code == 401
    assert words in answer.json()["detail"]
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("claims", [{"exp": int(START) - 4}, {"nbf": int(START) + 5}, {"aud": [URL]}])
async def test_five_seconds_of_clock_difference_are_forgiven(stand: Stand, claims: Mapping[str, object]) -> None:
    assert (await me(stand, f"Bearer {stand.mint(claims=claims)}")).status_code == 200


@pytest.mark.parametrize("typ", ["JWT", "at+jwtx", "logout+jwt"])
async def test_a_token_of_another_type_is_refused(stand: Stand, typ: str) -> None:
    answer = await me(stand, f"Bearer {stand.mint(header={'typ': typ})}")
    assert (answer.status_code, answer.json()["detail"]) == (401, "The token is no access token.")


async def test_a_token_without_a_signature_is_refused(stand: Stand) -> None:
    answer = await me(stand, f"Bearer {unsigned(stand)}")
    assert (answer.status_code, answer.json()["detail"]) == (
        401,
        "The token is signed in a way that is not taken here.",
    )


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(stand: Stand) -> None:
    head = encoded(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": stand.mint.kid}).encode())
    signed = f"{head}.{stand.mint().split('.')[1]}"
    mac = hmac.digest(stand.mint.key.as_pem(private=False), signed.encode(), "sha256")
    assert (await me(stand, f"Bearer {signed}.{encoded(mac)}")).status_code == 401


async def test_a_token_signed_with_a_strangers_key_is_refused(stand: Stand) -> None:
    kid = stand.mint.kid
    await me(stand, f"Bearer {stand.mint()}")
    stand.mint.key = ECKey.generate_key("P-256", private=True)
    stand.mint.kid = kid
    assert (await me(stand, f"Bearer {stand.mint()}")).status_code == 401


async def test_keys_are_fetched_once_and_again_for_a_new_key(stand: Stand) -> None:
    for _ in range(3):
        await stand.get("/v1/me")
    assert stand.mint.fetched == 1
    stand.mint.rotate()
    assert (await stand.get("/v1/me")).status_code == 200
    assert stand.mint.fetched == 2
    answer = await me(stand, f"Bearer {stand.mint(header={'kid': 'unheard of'})}")
    assert answer.status_code == 401
    assert stand.mint.fetched == 3


async def test_a_key_that_the_issuer_took_back_is_forgotten_in_ten_minutes(stand: Stand) -> None:
    old = stand.mint.key, stand.mint.kid
    await stand.get("/v1/me")
    stand.mint.rotate()
    stand.clock.now += LIFETIME
    stolen, publishes = Mint(stand.clock), stand.mint
    stolen.key, stolen.kid = old
    assert (await me(stand, f"Bearer {stolen()}")).status_code == 401
    assert (await me(stand, f"Bearer {publishes()}")).status_code == 200


@pytest.mark.parametrize("document", [{}, {"keys": 1}, {"keys": [{"kty": "EC", "crv": "P-256", "kid": "a"}]}])
async def test_an_issuer_that_answers_nonsense_is_a_503_with_retry_after(document: Mapping[str, object]) -> None:
    async def nonsense() -> Mapping[str, object]:
        return document

    with pytest.raises(Problem) as refused:
        await Keys(nonsense, Clock()).find("a")
    assert (refused.value.status, refused.value.headers) == (503, {"retry-after": "2"})


async def test_an_issuer_that_cannot_be_reached_is_a_503(unused_tcp_port: int) -> None:
    with pytest.raises(Problem) as refused:
        await Keys(from_issuer(f"http://127.0.0.1:{unused_tcp_port}"), Clock()).find("a")
    assert refused.value.status == 503


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,20}\.[A-Za-z0-9_-]{0,20}\.[A-Za-z0-9_-]{0,20}", fullmatch=True))
async def test_no_text_at_all_breaks_the_check(text: str) -> None:
    clock = Clock()
    mint = Mint(clock)
    config = PlatformConfig(Path("unused"), URL, ISSUER, clock)
    with pytest.raises(Problem) as refused:
        await check([f"Bearer {text}"], Keys(mint.jwks, clock), config)
    assert refused.value.status == 401


async def test_a_token_for_looking_can_never_write(stand: Stand) -> None:
    answer = await stand.send(wire("POST", "/v1/tasks", {"title": "x"}), stand.mint("alice", LOOK))
    assert (answer.status_code, answer.json()["title"]) == (403, "Insufficient scope")
    assert 'scope="tasks:write"' in answer.headers["www-authenticate"]


async def test_a_token_for_acting_cannot_look(stand: Stand) -> None:
    answer = await me(stand, f"Bearer {stand.mint(scope=ACT)}")
    assert (answer.status_code, answer.json()["title"]) == (403, "Insufficient scope")


@pytest.mark.parametrize("act", [None, {"sub": "somebody else", "installation": "thumbprint"}])
async def test_a_write_needs_the_client_named_as_the_actor(stand: Stand, act: object) -> None:
    answer = await stand.send(wire("POST", "/v1/tasks", {}), stand.mint("alice", ACT, claims={"act": act}))
    assert (answer.status_code, answer.json()["title"]) == (403, "No actor")


async def test_a_person_with_another_companys_tenant_in_the_token_is_nobody_here(stand: Stand) -> None:
    answer = await me(stand, f"Bearer {stand.mint(claims={'tenant': 'ten_globex'})}")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "The company in the token knows nobody by this sign-in."
