"""What a tool is: declared once on the function, seen by the model as a schema, run with eyes but no hands."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, Protocol, get_args, get_type_hints, overload

from tools.change import EFFECTS, Change, Effect, Json, Principal
from tools.parameters import Parameter, object_schema, parameters_of, typed
from tools.strict import strict_object
from tools.wire import digest, named_hash

P = ParamSpec("P")
Changing = Literal["create", "update", "critical", "delete", "disclose", "transfer"]
"""Every effect but `read`: a tool that has one returns a Change."""

MOST_CHARACTERS = 200_000
"""How long a model's raw arguments may be."""

NEVER_A_TOOLS = frozenset({"approvals:decide"})
"""Scopes that no tool can get, whatever it declares (PROTOCOL, H)."""


class ToolError(Exception):
    """A tool can't do what was asked; the sentence is told to the model, so let it say what would work."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Ambiguous(Exception):
    """A name fits several records: the person is asked which one; candidates are (id, label, what tells it apart)."""

    def __init__(self, question: str, candidates: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(question)
        self.question = question
        self.candidates = tuple(candidates)


class Records(Protocol):
    """The platform as a tool sees it: with the person's own rights, the tool's look scopes, and GET only."""

    async def get(self, path: str, *params: str, **query: object) -> Json:
        """Return one record or answer; `{}` places in the path take the parameters, percent-encoded.

        A query value that is None is left out. Raises ToolError with the platform's own sentence where it says no.
        """
        ...

    async def items(self, path: str, *params: str, limit: int = 200, **query: object) -> list[Json]:
        """Return up to `limit` records of a list, following its cursors; otherwise as `get`."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a tool is handed: the platform to look at, who it works for, and the time in Unix seconds."""

    platform: Records
    principal: Principal
    now: int


@dataclass(frozen=True, slots=True)
class Tool:
    """A declared tool; `schema` is its arguments' JSON schema, without the `why` that the graph adds.

    `definition_hash` covers name, description, schema, effect, scopes and the source of the file it stands in: an
    approval dies with any change of them.
    """

    name: str
    effect: Effect
    look: tuple[str, ...]
    act: tuple[str, ...]
    description: str
    schema: Json
    definition_hash: str
    parameters: tuple[Parameter, ...] = field(repr=False)
    function: Callable[..., Awaitable[object]] = field(repr=False)

    def parse(self, raw: str) -> dict[str, object]:
        """Return a model's raw arguments as plain JSON values that can be kept, shown, digested and handed to `run`.

        Raises:
            ToolError: they are no JSON object, name something twice or unknown, or have a wrong type.

        """
        text = raw if raw or self.parameters else "{}"
        try:
            values = typed(self.parameters, strict_object(text, limit=MOST_CHARACTERS))
        except ValueError as error:
            raise ToolError(f"{self.name} can't take these arguments: {error}.") from error
        return {one.name: one.plain(values[one.name]) for one in self.parameters if one.name in values}

    async def run(self, ctx: Context, args: Json) -> object | Change:
        """Look: a read returns data, every other tool the Change that it would make; nothing is changed by it.

        Raises:
            ToolError: the arguments don't fit, or the tool or the platform says no.
            Ambiguous: a name fits several records.

        """
        try:
            values = typed(self.parameters, args)
        except ValueError as error:
            raise ToolError(f"{self.name} can't take these arguments: {error}.") from error
        found = await self.function(ctx, **values)
        if isinstance(found, Change) is (self.effect == "read"):
            raise TypeError(f"{self.name} has the effect {self.effect} and returned a {type(found).__name__}")
        return found


@overload
def tool(
    *,
    effect: Literal["read"],
    look: str = ...,
) -> Callable[[Callable[Concatenate[Context, P], Awaitable[object]]], Tool]: ...
@overload
def tool(
    *,
    effect: Changing,
    act: str,
    look: str = ...,
) -> Callable[[Callable[Concatenate[Context, P], Awaitable[Change]]], Tool]: ...
def tool(
    function: object = None,
    *,
    effect: str = "",
    look: str = "",
    act: str = "",
) -> Callable[[Callable[..., Awaitable[object]]], Tool]:
    """Declare a tool: `effect` says what kind of thing it does, `look` and `act` which scopes, parted by spaces.

    The signature is the schema (strict, nothing extra; `Annotated[str, "words"]` describes a parameter), the docstring
    the description. `look` scopes end in `:read`. A read takes no `act` and returns data; everything else needs `act`
    and returns a Change. A tool with many parameters takes them as `**asked: Unpack[SomeTypedDict]` (PEP 692).

    Raises:
        TypeError: on import, naming the function and what is missing.

    """
    if function is not None:
        raise TypeError(f'{_name(function)}: say what it does, as in @tool(effect="read")')

    def declare(function: Callable[..., Awaitable[object]]) -> Tool:
        try:
            return _declared(function, effect, tuple(look.split()), tuple(act.split()))
        except TypeError as error:
            raise TypeError(f"{_name(function)}: {error}") from error

    return declare


def _declared(
    function: Callable[..., Awaitable[object]],
    said: str,
    look: tuple[str, ...],
    act: tuple[str, ...],
) -> Tool:
    effect = next((known for known in get_args(Effect) if known == said), None)
    if effect is None:
        raise TypeError(f"say what it does with effect=…, one of {', '.join(EFFECTS)}")
    _check_scopes(effect, look, act)
    if not inspect.iscoroutinefunction(function):
        raise TypeError("write it as `async def`")
    description = inspect.getdoc(function)
    if not description:
        raise TypeError("give it a docstring: the model chooses tools by it")
    parameters = parameters_of(function, Context)
    if (get_type_hints(function).get("return") is Change) is (effect == "read"):
        raise TypeError("a read returns data, and every other tool is annotated `-> Change`")
    schema = object_schema(parameters)
    name = function.__name__
    defined = [name, description, schema, effect, look, act, _source(function)]
    return Tool(name, effect, look, act, description, schema, digest(defined), parameters, function)


def _check_scopes(effect: Effect, look: tuple[str, ...], act: tuple[str, ...]) -> None:
    if (effect == "read") is bool(act):
        raise TypeError('a read has no act scope, and every other effect needs one, as in act="tasks:write"')
    hands = [scope for scope in look if not scope.endswith(":read")]
    if hands:
        raise TypeError(f"{', '.join(hands)} can't be a look scope: looking is done with scopes that end in :read")
    barred = NEVER_A_TOOLS.intersection(act)
    if barred:
        raise TypeError(f"{', '.join(barred)} is never given to a tool")


def _source(function: Callable[..., object]) -> str:
    file = inspect.getsourcefile(function)
    if file is None or not Path(file).is_file():
        raise TypeError("its source can't be read, so that no approval could rest on it")
    return named_hash(Path(file).read_bytes())


def _name(function: object) -> str:
    if not inspect.isroutine(function):
        return repr(function)
    return f"{function.__module__}.{function.__qualname__}"
