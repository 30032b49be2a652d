"""Reads cases that say what the rules must answer (what is given, asked and expected), and tries rules on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.policy.pdp import NEEDS, Judgement, Pdp, Receiving
from graph.policy.rules import PolicyError
from tools.change import Effect, Need, Principal, Stance, Verdict

Count = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    """Takes exactly what it names, each in its own type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Given(_Strict):
    """Who asks, and what is known beside the question; what is left out is nothing, or the first proposal of a turn."""

    role: str = "member"
    tenant: str = "ten_case"
    satisfied: list[Need] = []
    rows: Count = 0
    flagged: bool = False
    clears: bool = False
    archives: bool = False
    wider: bool = False
    final: bool = False
    opinion: Stance = "not_asked"
    amount_minor: Count = 0
    currency: str = ""
    proposals_this_turn: Count = 1
    touched_24h: Count = 0
    deleted_24h: Count = 0
    moved_24h_minor: Count = 0
    rejected_10m: Count = 0


class ToAct(_Strict):
    """A question about what a tool would do."""

    effect: Effect
    tool: str = "any_tool"


class ToReceive(_Strict):
    """A question about somebody who would be given what a conversation holds."""

    recipient: str
    host: str = "api.case.example"
    name: str = "any-model"
    here: bool = False
    configured: bool = True
    changed: bool = False


class Expected(_Strict):
    """What the rules must answer; `rules` are the ids of exactly those that decide, where it matters."""

    outcome: Literal["allow", "needs", "forbid"]
    needs: list[Need] = []
    rules: list[str] | None = None


class Case(_Strict):
    """One question to the rules and the answer that is expected."""

    case: str
    given: Given = Given()
    asked: ToAct | ToReceive
    expected: Expected


@dataclass(frozen=True, slots=True)
class Tried:
    """One case and what the rules answer."""

    case: Case
    verdict: Verdict

    @property
    def held(self) -> bool:
        """Tell whether the rules answer as expected."""
        expected, verdict = self.case.expected, self.verdict
        same = (expected.outcome, set(expected.needs)) == (verdict.outcome, set(verdict.needs))
        return same and (expected.rules is None or set(expected.rules) == {rule for rule, _ in verdict.rules})


def read_cases(file: Path) -> Sequence[Case]:
    """Return the cases of a YAML file.

    Raises:
        PolicyError: it can't be read, isn't YAML, holds no case, or one of them is none.

    """
    try:
        text = file.read_text(encoding="utf-8")
        nodes = list(_nodes(text))
        loaded = yaml.load(text, _Unequivocal)  # noqa: S506  # a SafeLoader
    except (OSError, ValueError) as error:
        raise PolicyError(file, 0, f"it can't be read: {error}") from error
    except yaml.YAMLError as error:
        raise PolicyError(file, _line(error), f"it is not YAML: {_problem(error)}") from error
    if not isinstance(loaded, list) or not loaded:
        raise PolicyError(file, 0, "it holds no list of cases")
    return [_case(file, node.start_mark.line + 1, case) for node, case in zip(nodes, loaded, strict=True)]


def try_cases(pdp: Pdp, cases: Sequence[Case]) -> Sequence[Tried]:
    """Return each case with what the rules answer."""
    return [Tried(case, _answer(pdp, case)) for case in cases]


def _answer(pdp: Pdp, case: Case) -> Verdict:
    given, asked = case.given, case.asked
    met = tuple(need for need in NEEDS if need in given.satisfied)
    person = _person(given)
    if isinstance(asked, ToReceive):
        about = asked.model_dump(exclude={"recipient"})
        return pdp.judge_recipient(Receiving(person, asked.recipient, **about, satisfied=met))
    context = given.model_dump(exclude={"role", "tenant", "satisfied"})
    return pdp.judge(Judgement(person, asked.effect, asked.tool, **context, satisfied=met))


def _person(given: Given) -> Principal:
    return Principal(
        issuer="https://id.case.example",
        sub="usr_case",
        tenant=given.tenant,
        client_id="cli_case",
        installation="thumb_case",
        name="A Person",
        email="person@case.example",
        acr="",
        auth_time=0,
        role=given.role,
    )


def _case(file: Path, line: int, loaded: object) -> Case:
    try:
        return Case.model_validate(loaded)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(name) for name in first["loc"])
        raise PolicyError(file, line, f"{place or 'this'}: {first['msg']}") from error


def _nodes(text: str) -> Iterator[yaml.Node]:
    root = yaml.compose(text, _Unequivocal)
    if isinstance(root, yaml.SequenceNode):
        yield from root.value


def _line(error: yaml.YAMLError) -> int:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return mark.line + 1 if mark else 0


def _problem(error: yaml.YAMLError) -> str:
    return str(error.problem) if isinstance(error, yaml.MarkedYAMLError) and error.problem else str(error)


class _Unequivocal(yaml.SafeLoader):
    """A SafeLoader that takes no name twice: the last one would win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002  # yaml's signature
        names = [key.value for key, _ in node.value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twice} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)
