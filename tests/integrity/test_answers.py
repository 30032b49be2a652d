from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from graph.events import Ended
from graph.policy.pdp import Judgement, Pdp
from graph.questions import Answer, Confirm, Question
from tests.graph.fakes_desk import PDP, Desk, Person
from tests.graph.fakes_model import calls, says
from tests.integrity.fakes_attack import choices, delete, it_goes_on, nothing_was_sent, strike, wishes, with_tools
from tools.change import Proposal, Verdict


async def test_an_edit_into_another_tools_arguments_is_no_edit_of_this_tool(desk: Desk) -> None:
    first, second = await desk.some(2)
    desk.model.then(calls(("update_task", {"task": first, "title": "X", "why": "Neater."})), says("Hm."))

    def into_deleting(proposal: Proposal) -> Answer:
        args = {"task_ids": [second], "tool": "delete_tasks"}
        return Answer(proposal.id, proposal.digest, "edit", args=args)

    await desk.turn("Tidy it up", Person([into_deleting]))
    assert desk.model.answers()[0]["status"] == "failed"
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)


async def test_a_tool_that_changes_after_the_approval_ends_it(desk: Desk) -> None:
    tools = dict(desk.ground.registry.tools)
    await with_tools(desk, tools)

    def change() -> None:
        tools["delete_tasks"] = replace(tools["delete_tasks"], definition_hash="sha-256:other")

    blow = await strike(desk, "acting", change)
    await wishes(desk)
    await desk.turn("Delete it", Person())
    assert blow.struck
    assert desk.model.answers()[0]["status"] == "overtaken"
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)


class Shifting:
    """Rules that become others behind everybody's back."""

    def __init__(self) -> None:
        self.bundle = PDP.bundle
        self.verdict: Verdict | None = None

    def judge(self, asked: Judgement) -> Verdict:
        return self.verdict or PDP.judge(asked)


async def under(desk: Desk, rules: Shifting, deed: Callable[[], None]) -> None:
    desk.ground = replace(desk.ground, pdp=cast("Pdp", rules))
    blow = await strike(desk, "acting", deed)
    await wishes(desk)
    await desk.turn("Delete it", Person())
    assert blow.struck
    assert await nothing_was_sent(desk)


async def test_another_bundle_of_rules_after_the_approval_ends_it(desk: Desk) -> None:
    rules = Shifting()

    def change() -> None:
        rules.bundle = "sha-256:other"

    await under(desk, rules, change)
    assert desk.model.answers()[0]["status"] == "overtaken"
    assert await it_goes_on(desk)


async def test_rules_that_say_no_after_the_approval_have_the_last_word(desk: Desk) -> None:
    rules = Shifting()

    def change() -> None:
        rules.verdict = Verdict("forbid", (), (("frozen", "Nothing is deleted today."),))

    await under(desk, rules, change)
    (answer,) = desk.model.answers()
    assert (answer["status"], "Nothing is deleted today." in str(answer["sentence"])) == ("forbidden", True)
    assert await it_goes_on(desk)


async def test_an_answer_for_another_proposal_approves_neither(desk: Desk) -> None:
    await wishes(desk, 2)

    async def crossed(question: Question) -> Sequence[Answer]:
        assert isinstance(question, Confirm)
        one, other = question.proposals
        return [Answer(one.id, other.digest, "approve"), Answer(other.id, one.digest, "approve")]

    assert (await desk.turn("Delete both", crossed))[-1] == Ended("waiting")
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)


async def test_a_stale_answer_does_not_answer_the_next_question(desk: Desk) -> None:
    first, second = await desk.some(2)
    desk.model.then(calls(delete(first)), calls(delete(second)), says("Well."))
    kept: list[Answer] = []

    def always_the_first(proposal: Proposal) -> Answer:
        kept.append(Answer(proposal.id, proposal.digest, "reject" if not kept else "approve"))
        return kept[0] if len(kept) == 1 else replace(kept[0], choice="approve")

    assert (await desk.turn("Delete one, then the other", Person([always_the_first])))[-1] == Ended("waiting")
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)


def near(proposal: Proposal) -> dict[str, object]:
    names = ("to", "digest", "choice", "note", "typed", "args")
    return dict(zip(names, (proposal.id, proposal.digest, "approve", "", "", None), strict=True))


MALFORMED: dict[str, Callable[[Proposal], object]] = {
    "nothing": lambda _: None,
    "a word": lambda _: "approve",
    "no answers": lambda _: [],
    "a map": lambda one: [near(one)],
    "a likeness": lambda one: [SimpleNamespace(**near(one))],
    "an unknown choice": lambda one: [Answer(**{**near(one), "choice": "yes"})],  # type: ignore[arg-type]  # malformed
    "no digest": lambda one: [Answer(**{**near(one), "digest": ""})],  # type: ignore[arg-type]  # as above
    "a digest cut short": lambda one: [Answer(**{**near(one), "digest": one.digest[:-1]})],  # type: ignore[arg-type]  # as above
    "arguments beside a yes": lambda one: [Answer(**{**near(one), "args": dict(one.args)})],  # type: ignore[arg-type]  # as above
    "an edit without arguments": lambda one: [Answer(**{**near(one), "choice": "edit"})],  # type: ignore[arg-type]  # as above
    "a note that is no text": lambda one: [Answer(**{**near(one), "note": 7})],  # type: ignore[arg-type]  # as above
    "a yes and a no": lambda one: [
        Answer(one.id, one.digest, "approve"),
        Answer(one.id, one.digest, "reject"),
    ],
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_answer_approves_nothing(desk: Desk, name: str) -> None:
    await wishes(desk)

    async def malformed(question: Question) -> Sequence[Answer]:
        assert isinstance(question, Confirm)
        return cast("Sequence[Answer]", MALFORMED[name](question.proposals[0]))

    events = await desk.turn("Delete it", malformed)
    assert "approve" not in choices(events)
    assert isinstance(events[-1], Ended)
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)
