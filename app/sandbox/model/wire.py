"""OpenAI's chat completions as they come in (platform.openai.com/docs/api-reference/chat), checked once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MODEL = "countersign-offline"


class Refusal(Exception):
    """A request that cannot be answered, as OpenAI would say it."""

    def __init__(self, message: str, status: int = 400, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {"message": message, "type": "invalid_request_error", "param": param, "code": code},
        }


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class Function(_Open):
    """A call as a message carries it; `arguments` is JSON text."""

    name: str
    arguments: str = "{}"


class ToolCall(_Open):
    """One call of an assistant message."""

    id: str
    type: Literal["function"] = "function"
    function: Function


class Part(_Open):
    """One part of a message's content."""

    type: str
    text: str = ""


class Message(_Open):
    """One message."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None
    tool_calls: list[ToolCall] | None = None
    tool_call_id: str | None = None

    @property
    def text(self) -> str:
        """Return the message's words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class Described(_Open):
    """A function on offer."""

    name: str
    description: str = ""
    parameters: dict[str, object] = Field(default_factory=dict)


class Offered(_Open):
    """A tool on offer."""

    type: Literal["function"]
    function: Described


class StreamOptions(_Open):
    """What a stream should hold beside the answer."""

    include_usage: bool = False


class Completion(_Open):
    """A request for a chat completion; what the rules have no use for is let through."""

    model: str
    messages: list[Message] = Field(min_length=1)
    tools: list[Offered] = Field(default_factory=list)
    tool_choice: str | dict[str, object] | None = None
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(default=None, gt=0)
    max_completion_tokens: int | None = Field(default=None, gt=0)


def read(body: bytes) -> Completion:
    """Understand a request's body.

    Raises:
        Refusal: it is no request, names another model, or its calls and answers don't belong together.

    """
    try:
        request = Completion.model_validate(_object(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refusal(f"Invalid value for '{place}': {first['msg']}.", param=place) from error
    if request.model != MODEL:
        raise Refusal(f"The model `{request.model}` does not exist.", 404, "model", "model_not_found")
    _check_answers(request.messages)
    return request


def _object(body: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise Refusal("We could not parse the JSON body of your request.") from error
    if not isinstance(value, dict):
        raise Refusal("The JSON body of your request is not an object.")
    return value


def _check_answers(messages: list[Message]) -> None:
    waiting: list[str] = []
    for index, message in enumerate(messages):
        if message.role == "tool":
            if message.tool_call_id not in waiting:
                raise Refusal(
                    "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
                    param=f"messages.[{index}].role",
                )
            waiting.remove(message.tool_call_id)
            continue
        if waiting:
            break
        waiting = [call.id for call in message.tool_calls or []]
    if waiting:
        raise Refusal(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
            f" 'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(waiting)}",
            param="messages",
        )
