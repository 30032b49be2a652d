"""A server in few lines for the keeper's tests: answers /healthz with its process id, ends itself on /die."""

from __future__ import annotations

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())
        if self.path == "/die":
            self.wfile.flush()
            os._exit(7)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        pass


if __name__ == "__main__":
    if "--broken" in sys.argv:
        sys.exit("this server never starts")
    HTTPServer(("127.0.0.1", int(sys.argv[1])), _Handler).serve_forever()
