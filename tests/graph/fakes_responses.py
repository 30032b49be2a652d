"""The events of OpenAI's Responses API, as a server of it sends them."""

from __future__ import annotations

import json

COUNTED = {"input_tokens": 70, "output_tokens": 8, "total_tokens": 78}


def sent(kind: str, **fields: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


def created() -> bytes:
    return sent("response.created", response={"id": "resp_1", "status": "in_progress", "output": []})


def text(delta: str, at: int = 0) -> bytes:
    return sent("response.output_text.delta", item_id=f"msg_{at}", output_index=at, content_index=0, delta=delta)


def summary(delta: str, part: int = 0) -> bytes:
    return sent(
        "response.reasoning_summary_text.delta", item_id="rs_1", output_index=0, summary_index=part, delta=delta
    )


def reasoning(delta: str) -> bytes:
    return sent("response.reasoning_text.delta", item_id="rs_1", output_index=0, content_index=0, delta=delta)


def call(name: str, *pieces: str, at: int = 0, whole: str | None = None) -> bytes:
    item = {"type": "function_call", "id": f"fc_{at}", "call_id": f"call_{at}", "name": name, "arguments": ""}
    done = {**item, "arguments": "".join(pieces) if whole is None else whole, "status": "completed"}
    deltas = [
        sent("response.function_call_arguments.delta", item_id=item["id"], output_index=at, delta=piece)
        for piece in pieces
    ]
    return b"".join(
        [
            sent("response.output_item.added", output_index=at, item=item),
            *deltas,
            sent("response.function_call_arguments.done", output_index=at, arguments=done["arguments"]),
            sent("response.output_item.done", output_index=at, item=done),
        ]
    )


def completed(usage: object = COUNTED) -> bytes:
    return sent("response.completed", response={"id": "resp_1", "status": "completed", "output": [], "usage": usage})


def incomplete(reason: str) -> bytes:
    response = {"id": "resp_1", "status": "incomplete", "incomplete_details": {"reason": reason}, "usage": COUNTED}
    return sent("response.incomplete", response=response)


def failed(code: str) -> bytes:
    return sent("response.failed", response={"id": "resp_1", "status": "failed", "error": {"code": code}})
