"""Writes lines from top to bottom, and nothing else: the one place through which plain output leaves the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from app.plain.stream import Stream
from app.text import clean, line


class Paper(Protocol):
    """What is written on, as standard output is."""

    def write(self, text: str, /) -> object:
        """Write."""
        ...

    def flush(self) -> object:
        """Let it be seen."""
        ...


class Printer:
    """Whatever it is given is cleaned once more, so that no control sequence and no cursor movement ever leaves it.

    Every line that somebody else has said begins with who said it; a line without a name is Countersign's own.
    """

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._stream, self._speaker = Stream(), ""
        self._at_start = True
        self._prompt = ""

    def say(self, *lines: str) -> None:
        """Write whole lines."""
        if lines:
            self._leave()
            self._paper.write("".join(f"{line_of(text)}\n" for text in lines))
            self._paper.flush()

    def said(self, speaker: str, text: str) -> None:
        """Write what somebody has said, each line under their name."""
        self.say(*under(speaker, text))

    def gap(self) -> None:
        """Write an empty line."""
        self.say("")

    def stream(self, speaker: str, piece: str) -> None:
        """Write more of what somebody is saying, as far as it is whole."""
        if speaker != self._speaker:
            self._leave()
            self._speaker = speaker
        self._pour(self._stream.take(piece))
        self._paper.flush()

    def prompt(self, text: str) -> None:
        """Ask for a line, unless exactly that is what stands there already."""
        if self._prompt != text or not text:
            self._leave()
            self._paper.write(line_of(text))
            self._paper.flush()
            self._prompt, self._at_start = text, False

    def entered(self) -> None:
        """Notice that Enter was typed, which ends the line at every terminal; what goes on begins under its name."""
        self._prompt, self._at_start = "", True

    def broken(self) -> None:
        """Notice that something stands in the line that is not ours, as ^C does."""
        self._prompt, self._at_start = "", False

    def finish(self) -> None:
        """End what somebody was saying; a line that is asked for stays."""
        if self._speaker:
            self._leave()
            self._paper.flush()

    def _leave(self) -> None:
        if self._speaker:
            self._pour(self._stream.rest())
            self._speaker = ""
        if not self._at_start:
            self._paper.write("\n")
        self._prompt, self._at_start = "", True

    def _pour(self, text: str) -> None:
        if not text:
            return
        if self._prompt:
            self._paper.write("\n")
            self._prompt, self._at_start = "", True
        for number, part in enumerate(clean(text).split("\n")):
            if number:
                self._paper.write("\n")
                self._at_start = True
            if part:
                self._paper.write(f"{self._speaker}: {part}" if self._at_start else part)
                self._at_start = False


def under(speaker: str, text: str) -> Iterable[str]:
    """Return what somebody has said, cleaned, each line under their name."""
    return [f"{speaker}: {part}" if part.strip() else "" for part in clean(text).strip("\n").split("\n")]


def line_of(text: str) -> str:
    """Return a line of ours as it may be written: what stands in front or at its end stays, as indents do."""
    return clean(text, keep_newlines=False)


def address(url: str) -> str:
    """Return an address for a line of its own; what is no plain address says that it is meant for one."""
    plain = url.startswith(("https://", "http://")) and url.isascii() and url.isprintable() and " " not in url
    return url if plain else f"Address: {line(url)}"


def quoted(text: str) -> str:
    """Return words from outside as one line in quotation marks, in which they can't end."""
    return '"' + line(text).replace('"', "'") + '"'
