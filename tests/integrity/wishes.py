"""What a model can want done in the kill matrix: a call for each effect, and what the platform must have done then."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from tests.graph.fakes_model import Scripted, calls, says

WORDS = "Do it"


@dataclass(frozen=True, slots=True)
class Wish:
    """A tool with its arguments from some task ids, the platform's action, and how often that must be done."""

    tool: str
    args: Callable[[Sequence[str]], dict[str, object]]
    action: str
    times: int = 1
    asked: bool = True


WISHES = {
    "create": Wish("create_task", lambda _: {"project": "Apollo", "title": "Made up"}, "tasks.create"),
    "update": Wish("update_task", lambda ids: {"task": ids[0], "title": "Made up"}, "tasks.update"),
    "delete": Wish("delete_tasks", lambda ids: {"task_ids": [*ids[:2]]}, "tasks.delete"),
    "batch": Wish("postpone_tasks", lambda ids: {"task_ids": [*ids[:3]], "due": "2027-02-03"}, "tasks.update", 3),
    "routine": Wish("update_task", lambda ids: {"task": ids[0], "status": "done"}, "tasks.update", asked=False),
}
"""What is flagged as made up is asked; a transfer joins when the platform has one that can be asked for here."""


class Wanting(Scripted):
    """Wants one thing until it has an answer to it, and then says so, however often it is asked again."""

    wish: tuple[str, dict[str, object]]

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        last = max(index for index, message in enumerate(messages) if message.type == "human")
        wants = messages[last].text == WORDS and len(messages) == last + 1
        self.then(calls((self.wish[0], {**self.wish[1], "why": "You asked."})) if wants else says("Well."))
        async for chunk in super()._astream(messages, stop, run_manager, **kwargs):
            yield chunk
