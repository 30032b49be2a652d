from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Ended, Looked, Looking, Said, Settled, Spoke
from graph.ledger.claims import Ledger
from graph.questions import Answer, Question
from graph.storage.audit import Audit
from graph.storage.lease import Leases
from graph.storage.store import Store
from graph.storage.threads import Threads
from tests.graph.fakes_desk import KEY, Desk, Person, desk_for, nobody
from tests.graph.fakes_model import after, calls, says
from tests.sandbox.fakes_platform import wire
from tools.change import Decision

LEASE = 31


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


async def wish(desk: Desk) -> list[str]:
    ids = await desk.some(1)
    desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Done."))
    return ids


async def reopen(desk: Desk, folder: Path) -> None:
    """Open the copied folder as a new process would, once the dead one's lease has run out."""
    desk.clock.now += LEASE
    await desk.open(folder, desk.session.thread)


def cut_at(desk: Desk, to: Path, path: str, method: str = "POST") -> Callable[[httpx.Request], Awaitable[None]]:
    """Copy the folder when a request passes, and let nothing pass any more: this is where the power went."""
    cut: list[Path] = []

    async def hook(request: httpx.Request) -> None:
        if not cut and request.method == method and request.url.path.startswith(path):
            cut.append(desk.copy(to))
        if cut:
            raise httpx.ConnectError("dead", request=request)

    return hook


async def test_killed_at_the_question_the_same_card_is_there_again(desk: Desk) -> None:
    await wish(desk)
    person = Person()
    await desk.turn("Delete it", nobody)
    (kept,) = [event for event in await desk.session.history(None, 50) if isinstance(event.event, Said)]
    assert kept.event == Said("Delete it")
    await desk.session.close()
    await desk.open()
    events = await desk.resume(person)
    assert len(person.proposals) == 1
    assert events[-1] == Ended("done")
    assert await desk.deletions() == 1


async def test_the_card_that_comes_back_is_the_same_to_its_digest(desk: Desk, tmp_path: Path) -> None:
    (task,) = await wish(desk)
    first, second = Person([lambda _: None]), Person()

    async def cut(question: Question) -> Sequence[Answer]:
        if not first.asked:
            desk.copy(tmp_path / "cut")
        return await first(question)

    await desk.turn(f"Delete {task}", cut)
    await reopen(desk, tmp_path / "cut")
    kept = [type(entry.event) for entry in await desk.session.history(None, 50)]
    assert kept == [Said, Looking, Looked]
    await desk.resume(second)
    assert second.proposals[0].digest == first.proposals[0].digest


async def test_killed_after_the_decision_before_the_graph_went_on_it_is_done_once_without_asking(desk: Desk) -> None:
    await wish(desk)
    shown = Person([lambda _: None])
    await desk.turn("Delete it", shown)
    await desk.session.close()
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        ledger = Ledger(store, Audit(store, desk.clock), desk.clock, Leases(store, desk.clock))
        proposal = shown.proposals[0]
        ledger.decide(Decision(proposal.id, proposal.digest, "usr_alice", int(desk.clock()), "approve"))
    await desk.open()
    events = await desk.resume(nobody)
    assert events[-1] == Ended("done")
    assert await desk.deletions() == 1


async def test_killed_after_the_claim_before_sending_it_is_sent_after_all(desk: Desk, tmp_path: Path) -> None:
    await wish(desk)
    desk.line.before = cut_at(desk, tmp_path / "cut", "/v1/tasks/delete")
    await desk.turn("Delete it", Person())
    assert await desk.deletions() == 0
    desk.model.then(says("Done now."))
    await reopen(desk, tmp_path / "cut")
    events = await desk.resume(nobody)
    assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
    assert await desk.deletions() == 1


async def test_killed_after_sending_before_the_receipt_nothing_is_sent_again(desk: Desk, tmp_path: Path) -> None:
    await wish(desk)
    desk.line.behind = cut_at(desk, tmp_path / "cut", "/v1/tasks/delete")
    await desk.turn("Delete it", Person())
    desk.model.then(says("It was done."))
    await reopen(desk, tmp_path / "cut")
    events = await desk.resume(nobody)
    assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
    assert desk.line.writes == []
    assert await desk.deletions() == 1


async def test_killed_after_the_receipt_while_the_model_thinks_only_the_thinking_is_repeated(
    desk: Desk, tmp_path: Path
) -> None:
    ids = await desk.some(1)
    wanted = calls(("delete_tasks", {"task_ids": ids, "why": "Stale."}))
    desk.model.then(wanted, after(lambda: desk.copy(tmp_path / "cut"), says("Done.")), says("Done, I think."))
    await desk.turn("Delete it", Person())
    await reopen(desk, tmp_path / "cut")
    events = await desk.resume(nobody)
    assert "".join(event.text for event in events if isinstance(event, Spoke)) == "Done, I think. "
    assert desk.line.writes == []
    assert await desk.deletions() == 1


