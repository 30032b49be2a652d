"""A model that says what its script says, one step a call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from graph.model.speaking import CALLS, REASONING

Step = Callable[[], AsyncIterator[AIMessageChunk]]


def says(text: str, thought: str = "", finish: str | None = "stop") -> Step:
    async def step() -> AsyncIterator[AIMessageChunk]:
        if thought:
            yield AIMessageChunk(content="", additional_kwargs={REASONING[0]: thought})
        for word in text.split(" "):
            yield AIMessageChunk(content=word + " ")
        if finish is not None:
            yield AIMessageChunk(content="", response_metadata={"finish_reason": finish})

    return step


def calls(*wanted: tuple[str, object], text: str = "", finish: str | None = "tool_calls", given: str = "") -> Step:
    async def step() -> AsyncIterator[AIMessageChunk]:
        if text:
            yield AIMessageChunk(content=text)
        for index, (name, args) in enumerate(wanted):
            raw = args if isinstance(args, str) else json.dumps(args)
            half = len(raw) // 2
            yield _piece(index, given or f"call_{index}", name, raw[:half])
            yield _piece(index, "", "", raw[half:])
        if finish is not None:
            yield AIMessageChunk(content="", response_metadata={"finish_reason": finish})

    return step


def _piece(at: int, given: str, name: str, args: str) -> AIMessageChunk:
    piece = {"at": at, "id": given, "name": name, "args": args}
    return AIMessageChunk(content="", additional_kwargs={CALLS: [piece]})


def stalls(text: str = "") -> Step:
    async def step() -> AsyncIterator[AIMessageChunk]:
        if text:
            yield AIMessageChunk(content=text)
        await asyncio.Event().wait()

    return step


def fails(error: Exception) -> Step:
    async def step() -> AsyncIterator[AIMessageChunk]:
        raise error
        yield AIMessageChunk(content="")

    return step


def after(moment: Callable[[], object], step: Step) -> Step:
    async def told() -> AsyncIterator[AIMessageChunk]:
        moment()
        async for chunk in step():
            yield chunk

    return told


def opines(opinion: str, sentence: str = "As the words say.") -> Step:
    return calls(("give_opinion", {"opinion": opinion, "sentence": sentence}))


class Scripted(BaseChatModel):
    """Says what its script says, one step a call, and keeps what it was shown.

    Where it `insists`, it makes a call again that was sent back because a value of it stands nowhere.
    """

    insists: bool = True
    _script: list[Step] = PrivateAttr(default_factory=list)
    _shown: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _offered: list[object] = PrivateAttr(default_factory=list)

    def then(self, *steps: Step) -> None:
        self._script += steps

    @property
    def shown(self) -> list[list[BaseMessage]]:
        return self._shown

    @property
    def offered(self) -> list[object]:
        """Return the tools of the last request."""
        return self._offered

    @property
    def left(self) -> int:
        return len(self._script)

    def answers(self) -> list[dict[str, object]]:
        """Return the tool answers of the last prompt but those that only sent a call back."""
        return [said for said in self.all_answers() if said["status"] != "unsure"]

    def all_answers(self) -> list[dict[str, object]]:
        """Return the tool answers of the last prompt."""
        return [json.loads(str(message.text)) for message in self._shown[-1] if message.type == "tool"]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        raise NotImplementedError

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002  # the library's signature
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002  # as above
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self._shown.append(messages)
        tools = kwargs.get("tools")
        self._offered = tools if isinstance(tools, list) else []
        again = _sent_back(messages) if self.insists else []
        async for chunk in (calls(*again) if again else self._script.pop(0))():
            yield ChatGenerationChunk(message=chunk)


def _sent_back(messages: list[BaseMessage]) -> list[tuple[str, object]]:
    """Return the calls of the last message whose answer is that somebody is unsure."""
    last = max((index for index, message in enumerate(messages) if isinstance(message, AIMessage)), default=None)
    if last is None:
        return []
    answers = [message for message in messages[last:] if isinstance(message, ToolMessage)]
    unsure = {answer.tool_call_id for answer in answers if _status(answer) == "unsure"}
    called = messages[last]
    assert isinstance(called, AIMessage)
    return [(call["name"], call["args"]) for call in called.tool_calls if call["id"] in unsure]


def _status(answer: ToolMessage) -> object:
    """Return how a call ended, as our graph says it; another's answer may be anything."""
    said = json.loads(str(answer.text))
    return said.get("status") if isinstance(said, dict) else None


class Second(Scripted):
    """Gives the same second opinion however often it is asked; as long as it is told nothing, it gives none."""

    _always: Step = PrivateAttr(default_factory=lambda: fails(OSError("no opinion")))

    def always(self, step: Step) -> None:
        self._always = step

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.then(self._always)
        async for chunk in super()._astream(messages, stop, run_manager, **kwargs):
            yield chunk
