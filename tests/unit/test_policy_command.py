from dataclasses import replace
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result

from app.cli import main
from app.commands.policy import explanation
from graph.ledger.claims import Ledger
from graph.policy.pdp import BASELINE, Pdp
from graph.storage.audit import Audit
from graph.storage.store import Store
from tests.graph.fakes_desk import Desk, Person, desk_for, nobody
from tests.graph.fakes_model import calls, says

CASES = BASELINE.with_suffix(".cases.yaml")
RULE = '@id("{}") @because("{}")\nforbid (principal, action == Action::"{}", resource){};\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the organisation's folder of rules."""
    made = tmp_path / "policy"
    made.mkdir(mode=0o755)
    monkeypatch.setenv("COUNTERSIGN_POLICY_FOLDER", str(made))
    monkeypatch.setenv("COUNTERSIGN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    return made


def put(file: Path, text: str, mode: int = 0o644) -> Path:
    file.write_text(text)
    file.chmod(mode)
    return file


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["policy", *args])


@pytest.mark.usefixtures("folder")
def test_the_table_names_every_effect_and_every_rule_and_what_approvals_rest_on() -> None:
    told = run("show")
    assert told.exit_code == 0, told.output
    words = " ".join(told.output.split())
    pdp = Pdp.load()
    assert [rule.id for rule in pdp.rules if f"({rule.id})" not in words] == []
    assert pdp.bundle in words
    for effect in ("read", "create, update", "critical", "delete", "disclose", "transfer", "receive"):
        assert f"\n{effect} " in told.output


def test_the_table_shows_whom_an_organisations_rules_concern_and_where_they_stand(folder: Path) -> None:
    put(folder / "own.cedar", RULE.format("no-deletes", "Not here.", "delete", ' when { principal.role == "member" }'))
    told = run("show")
    (line,) = [line for line in told.output.splitlines() if "(no-deletes)" in line]
    assert line.split() == ["role", "member", "is", "refused", "Always:", "Not", "here.", "(no-deletes)"]
    assert "1 rule of your organisation, from" in told.output


def test_what_rules_and_cases_say_reaches_the_terminal_clean(folder: Path, tmp_path: Path) -> None:
    put(folder / "own.cedar", RULE.format("odd", "\\u{1b}]0;x\\u{7}\\u{202e}[red]Not here.", "delete", ""))
    shown = run("show").output
    assert "[red]Not here." in shown
    case = '- case: "\\e[31mred\\u202e"\n  asked: {effect: read}\n  expected: {outcome: forbid}\n'
    tried = run("test", str(put(tmp_path / "cases.yaml", case))).output
    assert not {"\x1b", "\x07", "\u202e"} & set(shown + tried)


@pytest.mark.usefixtures("folder")
def test_the_baselines_own_cases_are_all_as_expected() -> None:
    told = run("test", str(CASES))
    assert (told.exit_code, told.output) == (0, "82 cases: all as expected.\n")


@pytest.mark.usefixtures("folder")
def test_a_case_that_is_not_as_expected_is_named_with_both_answers_and_exit_code_1(tmp_path: Path) -> None:
    file = put(
        tmp_path / "cases.yaml",
        "- {case: reads run, asked: {effect: read}, expected: {outcome: allow}}\n"
        "- {case: deletes run, asked: {effect: delete}, expected: {outcome: allow, rules: []}}\n",
    )
    told = run("test", str(file))
    assert told.exit_code == 1
    assert told.stdout.splitlines() == [
        "✗ deletes run",
        "    expected  allow, by no rule",
        "    answered  needs confirmation, by deletes-need-confirmation",
    ]
    assert told.stderr == "Error: 1 of 2 cases not as expected.\n"


def test_cases_are_tried_on_the_organisations_rules_or_on_files_in_their_place(folder: Path, tmp_path: Path) -> None:
    case = "- {case: nobody reads, asked: {effect: read}, expected: {outcome: forbid, rules: [no-reads]}}\n"
    file = put(tmp_path / "cases.yaml", case)
    draft = put(tmp_path / "draft.cedar", RULE.format("no-reads", "Not here.", "read", ""))
    assert run("test", str(file)).exit_code == 1
    assert run("test", str(file), "--rules", str(draft)).output == "1 case: all as expected.\n"
    put(folder / "own.cedar", draft.read_text())
    assert run("test", str(file)).output == "1 case: all as expected.\n"


@pytest.mark.usefixtures("folder")
def test_a_file_that_holds_no_cases_is_refused_with_its_line_and_reason(tmp_path: Path) -> None:
    told = run("test", str(put(tmp_path / "cases.yaml", "\n- case: a\n  asked: {effect: burn}\n")))
    assert told.exit_code == 1
    assert told.stderr.startswith(f"Error: The cases cannot be read: {tmp_path / 'cases.yaml'}, line 2: ")


@pytest.mark.parametrize("args", [("show",), ("test", str(CASES)), ("explain", "pr_x")])
def test_rules_that_others_may_write_end_every_command_in_a_sentence(folder: Path, args: tuple[str, ...]) -> None:
    put(folder / "own.cedar", RULE.format("x", "y", "read", ""), 0o666)
    told = run(*args)
    assert told.exit_code == 1
    assert told.stderr == (
        f"Error: The rules cannot be loaded: {folder / 'own.cedar'}: others may write it (mode 0666)."
        " Mend that file; without rules nothing runs.\n"
    )


def explain(desk: Desk, wanted: str, pdp: Pdp) -> list[str]:
    with Store.open(desk.ground.folder, desk.ground.key) as store:
        return list(explanation(wanted, store, pdp))


async def test_a_proposal_is_explained_by_what_decided_what_was_known_and_what_is_missing(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        tasks = await desk.some(2)
        desk.model.then(calls(("delete_tasks", {"task_ids": tasks, "why": "Stale."})), says("Done."))
        person = Person()
        await desk.turn("Delete them", nobody)
        with Store.open(desk.ground.folder, desk.ground.key) as store:
            (proposal,) = Ledger(store, Audit(store, desk.clock), desk.clock).open(desk.session.thread)
        told = explain(desk, proposal.id[:8], desk.ground.pdp)
        assert told[0] == proposal.change.headline
        assert "Tool         delete_tasks, effect delete" in told
        assert "State        open" in told
        assert "Decided by   deletes-need-confirmation: Deleting loses information." in told
        assert f"Policy knew  rows: {len(proposal.change.rows)}" in told
        assert "Needs        confirmation: met once you approve its card in countersign" in told
        await desk.resume(person)
        assert "Needs        confirmation: met" in explain(desk, proposal.id, desk.ground.pdp)
        assert "State        done" in explain(desk, proposal.id, desk.ground.pdp)
        other = put(tmp_path / "own.cedar", RULE.format("no-reads", "x", "read", ""))
        assert explain(desk, proposal.id, Pdp.load([other]))[-1].startswith("The rules have changed since")


async def test_what_was_refused_outright_is_explained_by_its_call(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        (task,) = await desk.some(1)
        frozen = put(tmp_path / "own.cedar", RULE.format("frozen", "Frozen.", "delete", ""))
        desk.ground = replace(desk.ground, pdp=Pdp.load([frozen]))
        await desk.session.close()
        await desk.open()
        desk.model.then(calls(("delete_tasks", {"task_ids": [task], "why": "Stale."})), says("No."))
        await desk.turn("Delete it", nobody)
        with Store.open(desk.ground.folder, desk.ground.key) as store:
            (entry,) = Audit(store, desk.clock).entries(kind="verdict")
        told = explain(desk, str(entry.plain["call"]), desk.ground.pdp)
    assert "Decided by   frozen: Frozen." in told
    assert "Needs        nothing would satisfy these rules: they refuse it, whoever agrees." in told


@pytest.mark.parametrize("wanted", ["pr_none", "", "msg_1/0"])
async def test_what_nobody_proposed_cannot_be_explained(tmp_path: Path, wanted: str) -> None:
    async with desk_for(tmp_path) as desk:
        with pytest.raises(ClickException, match="There is no proposal or call"):
            explain(desk, wanted, desk.ground.pdp)
