import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from graph.events import Ended, Failed, Looked, Said
from graph.inquiry import ASK_PERSON, SPEC, beyond, read_inquiry
from graph.questions import Answer, Which
from graph.replies import answered, chosen, from_person
from tests.graph.fakes_desk import Desk, Person, desk_for, nobody
from tests.graph.fakes_model import calls, says
from tools.change import Origin
from tools.contract import ToolError

TITLES = ("create_task", {"project": "Apollo", "title": "Check the footer", "why": "As asked."})


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


def asks(question: str = "Which title?", *options: str) -> tuple[str, object]:
    return ASK_PERSON, {"question": question, **({"options": list(options)} if options else {})}


async def test_the_model_is_offered_the_question_beside_the_tools(desk: Desk) -> None:
    desk.model.then(says("Hello."))
    await desk.turn("Hi")
    assert SPEC in desk.model.offered
    assert ASK_PERSON in str(desk.model.shown[0][0].text)


async def test_what_the_person_answers_in_their_own_words_reaches_the_model_and_the_transcript(desk: Desk) -> None:
    desk.model.then(calls(asks()), says("Thank you."))
    person = Person(says="  Check the footer ")
    events = await desk.turn("Make a task", person)
    (question,) = person.asked
    assert isinstance(question, Which)
    assert (question.question, question.free, question.candidates) == ("Which title?", True, ())
    assert desk.model.answers() == [{"status": "answered", "words": "Check the footer"}]
    assert [event.text for event in events if isinstance(event, Said)] == ["Make a task", "Check the footer"]
    assert [event.summary for event in events if isinstance(event, Looked)] == ["Which title?"]
    assert events[-1] == Ended("done")


async def test_an_answer_counts_as_the_persons_words(desk: Desk) -> None:
    desk.model.then(calls(asks()), calls(TITLES), says("Done."))
    person = Person(says="Check the footer")
    await desk.turn("Make a task in Apollo", person)
    assert person.proposals == []
    assert [answer["status"] for answer in desk.model.answers()] == ["answered", "done"]


async def test_an_option_is_chosen_by_its_number_and_told_as_it_was_offered(desk: Desk) -> None:
    desk.model.then(calls(asks("Which?", "Apollo", "Zephyr")), says("Zephyr."))
    person = Person(choose="2")
    await desk.turn("Make a task", person)
    (question,) = person.asked
    assert isinstance(question, Which)
    assert [each.label for each in question.candidates] == ["Apollo", "Zephyr"]
    assert desk.model.answers() == [{"status": "answered", "chosen": "Zephyr"}]


async def test_a_person_need_not_answer(desk: Desk) -> None:
    desk.model.then(calls(asks()), says("As you like."))
    await desk.turn("Make a task", Person(choose=""))
    (answer,) = desk.model.answers()
    assert (answer["status"], answer["sentence"]) == ("rejected", "The person does not want to answer that.")


async def test_where_nobody_can_answer_the_question_waits_and_comes_back(desk: Desk) -> None:
    desk.model.then(calls(asks()), says("Thank you."))
    assert (await desk.turn("Make a task", nobody))[-1] == Ended("waiting")
    assert (await desk.resume(Person(says="The footer")))[-1] == Ended("done")
    assert desk.model.answers() == [{"status": "answered", "words": "The footer"}]


async def test_new_words_overtake_an_open_question(desk: Desk) -> None:
    desk.model.then(calls(asks()), says("All right."))
    await desk.turn("Make a task", nobody)
    await desk.turn("Forget it", nobody)
    assert desk.model.answers()[0]["status"] == "overtaken"


async def test_a_tools_own_question_takes_no_other_words(desk: Desk) -> None:
    desk.model.then(calls(("get_task", {"task": "Update onboarding copy"})))

    async def typing(question: object) -> list[Answer]:
        assert isinstance(question, Which)
        assert not question.free
        return [Answer(question.id, "", "approve", typed="the first")]

    assert (await desk.turn("Read it", typing))[-1] == Ended("waiting")


