"""The language model behind OpenAI's Responses API: its events, read one by one and believed only for what they are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai.chat_models.base import ChatOpenAI
from openai import AsyncStream, BadRequestError

from graph.model.speaking import CALLS, REASONING, ServerFailed, Unreadable, told_as_unreadable

SUMMARY: Mapping[str, str] = {"summary": "auto"}
"""Asks for the reasoning in short, which not every model and not every account is given."""

_SAID = frozenset({"response.output_text.delta", "response.refusal.delta"})
_THOUGHT = frozenset({"response.reasoning_summary_text.delta", "response.reasoning_text.delta"})
_WHY_NOT_WHOLE: Mapping[str, str] = {"max_output_tokens": "length", "content_filter": "content_filter"}


class FaithfulResponses(ChatOpenAI):
    """ChatOpenAI over the Responses API, with all the reasoning there is, and calls as the raw text they are.

    Nothing is to be kept on the server; where it refuses to tell its reasoning, it is asked again without.
    """

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002  # LangChain's signature
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        payload = self._get_request_payload(messages, stop=stop, **{**kwargs, "stream": True})
        reader = Reader()
        with told_as_unreadable():
            async with await self._opened(payload) as events:
                async for event in events:
                    for chunk in reader.read(_mapping(event)):
                        yield ChatGenerationChunk(message=chunk)

    async def _opened(self, payload: Mapping[str, object]) -> AsyncStream[object]:
        try:
            return await self._post(payload)
        except BadRequestError as error:
            if "reasoning" not in payload or "reasoning" not in f"{error.param} {error.message}":
                raise
            return await self._post({name: given for name, given in payload.items() if name != "reasoning"})

    async def _post(self, payload: Mapping[str, object]) -> AsyncStream[object]:
        """Ask for the events as plain JSON, which nobody has taken for something better yet."""
        stream: AsyncStream[object] = await self.root_async_client.post(
            "/responses", cast_to=object, body=payload, stream=True, stream_cls=AsyncStream[object]
        )
        return stream


@dataclass(slots=True)
class Reader:
    """Reads one answer's events; `calls` is what has streamed of each call's arguments, by its place."""

    calls: dict[int, str] = field(default_factory=dict)
    thinking: str = ""

    def read(self, event: Mapping[str, object]) -> list[AIMessageChunk]:
        """Return an event as pieces of a message; none where it says nothing that matters here.

        Raises:
            Unreadable: a call's whole is another than its pieces.
            ServerFailed: the server says that it does not go on.

        """
        kind, item = _text(event.get("type")), _mapping(event.get("item"))
        if kind in _SAID:
            return [AIMessageChunk(content=_text(event.get("delta")))]
        if kind in _THOUGHT:
            return [self._thought(event)]
        if kind == "response.function_call_arguments.delta":
            return [self._piece(_place(event), args=_text(event.get("delta")))]
        if kind.startswith("response.output_item.") and item.get("type") == "function_call":
            return self._call(_place(event), item, over=kind.endswith(".done"))
        return _end(kind, event)

    def _thought(self, event: Mapping[str, object]) -> AIMessageChunk:
        part = f"{event.get('item_id')} {event.get('summary_index')} {event.get('content_index')}"
        gap = "\n\n" if self.thinking not in {"", part} else ""
        self.thinking = part
        return AIMessageChunk(content="", additional_kwargs={REASONING[0]: gap + _text(event.get("delta"))})

    def _call(self, at: int, item: Mapping[str, object], *, over: bool) -> list[AIMessageChunk]:
        args, streamed = _text(item.get("arguments")), self.calls.get(at)
        if streamed is None:
            return [self._piece(at, _text(item.get("call_id")), _text(item.get("name")), args)]
        if not over:
            return []
        if not args.startswith(streamed):
            raise Unreadable
        return [self._piece(at, args=args[len(streamed) :])] if args != streamed else []

    def _piece(self, at: int, given: str = "", name: str = "", args: str = "") -> AIMessageChunk:
        self.calls[at] = self.calls.get(at, "") + args
        return AIMessageChunk(
            content="", additional_kwargs={CALLS: [{"at": at, "id": given, "name": name, "args": args}]}
        )


def _end(kind: str, event: Mapping[str, object]) -> list[AIMessageChunk]:
    response = _mapping(event.get("response"))
    match kind:
        case "response.completed":
            return [_last("stop", response)]
        case "response.incomplete":
            reason = _text(_mapping(response.get("incomplete_details")).get("reason"))
            return [_last(_WHY_NOT_WHOLE.get(reason, "length"), response)]
        case "response.failed":
            raise ServerFailed(_text(_mapping(response.get("error")).get("code")))
        case "error":
            raise ServerFailed(_text(event.get("code") or _mapping(event.get("error")).get("code")))
        case _:
            return []


def _last(finish: str, response: Mapping[str, object]) -> AIMessageChunk:
    usage = _mapping(response.get("usage"))
    taken_in, given_out = usage.get("input_tokens"), usage.get("output_tokens")
    used = None
    if isinstance(taken_in, int) and isinstance(given_out, int):
        used = UsageMetadata(input_tokens=taken_in, output_tokens=given_out, total_tokens=taken_in + given_out)
    return AIMessageChunk(content="", response_metadata={"finish_reason": finish}, usage_metadata=used)


def _place(event: Mapping[str, object]) -> int:
    place = event.get("output_index")
    return place if isinstance(place, int) else 0


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
