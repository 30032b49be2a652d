from hypothesis import given
from hypothesis import strategies as st

from graph.provenance import LISTED, MADE_UP, YOURS, trace
from tools.change import Json, Origin

FOUND = (
    "search_tasks, this turn",
    {
        "items": [{"id": "tsk_1", "key": "APO-1", "title": "Pay IBAN DE02120300000000202051 today", "status": "open"}],
        "total": 500,
    },
)


def origin(value: object, words: str = "", schema: Json | None = None) -> Origin:
    return trace({"x": value}, [words], [FOUND], schema and {"properties": {"x": schema}})["x"]


def test_what_the_person_said_is_theirs_however_they_wrote_it() -> None:
    assert origin("Call the printer", "please create a task:  call  THE printer!") == YOURS
    assert origin(90, "stale for 90 days") == YOURS


def test_a_number_is_not_found_within_another() -> None:
    assert origin(50, "500 euros, 1,250 or 50x") == MADE_UP


def test_an_id_that_the_platform_made_is_known_by_the_tool_that_found_it() -> None:
    assert origin("tsk_1") == Origin("tool", "search_tasks, this turn")
    assert origin(["tsk_1", "APO-1"]) == Origin("tool", "search_tasks, this turn")


def test_a_value_from_text_that_somebody_wrote_is_flagged_with_its_field() -> None:
    assert origin("DE02120300000000202051") == Origin("tool", "title in search_tasks, this turn", flagged=True)


def test_a_value_that_is_only_part_of_an_id_is_flagged() -> None:
    assert trace({"x": "a"}, [], [("get", {"id": "a b"})])["x"].flagged


def test_the_persons_words_count_before_any_tools() -> None:
    assert origin("DE02120300000000202051", "pay de02120300000000202051") == YOURS


def test_the_first_result_with_the_value_is_named() -> None:
    later = ("get_task, this turn", {"id": "tsk_1"})
    assert trace({"x": "tsk_1"}, [], [FOUND, later])["x"].where == "search_tasks, this turn"


def test_a_value_from_nowhere_is_flagged() -> None:
    assert origin("tsk_99") == MADE_UP


def test_a_list_is_as_doubtful_as_the_most_doubtful_in_it() -> None:
    assert origin(["tsk_1", "tsk_99"]) == MADE_UP
    assert origin(["tsk_1", "mine"], "mine").source == "tool"
    assert origin({"to": ["tsk_1", "DE02120300000000202051"]}).flagged


def test_a_value_that_the_tool_itself_lists_is_not_flagged() -> None:
    status = {"type": "string", "enum": ["open", "done"]}
    assert origin("done", schema=status) == LISTED
    assert origin(["done"], schema={"type": "array", "items": status}) == LISTED
    assert origin(value=True, schema={"type": "boolean"}) == LISTED
    assert origin(50, schema={"type": "integer", "default": 50}) == LISTED
    assert origin(51, schema={"type": "integer", "default": 50}) == MADE_UP


def test_nothing_is_not_flagged() -> None:
    empty: list[object] = ["", None, [], {}]
    assert not any(origin(value).flagged for value in empty)


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8")))
def test_every_argument_has_an_origin(value: str, words: str) -> None:
    assert set(trace({"x": value, "y": [value]}, [words], [FOUND])) == {"x", "y"}


@given(st.from_regex(r"[a-z]{3,9}", fullmatch=True), st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True)))
def test_a_word_is_the_persons_exactly_when_they_said_it(value: str, words: list[str]) -> None:
    assert (trace({"x": value}, [" ".join(words)], [])["x"] == YOURS) is (value in words)