@pytest.mark.parametrize(
    "answer",
    [
        Answer("?", "", "approve", typed="x"),
        Answer("!", "", "edit", typed="x"),
        Answer("!", "", "approve", typed=" \n "),
        Answer("!", "", "approve", note="7"),
        Answer("!", "", "approve", typed="x" * 20_001),
    ],
)
async def test_an_answer_that_does_not_fit_is_none(desk: Desk, answer: Answer) -> None:
    desk.model.then(calls(asks()))

    async def answering(question: object) -> list[Answer]:
        assert isinstance(question, Which)
        to = question.id if answer.to == "!" else answer.to
        return [Answer(to, "", answer.choice, answer.note, answer.typed)]

    events = await desk.turn("Make a task", answering)
    assert events[-1] == Ended("waiting")
    assert any(isinstance(event, Failed) and "fits no open question" in event.sentence for event in events)


async def test_more_questions_than_a_turn_may_ask_are_refused(desk: Desk) -> None:
    desk.model.then(calls(asks("1?"), asks("2?"), asks("3?")), calls(asks("4?"), asks("5?"), asks("6?")), says("Well."))
    person = Person(says="Yes")
    await desk.turn("Make a task", person)
    assert len(person.asked) == 5
    assert [answer["status"] for answer in desk.model.answers()].count("failed") == 1
    desk.model.then(calls(asks()), says("Well."))
    await desk.turn("Another", person)
    assert len(person.asked) == 6


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"question": ""},
        {"question": " "},
        {"question": 7},
        {"question": "x" * 501},
        {"question": "?", "why": "Because."},
        {"question": "?", "options": "A"},
        {"question": "?", "options": ["A", "A"]},
        {"question": "?", "options": [""]},
        {"question": "?", "options": ["A" * 501]},
        {"question": "?", "options": list(map(str, range(9)))},
    ],
)
def test_a_question_that_is_none_is_told_what_it_should_be(args: dict[str, object]) -> None:
    with pytest.raises(ToolError, match="Give `question`"):
        read_inquiry(json.dumps(args), 65_536)


def test_a_question_longer_than_any_call_may_be_is_refused() -> None:
    with pytest.raises(ToolError, match="can't be used"):
        read_inquiry(json.dumps({"question": "x" * 70_000}), 65_536)


def test_questions_are_counted_from_the_persons_last_words() -> None:
    def asked(*names: str) -> AIMessage:
        return AIMessage("", tool_calls=[{"name": ASK_PERSON, "args": {}, "id": name} for name in names])

    assert beyond([HumanMessage("A"), asked("1", "2")], 1) == {"2"}
    assert beyond([HumanMessage("A"), asked("1", "2"), HumanMessage("B"), asked("3")], 1) == frozenset()


def test_words_of_an_answer_are_the_persons_and_what_was_chosen_is_neither_theirs_nor_a_tools() -> None:
    messages: list[AnyMessage] = [HumanMessage("A"), answered("m/0", words="B"), answered("m/1", chosen="C")]
    assert from_person(messages) == ["A", "B"]
    assert chosen(messages) == ["C"]


async def test_what_was_chosen_of_the_models_options_is_said_to_be_that(desk: Desk) -> None:
    desk.model.then(calls(asks("Which title?", "Check the footer")), calls(TITLES), says("Done."))
    person = Person(choose="1")
    await desk.turn("Make a task in Apollo", person)
    assert person.proposals == []


async def test_a_choice_does_not_wash_clean_what_somebody_else_wrote(desk: Desk) -> None:
    (task,) = [task for task in await desk.tasks() if str(task["key"]).startswith("APO-")][:1]
    title = str(task["title"])
    made = ("create_task", {"project": "Apollo", "title": title, "why": "As asked."})
    desk.model.then(calls(("get_task", {"task": task["id"]})), calls(asks("Which?", title)), calls(made), says("Well."))
    person = Person(["reject"], choose="1")
    await desk.turn("Make a task in Apollo", person)
    (proposal,) = person.proposals
    origin = proposal.provenance["title"]
    assert isinstance(origin, Origin)
    assert (origin.source, origin.flagged) == ("tool", True)
