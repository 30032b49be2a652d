import json
from dataclasses import asdict, replace
from typing import get_args

import click
import jsonschema_rs
import pytest

from app.commands.budget import Budget, BudgetType
from app.commands.printed import Printed, schema
from graph.events import Acted, Ended, Event, Failed, Parked, Seconded, Settled, Spoke
from graph.questions import Confirm, NobodyToAsk
from tests.graph.fakes_ledger import a_proposal
from tests.graph.test_codec import ONE_OF_EACH
from tools.change import Receipt

REFUSED = Receipt("sha-256:k", "refused", 403, "req_1", 5, "Viewers can't.")


def printed(capsys: pytest.CaptureFixture[str], event: Event) -> dict[str, object]:
    Printed(as_json=True, keeps=True).take(event)
    line: dict[str, object] = json.loads(capsys.readouterr().out)
    return line


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_every_line_fits_the_schema_that_is_printed(event: Event, capsys: pytest.CaptureFixture[str]) -> None:
    line = printed(capsys, event)
    jsonschema_rs.Draft202012Validator(schema()).validate(line)
    assert line["event"] == type(event).__name__
    assert {name: line[name] for name in asdict(event)} == json.loads(json.dumps(asdict(event)))


def test_a_line_with_a_field_that_went_fits_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    line = printed(capsys, Failed("No network.", "Try again."))
    del line["next_step"]
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.Draft202012Validator(schema()).validate(line)


async def test_what_waits_is_a_line_of_the_schema_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NobodyToAsk):
        await Printed(as_json=True, keeps=True).nobody(Confirm((a_proposal(),)))
    jsonschema_rs.Draft202012Validator(schema()).validate(json.loads(capsys.readouterr().out))


def test_the_schema_knows_every_event() -> None:
    shapes = schema()["oneOf"]
    assert isinstance(shapes, list)
    known = {shape["properties"]["event"]["const"] for shape in shapes}
    assert known == {kind.__name__ for kind in get_args(Event)} | {"Waiting"}


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([Spoke("msg_1", "Two."), Ended("done")], 0),
        ([Failed("No network.", "Try again."), Ended("failed")], 1),
        ([Ended("waiting")], 3),
        ([Parked("pr_1", "Move", "ap_1", "finance", 5), Ended("done")], 3),
        ([Settled("pr_1", "Delete", "forbidden"), Ended("done")], 4),
        ([Seconded("pr_1", "Move", "reject", "Dave"), Ended("done")], 4),
        ([Acted("msg_1/0", "Delete", (REFUSED,), "Viewers can't."), Ended("done")], 4),
        ([Acted("msg_1/0", "Delete", (replace(REFUSED, outcome="unknown"),), "Nobody knows."), Ended("done")], 1),
        ([Settled("pr_1", "Delete", "expired"), Ended("done")], 4),
        ([Settled("pr_1", "Delete", "overtaken"), Ended("done")], 4),
        ([Settled("pr_1", "Delete", "forbidden"), Failed("No network.", ""), Ended("waiting")], 3),
    ],
)
def test_the_exit_code_is_the_gravest_of_what_happened(events: list[Event], code: int) -> None:
    told = Printed(as_json=False, keeps=True)
    for event in events:
        told.take(event)
    assert told.code == code


async def test_where_nothing_is_kept_nothing_is_said_to_wait(capsys: pytest.CaptureFixture[str]) -> None:
    told = Printed(as_json=False, keeps=False)
    with pytest.raises(NobodyToAsk):
        await told.nobody(Confirm((a_proposal(),)))
    told.take(Ended("waiting"))
    assert "can't wait" in capsys.readouterr().err
    assert told.code == 1


@pytest.mark.parametrize(
    ("said", "budget"),
    [
        ("rows=10", Budget(rows=10)),
        ("rows=0,amount=500.00,steps=8", Budget(0, 50_000, 8)),
        ("amount=7", Budget(amount=700)),
    ],
)
def test_a_budget_is_read_exactly(said: str, budget: Budget) -> None:
    assert BudgetType().convert(said, None, None) == budget


@pytest.mark.parametrize("said", ["", "rows", "rows=-1", "rows=1,rows=2", "amount=1.5", "amount=1,000.00", "row=1"])
def test_anything_else_is_no_budget(said: str) -> None:
    with pytest.raises(click.BadParameter, match="rows=10"):
        BudgetType().convert(said, None, None)


def test_a_budget_never_gives_more_steps_than_the_limits() -> None:
    assert Budget(steps=1000).limits().steps == Budget().limits().steps
    assert Budget(steps=3).limits().steps == 3
