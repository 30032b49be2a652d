from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.ledger.claims import Totals
from graph.ledger.intent import Intent
from tests.graph.fakes_ledger import NOW, Account, a_decision, a_proposal, a_receipt, a_routine, an_intent, with_digest


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


def transfer(account: Account, number: int, amount: tuple[int, str]) -> Intent:
    """Offer and approve something that moves money, and return what the executor claims."""
    proposal = a_proposal(number, f"thr_{number}")
    moving = with_digest(replace(proposal, effect="transfer", change=replace(proposal.change, amount=amount)))
    account.ledger.offer(moving)
    account.ledger.decide(a_decision(moving))
    return replace(an_intent(moving, number), amount=amount)


def test_totals_count_what_may_have_been_done_and_not_what_was_refused(account: Account) -> None:
    account.ledger.claim(a_routine(), "a")
    account.clock.now += 100
    account.ledger.claim(account.approved(1, ids=("tsk_1", "tsk_2")), "a")
    refused = account.approved(3, "thr_3", ("tsk_5",))
    account.ledger.claim(refused, "a")
    assert account.ledger.totals(NOW) == Totals(touched=4, deleted=3)
    account.ledger.record(refused.digest, a_receipt(refused, 0, "refused"))
    assert account.ledger.totals(NOW) == Totals(touched=3, deleted=2)
    assert account.ledger.totals(NOW + 100) == Totals(touched=2, deleted=2)
    assert account.ledger.totals(NOW + 101) == Totals(touched=0, deleted=0)


def test_a_claimed_change_is_not_counted_beside_itself(account: Account) -> None:
    mine = account.approved(1, ids=("tsk_1", "tsk_2"))
    account.ledger.claim(mine, "a")
    account.ledger.claim(a_routine(), "a")
    assert account.ledger.totals(NOW, but=mine.digest) == Totals(touched=1, deleted=0)


def test_what_touches_no_record_that_is_known_counts_by_its_requests(account: Account) -> None:
    account.ledger.claim(replace(a_routine(), records=()), "a")
    assert account.ledger.totals(NOW).touched == 1


def test_money_is_added_up_by_currency_and_counts_while_it_may_have_moved(account: Account) -> None:
    account.ledger.claim(transfer(account, 1, (500_000, "EUR")), "a")
    account.ledger.claim(transfer(account, 2, (-25, "EUR")), "a")
    refused = transfer(account, 3, (7, "USD"))
    account.ledger.claim(refused, "a")
    assert account.ledger.totals(NOW).moved == {"EUR": 500_025, "USD": 7}
    account.ledger.record(refused.digest, a_receipt(refused, 0, "refused"))
    assert account.ledger.totals(NOW).moved == {"EUR": 500_025}


def test_the_rejections_of_some_time_are_counted_and_nothing_else(account: Account) -> None:
    for number, choice in enumerate(("reject", "approve", "reject")):
        account.clock.now = NOW + 100 * number
        proposal = a_proposal(number, f"thr_{number}", expires=NOW + 5_000)
        account.ledger.offer(proposal)
        account.ledger.decide(a_decision(proposal, choice))  # type: ignore[arg-type]  # a choice
    assert account.ledger.rejections(NOW) == 2
    assert account.ledger.rejections(NOW + 1) == 1
    assert account.ledger.rejections(NOW + 201) == 0
