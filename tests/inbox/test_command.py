from collections.abc import Sequence
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.commands import inbox
from app.ui.desk import DeskTrouble
from app.ui.inbox import Refused, Waiting
from graph.questions import Answer
from tests.inbox.fakes_parts import CARD, Parts, my_card, transfer
from tests.ui.fakes_inbox import deleting

NOTHING = "Nothing waits for you, and nothing of yours waits for others.\n"
ADDRESS = "http://127.0.0.1:5000/callback?code=1"


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Parts:
    made = Parts()
    monkeypatch.setattr(inbox, "on_parts", made.run)
    return made


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "at_a_terminal", lambda: True)


def run(*args: str, typed: Sequence[str] = ()) -> Result:
    return CliRunner().invoke(main, ["inbox", *args], input="".join(f"{line}\n" for line in typed))


@pytest.mark.parametrize("args", [(), ("list",)])
def test_what_waits_is_one_line_each_with_who_asks_for_whom_and_how_long(parts: Parts, args: tuple[str, ...]) -> None:
    parts.box.kept = [
        transfer(),
        my_card(left=300),
        transfer(id="ap_3", waits="others"),
        transfer(id="ap_4", state="rejected"),
    ]
    told = run(*args)
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "ap_1  Move 50,000.00 EUR Operations ▸ Zephyr  from Bob Lindqvist  for you, as a second person  2 h 0 min left",
        f"{CARD.id}  Delete 5 tasks in Apollo  from Alice Moreau  for you  5 min left",
        "ap_3  Move 50,000.00 EUR Operations ▸ Zephyr  from Bob Lindqvist  for others  2 h 0 min left",
        "ap_4  Move 50,000.00 EUR Operations ▸ Zephyr  from Bob Lindqvist  for you, as a second person  rejected",
    ]


def test_an_empty_inbox_says_so(parts: Parts) -> None:
    assert parts.box.kept == []
    assert run("list").output == NOTHING


def test_one_of_them_is_shown_whole(parts: Parts) -> None:
    parts.box.kept = [transfer(changed=("Operations held 90,000.00, and holds 80,000.00 now.",), reason="Not you.")]
    told = run("show", "ap_1")
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "Move 50,000.00 EUR Operations ▸ Zephyr",
        "  transfer, pending, waits for you, as a second person",
        "  Amount: 50,000.00 EUR",
        "  From: Operations, 90,000.00 → 40,000.00 EUR",
        "  Note: launch",
        "  - bud_1 Operations",
        "  - bud_2 Zephyr",
        "  ! Changed since: Operations held 90,000.00, and holds 80,000.00 now.",
        "  Asked by: Bob Lindqvist 12 min ago",
        "  Time left: 2 h 0 min left",
        "  Why (the agent's words): The launch is brought forward.",
        "  Not you.",
    ]


def test_what_somebody_wrote_moves_no_cursor_and_makes_no_line(parts: Parts) -> None:
    evil = "Move\x1b[2K\r\nap_9  Harmless  from you"
    parts.box.kept = [transfer(headline=evil, by=evil, why=evil, lines=((evil, evil),), rows=(evil,), changed=(evil,))]
    for told in (run("list"), run("show", "ap_1")):
        assert "\x1b" not in told.output
        assert not [line for line in told.output.splitlines() if line.startswith("ap_9")]


@pytest.mark.parametrize("command", ["show", "approve", "reject"])
@pytest.mark.parametrize("name", ["ap_7", "", "pr_\x1b[2J"])
@pytest.mark.usefixtures("at_a_terminal")
def test_a_name_that_nothing_has_is_an_error(parts: Parts, command: str, name: str) -> None:
    parts.box.kept = [transfer()]
    told = run(command, name)
    assert told.exit_code == 1
    assert told.stderr.startswith("Nothing that waits is called ")
    assert "\x1b" not in told.stderr
    assert parts.box.decided == []


@pytest.mark.usefixtures("at_a_terminal")
def test_a_name_may_be_begun_where_only_one_begins_so(parts: Parts) -> None:
    parts.box.kept = [transfer(id="ap_12"), transfer(id="ap_123"), transfer(id="ap_2")]
    assert run("show", "ap_2").exit_code == 0
    assert run("show", "ap_12").exit_code == 0
    assert run("show", "ap_1").exit_code == 1


