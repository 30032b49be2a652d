"""ask_person: the one call that no tool answers; the person does, in words of their own or by choosing."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.model.calls import read_arguments
from tools.change import Json
from tools.contract import ToolError
from tools.wire import canonical

ASK_PERSON = "ask_person"
MOST_CHARACTERS = 500
MOST_OPTIONS = 8
TOO_OFTEN = "The person has been asked often enough in this turn: go on with what you know, or say what is missing."
UNCLEAR = (
    f"Give `question` (up to {MOST_CHARACTERS} characters) and, if there are few possible answers, `options`: up to"
    f" {MOST_OPTIONS} different texts of up to {MOST_CHARACTERS} characters."
)

SPEC: Json = {
    "type": "function",
    "function": {
        "name": ASK_PERSON,
        "description": (
            "Ask the person one short question and wait for the answer. Use it where you would have to guess: which"
            " record is meant, or a value that stands neither in the person's words nor in what you have read."
            " Never use it for a confirmation."
        ),
        "parameters": {
            "type": "object",
            "properties": {
                "question": {"type": "string", "description": "one question, in the person's language"},
                "options": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "likely answers to choose from; the person may also answer in their own words",
                },
            },
            "required": ["question"],
            "additionalProperties": False,
        },
    },
}


class Inquiry(BaseModel):
    """What is asked, and what may be chosen from."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", str_strip_whitespace=True)

    question: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    options: list[str] = Field(default_factory=list, max_length=MOST_OPTIONS)

    @property
    def candidates(self) -> list[list[str]]:
        """Return the options as a question has its candidates; each is known by its number."""
        return [[str(number), option, ""] for number, option in enumerate(self.options, 1)]

    @property
    def args(self) -> str:
        """Return it as JSON text."""
        return canonical(self.model_dump()).decode()


def read_inquiry(raw: str, limit: int) -> Inquiry:
    """Return what a call of ask_person asks.

    Raises:
        ToolError: it asks nothing, too much, or more than it may.

    """
    try:
        inquiry = Inquiry.model_validate(read_arguments(raw, limit))
    except ValidationError:
        raise ToolError(UNCLEAR) from None
    options = inquiry.options
    if len(set(options)) < len(options) or not all(0 < len(option) <= MOST_CHARACTERS for option in options):
        raise ToolError(UNCLEAR)
    return inquiry


def beyond(messages: Sequence[AnyMessage], most: int) -> frozenset[str]:
    """Return the calls of ask_person of this turn, by their message ids, that are more than so many."""
    turn = max((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), default=0)
    asked = [
        str(call["id"])
        for message in messages[turn:]
        if isinstance(message, AIMessage)
        for call in message.tool_calls
        if call["name"] == ASK_PERSON
    ]
    return frozenset(asked[most:])
