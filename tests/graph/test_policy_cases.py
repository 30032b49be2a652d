import re
from collections.abc import Iterator
from pathlib import Path

import cedarpy
import pytest

from graph.policy.cases import Case, read_cases, try_cases
from graph.policy.pdp import BASELINE, CONTEXT, SCHEMA, Pdp
from graph.policy.rules import PolicyError, Rule, read_rules

FILE = BASELINE.with_suffix(".cases.yaml")
CASES = read_cases(FILE)
RULES = read_rules(BASELINE, cedarpy.Schema.from_str(SCHEMA.read_text()))
PDP = Pdp.load()
LIMIT = re.compile(r"(?<=[>=] )\d+")


def limits(text: str) -> Iterator[tuple[int, int, int]]:
    for found in LIMIT.finditer(text):
        yield found.start(), found.end(), int(found.group())


LIMITS = [(rule.id, *limit) for rule in RULES for limit in limits(rule.text)]


def as_baseline(tmp_path: Path, text: str) -> Pdp:
    (tmp_path / "baseline.cedar").write_text(text)
    return Pdp.load(baseline=tmp_path / "baseline.cedar")


def all_hold(pdp: Pdp) -> bool:
    return all(tried.held for tried in try_cases(pdp, CASES))


def test_there_are_at_least_sixty_cases_and_none_stands_twice() -> None:
    assert len({case.case for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_the_baseline_answers_as_the_cases_say(case: Case) -> None:
    (tried,) = try_cases(PDP, [case])
    assert tried.held, tried.verdict


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_without_any_one_rule_some_case_fails(rule: Rule, tmp_path: Path) -> None:
    assert not all_hold(as_baseline(tmp_path, "\n".join(other.text for other in RULES if other is not rule)))


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit[0]}-{limit[3]}")
def test_with_any_one_limit_off_by_one_some_case_fails(
    limit: tuple[str, int, int, int], step: int, tmp_path: Path
) -> None:
    name, begin, end, number = limit
    moved = [
        rule.text[:begin] + str(number + step) + rule.text[end:] if rule.id == name else rule.text for rule in RULES
    ]
    assert not all_hold(as_baseline(tmp_path, "\n".join(moved)))


def test_every_limit_is_found() -> None:
    assert len(LIMITS) == 16
    assert max(number for *_, number in LIMITS) == 20_000_000


def test_the_schema_lists_what_a_question_says() -> None:
    listed = SCHEMA.read_text().split("type Asked = {")[1].split("}")[0]
    assert set(re.findall(r"^\s*(\w+):", listed, re.MULTILINE)) == set(CONTEXT)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "it holds no list of cases"),
        ("case: x", 0, "it holds no list of cases"),
        ("[]", 0, "it holds no list of cases"),
        ("- case: a\n  asked: {effect: read\n", 3, "it is not YAML"),
        ("- {case: a, asked: {effect: read}, expected: {outcome: allow}}\n- 3", 2, "this: Input should be"),
        ("\n- case: a\n  asked: {effect: burn}\n  expected: {outcome: allow}", 2, "asked.ToAct.effect: "),
        ("- case: a\n  asked: {effect: read}\n  expected: {outcome: maybe}", 1, "expected.outcome: "),
        ("- case: a\n  asked: {effect: read}\n  expected: {outcome: allow, need: []}", 1, "expected.need: "),
        ("- case: a\n  given: {row: 1}\n  asked: {effect: read}\n  expected: {outcome: allow}", 1, "given.row: "),
        ("- case: a\n  given: {rows: '1'}\n  asked: {effect: read}\n  expected: {outcome: allow}", 1, "given.rows: "),
        ("- case: a\n  given: {rows: -1}\n  asked: {effect: read}\n  expected: {outcome: allow}", 1, "given.rows: "),
        (
            "- case: a\n  asked: {effect: read}\n  case: b\n  expected: {outcome: allow}",
            1,
            "it is not YAML: case stands twice",
        ),
        ("- case: a\n  asked: {effect: read}", 1, "expected: Field required"),
        ("- !!python/object/apply:os.getcwd []", 1, "it is not YAML"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_refused_by_line_and_reason(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    (tmp_path / "cases.yaml").write_text(text)
    with pytest.raises(PolicyError) as error:
        read_cases(tmp_path / "cases.yaml")
    assert (error.value.file, error.value.line) == (tmp_path / "cases.yaml", line)
    assert error.value.reason.startswith(reason)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="it can't be read"):
        read_cases(tmp_path / "cases.yaml")


def test_a_case_fails_by_outcome_by_needs_and_by_rules(tmp_path: Path) -> None:
    text = "- {{case: a, given: {{rows: 1}}, asked: {{effect: delete}}, expected: {{{}}}}}\n"
    wrong = ["outcome: allow", "outcome: needs", "outcome: needs, needs: [confirmation], rules: []"]
    right = ["outcome: needs, needs: [confirmation]", "outcome: needs, needs: [confirmation], rules: [{}]"]
    lines = [text.format(each.format("deletes-need-confirmation")) for each in [*wrong, *right]]
    (tmp_path / "cases.yaml").write_text("".join(lines))
    tried = try_cases(PDP, read_cases(tmp_path / "cases.yaml"))
    assert [each.held for each in tried] == [False, False, False, True, True]
