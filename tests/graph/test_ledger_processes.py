import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.ledger.claims import State
from graph.storage.lease import new_holder
from graph.trouble import UnknownProposal
from tests.graph.fakes_ledger import Account, a_proposal, a_receipt, an_intent

ROUNDS = 50
Runner = subprocess.Popen[str]


@contextmanager
def runner(checkout: Path, verb: str, folder: Path) -> Iterator[Runner]:
    command = [sys.executable, "-m", "tests.graph.runner", verb, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=checkout, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: Runner) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: Runner, word: int) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def test_two_processes_that_claim_at_once_have_one_winner_every_time(tmp_path: Path, checkout: Path) -> None:
    with Account(tmp_path) as account:
        for number in range(ROUNDS):
            account.approved(number, f"thr_{number}")
    with runner(checkout, "claim", tmp_path) as one, runner(checkout, "claim", tmp_path) as other:
        assert (told(one), told(other)) == ("ready", "ready")
        answers = []
        for number in range(ROUNDS):
            tell(one, number)
            tell(other, number)
            answers.append({told(one), told(other)})
    assert answers == [{"first", "used"}] * ROUNDS
    with Account(tmp_path) as account:
        assert len(account.audit.entries(kind="intent")) == ROUNDS
        assert account.audit.verify().sound


def test_a_runner_killed_between_claim_and_receipt_leaves_its_intent_to_the_next_one(
    tmp_path: Path,
    checkout: Path,
) -> None:
    with Account(tmp_path) as account:
        intent = account.approved(0, "thr_0")
    with runner(checkout, "claim", tmp_path) as process:
        assert told(process) == "ready"
        tell(process, 0)
        assert told(process) == "first"
        process.kill()
        process.wait()
        with Account(tmp_path) as account:
            assert account.audit.verify().sound
            assert account.ledger.unfinished() == [intent]
            claim = account.ledger.claim(intent, new_holder())
            assert (claim.again, claim.receipts) == (True, ())
            account.ledger.record(intent.digest, a_receipt(intent))
            assert account.ledger.unfinished() == []


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 7, 30])
def test_every_step_that_was_said_to_be_kept_survives_a_kill(tmp_path: Path, checkout: Path, steps: int) -> None:
    with runner(checkout, "work", tmp_path) as process:
        lines = [told(process) for _ in range(steps)]
        process.kill()
        process.wait()
    with Account(tmp_path) as account:
        assert account.audit.verify().sound
        for line in lines:
            step, number = line.split()
            assert far(account, int(number)) >= ("offered", "decided", "claimed", "recorded").index(step)


FAR: dict[State, int] = {"open": 0, "approved": 1, "used": 2, "done": 3}


def far(account: Account, number: int) -> int:
    proposal = a_proposal(number, f"thr_{number}")
    try:
        state = FAR[account.ledger.state(proposal.id)]
    except UnknownProposal:
        return -1
    assert (account.ledger.decision(proposal.id) is not None) == (state >= FAR["approved"])
    assert (an_intent(proposal, number) in account.ledger.unfinished()) == (state == FAR["used"])
    return state
