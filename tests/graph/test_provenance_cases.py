"""The hundred conversations that were written down before the code that tells where their values came from."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.ui.facts import place
from tests.graph.fakes_provenance import EVE, talk
from tools.change import Origin

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("provenance.cases.toml").read_text())["case"]
KINDS: Mapping[str, tuple[str, bool]] = {
    "person": ("person", False),
    "platform": ("tool", False),
    "other": ("tool", True),
    "memory": ("memory", False),
    "nowhere": ("nowhere", True),
    "listed": ("nowhere", False),
}


def told(case: Mapping[str, Any]) -> Origin:
    return talk(case["talk"]).origin(case["value"], case.get("argument", "value"), case.get("schema"))


def is_right(case: Mapping[str, Any]) -> bool:
    origin = told(case)
    by = case.get("by", EVE) if case["origin"] == "other" else origin.by
    words = all(part in origin.where for part in case.get("where", ()))
    return (origin.source, origin.flagged) == KINDS[case["origin"]] and origin.by == by and words


def test_there_are_a_hundred_and_each_has_a_name_of_its_own() -> None:
    assert len(CASES) == len({case["name"] for case in CASES}) == 100
    assert sum(case["origin"] == "other" for case in CASES) >= 23


def test_every_one_is_told_right_where_ninety_five_were_asked_for() -> None:
    assert {case["name"]: told(case) for case in CASES if not is_right(case)} == {}


def test_none_is_missed_whose_value_somebody_else_wrote() -> None:
    assert {case["name"]: told(case) for case in CASES if case["origin"] == "other" and not is_right(case)} == {}


def test_none_is_called_the_persons_or_the_platforms_that_is_not() -> None:
    doubtful = [case for case in CASES if KINDS[case["origin"]][1]]
    assert {case["name"]: told(case) for case in doubtful if not told(case).flagged} == {}


def test_every_author_is_named_on_the_card() -> None:
    others = [told(case) for case in CASES if case["origin"] == "other"]
    assert all(origin.by in place(origin) for origin in others)
