from dataclasses import replace

from app.ui import facts
from graph.policy.safeguards import beyond_us, satisfied_by, to_type, touched, typed_right
from graph.second.seconds import Second, state_of
from tests.graph.fakes_ledger import a_decision, a_proposal
from tests.graph.fakes_seconds import ALICE, DAVE, approval_of
from tools.approvals import Waiting
from tools.change import Change, Decision, Row


def decided(choice: str, digest: str, typed: str = "") -> Decision:
    return Decision("pr_1", digest, "usr_alice", 0, choice, typed=typed)  # type: ignore[arg-type]  # a choice


def test_only_an_approval_of_this_digest_meets_a_need() -> None:
    proposal = a_proposal()
    assert satisfied_by(decided("approve", proposal.digest), proposal) == ("confirmation",)
    assert satisfied_by(decided("approve", "sha-256:other"), proposal) == ()
    assert satisfied_by(decided("reject", proposal.digest), proposal) == ()
    assert satisfied_by(None, proposal) == ()


def test_a_typed_confirmation_is_met_by_what_was_to_be_typed() -> None:
    proposal = a_proposal()
    money = replace(proposal, change=replace(proposal.change, amount=(500_000, "EUR")))
    assert to_type(money) == "5,000.00 EUR"
    assert typed_right(money, " 5,000.00 eur ")
    assert typed_right(money, "5000.00")
    assert not typed_right(money, "5000.00 USD")
    assert typed_right(money, "5.000,00")
    assert typed_right(money, "5000")
    assert not typed_right(money, "5.000")
    assert not typed_right(money, "5000.01")
    assert satisfied_by(decided("approve", money.digest, "5000.00"), money) == ("confirmation", "typed_confirmation")
    assert satisfied_by(decided("approve", money.digest, "500.00"), money) == ("confirmation",)


def test_what_the_card_asks_to_type_is_what_the_graph_takes() -> None:
    proposal = a_proposal()
    asked = replace(proposal, verdict=replace(proposal.verdict, needs=("typed_confirmation",)))
    for change in (asked.change, replace(asked.change, amount=(123_456_789, "EUR"))):
        card = replace(asked, change=change)
        assert typed_right(card, facts.to_type(card))


def test_needs_that_nobody_can_meet_here_are_named() -> None:
    assert beyond_us(("confirmation", "typed_confirmation")) == ""
    assert beyond_us(("confirmation", "fresh_login", "second_person")) == "a fresh sign-in and a second person"


def test_a_rejected_change_is_known_by_effect_and_record() -> None:
    gone = Change("Delete", (), (Row("task", "tsk_1", "APO-1", "1", {}, None),))
    assert touched("delete", gone) == ["delete tsk_1"]
    new = Change("Create", (), (Row("task", "new", "A title", None, None, {}),))
    assert touched("create", new) == ["create A title"]


def test_only_an_approval_of_this_change_by_somebody_else_meets_the_need_for_a_second_person() -> None:
    proposal = a_proposal()
    waiting = Waiting(proposal.change_digest, (), proposal.expires, "Stale.", ())
    approval = replace(approval_of(waiting), state="approved", decided_by=DAVE)
    assert state_of(proposal, approval) == "approved"
    assert state_of(proposal, replace(approval, state="used")) == "approved"
    assert state_of(proposal, replace(approval, decided_by=ALICE)) == "rejected"
    assert state_of(proposal, replace(approval, decided_by=None)) == "rejected"
    assert state_of(proposal, replace(approval, change="sha-256:other")) == "rejected"
    decision, second = a_decision(proposal), Second(proposal.id, "approved", approval)
    assert satisfied_by(decision, proposal, second) == ("confirmation", "second_person")
    assert satisfied_by(decision, proposal, replace(second, state="pending")) == ("confirmation",)
    assert satisfied_by(decision, proposal, replace(second, proposal="pr_other")) == ("confirmation",)
    assert satisfied_by(replace(decision, met=("second_person",)), proposal) == ("confirmation",)
    assert satisfied_by(replace(decision, met=("fresh_login",)), proposal) == ("confirmation", "fresh_login")
    assert satisfied_by(None, proposal, second) == ()
