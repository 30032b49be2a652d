from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import cedarpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.policy.pdp import ASKED_AGAIN, BASELINE, BROKEN, NO_PERMIT, SCHEMA, Judgement, Pdp
from graph.policy.rules import PolicyError, read_rules
from tests.graph.fakes_proposal import ALICE
from tools.change import EFFECTS, Effect, Need, Stance, Verdict

RULES = read_rules(BASELINE, cedarpy.Schema.from_str(SCHEMA.read_text()))
PDP = Pdp.load()
NEEDS: tuple[Need, ...] = get_args(Need)


def with_rules(tmp_path: Path, text: str) -> Pdp:
    (tmp_path / "own.cedar").write_text(text)
    return Pdp.load([tmp_path / "own.cedar"])


def as_baseline(tmp_path: Path, text: str) -> Pdp:
    (tmp_path / "baseline.cedar").write_text(text)
    return Pdp.load(baseline=tmp_path / "baseline.cedar")


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
    archives=st.booleans(),
    wider=st.booleans(),
    final=st.booleans(),
    opinion=st.sampled_from(get_args(Stance)),
    amount_minor=st.integers(0, 2**53),
    currency=st.sampled_from(["", "EUR"]),
    proposals_this_turn=st.integers(0, 20),
    touched_24h=st.integers(0, 2**53),
    deleted_24h=st.integers(0, 1000),
    moved_24h_minor=st.integers(0, 2**53),
    rejected_10m=st.integers(0, 9),
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
def test_an_opinion_that_was_asked_for_and_not_had_is_never_milder_than_one_that_agrees(asked: Judgement) -> None:
    order = ["allow", "needs", "forbid"]
    agrees, none, warns = (PDP.judge(replace(asked, opinion=stance)) for stance in ("agrees", "none", "warns"))
    assert order.index(agrees.outcome) <= order.index(none.outcome)
    assert order.index(agrees.outcome) <= order.index(warns.outcome)
    assert "forbid" in (none.outcome, warns.outcome) or set(agrees.needs) <= set(none.needs) & set(warns.needs)


@given(judgements)
def test_money_never_moves_without_a_second_opinion_that_was_asked_for(asked: Judgement) -> None:
    assert PDP.judge(replace(asked, effect="transfer", opinion="not_asked")).outcome != "allow"


@given(judgements)
def test_a_grave_effect_never_runs_unasked(asked: Judgement) -> None:
    if asked.effect in {"critical", "delete", "disclose", "transfer"}:
        assert PDP.judge(replace(asked, satisfied=())).outcome != "allow"


@given(judgements, st.integers(0, 200), st.booleans())
def test_more_of_it_never_makes_a_milder_verdict(asked: Judgement, more: int, flagged: bool) -> None:  # noqa: FBT001  # hypothesis fills it
    order = ["allow", "needs", "forbid"]
    counts = ("rows", "touched_24h", "deleted_24h", "moved_24h_minor", "rejected_10m", "proposals_this_turn")
    more_of: dict[str, Any] = {name: getattr(asked, name) + more for name in counts}
    kinds = ("flagged", "clears", "archives", "wider", "final")
    more_of |= {name: getattr(asked, name) or flagged for name in kinds}
    graver = replace(asked, **more_of)
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
        (FORBID.format("A b", "") + ";", 1, "@id is small letters"),
        (FORBID.format("policy-broken", "") + ";", 1, "@id is small letters"),
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
        as_baseline(tmp_path, BASELINE.read_text().replace("> 3", "> 4")).bundle,
        as_baseline(tmp_path, BASELINE.read_text().replace("in smaller steps", "bit by bit")).bundle,
        with_rules(tmp_path, FORBID.format("a", "") + ";").bundle,
    }
    assert len(bundles) == 5
    assert Pdp.load().bundle == PDP.bundle


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.cedar").write_bytes(b"\xff\xfe")
    for added in (tmp_path / "own.cedar", tmp_path / "missing.cedar"):
        with pytest.raises(PolicyError, match="it can't be read") as error:
            Pdp.load([added])
        assert "line" not in str(error.value).removeprefix(str(added))[:8]


def test_every_rule_says_in_a_sentence_why() -> None:
    assert [rule.id for rule in RULES if not rule.because.endswith(".")] == []
