from __future__ import annotations

from app.ui import waits
from app.ui.facts import Fact
from tests.ui.fakes_inbox import deleting, own, theirs
from tests.ui.fakes_values import NOW

ALL = [theirs(), deleting(), own(), theirs("ap_3", waits="others"), deleting("ap_4", state="used")]
SEEN = theirs("ap_5", reason="You may see this, but finance decides.")


def test_the_list_has_a_part_for_each_kind_of_waiting_and_none_that_is_empty() -> None:
    parts = [(title, [each.id for each in members]) for title, members in waits.parted(ALL, NOW)]
    assert parts == [
        ("For you to decide", ["ap_1", "ap_2"]),
        ("Your own open cards", ["pr_1"]),
        ("Waiting for others", ["ap_3"]),
        ("Decided, or over", ["ap_4"]),
    ]
    assert [title for title, _ in waits.parted([own()], NOW)] == ["Your own open cards"]


def test_what_one_may_only_see_waits_for_others() -> None:
    assert waits.part(SEEN, NOW) == "others"
    assert not waits.is_mine_to_decide(SEEN, NOW)
    assert Fact("Decided", "You may see this, but finance decides.") in waits.told(SEEN, NOW)


def test_what_has_run_out_is_over_whatever_its_state_says() -> None:
    late = theirs(expires=NOW)
    assert waits.part(late, NOW) == "over"
    assert not waits.is_mine_to_decide(late, NOW)
    assert waits.state(late, NOW) == "expired: nobody decided in time"


def test_what_is_over_says_how_it_ended_and_no_longer_who_could_decide() -> None:
    over = theirs(state="rejected", reason="You may see this, but finance decides.")
    told = {fact.label: fact.text for fact in waits.told(over, NOW)}
    assert told["State"] == "rejected"
    assert "Decided" not in told


def test_every_word_that_is_typed_must_stand_somewhere() -> None:
    assert [one.id for one in waits.matching(ALL, "ZEPHYR bob")] == ["ap_1", "ap_3"]
    assert [one.id for one in waits.matching(ALL, "information loss alice")] == ["ap_2", "pr_1", "ap_4"]
    assert waits.matching(ALL, "zephyr nobody") == []
    assert waits.matching(ALL, " ") == ALL


def test_it_says_who_asks_since_when_how_long_is_left_and_what_is_other_now() -> None:
    told = {fact.label: fact for fact in waits.told(theirs(changed=("Zephyr has a new owner",)), NOW)}
    assert told["Since"].text.startswith("12 min ago (")
    assert told["Since"].text.endswith(", asked by Bob Lindqvist")
    assert told["State"].text.startswith("waits for your decision, 23 h 53 min left (until ")
    assert told["Changed"] == Fact("Changed", "Zephyr has a new owner", flagged=True)
    assert told["Amount"].text == "50,000.00 EUR"


def test_money_is_never_approved_without_typing() -> None:
    assert waits.to_type(theirs()) == "50,000.00 EUR"
    assert waits.to_type(theirs(typed="")) == "50,000.00 EUR"
    assert waits.to_type(theirs(typed="", lines=())) == "Move 50,000.00 EUR Operations ▸ Zephyr"
    assert waits.to_type(deleting()) == ""


def test_the_askers_reason_is_quoted_and_marked() -> None:
    assert waits.claim(theirs()).text == "“The launch is brought forward.” (claimed)"
    assert waits.claim(theirs(why="")).text == "no reason was given"
    assert waits.claim(theirs(why="a\n\x1b[31mb")).text == "“a �b” (claimed)"
