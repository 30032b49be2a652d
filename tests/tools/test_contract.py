# ruff: noqa: ARG001  # a tool takes its context whether or not it looks at anything
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, NotRequired, TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.tools.fakes_records import context
from tools import Change, Context, ToolError, tool
from tools.contract import MOST_CHARACTERS, Tool


class Sized(TypedDict, total=False):
    size: Annotated[int, "in metres"]
    colour: Literal["red", "green"]


class Named(TypedDict):
    name: str
    nick: NotRequired[str]


class Point(BaseModel):
    x: int
    y: int


@dataclass
class Line:
    points: list[Point]


@tool(effect="read", look="tasks:read projects:read")
async def measure(
    ctx: Context,
    title: Annotated[str, "its title"],
    times: int = 3,
    day: date | None = None,
    **asked: Unpack[Sized],
) -> object:
    """Measure something."""
    return {"title": title, "times": times, "day": day, **asked}


@tool(effect="delete", look="tasks:read", act="tasks:delete")
async def wipe(ctx: Context, task_ids: list[str]) -> Change:
    """Wipe."""
    return Change(f"Wipe {len(task_ids)}", [], [])


async def plain(ctx: Context) -> object:
    """Do nothing."""
    return None


declare: Any = tool


def refused(function: Callable[..., Awaitable[object]], **said: object) -> str:
    with pytest.raises(TypeError) as error:
        declare(**said)(function)
    return str(error.value)


def test_the_signature_is_the_schema_and_the_docstring_the_description() -> None:
    assert (measure.name, measure.effect, measure.description) == ("measure", "read", "Measure something.")
    assert measure.look == ("tasks:read", "projects:read")
    assert measure.schema == {
        "type": "object",
        "properties": {
            "title": {"type": "string", "description": "its title"},
            "times": {"type": "integer", "default": 3},
            "day": {"type": "string", "format": "date"},
            "size": {"type": "integer", "description": "in metres"},
            "colour": {"type": "string", "enum": ["red", "green"]},
        },
        "required": ["title"],
        "additionalProperties": False,
    }


def test_a_typed_dict_says_which_of_its_names_must_be_given() -> None:
    @tool(effect="read")
    async def call(ctx: Context, **asked: Unpack[Named]) -> object:
        """Call."""
        return asked

    assert call.schema["required"] == ["name"]


def test_a_schema_refers_to_nothing_outside_itself() -> None:
    @tool(effect="read")
    async def draw(ctx: Context, line: Line) -> object:
        """Draw."""
        return line

    text = json.dumps(draw.schema)
    assert "$ref" not in text
    assert "$defs" not in text
    assert draw.parse('{"line": {"points": [{"x": 1, "y": 2}]}}') == {"line": {"points": [{"x": 1, "y": 2}]}}
    with pytest.raises(ToolError, match=r"line\.points\.0\.z"):
        draw.parse('{"line": {"points": [{"x": 1, "y": 2, "z": 3}]}}')


async def test_a_tool_gets_typed_values_and_its_own_defaults() -> None:
    args = measure.parse('{"day": "2026-12-01", "title": "a", "size": 4}')
    assert args == {"title": "a", "day": "2026-12-01", "size": 4}
    assert await measure.run(context(), args) == {"title": "a", "times": 3, "day": date(2026, 12, 1), "size": 4}


