"""A model server on loopback that talks at its own pace: as many words as asked for, until it is hung up on.

`python -m tests.journey.talker WORDS RATE` runs one that answers every request so, and prints where it is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import monotonic

HEAD = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "talker"}
PARAGRAPH = 60
"""Words."""


class Talker:
    """Answers the first request with `words` words at `rate` a second, and every later one with `short` at once.

    Where there is nothing short to say, every answer is a long one.
    """

    def __init__(self, words: int, rate: float, short: str) -> None:
        self.words, self.rate, self.short = words, rate, short
        self.asked: list[str] = []
        self.hung_up = Event()
        self.url = ""

    def answer(self, text: str) -> Iterator[str]:
        """Yield the words of an answer, each at its time."""
        self.asked.append(text)
        if len(self.asked) > 1 and self.short:
            yield self.short
            return
        pause, began = Event(), monotonic()
        for number in range(1, self.words + 1):
            yield f"word{number}" + (" " if number % PARAGRAPH else "\n\n")
            pause.wait(max(began + number / self.rate - monotonic(), 0))


@contextmanager
def talker(words: int = 100_000, rate: float = 50, short: str = "That is all.") -> Iterator[Talker]:
    """Run one; it ends with its last listener."""
    talks = Talker(words, rate, short)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            said = [message["content"] for message in request["messages"] if message["role"] == "user"]
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            try:
                for word in talks.answer(said[-1]):
                    self._send({"content": word})
                self._send({}, "stop")
                self.wfile.write(b"data: [DONE]\n\n")
            except OSError:
                talks.hung_up.set()

        def _send(self, delta: dict[str, str], finish: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            self.wfile.write(b"data: " + json.dumps({**HEAD, "choices": [choice]}).encode() + b"\n\n")
            self.wfile.flush()

        def log_message(self, *args: object) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    talks.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield talks
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


if __name__ == "__main__":
    with talker(int(sys.argv[1]), float(sys.argv[2]), "") as running:
        sys.stdout.write(f"{running.url}\n")
        sys.stdout.flush()
        sys.stdin.read()
