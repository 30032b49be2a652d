from __future__ import annotations

from dataclasses import replace

from textual.events import Paste
from textual.widgets import Input

from app.ui.screens.details import DetailsScreen
from app.ui.widgets.choice import Choice
from tests.ui.fakes_cards import answers, asking, opened, settle
from tests.ui.fakes_values import NOW, deletion, transfer, update


async def test_everything_that_a_person_must_know_is_in_view_at_80_by_24() -> None:
    async with asking() as shown:
        await opened(shown)
        for words in (
            "Delete 5 tasks in Apollo?",
            "information loss",
            "APO-112 Old landing page copy",
            "APO-124 Move icons to the sprite",
            "deletes-need-confirmation: Deleting loses information.",
            "“They are untouched for 90+ days",
            "(agent)",
            "alice@acme.example, by Countersign on k3JQx9vT",
            "tasks:delete",
            "5 task_ids from search_tasks, this turn",
            "can be undone until",
            "[y] Approve",
            "[n] Reject, say why",
            "expires 10:00",
        ):
            await shown.sees(words)


async def test_focus_starts_on_reject() -> None:
    async with asking() as shown:
        await opened(shown)
        assert isinstance(shown.app.focused, Choice)
        assert shown.app.focused.name == "n"


async def test_rejecting_takes_a_reason_and_enter_sends_it() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(1)
        await shown.press("n")
        await shown.press(*"Bob", " ", *"needs", " ", *"y", "enter")
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_p1", "reject", "Bob needs y", "")]
        await shown.sees("Rejected  Delete 5 tasks in Apollo")
        await shown.sees("“Bob needs y”")


async def test_escape_leaves_the_reason_and_decides_nothing() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(1)
        await shown.press("n", "x", "escape")
        await settle(shown)
        assert answers(shown) == []
        assert isinstance(shown.app.focused, Choice)


async def test_what_is_folded_cannot_be_approved_unseen() -> None:
    async with asking(deletion(10)) as shown:
        await opened(shown)
        await shown.sees("more, all on ?")
        shown.time.pass_(1)
        await shown.press("y")
        await settle(shown)
        assert answers(shown) == []
        await shown.sees("Part of this is folded")
        await shown.press("?")
        await shown.until(lambda: isinstance(shown.app.screen, DetailsScreen))
        await shown.press("escape")
        shown.time.pass_(1)
        await shown.press("y")
        await settle(shown)
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_p1", "approve", "", "")]


async def test_the_details_show_every_request_as_it_will_be_sent() -> None:
    async with asking(size=(120, 60)) as shown:
        await opened(shown)
        await shown.press("?")
        await shown.until(lambda: isinstance(shown.app.screen, DetailsScreen) and "POST" in shown.text)
        await shown.sees("POST /v1/tasks/delete")
        for number in range(5):
            await shown.sees(f'{{"id": "tsk_000{number}", "version": "3"}}')


async def test_typed_confirmation_must_be_typed() -> None:
    async with asking(transfer()) as shown:
        await opened(shown)
        shown.time.pass_(1)
        await shown.press("y")
        await shown.until(lambda: isinstance(shown.app.focused, Input))
        shown.app.post_message(Paste("5,000.00 EUR"))
        await shown.pilot.pause()
        await shown.press("enter")
        await settle(shown)
        assert answers(shown) == []
        await shown.press(*"500", "enter")
        await settle(shown)
        assert answers(shown) == []
        await shown.press("0", ".", "0", "0", " ", *"eur", "enter")
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_t1", "approve", "", "5000.00 eur")]


async def test_a_card_that_stands_in_for_another_says_what_has_changed() -> None:
    async with asking(replace(deletion(2), differs=("APO-112 has a new title",))) as shown:
        await opened(shown)
        await shown.sees("Changed   ! APO-112 has a new title")


async def test_an_expired_card_cannot_be_approved() -> None:
    async with asking(replace(deletion(), expires=NOW + 5)) as shown:
        card = await opened(shown)
        shown.time.pass_(6)
        card.tick()
        await shown.press("y")
        await settle(shown)
        assert answers(shown) == []
        await shown.sees("expired")


async def test_several_proposals_are_decided_one_by_one() -> None:
    async with asking(deletion(2, "a"), update("b"), deletion(3, "c"), size=(100, 40)) as shown:
        await opened(shown)
        await shown.sees("3 changes, decided one by one")
        shown.time.pass_(1)
        await shown.press("n", *"no", "enter")
        shown.time.pass_(1)
        await shown.press("y")
        await settle(shown)
        assert answers(shown) == []
        shown.time.pass_(1)
        await shown.press("n", "enter")
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [
            ("prop_a", "reject", "no", ""),
            ("prop_b", "approve", "", ""),
            ("prop_c", "reject", "", ""),
        ]


async def test_capital_y_approves_all_of_one_effect_and_leaves_the_others() -> None:
    async with asking(deletion(2, "a"), update("b"), deletion(3, "c"), size=(100, 40)) as shown:
        await opened(shown)
        shown.time.pass_(1)
        await shown.press("Y")
        await settle(shown)
        assert answers(shown) == []
        shown.time.pass_(1)
        await shown.press("n", "enter")
        await shown.until(lambda: bool(answers(shown)))
        assert [answer[:2] for answer in answers(shown)] == [
            ("prop_a", "approve"),
            ("prop_b", "reject"),
            ("prop_c", "approve"),
        ]


async def test_transfers_are_never_approved_together() -> None:
    plain = [replace(transfer(name), verdict=deletion().verdict) for name in "ab"]
    async with asking(*plain, size=(100, 40)) as shown:
        await opened(shown)
        assert "[Y]" not in shown.text
        shown.time.pass_(1)
        await shown.press("Y")
        await settle(shown)
        assert "Approved" not in shown.text


async def test_outside_text_on_a_card_is_neither_markup_nor_escape() -> None:
    nasty = "[@click=app.quit]x[/] \x1b[31m\u202egnp"
    proposal = replace(deletion(1), why=nasty, change=replace(deletion(1).change, headline=nasty))
    async with asking(proposal, size=(110, 30)) as shown:
        await opened(shown)
        assert shown.text.count("[@click=app.quit]x[/] �gnp") >= 2
        assert "\x1b" not in shown.text
