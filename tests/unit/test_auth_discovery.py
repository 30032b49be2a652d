from collections.abc import Callable

import httpx
import pytest

from app.auth.discovery import Metadata, discover, places
from app.auth.events import Denied, Unreachable
from app.auth.installation import installation
from app.auth.registration import Application, Registration, forget, keep, read, register, unregister
from app.auth.vault import MemoryVault

ISSUER = "https://id.example/acme"
OAUTH, OPENID = "/.well-known/oauth-authorization-server/acme", "/acme/.well-known/openid-configuration"
RIGHT: dict[str, object] = {
    "issuer": ISSUER,
    "authorization_endpoint": "https://id.example/authorize",
    "token_endpoint": "https://id.example/token",
    "jwks_uri": "https://id.example/jwks",
    "registration_endpoint": "https://id.example/register",
    "code_challenge_methods_supported": ["S256"],
}


def client(handler: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(handler))


async def found(answers: dict[str, httpx.Response], issuer: str = ISSUER) -> Metadata:
    async with client(lambda request: answers.get(request.url.path, httpx.Response(404))) as http:
        return await discover(http, issuer)


def test_metadata_is_looked_for_between_host_and_path_then_behind_the_path() -> None:
    assert places(ISSUER) == (f"https://id.example{OAUTH}", f"https://id.example{OPENID}")
    assert places("http://127.0.0.1:4")[0] == "http://127.0.0.1:4/.well-known/oauth-authorization-server"


@pytest.mark.parametrize("path", [OAUTH, OPENID])
async def test_metadata_is_found_in_either_place(path: str) -> None:
    assert (await found({path: httpx.Response(200, json=RIGHT)})).token_endpoint == "https://id.example/token"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issuer": "https://id.example"}, "calls itself https://id.example"),
        ({"issuer": f"{ISSUER}/"}, "calls itself"),
        ({"code_challenge_methods_supported": ["plain"]}, "PKCE with S256"),
        ({"code_challenge_methods_supported": []}, "PKCE with S256"),
        ({"token_endpoint": "http://id.example/token"}, "not https"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "not https"),
        ({"registration_endpoint": "ftp://id.example"}, "not https"),
        ({"pushed_authorization_request_endpoint": "http://id.example/par"}, "not https"),
        ({"jwks_uri": "http://["}, "not https"),
    ],
)
async def test_metadata_that_is_not_safe_is_not_used(changes: dict[str, object], words: str) -> None:
    with pytest.raises(Unreachable, match=words):
        await found({OAUTH: httpx.Response(200, json=RIGHT | changes)})


async def test_no_metadata_anywhere_names_the_setting() -> None:
    with pytest.raises(Unreachable, match="publishes no metadata") as caught:
        await found({OAUTH: httpx.Response(200, text="<html>")})
    assert "COUNTERSIGN_ISSUER" in caught.value.next_step


async def test_a_provider_in_trouble_is_no_missing_provider() -> None:
    with pytest.raises(Unreachable, match="having trouble"):
        await found({OAUTH: httpx.Response(503)})


@pytest.mark.parametrize("issuer", ["http://id.example", "id.example", "", "file:///etc/passwd"])
async def test_nothing_is_sent_in_clear_across_a_network(issuer: str) -> None:
    with pytest.raises(Unreachable, match="nothing was sent"):
        await found({}, issuer)


async def test_a_redirect_of_the_metadata_is_not_followed() -> None:
    moved = httpx.Response(302, headers={"Location": "https://evil.example/"})
    with pytest.raises(Unreachable, match="no metadata"):
        await found({OAUTH: moved, OPENID: moved})


def application() -> Application:
    return Application("Countersign", "openid tasks:read", installation(MemoryVault()))


async def registered(answer: httpx.Response, **changes: object) -> Registration:
    async with client(lambda _: answer) as http:
        return await register(http, Metadata.model_validate(RIGHT | changes), application())


def given(**changes: object) -> httpx.Response:
    body = {
        "client_id": "cl_1",
        "registration_access_token": "secret-rat",
        "registration_client_uri": "https://id.example/r/1",
    }
    return httpx.Response(201, json=body | changes)


async def test_a_registration_belongs_to_its_issuer() -> None:
    got = await registered(given())
    assert (got.issuer, got.client_id, got.registration_access_token) == (ISSUER, "cl_1", "secret-rat")
    assert "secret-rat" not in repr(got)


async def test_a_management_address_at_another_place_is_not_kept() -> None:
    got = await registered(given(registration_client_uri="https://evil.example/r/1"))
    assert got.registration_client_uri is None


async def test_the_private_half_of_the_key_is_never_registered() -> None:
    body = application().body(Metadata.model_validate(RIGHT))
    assert body["token_endpoint_auth_method"] == "private_key_jwt"
    assert body["application_type"] == "native"
    assert '"d"' not in httpx.Request("POST", ISSUER, json=body).content.decode()


async def test_a_provider_that_takes_no_assertions_gets_a_public_client() -> None:
    metadata = Metadata.model_validate(RIGHT | {"token_endpoint_auth_methods_supported": ["none"]})
    assert application().body(metadata)["token_endpoint_auth_method"] == "none"


async def test_a_provider_without_registration_wants_a_client_id() -> None:
    with pytest.raises(Denied, match="no client id is set") as caught:
        await registered(given(), registration_endpoint=None)
    assert "COUNTERSIGN_CLIENT_ID" in caught.value.next_step


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(400, json={"error": "invalid_client_metadata"}), Denied),
        (httpx.Response(403), Denied),
        (httpx.Response(502), Unreachable),
        (httpx.Response(201, json={}), Unreachable),
        (httpx.Response(201, text="ok"), Unreachable),
    ],
)
async def test_a_registration_that_fails_is_told(answer: httpx.Response, error: type[Exception]) -> None:
    with pytest.raises(error):
        await registered(answer)


def test_registrations_are_kept_by_issuer_and_never_given_to_another() -> None:
    vault = MemoryVault()
    keep(vault, Registration(issuer=ISSUER, client_id="cl_1"))
    assert read(vault, "https://id.example") is None
    kept = read(vault, ISSUER)
    assert kept is not None
    assert kept.client_id == "cl_1"
    assert forget(vault, ISSUER, "cl_other") is None
    assert forget(vault, ISSUER, "cl_1") == kept
    assert read(vault, ISSUER) is None


def test_a_registration_of_another_issuer_in_the_wrong_place_is_not_used() -> None:
    vault = MemoryVault()
    keep(vault, Registration(issuer=ISSUER, client_id="cl_1"))
    name = next(iter(vars(vault)["_items"]))
    vault.set(name, Registration(issuer="https://evil.example", client_id="cl_1").model_dump_json())
    assert read(vault, ISSUER) is None


def test_an_item_that_is_no_registration_counts_as_none() -> None:
    vault = MemoryVault()
    keep(vault, Registration(issuer=ISSUER, client_id="cl_1"))
    vault.set(next(iter(vars(vault)["_items"])), "{")
    assert read(vault, ISSUER) is None


async def test_a_registration_without_an_address_cannot_be_taken_back_and_nothing_is_sent() -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(str(request.url))

    async with client(never) as http:
        await unregister(http, Registration(issuer=ISSUER, client_id="cl_1"))


def test_an_installation_keeps_its_key() -> None:
    vault = MemoryVault()
    made, again = installation(vault), installation(vault)
    assert made.thumbprint == again.thumbprint
    assert made.public["crv"] == "P-256"
    assert "d" not in made.public
    assert str(made.key.as_dict(private=True)["d"]) not in repr(made)
