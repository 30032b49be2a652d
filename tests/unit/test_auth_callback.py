import asyncio

import httpx
import pytest

from app.auth.callback import Listener, listening
from app.auth.events import AuthError

RIGHT = "state=right&code=c"


def is_answer(query: str) -> bool:
    return query == RIGHT


async def get(listener: Listener, tail: str, method: str = "GET") -> httpx.Response:
    async with httpx.AsyncClient() as browser:
        return await browser.request(method, listener.redirect_uri.removesuffix("/callback") + tail)


async def raw(listener: Listener, data: bytes) -> bytes:
    url = httpx.URL(listener.redirect_uri)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(data)
    await writer.drain()
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_it_listens_on_a_free_port_of_this_machine_only() -> None:
    async with listening(None, is_answer) as one, listening(None, is_answer) as two:
        ports = {httpx.URL(listener.redirect_uri).port for listener in (one, two)}
        assert len(ports) == 2
        assert one.redirect_uri.startswith("http://127.0.0.1:")


async def test_the_right_answer_ends_the_wait_with_a_page_that_can_be_closed() -> None:
    async with listening(None, is_answer) as listener:
        page = await get(listener, f"/callback?{RIGHT}")
        assert await listener.answer() == RIGHT
    assert page.status_code == 200
    assert "You can close this tab" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


async def test_a_wrong_answer_gets_a_400_and_the_wait_goes_on() -> None:
    async with listening(None, is_answer) as listener:
        wrong = await get(listener, "/callback?state=wrong&code=stolen")
        assert wrong.status_code == 400
        assert "stolen" not in wrong.text
        assert (await get(listener, f"/callback?{RIGHT}")).status_code == 200
        assert await listener.answer() == RIGHT


@pytest.mark.parametrize(
    ("method", "tail", "status"),
    [("GET", "/favicon.ico", 404), ("GET", f"/other?{RIGHT}", 404), ("POST", f"/callback?{RIGHT}", 405)],
)
async def test_other_requests_are_turned_away(method: str, tail: str, status: int) -> None:
    async with listening(None, is_answer) as listener:
        assert (await get(listener, tail, method)).status_code == status
        with pytest.raises(AuthError):
            await listener.answer(0.01)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\xff\xfe\x00",
        b"GET http://evil/ HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"x" * 40000,
    ],
)
async def test_noise_on_the_port_does_not_end_the_wait(data: bytes) -> None:
    async with listening(None, is_answer) as listener:
        await raw(listener, data)
        assert (await get(listener, f"/callback?{RIGHT}")).status_code == 200


async def test_a_connection_that_asks_for_nothing_does_not_hold_the_sign_in_up() -> None:
    async with asyncio.timeout(2):
        async with listening(None, is_answer) as listener:
            url = httpx.URL(listener.redirect_uri)
            reader, silent = await asyncio.open_connection(url.host, url.port)
            await get(listener, f"/callback?{RIGHT}")
            assert await listener.answer() == RIGHT
        assert await reader.read() == b""
    silent.close()
    await silent.wait_closed()


async def test_the_first_right_answer_counts() -> None:
    async with listening(None, is_answer) as listener:
        assert listener.offer(RIGHT)
        assert listener.offer(RIGHT)
        assert not listener.offer("state=wrong")
        assert await listener.answer() == RIGHT


async def test_the_port_is_closed_after_the_answer(unused_tcp_port: int) -> None:
    async with listening(unused_tcp_port, is_answer) as listener:
        assert listener.redirect_uri.endswith(f":{unused_tcp_port}/callback")
    with pytest.raises(httpx.ConnectError):
        await get(listener, f"/callback?{RIGHT}")


async def test_nobody_coming_is_told_after_the_time_given() -> None:
    async with listening(None, is_answer) as listener:
        with pytest.raises(AuthError, match="Nobody finished") as caught:
            await listener.answer(0.01)
    assert caught.value.next_step == "Start the sign-in again."


async def test_the_wait_lasts_five_minutes() -> None:
    async with listening(None, is_answer) as listener:
        assert (listener.answer.__defaults__ or ())[0] == 300.0


async def test_a_taken_port_is_named(unused_tcp_port: int) -> None:
    async with listening(unused_tcp_port, is_answer):
        with pytest.raises(AuthError, match=str(unused_tcp_port)) as caught:
            async with listening(unused_tcp_port, is_answer):
                pass
    assert "COUNTERSIGN_REDIRECT_PORT" in caught.value.next_step
