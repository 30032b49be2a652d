"""A model before it is there: how it is set up, what it says, its troubles in words; its libraries load when asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import TYPE_CHECKING, Literal, Protocol

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable

if TYPE_CHECKING:
    from openai import DefaultAsyncHttpxClient

    from tools.change import Json

REASONING = ("reasoning_content", "reasoning")
"""Where servers of chat completions put their reasoning; the first is also where we keep it."""

CALLS = "raw_calls"
"""Where we keep a chunk's pieces of calls: `at` which place, `id`, `name` and `args`, as raw text."""

OPENAI = "https://api.openai.com/v1"

Api = Literal["chat", "responses"]
"""How a server is talked to: by chat completions, which every one knows, or by OpenAI's Responses API."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which model to talk to; `url` is None for OpenAI's own, `trust` for the usual authorities; times in seconds."""

    name: str
    url: str | None = None
    key: str | None = field(default=None, repr=False)
    trust: SSLContext | None = field(default=None, repr=False)
    connect_seconds: float = 10.0
    stall_seconds: float = 90.0
    api: Api = "chat"

    @property
    def address(self) -> str:
        """Return where the model is; no variable that only a library reads may put another in its place."""
        return self.url or OPENAI


@dataclass(frozen=True, slots=True)
class ModelTrouble:
    """Why the model did not answer: a sentence, a next step, and after how many seconds trying again makes sense."""

    sentence: str
    next_step: str
    again: float | None = None


class Unreadable(ValueError):
    """The server sent events that are none."""


class ServerFailed(ValueError):
    """The server said in the middle of an answer that it does not go on; `code` is its word for why, or empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def told_as_unreadable() -> Iterator[None]:
    """The libraries take a server's events for what they should be; what isn't breaks them in their own ways."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, Warning):
        raise Unreadable from None


class Speaks(Protocol):
    """Whatever answers messages in pieces, as LangChain's models do."""

    def astream(self, messages: LanguageModelInput, /) -> AsyncIterator[AIMessage]:
        """Return the pieces of an answer as they come."""
        ...


class LateModel:
    """A model that is made when it is first asked: until somebody says something, its libraries take no memory."""

    def __init__(self, settings: ModelSettings, tools: Sequence[Json]) -> None:
        self._settings, self._tools = settings, list(tools)
        self._model: Runnable[LanguageModelInput, AIMessage] | None = None
        self._client: DefaultAsyncHttpxClient | None = None

    def astream(self, messages: LanguageModelInput, /) -> AsyncIterator[AIMessage]:
        """Return the pieces of the model's answer as they come."""
        if self._model is None:
            from graph.model.chat import make_model  # noqa: PLC0415  # nine MiB that a terminal at rest does without

            model, self._client = make_model(self._settings)
            self._model = model.bind(tools=self._tools)
        return self._model.astream(messages)

    async def aclose(self) -> None:
        """Close the line to the model, if it was ever opened."""
        if self._client is not None:
            await self._client.aclose()
