from __future__ import annotations

from dataclasses import replace

import pytest

from app.ui import facts, words
from tests.ui.fakes_values import NOW, deletion, task, transfer, update
from tools.change import Origin, Row


def test_a_row_that_goes_shows_what_is_telling_about_it() -> None:
    rows = [Row.of("task", task(0), after=None), Row.of("task", {**task(1), "assignee": None}, after=None)]
    assert facts.table(rows, 100) == [
        ["APO-112 Old landing page copy", "open", "2026-01-10", "Bob Lindqvist"],
        ["APO-115 Spike: new router", "open", "2026-02-11", "none"],
    ]


def test_what_only_tells_records_apart_gives_way_to_their_names() -> None:
    rows = [Row.of("task", {**task(0), "title": "Write down what we learned from the beta survey"}, after=None)]
    assert [len(facts.table(rows, width)[0]) for width in (100, 74, 68, 56)] == [4, 3, 2, 1]
    assert all(facts.table(rows, width)[0][0].endswith("beta survey") for width in (100, 74, 68, 56, 20))


def test_a_row_that_changes_shows_only_what_changes() -> None:
    row = Row.of("task", task(1), after={**task(1), "status": "done", "assignee": None})
    assert facts.cells(row)[1:] == ["status: open → done · assignee: Bob Lindqvist → none"]


def test_a_new_row_shows_what_it_will_hold() -> None:
    row = Row(
        "task", "new", "Write the FAQ", None, None, {"title": "Write the FAQ", "due": "2026-12-01", "assignee": None}
    )
    assert facts.cells(row) == ["Write the FAQ", "due 2026-12-01"]


def test_a_change_with_a_long_value_or_many_rows_is_folded() -> None:
    assert not facts.folded(deletion(5), 5)
    assert facts.folded(deletion(6), 5)
    long = Row.of("task", task(1), after={"description": "x" * 500})
    assert facts.folded(replace(deletion(1), change=replace(deletion(1).change, rows=[long])), 5)
    assert "500 characters" in facts.cells(long)[1]


def test_a_flagged_value_says_where_it_first_appeared() -> None:
    flagged = [fact.text for fact in facts.values(update()) if fact.flagged]
    assert flagged == ["priority high first appears in a comment by eve on APO-7, not in your message"]


def test_a_value_from_nowhere_is_said_to_be_made_up() -> None:
    made_up = replace(update(), provenance={"status": Origin("nowhere", "", flagged=True)})
    assert "made it up" in facts.values(made_up)[0].text


def test_of_several_values_the_one_from_nowhere_is_named() -> None:
    origin = Origin("nowhere", "tsk_77 is neither in your words nor in anything the agent has read", flagged=True)
    (told,) = facts.values(replace(deletion(), provenance={"task_ids": origin}))
    assert told.text.endswith(f", of which {origin.where}: the agent made it up")


def test_whether_it_can_be_undone_is_always_said() -> None:
    assert facts.undo(deletion().change).text == f"can be undone until {words.day(NOW + 30 * 86_400)}"
    assert facts.undo(transfer().change).text == "cannot be undone"


def test_the_agents_reason_is_quoted_and_marked() -> None:
    assert facts.claim(deletion()).text.startswith("“They are untouched")
    assert facts.claim(deletion()).text.endswith("” (agent)")
    assert facts.claim(replace(deletion(), why=" ")).text == "the agent gave no reason"


def test_what_is_not_as_it_was_stands_out() -> None:
    again = replace(deletion(), differs=("APO-112 has a new title",))
    assert facts.changed(again) == [facts.Fact("Changed", "APO-112 has a new title", flagged=True)]
    assert facts.changed(deletion()) == []


def test_the_words_to_type_are_the_amount() -> None:
    assert facts.to_type(transfer()) == "5,000.00 EUR"
    assert facts.to_type(deletion()) == ""


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ((500_000, "EUR"), "5,000.00 EUR"),
        ((1200, "JPY"), "1,200 JPY"),
        ((1500, "KWD"), "1.500 KWD"),
        ((5, "USD"), "0.05 USD"),
    ],
)
def test_money_is_said_as_people_write_it(amount: tuple[int, str], said: str) -> None:
    assert words.money(amount) == said


@pytest.mark.parametrize(("seconds", "said"), [(598.2, "9:58"), (5, "0:05"), (-3, "0:00"), (7300, "2 h 01 min")])
def test_time_left_is_said_shortly(seconds: float, said: str) -> None:
    assert words.countdown(seconds) == said


def test_arguments_fit_a_line() -> None:
    args = {
        "project": "Apollo",
        "stale_days": 90,
        "ids": ["a", "b", "c"],
        "who": None,
        "done": True,
        "note": "x\n\x1b[31my",
    }
    said = words.arguments(args)
    assert said == "project=Apollo  stale_days=90  ids=3 values  who=none  done=yes  note=x �y"


def test_json_is_laid_out_with_short_things_on_one_line() -> None:
    laid = words.laid_out({"items": [{"id": f"tsk_{number}", "version": "3"} for number in range(3)]})
    assert laid.splitlines()[2] == '    {"id": "tsk_0", "version": "3"},'


def test_a_moment_in_front_hides_nothing_of_what_stands_behind_it() -> None:
    hidden = "2026-01-01T10:00 and 9,000.00 EUR to eve"
    assert words.value(hidden) == hidden
    assert words.value("2026-01-01T10:00:00Z") == "2026-01-01"


def test_a_moment_that_changes_is_told_to_the_minute() -> None:
    changed = facts.differences({"due": "2026-01-01T09:00:00Z"}, {"due": "2026-01-01T17:00:00Z"})
    assert changed == [("due", "2026-01-01T09:00:00Z", "2026-01-01T17:00:00Z")]


@pytest.mark.parametrize(
    "given", ["x" * 200, ["x" * 200], {"x": "y" * 200}, {"name": "z" * 200}, {"name": "Bob", "iban": "DE89"}]
)
def test_whatever_is_too_long_for_a_card_must_be_seen_before_it_is_approved(given: object) -> None:
    row = Row("task", "tsk_1", "Notes", "1", {"tags": ""}, {"tags": given})
    change = replace(update().change, rows=[row])
    assert facts.folded(replace(update(), change=change), 5)
