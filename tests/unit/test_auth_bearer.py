import httpx
import pytest

from app.auth.bearer import Bearer
from app.auth.events import Denied, SessionEnded
from app.auth.tokens import TokenSet
from tests.unit.fakes_auth import tokens

PLATFORM = "http://127.0.0.1:41002"


class Platform:
    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.seen: list[tuple[str, str | None]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((str(request.url), request.headers.get("Authorization")))
        return self.answers.pop(0) if self.answers else httpx.Response(200)


async def get(
    platform: Platform, auth: httpx.Auth, url: str = f"{PLATFORM}/v1/me", method: str = "GET"
) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.MockTransport(platform), follow_redirects=True) as client:
        return await client.request(method, url, auth=auth)


def unauthorized(challenge: str = 'Bearer error="invalid_token"') -> httpx.Response:
    return httpx.Response(401, headers={"WWW-Authenticate": challenge})


class Renewing:
    def __init__(self, error: Exception | None = None) -> None:
        self.rejected: list[str] = []
        self._error = error

    async def __call__(self, rejected: str) -> TokenSet:
        self.rejected.append(rejected)
        if rejected and self._error:
            raise self._error
        return tokens(f"at-{len(self.rejected)}")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:41003/v1/me",
        "https://127.0.0.1:41002/v1/me",
        "http://127.0.0.1.evil.example:41002/v1/me",
        "http://localhost:41002/v1/me",
        "http://evil.example/127.0.0.1:41002",
    ],
)
async def test_a_token_goes_to_no_other_origin(url: str) -> None:
    platform = Platform()
    with pytest.raises(Denied, match="about to go to"):
        await get(platform, Bearer(tokens(), PLATFORM), url)
    assert platform.seen == []


@pytest.mark.parametrize(("url", "fine"), [("/api/v1/me", True), ("/apiary", False), ("/other/v1", False)])
async def test_a_platform_below_a_path_gets_its_token_below_that_path_only(url: str, fine: bool) -> None:  # noqa: FBT001  # a parameter of the test
    platform, auth = Platform(), Bearer(tokens(), "https://x.example/api")
    if fine:
        await get(platform, auth, f"https://x.example{url}")
        return
    with pytest.raises(Denied):
        await get(platform, auth, f"https://x.example{url}")


async def test_a_redirect_elsewhere_arrives_without_the_token() -> None:
    platform = Platform(httpx.Response(302, headers={"Location": "http://127.0.0.1:41009/steal"}))
    await get(platform, Bearer(tokens("at-1"), PLATFORM))
    assert platform.seen == [(f"{PLATFORM}/v1/me", "Bearer at-1"), ("http://127.0.0.1:41009/steal", None)]


async def test_a_read_that_is_refused_is_sent_once_more_with_another_token() -> None:
    platform, renew = Platform(unauthorized()), Renewing()
    answer = await get(platform, Bearer(tokens("at-0"), PLATFORM, renew))
    assert answer.status_code == 200
    assert [token for _, token in platform.seen] == ["Bearer at-1", "Bearer at-2"]
    assert renew.rejected == ["", "at-1"]


async def test_a_read_that_is_refused_twice_stays_refused() -> None:
    platform = Platform(unauthorized(), unauthorized(), unauthorized())
    assert (await get(platform, Bearer(tokens(), PLATFORM, Renewing()))).status_code == 401
    assert len(platform.seen) == 2


async def test_a_refused_read_that_cannot_be_renewed_stays_as_it_was() -> None:
    platform, renew = Platform(unauthorized()), Renewing(SessionEnded("Over.", "Sign in."))
    assert (await get(platform, Bearer(tokens(), PLATFORM, renew))).status_code == 401


async def test_a_wish_for_a_fresher_login_is_not_answered_with_another_token() -> None:
    platform = Platform(unauthorized('Bearer error="insufficient_user_authentication", max_age="300"'))
    assert (await get(platform, Bearer(tokens(), PLATFORM, Renewing()))).status_code == 401
    assert len(platform.seen) == 1


async def test_a_write_is_never_sent_twice() -> None:
    platform = Platform(unauthorized())
    assert (await get(platform, Bearer(tokens(), PLATFORM, Renewing()), method="POST")).status_code == 401
    assert len(platform.seen) == 1


async def test_a_change_goes_out_with_its_own_token_once() -> None:
    platform = Platform(unauthorized())
    assert (await get(platform, Bearer(tokens("at-0"), PLATFORM))).status_code == 401
    assert platform.seen == [(f"{PLATFORM}/v1/me", "Bearer at-0")]


def test_a_blocking_client_may_send_it_too() -> None:
    platform = Platform()
    with httpx.Client(transport=httpx.MockTransport(platform)) as client:
        client.get(f"{PLATFORM}/v1/me", auth=Bearer(tokens("at-0"), PLATFORM))
    assert platform.seen == [(f"{PLATFORM}/v1/me", "Bearer at-0")]


def test_a_blocking_client_may_not_send_it_elsewhere_either() -> None:
    platform = Platform()
    with httpx.Client(transport=httpx.MockTransport(platform)) as client, pytest.raises(Denied):
        client.get("http://127.0.0.1:41003/v1/me", auth=Bearer(tokens("at-0"), PLATFORM))
    assert platform.seen == []


def test_its_repr_holds_no_token() -> None:
    assert repr(Bearer(tokens("at-secret"), PLATFORM)) == f"Bearer(audience='{PLATFORM}')"
