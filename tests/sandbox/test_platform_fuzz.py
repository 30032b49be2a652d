import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi import checks

from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_fuzz import PEOPLE, Operation, aim, answered, operations, plant_operations
from tests.sandbox.fakes_planted import deed, looks, plant, token
from tests.sandbox.fakes_platform import LOOK, Stand, platform_for, whole, wire

CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
EXAMPLES = 300 if SOAK else 8
"""How many calls of each operation are made up."""
UNSAID = ("this idempotency-key was used", "the cursor is not one of this list", "a record is named twice",
          "should be a valid integer", "is nothing that a person can confirm here", "a write has no query",
          "is not as that route takes it")  # fmt: skip
"""Why a request that fits the document may be malformed nevertheless; JSON Schema takes 5.0 for an integer."""


HOW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=not SOAK,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MODES = [GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
RARELY = st.sampled_from([False, False, False, True])


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = platform_for(tmp_path)
    plant(made)
    plant_operations(made)
    yield made
    asyncio.run(made.__aexit__(None, None, None))


def hold(case: Case[Any], answer: httpx.Response) -> None:
    assert answer.status_code < 500
    case.validate_response(answer, checks=CHECKS)
    if case.meta is not None and case.meta.generation.mode.is_positive and answer.status_code in {400, 422}:
        assert any(reason in answer.json()["detail"].lower() for reason in UNSAID)


@pytest.mark.soak
@pytest.mark.parametrize("noun", sorted({rule.noun for rule in RULES.values()}))
def test_whatever_is_asked_by_whomever_nothing_breaks_and_every_answer_is_as_documented(
    stand: Stand, noun: str
) -> None:
    @HOW
    @given(data=st.data(), person=st.sampled_from(PEOPLE), mode=st.sampled_from(MODES), plain=RARELY)
    def play(operation: Operation, data: st.DataObject, person: str, mode: GenerationMode, *, plain: bool) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        aim(case, data)
        hold(case, runner.run(answered(stand, case, person, plain=plain)))

    with asyncio.Runner() as runner:
        for operation in operations(noun):
            play(operation)


def fitting(among: list[Operation], method: str, path: str) -> Operation:
    """Return the operation of a path: the one with the fewest places to fill."""
    pattern = {one: re.sub(r"\{\w+\}", "[^/]+", one.path) for one in among if one.method == method.lower()}
    return min((one for one in pattern if re.fullmatch(pattern[one], path)), key=lambda one: one.path.count("{"))


@pytest.mark.parametrize("action", RULES)
async def test_every_success_is_as_documented(stand: Stand, action: str) -> None:
    noun, _, verb = action.partition(".")
    person = "acme_finance" if noun in {"transfers", "invoices"} else "acme_admin"
    if verb == "describe":
        asked = {"requests": [whole(deed("tasks.update", "acme", person))]}
        answer = await stand.write(wire("POST", "/v1/changes/describe", asked), person, LOOK)
        found = [("POST", "/v1/changes/describe", answer)]
    elif verb == "read":
        found = [("GET", path, await stand.get(path, person)) for path in looks(noun, "acme")]
    else:
        one = deed(action, "acme", person)
        found = [(one.method, one.path, await stand.send(one, token(stand, one, action, person)))]
    for method, path, answer in found:
        operation = fitting(operations(noun), method, path)
        assert answer.is_success or noun == "operations"
        operation.validate_response(answer)
