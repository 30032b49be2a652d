from __future__ import annotations

from app.ui.story import Story
from graph.events import Acted, Acting, Ended, Entry, Event, Looked, Looking, Said, Settled, Spoke, Thought


def entries(*events: Event, first: int = 1) -> list[Entry]:
    return [Entry(first + place, 0, event) for place, event in enumerate(events)]


def shown(story: Story) -> list[Event]:
    return [item.event for item in story.items]


def test_pieces_of_one_message_are_joined() -> None:
    story = Story()
    story.take(Said("hi"), 0.0)
    story.take(Spoke("m1", "Hel"), 0.1)
    changed = story.take(Spoke("m1", "lo"), 0.2)
    assert shown(story) == [Said("hi"), Spoke("m1", "Hello")]
    assert [item.key for item in changed] == [1]


def test_thinking_ends_with_whatever_comes_next_and_knows_how_long_it_took() -> None:
    story = Story()
    story.take(Thought("m1", "a"), 10.0)
    assert story.items[0].running
    ended, _ = story.take(Spoke("m1", "b"), 12.5)
    assert not ended.running
    assert ended.seconds == 2.5


def test_a_tool_that_has_looked_replaces_the_one_that_was_looking_and_keeps_its_arguments() -> None:
    story = Story()
    story.take(Looking("m1/0", "find", {"q": "x"}), 0.0)
    story.take(Looking("m1/1", "find", {"q": "y"}), 0.0)
    story.take(Looked("m1/0", "find", "found", "2 tasks", 5), 0.1)
    assert [item.running for item in story.items] == [False, True]
    assert story.items[0].began == Looking("m1/0", "find", {"q": "x"})


def test_a_turn_that_is_done_leaves_no_line() -> None:
    story = Story()
    story.take(Said("hi"), 0.0)
    story.take(Ended("done"), 0.0)
    assert shown(story) == [Said("hi")]
    story.take(Ended("stopped"), 0.0)
    assert shown(story) == [Said("hi"), Ended("stopped")]


def test_the_same_proposal_settles_in_one_line() -> None:
    story = Story()
    story.take(Settled("p1", "Delete", "approve"), 0.0)
    story.take(Settled("p1", "Delete", "overtaken"), 0.0)
    assert shown(story) == [Settled("p1", "Delete", "overtaken")]


def test_older_entries_go_in_front_and_keys_stay_consecutive() -> None:
    story = Story()
    story.prepend(entries(Said("c"), Spoke("m3", "C"), first=5))
    story.take(Said("d"), 0.0)
    older = story.prepend(entries(Said("a"), Spoke("m1", "A"), Said("b"), Spoke("m2", "B")))
    keys = [item.key for item in story.items]
    assert keys == list(range(keys[0], keys[0] + 7))
    assert [item.key for item in older] == keys[:4]
    assert [event.text for event in shown(story) if isinstance(event, Said)] == ["a", "b", "c", "d"]
    story.take(Spoke("m3", "!"), 0.0)
    assert Spoke("m3", "C!") in shown(story)


def test_a_call_that_is_cut_by_a_page_is_one_line() -> None:
    story = Story()
    story.prepend(
        entries(Looked("m1/0", "find", "found", "2", 5), Acted("m1/1", "Do", (), ""), Spoke("m2", "lo"), first=4)
    )
    story.prepend(entries(Said("a"), Looking("m1/0", "find", {"q": "x"}), Acting("m1/1", "Do"), Spoke("m2", "hel")))
    assert [type(event) for event in shown(story)] == [Said, Looked, Acted, Spoke]
    assert shown(story)[-1] == Spoke("m2", "hello")
    assert story.items[1].began == Looking("m1/0", "find", {"q": "x"})


def test_only_the_first_line_of_an_answer_names_the_agent() -> None:
    story = Story()
    for event in (Said("a"), Thought("m1", "x"), Spoke("m1", "y")):
        story.take(event, 0.0)
    assert [story.speaker(item.key) for item in story.items] == ["You", "Agent", ""]