async def test_killed_while_looking_the_look_is_repeated(desk: Desk, tmp_path: Path) -> None:
    desk.model.then(calls(("search_tasks", {"project": "Apollo"})))
    desk.line.before = cut_at(desk, tmp_path / "cut", "/v1/projects", "GET")
    await desk.turn("What is there?")
    desk.model.then(says("Much."))
    await reopen(desk, tmp_path / "cut")
    assert (await desk.resume(nobody))[-1] == Ended("done")


async def test_killed_before_the_first_thought_the_words_are_not_lost(desk: Desk, tmp_path: Path) -> None:
    desk.model.then(after(lambda: desk.copy(tmp_path / "cut"), says("Hello.")), says("Hello again."))
    await desk.turn("Hi")
    await reopen(desk, tmp_path / "cut")
    assert (await desk.resume(nobody))[-1] == Ended("done")
    assert "Hi" in str(desk.model.shown[-1][-1].text)


async def test_words_that_reached_only_the_transcript_are_taken_up(desk: Desk) -> None:
    await desk.session.close()
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        Threads(store, desk.clock).append(desk.session.thread, Said("Anybody?"))
    desk.model.then(says("Yes."))
    await desk.open()
    events = await desk.resume(nobody)
    assert events[-1] == Ended("done")
    assert not [event for event in events if isinstance(event, Said)]


async def test_where_nothing_was_left_resuming_says_nothing(desk: Desk) -> None:
    assert await desk.resume() == []
    desk.model.then(says("Hello."))
    await desk.turn("Hi")
    assert await desk.resume() == []


async def test_a_card_whose_records_have_changed_is_judged_anew(desk: Desk) -> None:
    ids = await wish(desk)
    first, second = Person([lambda _: None]), Person()
    await desk.turn("Delete it", first)
    tag = (await desk.stand.get(f"/v1/tasks/{ids[0]}")).headers["etag"]
    await desk.stand.write(wire("PATCH", f"/v1/tasks/{ids[0]}", {"title": "Other"}, if_match=tag))
    events = await desk.resume(second)
    assert [event.choice for event in events if isinstance(event, Settled)] == ["overtaken", "approve"]
    assert second.proposals[0].digest != first.proposals[0].digest
    assert "Other" in second.proposals[0].change.rows[0].label
    assert await desk.deletions() == 1


async def test_a_card_that_ran_out_meanwhile_is_settled_and_told(desk: Desk) -> None:
    await wish(desk)
    await desk.turn("Delete it", nobody)
    desk.clock.now += 3600
    person = Person()
    events = await desk.resume(person)
    assert person.asked == []
    assert [event.choice for event in events if isinstance(event, Settled)] == ["expired"]
    assert desk.model.answers()[0]["status"] == "expired"
    assert await desk.deletions() == 0


async def test_new_words_overtake_an_open_card(desk: Desk) -> None:
    await wish(desk)
    await desk.turn("Delete it", nobody)
    events = await desk.turn("Never mind")
    assert [event.choice for event in events if isinstance(event, Settled)] == ["overtaken"]
    assert desk.model.answers()[0]["status"] == "overtaken"
    assert events[-1] == Ended("done")
    assert await desk.resume() == []


async def test_new_words_do_not_overtake_what_was_approved(desk: Desk) -> None:
    first, second = await desk.some(2)
    wanted = [("delete_tasks", {"task_ids": [one], "why": "Stale."}) for one in (first, second)]
    desk.model.then(calls(*wanted), says("One."))
    shown = Person([lambda _: None])
    await desk.turn("Delete them", shown)
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        ledger = Ledger(store, Audit(store, desk.clock), desk.clock, Leases(store, desk.clock))
        proposal = shown.proposals[0]
        ledger.decide(Decision(proposal.id, proposal.digest, "usr_alice", int(desk.clock()), "approve"))
    events = await desk.turn("And now?")
    assert await desk.deletions() == 1
    assert sorted(str(answer["status"]) for answer in desk.model.answers()) == ["done", "overtaken"]
    assert events[-1] == Ended("done")


async def test_the_folder_holds_no_token_and_no_title_in_clear(desk: Desk) -> None:
    ids = await wish(desk)
    title = (await desk.stand.get(f"/v1/tasks/{ids[0]}")).json()["title"]
    await desk.turn("Delete it", Person())
    assert desk.ground.folder is not None
    bytes_kept = b"".join(path.read_bytes() for path in desk.ground.folder.rglob("*") if path.is_file())
    assert len(bytes_kept) > 10_000
    assert desk.tokens.given
    assert not [token for token in desk.tokens.given if token.encode() in bytes_kept]
    assert title.encode() not in bytes_kept


async def test_no_token_is_ever_shown_to_the_model_or_kept_in_the_state(desk: Desk) -> None:
    await wish(desk)
    await desk.turn("Delete it", Person())
    shown = str(desk.model.shown)
    left = await desk.session._driver.left()  # noqa: SLF001  # what the graph really remembers
    for token in desk.tokens.given:
        assert token not in shown
        assert token not in str(left)
