import json

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolCall, ToolMessage

from graph.replies import answer, found, from_person, in_a_line, note_id, recent, unanswered


def read(message: ToolMessage) -> dict[str, object]:
    body: dict[str, object] = json.loads(str(message.text))
    return body


def test_a_short_result_is_whole() -> None:
    assert read(found("m/0", {"id": "tsk_1"}, 100)) == {"status": "found", "result": {"id": "tsk_1"}}


def test_a_long_list_is_cut_between_its_items_and_says_so() -> None:
    rows = [{"id": f"tsk_{number}"} for number in range(100)]
    body = read(found("m/0", {"items": rows, "total": 100}, 200))
    kept = body["result"]
    assert isinstance(kept, list)
    assert kept == rows[: len(kept)]
    assert 0 < len(kept) < 100
    assert body["note"] == f"Cut: the first {len(kept)} of 100."


def test_a_long_text_is_cut_and_says_so() -> None:
    body = read(found("m/0", {"text": "x" * 1000}, 100))
    assert len(str(body["result"])) == 100
    assert "Cut" in str(body["note"])


def test_what_a_person_sees_of_a_read_is_one_line() -> None:
    assert in_a_line("search_tasks", {"items": [{}], "total": 7}) == "7 tasks"
    assert in_a_line("list_projects", [{}]) == "1 project"
    assert in_a_line("get_task", {"key": "APO-1", "title": "Two\nlines"}) == "APO-1  Two lines"
    assert in_a_line("get_task", {"title": "x" * 200}).endswith("…")
    assert in_a_line("who_am_i", "text") == "an answer"


def talk(*turns: str) -> list[AnyMessage]:
    return [message for text in turns for message in (HumanMessage(text), AIMessage(text))]


def test_only_whole_recent_turns_are_shown_to_the_model() -> None:
    messages = talk("a" * 10, "b" * 10, "c" * 10)
    assert recent(messages, 45, 99) == messages[2:]
    assert recent(messages, 1000, 99) == messages
    assert recent(messages, 1000, 3) == messages[4:]


def test_the_turn_under_way_is_always_whole() -> None:
    messages = talk("a" * 1000)
    assert recent(messages, 10, 1) == messages


def test_calls_without_an_answer_are_found_in_the_last_message_only() -> None:
    calls = [ToolCall(name="x", args={}, id="m-0"), ToolCall(name="x", args={}, id="m-1")]
    messages: list[AnyMessage] = [*talk("a"), AIMessage("", tool_calls=calls), answer("m/0", "done")]
    assert unanswered(messages) == ["m-1"]
    assert unanswered([*messages, answer("m/1", "stopped")]) == []
    assert unanswered([]) == []


def test_a_note_of_this_program_is_none_of_the_persons_words() -> None:
    messages = [HumanMessage("Delete it", id="said_1"), HumanMessage("It came back", id=note_id("1"))]
    assert from_person(messages) == ["Delete it"]
