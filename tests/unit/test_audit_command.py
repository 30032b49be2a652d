import json
from dataclasses import asdict
from pathlib import Path

from app.commands.audit import line_of, shown
from graph.storage.audit import Audit, AuditEntry
from graph.storage.store import Store
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tests.hostile import FORGED, LOOKALIKE

ENTRY = AuditEntry(
    7, 1_795_000_000, "decision", "thr_1", {"choice": "reject", "note": ""}, {"headline": "Delete it"}, ""
)


def entries(desk: Desk) -> list[AuditEntry]:
    with Store.open(desk.ground.folder, desk.ground.key) as store:
        return Audit(store, desk.clock).entries()


def test_a_line_has_the_number_the_moment_the_kind_and_whatever_is_there() -> None:
    assert line_of(ENTRY) == '   7  2026-11-18 11:06:40Z  decision    choice="reject"  headline="Delete it"'


async def test_what_was_proposed_decided_and_done_is_shown_in_order_a_line_each(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        tasks = await desk.some(1)
        desk.model.then(calls(("delete_tasks", {"task_ids": tasks, "why": "Stale."})), says("Done."))
        await desk.turn("Delete it", Person(["approve"]))
        kept = entries(desk)
        lines = list(shown(kept, as_json=False))
        assert (
            [int(line.split()[0]) for line in lines] == [entry.seq for entry in kept] == sorted({e.seq for e in kept})
        )
        kinds = [line.split()[3] for line in lines]
        known = [kind for kind in kinds if kind in {"verdict", "proposal", "decision", "intent", "receipt"}]
        assert known == ["verdict", "proposal", "decision", "intent", "receipt"]
        (decided,) = [line for line in lines if line.split()[3] == "decision"]
        assert 'choice="approve"' in decided
        assert [json.loads(line) for line in shown(kept, as_json=True)] == json.loads(json.dumps([*map(asdict, kept)]))


def test_no_entry_begins_a_line_of_its_own_and_no_value_ends_before_its_quote() -> None:
    with Store.open(None, b"k" * 32) as store:
        audit = Audit(store, lambda: 1_795_000_000.0)
        audit.write(
            "decision", thread="t", plain={}, body={"note": f'x\n   2  {FORGED}" choice="approve', "other": "1"}
        )
        (line,) = shown(audit.entries(), as_json=False)
    assert len(line.splitlines()) == 1
    note, end = json.JSONDecoder().raw_decode(line, line.index("note=") + len("note="))
    assert note.endswith('choice="approve')
    assert line[end:] == '  other="1"'


def test_letters_that_only_look_plain_are_noted_behind_the_line() -> None:
    for text in LOOKALIKE:
        assert "(! look-alike: " in line_of(AuditEntry(1, 0, "proposal", "t", {}, {"headline": text}, ""))
