import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import cedarpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.policy.pdp import ASKED_AGAIN, BASELINE, BROKEN, NO_PERMIT, SCHEMA, Judgement, Pdp
from graph.policy.rules import PolicyError, Rule, read_rules
from tests.graph.fakes_proposal import ALICE
from tools.change import EFFECTS, Effect, Need, Verdict

CASES: list[dict[str, Any]] = tomllib.loads(BASELINE.with_suffix(".cases.toml").read_text())["case"]
RULES = read_rules(BASELINE, cedarpy.Schema.from_str(SCHEMA.read_text()))
PDP = Pdp.load()
NEEDS: tuple[Need, ...] = get_args(Need)


def judgement(case: Mapping[str, Any]) -> Judgement:
    said = {
        name: value for name, value in case.items() if name not in {"name", "outcome", "needs", "rules", "satisfied"}
    }
    asked = Judgement(ALICE, tool="any_tool", satisfied=tuple(case.get("satisfied", ())), **said)
    return replace(asked, proposals_this_turn=asked.proposals_this_turn or 1)


def holds(pdp: Pdp, case: Mapping[str, Any]) -> bool:
    verdict = pdp.judge(judgement(case))
    rules = [rule for rule, _ in verdict.rules]
    return (verdict.outcome, list(verdict.needs)) == (case["outcome"], case.get("needs", [])) and (
        "rules" not in case or rules == case["rules"]
    )


def with_rules(tmp_path: Path, text: str) -> Pdp:
    (tmp_path / "own.cedar").write_text(text)
    return Pdp.load([tmp_path / "own.cedar"])


def as_baseline(tmp_path: Path, text: str) -> Pdp:
    (tmp_path / "baseline.cedar").write_text(text)
    return Pdp.load(baseline=tmp_path / "baseline.cedar")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_baseline_answers_as_the_cases_say(case: dict[str, Any]) -> None:
    assert holds(PDP, case), PDP.judge(judgement(case))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_without_any_one_rule_some_case_fails(rule: Rule, tmp_path: Path) -> None:
    rest = as_baseline(tmp_path, "\n".join(other.text for other in RULES if other is not rule))
    assert not all(holds(rest, case) for case in CASES)


@pytest.mark.parametrize("effect", EFFECTS)
def test_every_effect_has_an_answer(effect: Effect) -> None:
    assert PDP.judge(Judgement(ALICE, effect, "any_tool")).outcome == (
        "allow" if effect in {"read", "create", "update"} else "needs"
    )


judgements = st.builds(
    Judgement,
    principal=st.just(ALICE),
    effect=st.sampled_from(EFFECTS),
    tool=st.text(st.characters(codec="utf-8"), min_size=1),
    rows=st.integers(0, 200),
    satisfied=st.lists(st.sampled_from(NEEDS), unique=True).map(tuple),
    flagged=st.booleans(),
    clears=st.booleans(),
    amount_minor=st.integers(0, 2**53),
    proposals_this_turn=st.integers(0, 20),
)


@given(judgements)
def test_meeting_the_needs_one_by_one_ends_in_a_yes_or_a_no(asked: Judgement) -> None:
    for _ in NEEDS:
        verdict = PDP.judge(asked)
        if verdict.outcome != "needs":
            break
        assert verdict.needs
        assert not set(verdict.needs) & set(asked.satisfied)
        asked = replace(asked, satisfied=(*asked.satisfied, verdict.needs[0]))
    assert PDP.judge(asked).outcome in {"allow", "forbid"}


@given(judgements)
def test_a_grave_effect_never_runs_unasked(asked: Judgement) -> None:
    if asked.effect in {"critical", "delete", "disclose", "transfer"}:
        assert PDP.judge(replace(asked, satisfied=())).outcome != "allow"


@given(judgements, st.integers(0, 200), st.booleans())
def test_more_of_it_never_makes_a_milder_verdict(asked: Judgement, more: int, flagged: bool) -> None:  # noqa: FBT001  # hypothesis fills it
    order = ["allow", "needs", "forbid"]
    graver = replace(asked, rows=asked.rows + more, flagged=asked.flagged or flagged)
    assert order.index(PDP.judge(graver).outcome) >= order.index(PDP.judge(asked).outcome)


FORBID = '@id("{0}") @because("x") {1} forbid (principal, action == Action::"read", resource)'


def test_a_need_that_is_satisfied_and_asked_for_again_is_a_no(tmp_path: Path) -> None:
    pdp = with_rules(tmp_path, FORBID.format("stubborn", '@needs("confirmation")') + ";")
    assert pdp.judge(Judgement(ALICE, "read", "t")) == Verdict("needs", ("confirmation",), (("stubborn", "x"),))
    again = pdp.judge(Judgement(ALICE, "read", "t", satisfied=("confirmation",)))
    assert again == Verdict("forbid", (), (("stubborn", ASKED_AGAIN),))


def test_a_rule_that_errors_is_a_no_and_not_skipped(tmp_path: Path) -> None:
    pdp = with_rules(tmp_path, FORBID.format("overflow", "") + "when { context.rows * 9223372036854775807 < 0 };")
    assert pdp.judge(Judgement(ALICE, "read", "t", rows=3)) == Verdict("forbid", (), (BROKEN,))
    assert pdp.judge(Judgement(ALICE, "read", "t", rows=1)).outcome == "allow"


