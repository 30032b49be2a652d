from __future__ import annotations

from app.auth.events import Refused, SessionEnded
from app.ui.desk import DeskTrouble
from tests.plain.fakes_plain import plain
from tests.ui.fakes_ui import FakeDesk, FakeSignIn

URL = "http://127.0.0.1:41001/authorize?client_id=c1"
BACK = "http://127.0.0.1:5000/callback?code=x&state=y"


async def test_a_kept_session_goes_straight_to_the_conversation() -> None:
    async with plain() as lines:
        await lines.sees("Signed in as Alice Moreau.", "You are alice@acme.example, Acme, lead.", "You: ")


async def test_a_person_of_the_sandbox_is_chosen_by_number() -> None:
    async with plain(FakeDesk(sign_in=FakeSignIn())) as lines:
        await lines.sees("What Countersign does on your behalf:", "3. Carol Mensah, viewer at Acme", "and Enter: ")
        lines.type("9")
        await lines.sees("That is none of these.", "and Enter: ")
        lines.type("3")
        await lines.sees("Signing in as Carol Mensah.", "You: ")
        assert lines.desk.sign_in.chosen == ["carol"]


async def test_a_browser_gets_its_address_on_a_line_of_its_own_and_one_can_be_pasted_back() -> None:
    async with plain(FakeDesk(sign_in=FakeSignIn())) as lines:
        await lines.sees("b. Open my browser", "and Enter: ")
        lines.type("b")
        await lines.sees("Open this page in any browser:\nhttp://127.0.0.1:41001/authorize?client_id=c1&state=sss")
        lines.type("nonsense")
        await lines.sees("That address has no code in it.")
        lines.type(BACK)
        await lines.sees("Taken.", "Signed in as Alice Moreau.", "You: ")


async def test_one_can_go_back_from_the_browser_to_another_way() -> None:
    async with plain(FakeDesk(sign_in=FakeSignIn())) as lines:
        await lines.sees("and Enter: ")
        lines.type("p")
        await lines.sees("or type back.")
        lines.type("back")
        await lines.sees("and Enter: ")
        lines.type("1")
        await lines.sees("You: ")


async def test_a_refusal_is_told_with_its_next_step_and_the_ways_are_offered_again() -> None:
    refused = Refused("You declined on the consent page.", "Choose a way to sign in.")
    async with plain(FakeDesk(sign_in=FakeSignIn(refusals=[refused]))) as lines:
        await lines.sees("and Enter: ")
        lines.type("1")
        await lines.sees("Problem: You declined on the consent page.", "Next: Choose a way to sign in.", "and Enter: ")
        lines.type("1")
        await lines.sees("You: ")


async def test_an_ended_session_is_told_and_the_ways_are_offered() -> None:
    async with plain(FakeDesk(sign_in=FakeSignIn(trouble=SessionEnded("Your session is over.", "Sign in.")))) as lines:
        await lines.sees("Problem: Your session is over.", "1. Alice Moreau", "and Enter: ")


async def test_what_can_not_be_made_ready_is_told_and_can_be_tried_again() -> None:
    async with plain(FakeDesk(troubles=[DeskTrouble("Port 41001 is taken.", "Stop the other program.")])) as lines:
        await lines.sees("Problem: Port 41001 is taken.", "Next: Stop the other program.", "Press Enter to try again")
        lines.type("")
        await lines.sees("and Enter: ")


async def test_one_can_quit_at_the_door() -> None:
    async with plain(FakeDesk(sign_in=FakeSignIn())) as lines:
        await lines.sees("and Enter: ")
        lines.type("/help")
        await lines.sees("Only /quit can be typed", "and Enter: ")
        lines.type("/quit")
        assert await lines.code() == 0
        assert lines.desk.left == 1
