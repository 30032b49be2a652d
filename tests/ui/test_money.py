from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.ui import facts, money
from app.ui.drafts import Drafts
from app.ui.facts import Fact
from tests.ui.fakes_values import deletion, moved, paid, transfer
from tools.change import Origin, Proposal, Row

EVE = Origin("tool", "get_task, this turn", flagged=True, by="Eve Tanaka")


def with_rows(change: Callable[[list[Row]], list[Row]]) -> Proposal:
    proposal = moved()
    return replace(proposal, change=replace(proposal.change, rows=change(list(proposal.change.rows))))


def test_money_between_two_budgets_is_headed_by_an_arrow() -> None:
    assert money.heading(moved()) == "Move 5,000.00 EUR  Marketing 2026 ▸ Apollo"


def test_the_arrow_follows_the_balances_and_not_the_order_of_the_rows() -> None:
    assert money.heading(with_rows(lambda rows: rows[::-1])) == money.heading(moved())


@pytest.mark.parametrize(
    "other",
    [
        lambda rows: rows[:1],
        lambda rows: [rows[0], replace(rows[1], after={"balance": "3,000.50 EUR"})],
        lambda rows: [rows[0], replace(rows[1], after={"balance": "8,000.50 USD"})],
        lambda rows: [*rows, rows[1]],
        lambda rows: [rows[0], replace(rows[1], after=None)],
        lambda rows: [rows[0], replace(rows[1], before={"balance": 3})],
    ],
)
def test_no_arrow_is_drawn_that_the_balances_do_not_show(other: Callable[[list[Row]], list[Row]]) -> None:
    assert money.heading(with_rows(other)) == "Transfer 5,000.00 EUR from Marketing 2026 to Apollo"


def test_what_moves_no_money_keeps_its_headline() -> None:
    assert money.heading(deletion()) == "Delete 5 tasks in Apollo"
    assert money.heading(transfer()) == "Move 5,000.00 EUR from Marketing to Apollo"


def test_what_weighs_on_a_change_is_said_label_by_label() -> None:
    assert money.terms(moved().change) == [
        Fact("Moved today", "1,200.00 EUR of 20,000.00 EUR"),
        Fact("Fee", "none"),
    ]


def test_the_recipient_is_said_with_where_the_name_comes_from() -> None:
    assert money.recipient(moved()) == [Fact("Recipient", "Apollo, from your message")]
    assert money.recipient(paid()) == [
        Fact("Recipient", "2214 Druckhaus Berg, DE89370400440532013000, from your message")
    ]
    assert money.recipient(deletion()) == []


def test_a_recipient_that_did_not_come_from_the_person_stands_out_with_who_wrote_it() -> None:
    proposal = replace(moved(), provenance={**moved().provenance, "to_budget": EVE})
    [fact] = money.recipient(proposal)
    assert fact.flagged
    assert fact.text == (
        "Apollo, which first appears in get_task, this turn, written by Eve Tanaka, not in your message"
    )
    made_up = replace(moved(), provenance={"to_budget": Origin("nowhere", "", flagged=True)})
    assert "made it up" in money.recipient(made_up)[0].text


def test_a_recipient_whose_origin_nobody_knows_stands_out() -> None:
    [fact] = money.recipient(replace(moved(), provenance={}))
    assert fact.flagged
    assert "nobody can tell" in fact.text
    [other] = money.recipient(replace(moved(), args={"to": "x", "note": "ap"}))
    assert other.flagged


def test_the_recipients_origin_is_said_once() -> None:
    proposal = replace(moved(), provenance={**moved().provenance, "to_budget": EVE})
    said = facts.standing(proposal, money.naming(proposal))
    assert [fact.text for fact in said if fact.label == "Values"] == ["from_budget, amount from your message"]


def test_who_wrote_a_value_is_named_once() -> None:
    assert facts.place(EVE) == "get_task, this turn, written by Eve Tanaka"
    assert facts.place(replace(EVE, where="a comment by Eve Tanaka on APO-7")) == "a comment by Eve Tanaka on APO-7"


def test_a_second_models_opinion_is_quoted_and_marked_as_its_own() -> None:
    assert [fact.label for fact in facts.claims(deletion())] == ["Why"]
    asked = facts.claims(replace(deletion(), opinion="It clears \x1b[31mopen work."))
    assert asked[1] == Fact("Opinion", "“It clears �open work.” (a second model)")
    warned = facts.claims(replace(deletion(), opinion="It is paid twice.", stance="warns"))
    assert warned[1] == Fact("Opinion", "warns: “It is paid twice.” (a second model)", flagged=True)


def test_what_was_typed_is_kept_by_what_it_was_typed_for() -> None:
    drafts = Drafts()
    drafts.keep("prop_1", "5,000")
    assert (drafts.of("prop_1"), drafts.of("prop_2")) == ("5,000", "")
    drafts.keep("prop_1", "")
    assert drafts.of("prop_1") == ""