def test_what_does_not_fit_the_schema_is_a_no() -> None:
    odd: Any = [
        Judgement(ALICE, "read", "t", rows=2**70),
        Judgement(ALICE, "read", "t", rows=1.5),  # type: ignore[arg-type]  # what the schema must refuse
        Judgement(ALICE, "burn", "t"),  # type: ignore[arg-type]  # as above
        Judgement(ALICE, "read", "t", rows=None),  # type: ignore[arg-type]  # as above
    ]
    assert [PDP.judge(one) for one in odd] == [Verdict("forbid", (), (BROKEN,))] * 4


def test_where_nothing_permits_it_is_a_no(tmp_path: Path) -> None:
    pdp = as_baseline(tmp_path, '@id("a") @because("b") permit (principal, action == Action::"read", resource);')
    assert pdp.judge(Judgement(ALICE, "delete", "t")) == Verdict("forbid", (), (NO_PERMIT,))


def test_an_added_rule_tightens_and_may_speak_of_role_and_tool(tmp_path: Path) -> None:
    text = '@id("own") @because("Not here.") forbid (principal, action, resource == Tool::"get_task") when {'
    pdp = with_rules(tmp_path, text + 'principal.role == "lead" && principal.tenant == "ten_acme" };')
    assert pdp.judge(Judgement(ALICE, "read", "get_task")) == Verdict("forbid", (), (("own", "Not here."),))
    assert pdp.judge(Judgement(ALICE, "read", "search_tasks")).outcome == "allow"
    assert pdp.judge(Judgement(replace(ALICE, role="member"), "read", "get_task")).outcome == "allow"


def test_a_semicolon_or_a_rule_within_a_string_or_comment_ends_nothing(tmp_path: Path) -> None:
    text = (
        '// forbid; (\n@id("a") @because("x; \\" // y")\nforbid (principal, action == Action::"read", resource) // ;\n;'
    )
    assert with_rules(tmp_path, text).judge(Judgement(ALICE, "read", "t")).rules == (("a", 'x; " // y'),)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('\n\n@because("b") forbid (principal, action, resource);', 3, "a rule needs an @id and a @because"),
        ('@id("a") forbid (principal, action, resource);', 1, "a rule needs an @id and a @because"),
        ('@id("") @because("b") forbid (principal, action, resource);', 1, "a rule needs an @id and a @because"),
        ("// words\nforbid (principal, action, resource);", 2, "a rule needs an @id and a @because"),
        (FORBID.format("a", '@needs("luck")') + ";", 1, "@needs stands on a forbid and is one of confirmation"),
        (FORBID.format("a", "@needs") + ";", 1, "@needs stands on a forbid"),
        (FORBID.format("a", "").replace('"read"', '"burn"') + ";", 1, "burn"),
        (FORBID.format("a", "") + ";\n" + FORBID.format("b", "") + "\nwhen { context.row > 3 };", 2, "row"),
        (FORBID.format("a", "") + ";\n\n" + FORBID.format("a", "") + ";", 3, "a stands already in own.cedar, line 1"),
        (FORBID.format("deletes-need-confirmation", "") + ";", 1, "stands already in baseline.cedar, line "),
        ('@id("a") @because("b")\npermit (principal, action, resource);', 1, "added rules can only tighten"),
        (FORBID.format("a", "") + ";\nforbid (principal,", 2, "it is not Cedar"),
        (FORBID.format("a", ""), 1, "it is not Cedar"),
        (
            FORBID.format("a", "").replace("(principal,", "(principal == ?principal,") + ";",
            1,
            "a template is not a rule",
        ),
    ],
)
def test_a_rule_that_could_not_be_trusted_is_refused_by_file_line_and_reason(
    tmp_path: Path,
    text: str,
    line: int,
    reason: str,
) -> None:
    with pytest.raises(PolicyError) as error:
        with_rules(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path / 'own.cedar'}, line {line}: ")
    assert reason in error.value.reason


def test_a_schema_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("entity {")
    with pytest.raises(PolicyError, match="it is not a Cedar schema"):
        Pdp.load(schema=tmp_path / "x")


def test_the_bundle_changes_with_every_rule_and_with_the_schema(tmp_path: Path) -> None:
    (tmp_path / "schema").write_text(SCHEMA.read_text() + "entity Other;")
    bundles = {
        PDP.bundle,
        Pdp.load(schema=tmp_path / "schema").bundle,
        as_baseline(tmp_path, BASELINE.read_text().replace("> 100", "> 101")).bundle,
        as_baseline(tmp_path, BASELINE.read_text().replace("in smaller steps", "bit by bit")).bundle,
        with_rules(tmp_path, FORBID.format("a", "") + ";").bundle,
    }
    assert len(bundles) == 5
    assert Pdp.load().bundle == PDP.bundle


def test_every_rule_says_in_a_sentence_why() -> None:
    assert [rule.id for rule in RULES if not rule.because.endswith(".")] == []
