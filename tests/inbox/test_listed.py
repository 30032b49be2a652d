from dataclasses import replace

import pytest

from app.waiting import count, hindrance, listed
from tests.graph.fakes_ledger import a_proposal
from tools.approvals import Approval, ApprovalState, Line, Who
from tools.change import Verdict

NOW = 1_800_000_000
DAVE = Who("usr_dave", "Dave Okafor")
THEIRS = Approval(
    id="ap_1",
    version="1",
    state="pending",
    change="sha-256:1",
    headline="Move 15,000.00 EUR",
    effect="transfer",
    lines=(Line("Amount", "15,000.00 EUR"),),
    rows=("Marketing 2026",),
    why="Printers.",
    by=Who("usr_alice", "Alice Moreau"),
    opened_at=NOW - 60,
    expires_at=NOW + 60,
    who="finance or an admin at Acme",
    mine=False,
    may_decide=True,
)
MINE = replace(THEIRS, id="ap_2", mine=True, may_decide=False)
SEEN = replace(THEIRS, id="ap_3", may_decide=False)
CARD = replace(a_proposal(), expires=NOW + 60)


def test_open_stands_before_closed_and_new_before_old() -> None:
    old = replace(THEIRS, id="ap_old", opened_at=NOW - 600)
    over = replace(THEIRS, id="ap_over", state="rejected", opened_at=NOW - 1)
    assert [one.id for one in listed([over, old, THEIRS], [(CARD, NOW)], NOW)] == [
        CARD.id,
        "ap_1",
        "ap_old",
        "ap_over",
    ]


def test_only_what_this_person_can_decide_now_is_counted() -> None:
    assert count(listed([THEIRS, MINE, SEEN], [(CARD, NOW)], NOW)) == 2
    assert count(listed([THEIRS, MINE, SEEN], [(CARD, NOW)], NOW + 60)) == 0
    assert count(listed([replace(THEIRS, state="approved")], [], NOW)) == 0


def test_what_is_over_time_is_expired_whatever_the_platform_last_said() -> None:
    assert [one.state for one in listed([THEIRS], [(CARD, NOW)], NOW + 60)] == ["expired", "expired"]
    used = replace(THEIRS, state="used")
    assert [one.state for one in listed([used], [], NOW + 60)] == ["used"]


def test_ones_own_card_that_waits_at_the_platform_is_listed_once() -> None:
    parked = replace(MINE, change=CARD.change_digest)
    assert [one.id for one in listed([parked], [(CARD, NOW)], NOW)] == ["ap_2"]


@pytest.mark.parametrize(
    ("approval", "waits", "reason"),
    [
        (THEIRS, "second", ""),
        (
            MINE,
            "others",
            "You asked for this yourself, so somebody else must decide on it: finance or an admin at Acme.",
        ),
        (SEEN, "second", "You may see this, but somebody else must decide on it: finance or an admin at Acme."),
    ],
)
def test_for_whom_it_waits_and_why_not_for_this_person(approval: Approval, waits: str, reason: str) -> None:
    (one,) = listed([approval], [], NOW)
    assert (one.waits, one.reason) == (waits, reason)


def test_what_was_decided_says_by_whom_and_what_they_said() -> None:
    decided = replace(THEIRS, state="rejected", decided_by=DAVE, comment="Not before the audit")
    (one,) = listed([decided], [], NOW)
    assert list(one.lines)[-2:] == [("Decided by", "Dave Okafor: rejected"), ("Said", "Not before the audit")]


def test_money_is_approved_by_its_amount_and_by_the_headline_where_none_is_told() -> None:
    (one,) = listed([THEIRS], [], NOW)
    (without,) = listed([replace(THEIRS, lines=())], [], NOW)
    (other,) = listed([replace(THEIRS, effect="delete")], [], NOW)
    assert (one.typed, without.typed, other.typed) == ("15,000.00 EUR", "Move 15,000.00 EUR", "")


def test_ones_own_card_says_what_its_rules_want() -> None:
    (plain,) = listed([], [(CARD, NOW)], NOW)
    wants = replace(CARD, effect="transfer", verdict=Verdict("needs", ("typed_confirmation",), (("r", "Money."),)))
    (typed,) = listed([], [(wants, NOW)], NOW)
    assert (plain.waits, plain.typed, plain.thread) == ("me", "", CARD.thread)
    assert typed.typed
    assert ("Asked by", "Money.") in typed.lines


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("approved", "Dave Okafor has approved this already."),
        ("rejected", "Dave Okafor has rejected this already."),
        ("used", "Dave Okafor has approved this already, and it was done."),
        ("expired", "The time to decide on this has run out."),
    ],
)
def test_what_is_decided_or_over_is_decided_by_nobody(state: ApprovalState, words: str) -> None:
    assert hindrance(replace(THEIRS, state=state, decided_by=DAVE), NOW) == words


def test_what_hinders_who_asked_who_may_not_and_who_comes_too_late() -> None:
    assert hindrance(THEIRS, NOW) == ""
    assert "yourself" in hindrance(MINE, NOW)
    assert "You may see this" in hindrance(SEEN, NOW)
    assert "run out" in hindrance(THEIRS, NOW + 60)
