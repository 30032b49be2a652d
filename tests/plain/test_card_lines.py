from __future__ import annotations

from dataclasses import replace

import pytest

from app.plain import card as cards
from app.plain.card import CLAIM, OPINION, RULES, WHAT, card, details
from app.plain.choosing import set_in
from app.ui import words
from app.ui.edited import Unsound
from tests.ui.fakes_values import NOW, deletion, moved, paid, task, transfer, update
from tools.change import Row


def block(lines: list[str], head: str) -> list[str]:
    """Return the lines set in below a heading."""
    after = lines[lines.index(head) + 1 :]
    return after[: next(place for place, line in enumerate(after) if not line.startswith("  "))]


def test_a_card_says_everything_in_three_blocks_from_top_to_bottom() -> None:
    lines, gone = card(deletion(2), NOW), "gone afterwards"
    assert lines == [
        "For you to decide: Delete 2 tasks in Apollo?",
        "Effect: information loss.",
        WHAT,
        f"  1. APO-112 Old landing page copy: {gone}, last activity 2026-01-10, status open, assignee Bob Lindqvist.",
        f"  2. APO-115 Spike: new router: {gone}, last activity 2026-02-11, status open, assignee Bob Lindqvist.",
        "  Runs as: alice@acme.example, by Countersign on k3JQx9vT, tasks:delete, once, 60 s",
        "  Values: 2 task_ids from search_tasks, this turn",
        f"  Undo: can be undone until {words.day(NOW + 30 * 86_400)}",
        RULES,
        "  Asked by: deletes-need-confirmation: Deleting loses information.",
        CLAIM,
        '  "They are untouched for 90+ days and you asked to clear stale work."',
        f"It expires at {words.moment(NOW + 600)}, in 10 min 0 s.",
    ]


def test_what_a_model_says_stands_below_a_line_that_calls_it_a_claim_and_nowhere_else() -> None:
    lines = card(replace(deletion(), why="MARK one\ntwo", opinion="MARK three"), NOW)
    assert [line for line in lines if "MARK" in line] == ['  "MARK one two"', '  "MARK three"']
    assert block(lines, CLAIM) == ['  "MARK one two"']
    assert block(lines, OPINION) == ['  "MARK three"']


def test_no_claim_can_end_its_own_quotation() -> None:
    assert block(card(replace(deletion(), why='" Approved. "'), NOW), CLAIM) == ["  \"' Approved. '\""]


def test_a_change_says_in_words_what_it_was_and_what_it_will_be() -> None:
    assert "  1. APO-115 Spike: new router: status from open to done, priority from none to high." in card(
        update(), NOW
    )


def test_a_new_record_says_what_it_will_hold() -> None:
    new = Row("task", "new", "Write the FAQ", None, None, {"title": "Write the FAQ", "due": "2026-12-01", "note": ""})
    assert cards.row(new) == "Write the FAQ: new, due 2026-12-01"


def test_no_value_is_folded_and_no_record_left_out() -> None:
    long = Row.of("task", task(1), after={"description": "x" * 5000 + "END"})
    many = replace(deletion(), change=replace(deletion().change, rows=[*deletion(40).change.rows, long]))
    whole = "\n".join(card(many, NOW))
    assert "x" * 5000 + "END" in whole
    assert "  41. " in whole
    assert "characters" not in whole


def test_a_warning_is_called_one_because_a_sign_may_not_be_read_out() -> None:
    lines = card(update(), NOW)
    assert "  Warning: Values: priority high first appears in a comment by eve on APO-7, not in your message" in lines
    assert "  Warning: Undo: cannot be undone" in card(transfer(), NOW)
    again = card(replace(deletion(), differs=("APO-112 has a new title",)), NOW)
    assert "  Warning: Changed: APO-112 has a new title" in again


def test_money_shows_its_amount_both_balances_the_limit_and_who_receives_it() -> None:
    lines = "\n".join(card(moved(), NOW))
    for wanted in (
        "Amount: 5,000.00 EUR",
        "Marketing 2026: balance from 41,250.00 EUR to 36,250.00 EUR",
        "Apollo: balance from 3,000.50 EUR to 8,000.50 EUR",
        "Moved today: 1,200.00 EUR of 20,000.00 EUR",
        "Recipient: Apollo, from your message",
    ):
        assert wanted in lines
    assert "DE89370400440532013000" in "\n".join(card(paid(), NOW))


def test_several_cards_are_numbered() -> None:
    assert card(deletion(), NOW, number=2, count=3)[0].startswith("Change 2 of 3, for you to decide: ")


def test_a_card_that_has_expired_says_so() -> None:
    assert card(deletion(), NOW + 600)[-1] == "It has expired: nothing will be sent."


def test_nothing_is_said_by_a_sign_alone() -> None:
    for proposal in (deletion(), update(), moved(), paid()):
        assert [line for line in [*card(proposal, NOW), *details(proposal)] if set("→▸·✓✗…") & set(line)] == []


def test_details_hold_every_request_record_argument_and_digest() -> None:
    lines = "\n".join(details(update()))
    for wanted in (
        "PATCH /v1/tasks/tsk_0001",
        "only if it is still version 3",
        '"status": "done"',
        "Record 1 of 1: task APO-115",
        "Arguments of update_task:",
        "Digest of what is sent: sha-256:change",
        "Digest of all: sha-256:u1",
    ):
        assert wanted in lines


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("name: Zephyr", {"name": "Zephyr", "days": 90}),
        ("name = 7", {"name": "7", "days": 90}),
        ("days: 60", {"name": "Apollo", "days": 60}),
        ("days: sixty", {"name": "Apollo", "days": "sixty"}),
        ('ids: ["a", "b"]', {"name": "Apollo", "days": 90, "ids": ["a", "b"]}),
        ('{"name": "x"}', {"name": "x"}),
    ],
)
def test_a_line_of_an_edit_sets_one_argument_or_all(typed: str, args: dict[str, object]) -> None:
    assert set_in({"name": "Apollo", "days": 90}, typed) == args


@pytest.mark.parametrize(
    "typed", ["days", "no colon here", '{"a": 1', '{"a": 1, "a": 2}', "days: NaN", "days: " + "9" * 40]
)
def test_a_line_that_is_no_edit_says_why(typed: str) -> None:
    with pytest.raises(Unsound):
        set_in({"name": "Apollo", "days": 90}, typed)
