"""Writes a reply as OpenAI does: whole, or in pieces as server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.sandbox.model.memory import Call
from app.sandbox.model.plan import Reply
from app.sandbox.model.wire import MODEL, Completion

DONE = "data: [DONE]\n\n"
ARGUMENT_PIECE = 24
_TOKEN = re.compile(r"\s*\S{1,12}|\s+")


@dataclass(frozen=True, slots=True)
class Told:
    """A reply as it goes out: cut where the request allows no more tokens, with the ids of message and calls."""

    id: str
    created: int
    thought: str
    text: str
    calls: Sequence[tuple[str, Call]]
    finish: str
    usage: Mapping[str, int]


def tokens(text: str) -> list[str]:
    """Return a text in word-sized pieces, which count as its tokens here."""
    return _TOKEN.findall(text)


def told(reply: Reply, request: Completion, ids: Iterator[str], created: int) -> Told:
    """Return a reply as it will go out; a request's limit cuts the text, and the calls with it."""
    limit = request.max_completion_tokens or request.max_tokens
    pieces = tokens(reply.text)
    arguments = [_arguments(call) for call in reply.calls]
    needed = len(pieces) + sum(len(tokens(text)) for text in arguments)
    cut = limit is not None and needed > limit
    finish = "length" if cut else "tool_calls" if reply.calls else "stop"
    spoken = "".join(pieces[:limit] if cut else pieces)
    asked = sum(len(tokens(message.text)) for message in request.messages)
    spent = (limit or 0) if cut else needed + len(tokens(reply.thought))
    return Told(
        id=f"chatcmpl-{next(ids)}",
        created=created,
        thought=reply.thought,
        text=spoken,
        calls=[] if cut else [(f"call_{next(ids)}", call) for call in reply.calls],
        finish=finish,
        usage={"prompt_tokens": asked, "completion_tokens": spent, "total_tokens": asked + spent},
    )


def whole(answer: Told) -> dict[str, object]:
    """Return a reply as one object."""
    message: dict[str, object] = {"role": "assistant", "content": answer.text or None, "refusal": None}
    if answer.thought:
        message["reasoning_content"] = answer.thought
    if answer.calls:
        message["tool_calls"] = [_call(call_id, call) for call_id, call in answer.calls]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": answer.finish}
    return {**_frame(answer, "chat.completion"), "choices": [choice], "usage": dict(answer.usage)}


def events(answer: Told, *, usage: bool) -> Iterator[str]:
    """Yield a reply as server-sent events, ending with `[DONE]`."""
    for delta in _deltas(answer):
        yield _event(answer, delta, None, usage=usage)
    yield _event(answer, {}, answer.finish, usage=usage)
    if usage:
        yield _sse({**_frame(answer, "chat.completion.chunk"), "choices": [], "usage": dict(answer.usage)})
    yield DONE


def _deltas(answer: Told) -> Iterator[dict[str, object]]:
    yield {"role": "assistant", "content": None if answer.calls and not answer.text else ""}
    for piece in tokens(answer.thought):
        yield {"reasoning_content": piece}
    for piece in tokens(answer.text):
        yield {"content": piece}
    for index, (call_id, call) in enumerate(answer.calls):
        named = {"name": call.tool, "arguments": ""}
        yield {"tool_calls": [{"index": index, "id": call_id, "type": "function", "function": named}]}
        text = _arguments(call)
        for start in range(0, len(text), ARGUMENT_PIECE):
            piece = text[start : start + ARGUMENT_PIECE]
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


def _arguments(call: Call) -> str:
    return json.dumps(dict(call.args), ensure_ascii=False)


def _call(call_id: str, call: Call) -> dict[str, object]:
    return {"id": call_id, "type": "function", "function": {"name": call.tool, "arguments": _arguments(call)}}


def _frame(answer: Told, kind: str) -> dict[str, object]:
    return {"id": answer.id, "object": kind, "created": answer.created, "model": MODEL, "system_fingerprint": None}


def _event(answer: Told, delta: dict[str, object], finish: str | None, *, usage: bool) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    chunk = {**_frame(answer, "chat.completion.chunk"), "choices": [choice]}
    return _sse({**chunk, "usage": None} if usage else chunk)


def _sse(value: Mapping[str, object]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n\n"
