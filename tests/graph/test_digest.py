from collections.abc import Callable, Mapping
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.digest import proposal_digest
from graph.proposal import propose
from graph.storage.codec import decode, encode
from tests.graph.fakes_proposal import ASKED, CHANGE, GROUND, NEEDS, tool_of
from tools.change import Call, Change, Origin, Proposal, Row, Verdict

PROPOSAL = propose(ASKED, tool_of(), CHANGE, NEEDS, GROUND)
DEFINITION, BUNDLE = tool_of().definition_hash, GROUND.bundle


def with_change(**said: object) -> Proposal:
    return replace(PROPOSAL, change=replace(CHANGE, **said))  # type: ignore[arg-type]  # each case gives the field's own type


def with_row(**said: object) -> Proposal:
    return with_change(rows=[replace(CHANGE.rows[0], **said), CHANGE.rows[1]])  # type: ignore[arg-type]  # as above


COVERED: Mapping[str, Proposal] = {
    "change": replace(PROPOSAL, change_digest="sha-256:other"),
    "headline": with_change(headline="Delete 3 tasks in Apollo"),
    "a row gone": with_change(rows=CHANGE.rows[:1]),
    "rows in another order": with_change(rows=CHANGE.rows[::-1]),
    "row kind": with_row(kind="project"),
    "row id": with_row(id="tsk_9"),
    "row label": with_row(label="APO-9"),
    "row version": with_row(version="4"),
    "row version gone": with_row(version=None),
    "row before": with_row(before={"id": "tsk_1"}),
    "row before gone": with_row(before=None),
    "row after": with_row(after={}),
    "undo gone": with_change(undo=None),
    "undo tool": with_change(undo=Call("other", CHANGE.undo.args if CHANGE.undo else {})),
    "undo args": with_change(undo=Call("restore_tasks", {"task_ids": ["tsk_1"]})),
    "undo until": with_change(undo_until=1),
    "amount": with_change(amount=(100, "EUR")),
    "facts": with_change(facts=(("Moved today", "0.00 EUR of 10,000.00 EUR"),)),
    "needs": replace(PROPOSAL, verdict=Verdict("needs", ("typed_confirmation",), NEEDS.rules)),
    "needs gone": replace(PROPOSAL, verdict=Verdict("allow", (), NEEDS.rules)),
    "tool": replace(PROPOSAL, tool="remove_tasks"),
    "args": replace(PROPOSAL, args={"task_ids": ["tsk_1"]}),
    "thread": replace(PROPOSAL, thread="thr_2"),
    "call": replace(PROPOSAL, call="msg_1f/1"),
}


@pytest.mark.parametrize("name", COVERED)
def test_a_change_of_what_the_person_saw_changes_the_digest(name: str) -> None:
    assert proposal_digest(COVERED[name], DEFINITION, BUNDLE) != PROPOSAL.digest


def test_no_two_of_these_changes_have_the_same_digest() -> None:
    assert len({proposal_digest(one, DEFINITION, BUNDLE) for one in COVERED.values()}) == len(COVERED)


def test_another_definition_or_policy_changes_the_digest() -> None:
    assert proposal_digest(PROPOSAL, "sha-256:other", BUNDLE) != PROPOSAL.digest
    assert proposal_digest(PROPOSAL, DEFINITION, "sha-256:other") != PROPOSAL.digest


def test_every_field_of_a_change_and_of_a_row_is_covered() -> None:
    known = {"headline", "requests", "rows", "undo", "undo_until", "amount", "facts"}
    never_offered = {"hindrance"}
    assert {field.name for field in fields(Change)} == known | never_offered
    assert {field.name for field in fields(Row)} == {"kind", "id", "label", "version", "before", "after"}


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, id="pr_other", digest=""),
        lambda one: replace(one, why="Other words of the model."),
        lambda one: replace(one, opinion="Words of a second model."),
        lambda one: replace(one, provenance={"task_ids": Origin("person", "your words")}),
    ],
)
def test_what_only_the_model_says_is_not_covered(change: Callable[[Proposal], Proposal]) -> None:
    assert proposal_digest(change(PROPOSAL), DEFINITION, BUNDLE) == PROPOSAL.digest


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)
args = st.dictionaries(st.text(st.characters(codec="utf-8")), values, max_size=5)


def turned(value: object) -> object:
    """The same value with every mapping the other way round and every list a tuple."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    if isinstance(value, list):
        return tuple(turned(inner) for inner in value)
    return value


def of_args(given: Mapping[str, object]) -> str:
    return proposal_digest(replace(PROPOSAL, args=given), DEFINITION, BUNDLE)


@given(args)
def test_neither_the_order_of_keys_nor_tuples_make_a_difference(given: dict[str, object]) -> None:
    other = turned(given)
    assert isinstance(other, dict)
    assert of_args(other) == of_args(given)


@given(args, args)
def test_arguments_that_differ_have_digests_that_differ(one: dict[str, object], other: dict[str, object]) -> None:
    assert (of_args(one) == of_args(other)) is same(one, other)


def same(one: object, other: object) -> bool:
    """Equal as JSON, where true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(args, st.text(st.characters(codec="utf-8")))
def test_a_proposal_that_was_kept_still_has_its_digest(given: dict[str, object], text: str) -> None:
    row = replace(CHANGE.rows[0], before=given, label=text)
    kept = decode(Proposal, encode(replace(PROPOSAL, args=given, why=text, change=replace(CHANGE, rows=(row,)))))
    assert proposal_digest(kept, DEFINITION, BUNDLE) == proposal_digest(
        replace(PROPOSAL, args=given, change=replace(CHANGE, rows=[row])),
        DEFINITION,
        BUNDLE,
    )


@pytest.mark.parametrize("beyond", [2**53, float("nan"), float("inf"), "\ud800", object()])
def test_a_value_that_json_can_not_carry_has_no_digest(beyond: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        of_args({"x": beyond})