def test_a_null_says_as_much_as_leaving_out_where_nothing_is_the_default() -> None:
    assert measure.parse('{"title": "a", "day": null, "size": null}') == {"title": "a"}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        ('{"title": "a", "amount": 10', "it is not JSON"),
        ("[]", "it is not a JSON object"),
        ("null", "it is not a JSON object"),
        ("{}", "title is missing"),
        ('{"title": "a", "titel": "b"}', "there is no titel; it takes title, times, day, size, colour"),
        ('{"title": "a", "ctx": "b"}', "there is no ctx"),
        ('{"title": "a", "title": "b"}', "the name 'title' stands in it twice"),
        ('{"title": "a", "times": "3"}', "times: input should be a valid integer"),
        ('{"title": "a", "times": true}', "times: input should be a valid integer"),
        ('{"title": "a", "times": null}', "times: input should be a valid integer"),
        ('{"title": "a", "times": NaN}', "NaN is no JSON value"),
        ('{"title": "a", "times": 1e999}', "a number"),
        ('{"title": "a", "times": 9007199254740993}', "a number"),
        ('{"title": 7}', "title: input should be a valid string"),
        ('{"title": "\\ud800"}', "a character"),
        ('{"title": "a", "colour": "blue"}', "colour: input should be 'red' or 'green'"),
        ('{"title": "a", "day": "tomorrow"}', "day: input should be a valid date"),
        ("[" * 5000, "nested too deeply"),
        ('{"title": "' + "a" * MOST_CHARACTERS + '"}', "longer than 200,000 characters"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_in_words_a_model_can_act_on(raw: str, why: str) -> None:
    with pytest.raises(ToolError) as error:
        measure.parse(raw)
    assert why in error.value.sentence
    assert error.value.sentence.startswith("measure can't take these arguments: ")


def test_only_a_tool_without_parameters_takes_nothing_for_no_arguments() -> None:
    assert declare(effect="read")(plain).parse("") == {}


@given(st.text(max_size=50))
def test_parsing_anything_gives_arguments_or_a_tool_error(raw: str) -> None:
    with suppress(ToolError):
        assert measure.parse(raw)["title"]


@given(st.text(max_size=20), st.integers(-(2**53) + 1, 2**53 - 1))
def test_what_was_parsed_parses_to_itself(title: str, times: int) -> None:
    try:
        args = measure.parse(json.dumps({"title": title, "times": times}))
    except ToolError:
        return
    assert measure.parse(json.dumps(args)) == args == {"title": title, "times": times}


async def test_run_checks_the_arguments_again() -> None:
    with pytest.raises(ToolError, match="task_ids: input should be a valid array"):
        await wipe.run(context(), {"task_ids": "tsk_1"})


async def test_a_tool_that_is_no_read_returns_its_change() -> None:
    assert await wipe.run(context(), {"task_ids": ["a", "b"]}) == Change("Wipe 2", [], [])


async def test_a_read_that_returns_a_change_is_a_bug() -> None:
    @tool(effect="read")
    async def sly(ctx: Context) -> object:
        """Look innocent."""
        return Change("Gone", [], [])

    with pytest.raises(TypeError, match="sly has the effect read and returned a Change"):
        await sly.run(context(), {})


async def test_a_tool_that_changes_and_returns_data_is_a_bug() -> None:
    async def lie(ctx: Context) -> Change:
        """Lie."""
        data: Any = {}
        return data  # type: ignore[no-any-return]  # the lie is the test

    with pytest.raises(TypeError, match="lie has the effect update and returned a dict"):
        await declare(effect="update", act="tasks:write")(lie).run(context(), {})


def test_leaving_out_the_effect_is_refused_and_names_the_function() -> None:
    assert "test_contract.plain: say what it does with effect=" in refused(plain)
    assert "test_contract.plain: say what it does" in refused(plain, effect="delight")
    with pytest.raises(TypeError, match=r"test_contract\.plain: say what it does"):
        declare(plain)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"effect": "read", "act": "tasks:write"}, "a read has no act scope"),
        ({"effect": "read", "look": "tasks:write"}, "tasks:write can't be a look scope"),
        ({"effect": "delete"}, "every other effect needs one"),
        ({"effect": "update", "act": "tasks:write"}, "every other tool is annotated `-> Change`"),
        ({"effect": "update", "act": "tasks:write approvals:decide"}, "approvals:decide is never given to a tool"),
    ],
)
def test_a_declaration_that_does_not_hold_together_is_refused(said: dict[str, object], why: str) -> None:
    assert why in refused(plain, **said)


def test_a_read_that_is_annotated_as_a_change_is_refused() -> None:
    async def odd(ctx: Context) -> Change:
        """Be odd."""
        return Change("", [], [])

    assert "a read returns data" in refused(odd, effect="read")


def test_a_function_that_a_schema_can_not_say_is_refused() -> None:
    async def silent(ctx: Context) -> None: ...

    async def untyped(ctx, name): ...  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # the missing types are the test

    async def blind(name: str) -> None:
        """Have no context."""

    async def starred(ctx: Context, *names: str) -> None:
        """Take any number."""

    async def reasoned(ctx: Context, why: str) -> None:
        """Ask for a reason by itself."""

    async def odd(ctx: Context, of: Callable[[], int]) -> None:
        """Take what JSON can't carry."""

    def slow(ctx: Context) -> None:
        """Be no coroutine."""

    untyped.__doc__ = "Have no types."
    loose: Any = slow
    assert "docstring" in refused(silent, effect="read")
    assert "first parameter must be annotated Context" in refused(untyped, effect="read")
    assert "first parameter must be annotated Context" in refused(blind, effect="read")
    assert "parameter names can't be given by name" in refused(starred, effect="read")
    assert "why is asked of the model by the graph" in refused(reasoned, effect="read")
    assert "parameter of has a type that JSON can't carry" in refused(odd, effect="read")
    assert "async def" in refused(loose, effect="read")


def declared(**said: object) -> Tool:
    made: Tool = declare(**said)(plain)
    return made


def test_the_definition_hash_changes_with_effect_and_scopes() -> None:
    hashes = {
        declared(effect="read").definition_hash,
        declared(effect="read", look="tasks:read").definition_hash,
        declared(effect="read", look="projects:read").definition_hash,
    }
    assert len(hashes) == 3
    assert declared(effect="read").definition_hash in hashes
