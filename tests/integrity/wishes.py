"""What a model can want done in the kill matrix: a call for each effect, and what the platform must have done then."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from tests.graph.fakes_model import Scripted, calls, says

WORDS = "Do it"
OWN_LIMIT, MORE = "5,000.00", "15,010.00"
"""What a lead moves alone, and what somebody else must agree to."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A tool with its arguments from some task ids, the platform's actions, and how often each must be done.

    `moves` is by how much each budget changes then; `statuses` is what the model is told of its call, in turn.
    """

    tool: str
    args: Callable[[Sequence[str]], dict[str, object]]
    actions: Mapping[str, int]
    asked: bool = True
    words: Callable[[Sequence[str]], str] = lambda _: WORDS
    moves: Mapping[str, int] = field(default_factory=dict)
    statuses: Sequence[str] = ("done",)

    @property
    def of_two(self) -> bool:
        """Tell whether somebody else must agree."""
        return "approvals.decide" in self.actions


def _moving(amount: str, minor: int, actions: Mapping[str, int], statuses: Sequence[str]) -> Wish:
    return Wish(
        "transfer_funds",
        lambda _: {"from_budget": "Marketing", "to_budget": "Apollo", "amount": amount},
        {"transfers.create": 1, **actions},
        words=lambda _: f"Move {amount} from Marketing to Apollo",
        moves={"ten_acme Marketing 2026": -minor, "ten_acme Apollo 2026": minor},
        statuses=statuses,
    )


WISHES = {
    "create": Wish("create_task", lambda _: {"project": "Apollo", "title": "Made up"}, {"tasks.create": 1}),
    "update": Wish("update_task", lambda ids: {"task": ids[0], "title": "Made up"}, {"tasks.update": 1}),
    "delete": Wish("delete_tasks", lambda ids: {"task_ids": [*ids[:2]]}, {"tasks.delete": 1}),
    "batch": Wish("postpone_tasks", lambda ids: {"task_ids": [*ids[:3]], "due": "2027-02-03"}, {"tasks.update": 3}),
    "routine": Wish(
        "update_task",
        lambda ids: {"task": ids[0], "status": "done"},
        {"tasks.update": 1},
        asked=False,
        words=lambda ids: f"Set the status of {ids[0]} to done",
    ),
    "transfer": _moving(OWN_LIMIT, 500_000, {}, ["done"]),
    "second": _moving(MORE, 1_501_000, {"approvals.open": 1, "approvals.decide": 1}, ["waiting", "done"]),
}
"""What is flagged as made up is asked."""


class Wanting(Scripted):
    """Wants one thing until it has an answer to it, and then says so, however often it is asked again."""

    wish: tuple[str, dict[str, object]]
    words: str = WORDS

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        last = max(index for index, message in enumerate(messages) if message.type == "human")
        wants = messages[last].text == self.words and len(messages) == last + 1
        self.then(calls((self.wish[0], {**self.wish[1], "why": "You asked."})) if wants else says("Well."))
        async for chunk in super()._astream(messages, stop, run_manager, **kwargs):
            yield chunk
