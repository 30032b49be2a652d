"""The language model: a ChatOpenAI that keeps its reasoning, and its failures in words."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Mapping, Sequence
from urllib.parse import urlsplit

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.exceptions import ContextOverflowError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai.chat_models.base import ChatOpenAI
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    AsyncStream,
    AuthenticationError,
    DefaultAsyncHttpxClient,
    NotFoundError,
    OpenAIError,
    PermissionDeniedError,
    RateLimitError,
)

from graph.model.responses import SUMMARY, FaithfulResponses
from graph.model.speaking import CALLS, REASONING, ModelSettings, ModelTrouble, ServerFailed, told_as_unreadable

SERVER_ERRORS = 500
MOST_RETRY_AFTER = 3600.0


MODEL_FAILURES: tuple[type[Exception], ...] = (OpenAIError, OSError, ValueError)
"""What a call of the model may raise: openai's errors, timeouts (an OSError), and unreadable events."""


class AsTheyCome:
    """Chat completions whose pieces stay the JSON they are.

    openai makes a model of each piece: that costs more than all else that is done with it, and the screen waits for it.
    """

    def __init__(self, client: AsyncOpenAI) -> None:
        self._client = client

    async def create(self, **asked: object) -> AsyncStream[object]:
        """Begin an answer."""
        return await self._client.post(
            "/chat/completions", body=asked, cast_to=object, stream=True, stream_cls=AsyncStream[object]
        )


class FaithfulChatOpenAI(ChatOpenAI):
    """ChatOpenAI that keeps the reasoning of chat completions, and hands on calls as the raw text they are.

    Elsewhere each piece of a call is parsed as it comes: a large broken one holds up everything for minutes.
    """

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        *,
        stream_usage: bool | None = None,
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        chunks = super()._astream(messages, stop, run_manager, stream_usage=stream_usage, **kwargs)
        with told_as_unreadable():
            async for chunk in chunks:
                yield chunk

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, object],
        default_chunk_class: type,
        base_generation_info: dict[str, object] | None,
    ) -> ChatGenerationChunk | None:
        delta = _delta(chunk)
        calls = delta.pop("tool_calls", None)
        generation = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        if generation is not None:
            kept = generation.message.additional_kwargs
            said = next((text for name in REASONING if isinstance(text := delta.get(name), str) and text), None)
            kept |= {REASONING[0]: said} if said else {}
            kept |= {CALLS: _pieces(calls)} if isinstance(calls, list) else {}
        return generation


def _delta(chunk: Mapping[str, object]) -> dict[str, object]:
    choices = chunk.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    delta = first.get("delta") if isinstance(first, Mapping) else None
    return delta if isinstance(delta, dict) else {}


def _pieces(calls: Sequence[object]) -> list[dict[str, object]]:
    """Return pieces of calls; a server that leaves out the index means their order."""
    found: list[dict[str, object]] = []
    for order, call in enumerate(calls):
        said = call if isinstance(call, Mapping) else {}
        function = said.get("function")
        function = function if isinstance(function, Mapping) else {}
        index = said.get("index")
        texts = {"id": said.get("id"), "name": function.get("name"), "args": function.get("arguments")}
        piece: dict[str, object] = {name: text if isinstance(text, str) else "" for name, text in texts.items()}
        found.append({**piece, "at": index if isinstance(index, int) else order})
    return found


def make_model(settings: ModelSettings) -> tuple[BaseChatModel, DefaultAsyncHttpxClient]:
    """Return the model and the HTTP client it talks through, which the caller closes."""
    client = DefaultAsyncHttpxClient(
        trust_env=not _on_loopback(settings.url),
        verify=settings.trust or True,
        follow_redirects=False,  # it would tell somebody else, whom nobody has named
    )

    async def key() -> str:  # asked for like this, it builds no second client for calls that block
        return settings.key or "none"

    responses = settings.api == "responses"
    model = (FaithfulResponses if responses else FaithfulChatOpenAI)(
        model=settings.name,
        base_url=settings.address,
        api_key=key,
        http_async_client=client,
        stream_usage=True,
        streaming=True,
        timeout=(settings.connect_seconds, settings.stall_seconds),
        stream_chunk_timeout=None,
        max_retries=0,
        use_responses_api=responses,
        reasoning=dict(SUMMARY) if responses else None,
        store=False if responses else None,
    )
    if not responses:
        model.async_client = AsTheyCome(model.root_async_client)
    return model, client


def _on_loopback(url: str | None) -> bool:
    host = urlsplit(url or "").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def trouble(error: Exception) -> ModelTrouble:
    """Say in words why the model did not answer."""
    if isinstance(error, ContextOverflowError) or _code(error) == "context_length_exceeded":
        return ModelTrouble("This conversation has grown too long for the model.", "Start a new one with /new.")
    if isinstance(error, APITimeoutError | TimeoutError):
        return ModelTrouble("The model stopped answering.", "Say it again, or check the model's server.")
    if isinstance(error, APIStatusError):
        return _refused(error)
    if isinstance(error, APIConnectionError | OSError):
        return ModelTrouble(
            "The model can't be reached, or the connection to it broke.",
            "Check the network and OPENAI_BASE_URL, then say it again.",
            again=0.5,
        )
    if isinstance(error, ServerFailed):
        why = f" ({error.code})" if error.code.isascii() and error.code.isidentifier() else ""
        return ModelTrouble(f"The model's server gave up in the middle{why}.", "Say it again in a moment.", again=0.5)
    return ModelTrouble("The model's server sent something unreadable.", "Say it again, or check the model's server.")


def _code(error: Exception) -> str:
    return str(error.code) if isinstance(error, APIError | ServerFailed) else ""


def _refused(error: APIStatusError) -> ModelTrouble:
    if isinstance(error, RateLimitError):
        wait = retry_after(error.response.headers)
        when = f"in {round(wait)} seconds" if wait else "in a minute"
        return ModelTrouble("The model's server says: too many requests (429).", f"Say it again {when}.", wait or 2.0)
    if isinstance(error, AuthenticationError | PermissionDeniedError):
        return ModelTrouble(
            f"The model's server does not accept the key ({error.status_code}).",
            "Check OPENAI_API_KEY, then start again.",
        )
    if isinstance(error, NotFoundError):
        return ModelTrouble(
            "The model's server knows no such model or address (404).",
            "Check COUNTERSIGN_MODEL and OPENAI_BASE_URL, then start again.",
        )
    if error.status_code >= SERVER_ERRORS:
        return ModelTrouble(
            f"The model's server failed ({error.status_code}).",
            "Say it again in a moment.",
            again=retry_after(error.response.headers) or 0.5,
        )
    return ModelTrouble(
        f"The model's server refused the request ({error.status_code}).",
        "Say it differently, or start a new conversation.",
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3), or None; a date counts as none."""
    text = headers.get("retry-after", "")
    if not text.isascii() or not text.isdigit():
        return None
    return min(float(text), MOST_RETRY_AFTER)
