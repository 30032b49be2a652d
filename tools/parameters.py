"""Turns a tool's signature into a JSON schema, and a model's raw arguments into checked values."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NotRequired, Required, Unpack, get_args, get_origin, get_type_hints

from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from tools.change import Json
from tools.wire import canonical

RESERVED = "why"
"""The graph adds this one to every tool that is not a read, so no tool may have it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a tool; `spare`: its default is None, so that a null says as much as leaving it out."""

    name: str
    required: bool
    spare: bool
    schema: Json
    adapter: TypeAdapter[object] = field(repr=False)

    def value(self, plain: object) -> object:
        """Return the typed value of a plain JSON value; raises pydantic's ValidationError."""
        return self.adapter.validate_json(canonical(plain), strict=True, extra="forbid")

    def plain(self, value: object) -> object:
        """Return the plain JSON value of a typed one."""
        return self.adapter.dump_python(value, mode="json")


class _Untitled(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  # pydantic's signature
        return False


def parameters_of(function: Callable[..., object], context: type[object]) -> tuple[Parameter, ...]:
    """Return the parameters that a model fills in: all but the first, which is the context.

    Raises:
        TypeError: the signature is not one that a JSON schema can say.

    """
    try:
        hints = get_type_hints(function, include_extras=True)
    except NameError as error:
        raise TypeError(f"an annotation can't be resolved: {error}") from error
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or hints.get(parameters[0].name) is not context:
        raise TypeError(f"its first parameter must be annotated {context.__name__}, as in `ctx: {context.__name__}`")
    found: list[Parameter] = []
    for parameter in parameters[1:]:
        if parameter.name not in hints:
            raise TypeError(f"parameter {parameter.name} has no type")
        hint = hints[parameter.name]
        if parameter.kind is parameter.VAR_KEYWORD and get_origin(hint) is Unpack:
            found += _unpacked(get_args(hint)[0])
        elif parameter.kind in {parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY}:
            found.append(_parameter(parameter.name, hint, parameter.default))
        else:
            raise TypeError(f"parameter {parameter.name} can't be given by name")
    return tuple(found)


def _unpacked(keywords: Any) -> Iterator[Parameter]:  # noqa: ANN401  # a TypedDict class has no type of its own
    """Yield the parameters that a TypedDict names (PEP 692); one that need not be given counts as None by default."""
    for name, hint in get_type_hints(keywords, include_extras=True).items():
        may_lack = name in keywords.__optional_keys__ or get_origin(hint) is NotRequired
        bare = get_args(hint)[0] if get_origin(hint) in {NotRequired, Required} else hint
        yield _parameter(name, bare, None if may_lack else inspect.Parameter.empty)


def _parameter(name: str, hint: Any, default: object) -> Parameter:  # noqa: ANN401  # a hint may be anything
    if name == RESERVED:
        raise TypeError(f"{RESERVED} is asked of the model by the graph; name the parameter otherwise")
    try:
        adapter: TypeAdapter[object] = TypeAdapter(hint)
        schema = adapter.json_schema(schema_generator=_Untitled)
    except PydanticUserError as error:
        raise TypeError(f"parameter {name} has a type that JSON can't carry: {error.message}") from error
    required = default is inspect.Parameter.empty
    spare = default is None
    shown = _shown(schema, hint, name)
    if spare:
        shown = _without_null(shown)
    elif not required:
        shown["default"] = adapter.dump_python(default, mode="json")
    return Parameter(name, required, spare, shown, adapter)


def _shown(schema: Mapping[str, object], hint: object, name: str) -> dict[str, object]:
    defs = schema.get("$defs")
    shown = _inline(schema, defs if isinstance(defs, Mapping) else {}, name, ())
    said = _said(hint)
    return (shown | {"description": said}) if said else shown


def _inline(
    node: Mapping[str, object], defs: Mapping[str, object], name: str, above: tuple[str, ...]
) -> dict[str, object]:
    ref = node.get("$ref")
    if isinstance(ref, str):
        key = ref.removeprefix("#/$defs/")
        target = defs[key]
        if key in above or not isinstance(target, Mapping):
            raise TypeError(f"parameter {name} has a type that contains itself")
        rest = {inner: value for inner, value in node.items() if inner not in {"$ref", "$defs"}}
        return _inline({**target, **rest}, defs, name, (*above, key))
    return {key: _within(value, defs, name, above) for key, value in node.items() if key != "$defs"}


def _within(value: object, defs: Mapping[str, object], name: str, above: tuple[str, ...]) -> object:
    if isinstance(value, Mapping):
        return _inline(value, defs, name, above)
    if isinstance(value, list):
        return [_within(inner, defs, name, above) for inner in value]
    return value


def _said(hint: object) -> str:
    if get_origin(hint) is Annotated:
        for note in get_args(hint)[1:]:
            if isinstance(note, str):
                return note
    return next((said for said in map(_said, get_args(hint)) if said), "")


def _without_null(schema: dict[str, object]) -> dict[str, object]:
    options = schema.get("anyOf")
    if not isinstance(options, list):
        return schema
    others = [option for option in options if option != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**others[0], **rest} if len(others) == 1 else {"anyOf": others, **rest}


def object_schema(parameters: tuple[Parameter, ...]) -> Json:
    """Return the schema of a tool's arguments, in the form in which OpenAI-style endpoints take it."""
    return {
        "type": "object",
        "properties": {parameter.name: parameter.schema for parameter in parameters},
        "required": [parameter.name for parameter in parameters if parameter.required],
        "additionalProperties": False,
    }


def typed(parameters: tuple[Parameter, ...], given: Mapping[str, object]) -> dict[str, object]:
    """Return the typed values of some plain arguments; a null where None is the default counts as left out.

    Raises:
        ValueError: a name is unknown or missing, or a value has the wrong type; the text says what would be right.

    """
    names = [parameter.name for parameter in parameters]
    unknown = [name for name in given if name not in names]
    if unknown:
        raise ValueError(f"there is no {', '.join(unknown)}; it takes {', '.join(names) or 'nothing'}")
    missing = [parameter.name for parameter in parameters if parameter.required and parameter.name not in given]
    if missing:
        raise ValueError(f"{', '.join(missing)} is missing")
    values: dict[str, object] = {}
    for parameter in parameters:
        if parameter.name not in given or (parameter.spare and given[parameter.name] is None):
            continue
        try:
            values[parameter.name] = parameter.value(given[parameter.name])
        except ValidationError as error:
            raise ValueError(_wrong(parameter.name, error)) from error
    return values


def _wrong(name: str, error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join([name, *(str(part) for part in first["loc"])])
    return f"{place}: {first['msg'][0].lower()}{first['msg'][1:]}"