@pytest.mark.parametrize("command", ["approve", "reject"])
@pytest.mark.parametrize("name", ["ap_1", CARD.id])
def test_without_a_terminal_nothing_is_decided_whatever_is_typed(parts: Parts, command: str, name: str) -> None:
    parts.box.kept = [transfer(), my_card()]
    told = run(command, name, typed=["50,000.00", "approve", "y"])
    assert told.exit_code == 4
    assert told.stderr == "Deciding needs a terminal, and somebody at it. Run this in one, or decide in countersign.\n"
    assert (parts.box.decided, parts.box.looked, parts.talking.answers) == ([], 0, [])


OVER: Sequence[Waiting] = [
    transfer(left=-60, state="expired"),
    transfer(state="rejected"),
    transfer(state="approved"),
    transfer(state="used"),
    transfer(waits="others"),
    transfer(reason="You may see this, but somebody else must decide on it: an admin at Acme."),
]


@pytest.mark.parametrize("command", ["approve", "reject"])
@pytest.mark.parametrize("one", OVER, ids=lambda one: f"{one.state}-{one.waits}")
@pytest.mark.usefixtures("at_a_terminal")
def test_what_is_over_or_not_ones_own_to_decide_is_shown_and_refused(parts: Parts, command: str, one: Waiting) -> None:
    parts.box.kept = [one]
    told = run(command, "ap_1", typed=["50,000.00"])
    assert told.exit_code == 4
    assert "Move 50,000.00 EUR" in told.stdout
    assert told.stderr == "There is nothing here for you to decide.\n"
    assert parts.box.decided == []


@pytest.mark.parametrize("typed", ["50,000.00", "50,000.00 EUR", "50000", "50.000,00"])
@pytest.mark.usefixtures("at_a_terminal")
def test_a_colleagues_transfer_is_approved_by_typing_its_amount(parts: Parts, typed: str) -> None:
    parts.box.kept = [transfer()]
    told = run("approve", "ap_1", typed=[typed])
    assert told.exit_code == 0, told.output
    assert "To approve it, type 50,000.00 EUR" in told.stdout
    assert parts.box.decided == [("ap_1", "approve", "")]


@pytest.mark.parametrize("typed", ["", "y", "yes", "approve", "5,000.00", "50,000.01", "50,000.00 USD"])
@pytest.mark.usefixtures("at_a_terminal")
def test_anything_else_that_is_typed_decides_nothing(parts: Parts, typed: str) -> None:
    parts.box.kept = [transfer()]
    told = run("approve", "ap_1", typed=[typed])
    assert told.exit_code == 4
    assert told.stderr == "That was not it, so nothing was decided.\n"
    assert parts.box.decided == []


@pytest.mark.parametrize(("typed", "code"), [("approve", 0), ("Approve", 0), ("", 4), ("y", 4)])
@pytest.mark.usefixtures("at_a_terminal")
def test_what_has_no_amount_is_approved_by_the_word(parts: Parts, typed: str, code: int) -> None:
    parts.box.kept = [replace(deleting("ap_2"), since=transfer().since, expires=transfer().expires)]
    assert run("approve", "ap_2", typed=[typed]).exit_code == code
    assert bool(parts.box.decided) is (code == 0)


@pytest.mark.usefixtures("at_a_terminal")
def test_a_rejection_takes_its_reason_along(parts: Parts) -> None:
    parts.box.kept = [transfer()]
    told = run("reject", "ap_1", typed=["Not before the audit"])
    assert told.exit_code == 0
    assert parts.box.decided == [("ap_1", "reject", "Not before the audit")]


