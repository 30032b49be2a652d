"""Turns our dataclasses into JSON and back by their type hints: nothing is guessed, nothing but our types is made."""

from __future__ import annotations

import json
import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import reduce
from typing import Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from graph.events import Event
from graph.trouble import StorageError

T = TypeVar("T")
Decoder = Callable[[object], object]

_decoders: dict[object, Decoder] = {}


def encode(value: object) -> bytes:
    """Return JSON of a dataclass's type name and fields, or of plain values (None, bool, numbers, text, lists, maps).

    Raises:
        TypeError: a value that JSON cannot hold.

    """
    body = [type(value).__name__, _plain(value)] if is_dataclass(value) else _plain(value)
    return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()


def decode(kind: type[T], data: bytes) -> T:
    """Return the dataclass that `encode` took; sequences come back as tuples.

    Raises:
        StorageError: it is another type, or its fields are not those of this type.

    """
    name, body = _named(data)
    if name != kind.__name__:
        raise _unreadable(f"{name} stands where {kind.__name__} should")
    return _checked(kind, _decoder(kind)(body))


def decode_event(data: bytes) -> Event:
    """Return the event that `encode` took; only the members of the closed union are known.

    Raises:
        StorageError: it is no event, or its fields are not those of the event.

    """
    name, body = _named(data)
    kind = EVENTS.get(name)
    if kind is None:
        raise _unreadable(f"{name} is no event")
    event: Event = _decoder(kind)(body)  # type: ignore[assignment]  # as in decode
    return event


def decode_plain(data: bytes) -> dict[str, object]:
    """Return the map that `encode` took.

    Raises:
        StorageError: it is no map.

    """
    return _checked(dict, _json(data))


EVENTS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(Event)}
"""The closed union of events, by name."""


def _unreadable(reason: str) -> StorageError:
    return StorageError(f"A stored line cannot be read: {reason}.", "Update Countersign, or start a new conversation.")


def _json(data: bytes) -> object:
    try:
        value: object = json.loads(data)
    except ValueError:
        raise _unreadable("it is no JSON") from None
    return value


def _named(data: bytes) -> tuple[str, object]:
    value = _json(data)
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):  # noqa: PLR2004  # name, fields
        raise _unreadable("it names no type")
    return value[0], value[1]


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Mapping):
        return {_key(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be stored")


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a name must be text, not {type(name).__name__}")
    return name


def _decoder(hint: object) -> Decoder:
    if hint not in _decoders:
        _decoders[hint] = _new_decoder(hint)
    return _decoders[hint]


def _new_decoder(hint: object) -> Decoder:
    origin, args = get_origin(hint), get_args(hint)
    if hint is object:
        return lambda value: value
    if origin is Literal:
        return _literal(args)
    if origin in {Union, types.UnionType}:
        return _union(args)
    if origin is tuple and args[-1] is not ...:
        return _fixed(tuple(_decoder(arg) for arg in args))
    if origin in {tuple, Sequence}:
        return _sequence(_decoder(args[0]))
    return _mapping(_decoder(args[1])) if origin is Mapping else _single(hint)


def _single(hint: object) -> Decoder:
    if not isinstance(hint, type):
        raise TypeError(f"{hint} cannot be stored")
    if is_dataclass(hint):
        return _dataclass(hint)
    if hint is bytes:
        return lambda value: _bytes(_checked(str, value))
    if hint is float:
        return _number
    return lambda value: _checked(hint, value)


def _checked(hint: type[T], value: object) -> T:
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise _unreadable(f"{type(value).__name__} stands where {hint.__name__} should")
    return value


def _bytes(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except ValueError:
        raise _unreadable("it is no base64") from None


def _number(value: object) -> object:
    return float(value) if type(value) is int else _checked(float, value)


def _literal(choices: tuple[object, ...]) -> Decoder:
    def one_of(value: object) -> object:
        if value not in choices:
            raise _unreadable(f"{value!r} is none of {choices}")
        return value

    return one_of


def _union(args: Sequence[object]) -> Decoder:
    first, *rest = (_decoder(arg) for arg in sorted(args, key=lambda arg: arg is not types.NoneType))
    return reduce(_either, rest, first)


def _either(one: Decoder, other: Decoder) -> Decoder:
    def either(value: object) -> object:
        try:
            return one(value)
        except StorageError:
            return other(value)

    return either


def _sequence(inner: Decoder) -> Decoder:
    return lambda value: tuple(inner(each) for each in _checked(list, value))


def _fixed(inner: tuple[Decoder, ...]) -> Decoder:
    def exactly(value: object) -> object:
        values = _checked(list, value)
        if len(values) != len(inner):
            raise _unreadable(f"{len(values)} values stand where {len(inner)} should")
        return tuple(each(item) for each, item in zip(inner, values, strict=True))

    return exactly


def _mapping(inner: Decoder) -> Decoder:
    return lambda value: {name: inner(each) for name, each in _checked(dict, value).items()}


def _dataclass(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {each.name: _decoder(hints[each.name]) for each in fields(kind)}
    needed = {each.name for each in fields(kind) if _has_no_default(each)}

    def build(value: object) -> object:
        body = _checked(dict, value)
        if not needed <= body.keys() <= decoders.keys():
            raise _unreadable(f"the fields of {kind.__name__} are {', '.join(sorted(body))}")
        return kind(**{name: decoders[name](each) for name, each in body.items()})

    return build


def _has_no_default(each: Field[object]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING
