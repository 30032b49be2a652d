from collections.abc import Callable, Mapping

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.events import Denied, Person, Unreachable
from app.auth.pages import Visit, choices, find, read

START = "http://127.0.0.1:4/authorize?x=1"
BACK = "http://127.0.0.1/callback"
PEOPLE = (
    Person("grace", "Grace Novak", "lead at Globex"),
    Person("alice", "Alice Moreau", "lead at Acme"),
    Person("lead", "Leander Adler", "viewer at Acme"),
)
LOGIN = """
<p role="alert">{alert}</p>
<form method="post" action="{action}"><input type="hidden" name="tx" value="t&amp;1">
<input type="radio" name="person" value="alice" data-name="Alice &lt;3" data-detail="lead at Acme">
<code data-pin="alice"> 48<b>21</b> </code><input type="text" name="pin"></form><code>0000</code>
"""
CONSENT = """<form method="post" action="/consent"><input type="hidden" name="tx" value="t2">
<button name="decision" value="allow">Yes</button><button name="decision" value="deny">No</button></form>"""


def login(action: str = "/login", alert: str = "") -> httpx.Response:
    return httpx.Response(200, text=LOGIN.format(action=action, alert=alert))


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"Location": to})


RIGHT: Mapping[str, httpx.Response] = {
    "/authorize": login(),
    "/login": httpx.Response(200, text=CONSENT),
    "/consent": moved(f"{BACK}?state=s&code=c"),
}


class Sandbox:
    def __init__(self, **changes: httpx.Response) -> None:
        self.pages = {**RIGHT, **{f"/{name}": page for name, page in changes.items()}}
        self.seen: list[tuple[str, bytes]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((str(request.url), request.content))
        page = self.pages.get(request.url.path, httpx.Response(404, text="nothing"))
        return httpx.Response(page.status_code, headers=page.headers, content=page.content)


async def visit(handler: Callable[[httpx.Request], httpx.Response], name: str = "alice") -> str:
    async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as client:
        return await Visit(client, START, BACK).answer_as(name)


def test_a_role_means_acme_first_and_a_key_goes_before_a_role() -> None:
    acme_first = find("lead", (PEOPLE[0], PEOPLE[1]))
    assert acme_first is not None
    assert acme_first.key == "alice"
    by_key = find("Lead ", PEOPLE)
    assert by_key is not None
    assert by_key.name == "Leander Adler"
    assert find("", PEOPLE) is None
    assert choices(PEOPLE) == "a person (grace, alice, lead) or a role (lead, viewer)"


def test_a_page_is_read_as_a_browser_would_read_it() -> None:
    page = read(LOGIN.format(action="/login", alert="  No\n <b>way</b> "))
    assert page.people == [Person("alice", "Alice <3", "lead at Acme")]
    assert (page.pins, page.hidden, page.alert) == ({"alice": "4821"}, {"tx": "t&1"}, "No way")
    assert "4821" not in repr(page)


@given(st.text())
def test_no_page_breaks_the_reader(html: str) -> None:
    read(html)


async def test_the_walk_sends_what_the_forms_hold() -> None:
    sandbox = Sandbox()
    assert await visit(sandbox) == "state=s&code=c"
    assert [body for _, body in sandbox.seen] == [b"", b"tx=t%261&person=alice&pin=4821", b"tx=t2&decision=allow"]


@pytest.mark.parametrize("action", ["http://127.0.0.1:5/login", "https://evil.example/login", "//evil.example/login"])
async def test_the_pin_goes_to_no_other_place(action: str) -> None:
    sandbox = Sandbox(authorize=login(action))
    with pytest.raises(Unreachable, match="not as expected"):
        await visit(sandbox)
    assert len(sandbox.seen) == 1


async def test_a_redirect_elsewhere_is_not_followed() -> None:
    sandbox = Sandbox(authorize=moved("https://evil.example/login"))
    with pytest.raises(Unreachable, match="not as expected"):
        await visit(sandbox)
    assert len(sandbox.seen) == 1


@pytest.mark.parametrize(
    "back", ["http://127.0.0.1/callback/other?code=c", "http://127.0.0.1.evil/callback?code=c", ""]
)
async def test_only_the_own_redirect_address_is_an_answer(back: str) -> None:
    with pytest.raises(Unreachable, match="not as expected"):
        await visit(Sandbox(consent=moved(back)))


async def test_redirects_without_end_end() -> None:
    sandbox = Sandbox(consent=moved("/round"), round=moved("/round"))
    with pytest.raises(Unreachable, match="not as expected"):
        await visit(sandbox)
    assert len(sandbox.seen) < 15


async def test_a_page_that_says_why_it_stops_is_quoted() -> None:
    trouble = httpx.Response(400, text='<p role="alert">The client is unknown.</p>')
    with pytest.raises(Denied, match=r"^The client is unknown\.$"):
        await visit(Sandbox(authorize=trouble))
    with pytest.raises(Denied, match=r"^The client is unknown\.$"):
        await visit(Sandbox(login=trouble))


async def test_the_login_page_coming_back_is_a_wrong_pin() -> None:
    with pytest.raises(Denied, match="Wrong PIN"):
        await visit(Sandbox(login=login(alert="Wrong PIN.")))
    with pytest.raises(Denied, match="did not accept the PIN"):
        await visit(Sandbox(login=login()))


async def test_nobody_is_told_from_the_pages_own_list() -> None:
    with pytest.raises(Denied, match="'mallory'") as caught:
        await visit(Sandbox(), "mallory")
    assert caught.value.next_step == "Choose a person (alice) or a role (lead)."