@pytest.mark.usefixtures("at_a_terminal")
def test_the_providers_page_is_named_and_what_it_ends_on_can_be_pasted(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = typing(monkeypatch, ["nonsense", ADDRESS])
    parts.box.kept, parts.box.asks_provider = [transfer()], True
    told = run("approve", "ap_1", typed=["50,000.00"])
    assert told.exit_code == 0, told.output
    assert "Your provider asks you to confirm this at:\nhttp://127.0.0.1:41001/authorize" in told.stdout
    assert asked == ["Paste the address that your browser ended on: "]
    assert "That address has no code in it." in told.stdout


@pytest.mark.usefixtures("at_a_terminal")
def test_a_refusal_is_told_with_the_next_step(parts: Parts) -> None:
    parts.box.kept = [transfer()]
    parts.box.refusal = Refused("Erin Castellano has approved\x1b[2K this already.", "Look at the inbox.")
    told = run("approve", "ap_1", typed=["50,000.00"])
    assert told.exit_code == 4
    assert "this already. Look at the inbox." in told.stderr
    assert "\x1b" not in told.stderr


@pytest.mark.usefixtures("at_a_terminal")
def test_ones_own_card_is_approved_in_its_conversation(parts: Parts) -> None:
    parts.box.kept = [my_card()]
    told = run("approve", CARD.id, typed=["approve"])
    assert told.exit_code == 0, told.output
    assert parts.opened == [CARD.thread]
    assert parts.talking.answers == [Answer(CARD.id, CARD.digest, "approve", "", "approve")]
    for words in ("Runs as", *(row.label for row in CARD.change.rows)):
        assert words in told.output, told.output


@pytest.mark.usefixtures("at_a_terminal")
def test_ones_own_card_is_rejected_with_a_reason_and_that_is_no_refusal(parts: Parts) -> None:
    parts.box.kept = [my_card()]
    told = run("reject", CARD.id, typed=["Keep them"])
    assert told.exit_code == 0, told.output
    assert parts.talking.answers == [Answer(CARD.id, CARD.digest, "reject", "Keep them")]


@pytest.mark.usefixtures("at_a_terminal")
def test_only_the_card_that_was_named_is_answered(parts: Parts) -> None:
    parts.box.kept = [my_card()]
    parts.talking.cards = (replace(CARD, id="pr_other"), CARD)
    assert run("approve", CARD.id, typed=["approve"]).exit_code == 0
    assert [answer.to for answer in parts.talking.answers] == [CARD.id]
    parts.talking.cards, parts.talking.answers = (replace(CARD, id="pr_other"),), []
    assert run("approve", CARD.id, typed=["approve"]).exit_code == 3
    assert parts.talking.answers == []


@pytest.mark.usefixtures("at_a_terminal")
def test_a_card_that_is_gone_meanwhile_is_not_passed_over_in_silence(parts: Parts) -> None:
    parts.box.kept, parts.talking.cards = [my_card()], ()
    told = run("approve", CARD.id, typed=["approve"])
    assert (told.exit_code, told.stderr) == (4, "It is not open any more, so nothing was decided.\n")


@pytest.mark.usefixtures("at_a_terminal")
def test_a_card_that_stands_in_a_terminal_at_work_is_left_to_that(parts: Parts) -> None:
    parts.box.kept, parts.talking.is_busy = [my_card()], True
    told = run("approve", CARD.id, typed=["approve"])
    assert told.exit_code == 1
    assert "Another terminal is at work in this conversation." in told.stderr


@pytest.mark.usefixtures("at_a_terminal")
def test_a_card_that_has_run_out_is_not_decided(parts: Parts) -> None:
    parts.box.kept = [my_card(left=-90, state="expired")]
    told = run("approve", CARD.id, typed=["approve"])
    assert told.exit_code == 4
    assert "Time left: expired" in told.stdout
    assert parts.opened == []


@pytest.mark.usefixtures("at_a_terminal")
def test_the_page_for_ones_own_card_can_be_pasted_too(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, [ADDRESS])
    parts.box.kept, parts.talking.page = [my_card()], "http://127.0.0.1:41001/authorize?request_uri=urn:1"
    told = run("approve", CARD.id, typed=["approve"])
    assert told.exit_code == 0, told.output
    assert "http://127.0.0.1:41001/authorize?request_uri=urn:1" in told.stderr


@pytest.mark.parametrize("args", [("list",), ("show", "ap_1"), ("approve", "ap_1")])
@pytest.mark.usefixtures("at_a_terminal")
def test_a_platform_that_cannot_be_asked_is_an_error_in_words(parts: Parts, args: tuple[str, ...]) -> None:
    parts.box.trouble = DeskTrouble("The platform can't be reached.", "Try again in a moment.")
    told = run(*args)
    assert told.exit_code == 1
    assert told.stderr == "Error: The platform can't be reached. Try again in a moment.\n"


def typing(monkeypatch: pytest.MonkeyPatch, lines: Sequence[str]) -> list[str]:
    """Have somebody type these lines once they are asked; returns what they were asked."""
    asked: list[str] = []

    async def typed(prompt: str):  # type: ignore[no-untyped-def]  # an asynchronous generator of lines  # noqa: ANN202
        asked.append(prompt)
        for line in lines:
            yield line

    monkeypatch.setattr("app.commands.typed.typed", typed)
    return asked
