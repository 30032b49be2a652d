from pathlib import Path

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, empty_checkpoint

from graph.events import Acting, Looked, Said, Settled, Spoke
from graph.storage.checkpoints import saver
from graph.storage.cipher import Cipher
from tests.graph.fakes_ledger import ALICE, KEY, Account, a_decision, a_proposal, a_receipt, an_intent
from tools.change import Choice

PLANTED = "Renegotiate the Halvorsen lease"
PERSONAL = (PLANTED, "Halvorsen", ALICE.name, ALICE.email, ALICE.sub, "tsk_secret", "delete_tasks")


def found(folder: Path) -> list[tuple[str, str]]:
    files = [path for path in folder.iterdir() if path.is_file()]
    assert len(files) >= 3
    return [(path.name, word) for path in files for word in PERSONAL if word.encode() in path.read_bytes()]


async def test_nothing_personal_is_readable_in_any_file(tmp_path: Path) -> None:
    with Account(tmp_path) as account:
        checkpoints = await saver(tmp_path, Cipher(KEY))
        thread = account.threads.create()
        for event in (
            Said(PLANTED),
            Spoke("msg_1", PLANTED),
            Looked("msg_1/0", "delete_tasks", "change", PLANTED, 1),
            Settled("prp_1", PLANTED, "reject", PLANTED),
            Acting("msg_1/0", PLANTED),
        ):
            account.threads.append(thread, event)
        choices: tuple[Choice, ...] = ("approve", "reject", "edit")
        for number, choice in enumerate(choices):
            proposal = a_proposal(number, thread, ("tsk_secret",), title=PLANTED)
            account.ledger.offer(proposal)
            account.ledger.decide(a_decision(proposal, choice, note=PLANTED))
        intent = an_intent(a_proposal(0, thread, ("tsk_secret",), title=PLANTED))
        account.ledger.claim(intent, "a")
        account.ledger.record(intent.digest, a_receipt(intent, 0, "refused", PLANTED))
        closed = a_proposal(5, thread, title=PLANTED)
        account.ledger.offer(closed)
        account.ledger.close(closed.id, "stopped", PLANTED)
        config: RunnableConfig = {
            "configurable": {"thread_id": thread, "checkpoint_ns": "", "who": ALICE.name},
            "metadata": {"words": PLANTED},
        }
        checkpoint: Checkpoint = {**empty_checkpoint(), "channel_values": {"messages": [PLANTED, ALICE.email]}}
        kept = await checkpoints.aput(config, checkpoint, {"source": "loop", "step": 1}, {})
        await checkpoints.aput_writes(kept, [("messages", PLANTED)], "task_1")
        assert found(tmp_path) == []
        await checkpoints.aclose()
        assert found(tmp_path) == []
        assert account.threads.list()[0].title == PLANTED
    assert [name for name, _ in found(tmp_path)] == []
