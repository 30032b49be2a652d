"""Puts a conversation's questions on a screen and hands the answers back to whoever asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from textual.message import Message

from app.ui.messages import Put, Withdrawn
from graph.questions import Answer, NobodyToAsk, Question


class Asking:
    """The screen's side of `Ask`: posts Put and Withdrawn, and waits in between.

    It touches no widget, so that it may be awaited from a task that the screen did not start.
    """

    def __init__(self, post: Callable[[Message], object]) -> None:
        self._post = post
        self._open: dict[str, tuple[Question, asyncio.Future[Sequence[Answer]]]] = {}
        self._count = 0
        self._closed = False

    async def ask(self, question: Question) -> Sequence[Answer]:
        """Put a question and wait for its answers; raises NobodyToAsk once the screen has gone."""
        if self._closed:
            raise NobodyToAsk
        self._count += 1
        key = f"question-{self._count}"
        future: asyncio.Future[Sequence[Answer]] = asyncio.get_running_loop().create_future()
        self._open[key] = question, future
        self._post(Put(key, question))
        try:
            return await future
        finally:
            self._open.pop(key, None)
            self._post(Withdrawn(key))

    @property
    def waiting(self) -> bool:
        """Tell whether a question is open."""
        return bool(self._open)

    def answer(self, key: str, answers: Sequence[Answer]) -> Question | None:
        """Hand the answers to whoever asked; returns the question, or None where nobody waits any more."""
        question, future = self._open.get(key, (None, None))
        if future is None or future.done():
            return None
        future.set_result(answers)
        return question

    def drop(self) -> None:
        """Take back what is still open, because the turn that asked is over."""
        for _, future in self._open.values():
            future.cancel()

    def close(self) -> None:
        """Tell everyone that nobody is here to answer; what is open stays open elsewhere."""
        self._closed = True
        for _, future in self._open.values():
            if not future.done():
                future.set_exception(NobodyToAsk())
