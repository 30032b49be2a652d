"""The program's own log: where something broke, never what a person, a model or a server said."""

from __future__ import annotations

import logging
import os
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "countersign.log"
BYTES, KEPT = 1_000_000, 2
TALKATIVE = ("authlib", "httpcore", "httpcore2", "httpx", "httpx2", "openai")
"""Libraries that log whole requests or tokens when they are let to."""


class Bare(logging.Formatter):
    """Writes an exception as its types and places; its message may hold what nobody should keep in clear."""

    def formatException(self, ei: object) -> str:  # noqa: N802  # logging's name
        """Return the places of an exception and of what caused it, innermost last."""
        if not isinstance(ei, tuple) or not isinstance(ei[1], BaseException):
            return ""
        return "\n".join(_places(ei[1]))

    def format(self, record: logging.LogRecord) -> str:
        """Return one entry; of a warning only its place and category."""
        record.exc_text = None
        if record.name == "py.warnings":
            record.msg, record.args = ": ".join(record.getMessage().split(": ")[:2]), ()
        return super().format(record)


def _places(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        here = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines = [*here, type(error).__name__, *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def to_file(folder: Path) -> None:
    """Log warnings and worse of this process to a private file in a folder (mode 0600); nothing goes to the screen.

    Where the file can't be written nothing is logged: a log is no reason not to start.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(Bare("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
