"""Every kind of message in a conversation, and everything that stands around the composer."""

from __future__ import annotations

from collections.abc import AsyncIterator

from graph.events import Confirming, Ended, Event, Failed, Looked, Looking, Recipient, Said, Spoke, Thought, Used
from graph.questions import Ask, Candidate, Which
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk
from tests.ui.fakes_values import moved
from tests.ui.scene import Play, Scene, kept, live, looking, seeing

_ADDRESS = "http://127.0.0.1:41001/authorize?client_id=c1&request_uri=urn%3Aietf%3Aparams%3Aoauth%3A" + "r" * 32
_SHOWS = ("Amount 5,000.00 EUR", "From Marketing 2026, 41,250.00 → 36,250.00 EUR")
_MARKDOWN = """\
## Stale tasks

Five tasks in **Apollo** have had no activity for *more than 90 days*:

| Key | Title | Status | Assignee |
| --- | --- | --- | --- |
| APO-14 | Old landing page copy | open | Eve Tanaka |
| APO-27 | Spike: new router | in progress | Bob Lindqvist |

1. Look at them in the [project plan](https://plans.acme.example/apollo).
2. Say `delete them`.
   - They can be restored for 30 days.

> Nothing was changed.

```python
def stale(task: Task, days: int = 90) -> bool:
    return task.updated_at < today() - timedelta(days=days)  # not done
```
"""
_REASONING = "Stale means untouched for 90 days. The person wants to see them first, so nothing is proposed yet."
_LOOKED = (
    Looking("m1/0", "search_tasks", {"project": "Apollo", "stale_days": 90}),
    Looked("m1/0", "search_tasks", "found", "5 tasks", 84),
    Looking("m1/1", "search_tasks", {"project": "Apolo"}),
    Looked("m1/1", "search_tasks", "failed", "There is no project Apolo.", 31),
)


def _pressing(*keys: str, see: str = "") -> Play:
    async def play(shown: Shown) -> None:
        await shown.press(*keys)
        await shown.sees(see)

    return play


async def _opened_thought(shown: Shown) -> None:
    await shown.until(lambda: bool(shown.app.screen.query("Thinking")))
    shown.app.screen.query("Thinking").first().focus()
    await shown.press("enter")
    await shown.sees("so nothing is proposed")


async def _queued(shown: Shown) -> None:
    await shown.says("go")
    await shown.sees("Working")
    await shown.says("And then the ones in Zephyr")
    await shown.says("And say when it is done")


async def _told(shown: Shown) -> None:
    shown.app.notify("Copied 1,204 characters.", timeout=600, markup=False)
    await shown.sees("Copied")


async def _read_back(shown: Shown) -> None:
    await shown.press("pageup")
    await shown.sees("Reading back")


def _which(question: str, *candidates: Candidate, free: bool = False) -> Scene:
    async def asks(text: str, ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        await ask(Which("w1", question, candidates, free=free))

    return Scene(lambda: FakeDesk(FakeConversation(script=asks)), seeing(question))


_CANDIDATES = (
    Candidate("tsk_1", "APO-31  Update onboarding copy", "Apollo, open, Bob Lindqvist"),
    Candidate("tsk_2", "ZEP-12  Update onboarding copy", "Zephyr, in progress, nobody"),
)


def _provider(*, opened: bool) -> Scene:
    asked = Confirming("t1", moved().change.headline, _ADDRESS, opened, _SHOWS)
    return Scene(lambda: live(Said("Move the money"), asked), seeing("Its page will show"))


_TALK = (Said("Which tasks in Apollo are stale?"), Spoke("m1", "Five."), Used("m1", 1240, 88), Ended("done"))
_LINES = tuple(Said(f"Line {number} of what was said") for number in range(40))

SCENES = {
    "talk-empty": Scene(FakeDesk, looking),
    "talk-markdown": Scene(
        lambda: kept(Said("Which tasks in Apollo\nare stale?"), Spoke("m1", _MARKDOWN), Ended("done")), looking
    ),
    "talk-thought-folded": Scene(lambda: kept(Said("Which?"), Thought("m1", _REASONING), *_TALK), looking),
    "talk-thought-open": Scene(lambda: kept(Said("Which?"), Thought("m1", _REASONING), *_TALK), _opened_thought),
    "talk-thinking": Scene(lambda: live(Said("Which?"), Thought("m1", _REASONING)), seeing("thinking")),
    "talk-tools": Scene(
        lambda: live(Said("Which?"), *_LOOKED, Looking("m1/2", "list_projects", {})), seeing("list_projects")
    ),
    "talk-queued": Scene(lambda: live(Said("Which?")), _queued),
    "talk-error": Scene(
        lambda: kept(
            Said("Which?"), Failed("The model is out of reach.", "Check COUNTERSIGN_MODEL_URL, then say it again.")
        ),
        looking,
    ),
    "talk-stopped": Scene(lambda: kept(Said("Which?"), Spoke("m1", "Five tasks in"), Ended("stopped")), looking),
    "talk-recipient": Scene(
        lambda: kept(
            Said("Which?"),
            Recipient("model", "countersign-offline", "127.0.0.1", changed=False),
            Recipient("model", "gpt-large", "api.models.example", changed=True),
            *_TALK,
        ),
        looking,
    ),
    "talk-reading-back": Scene(lambda: kept(*_LINES), _read_back),
    "talk-find": Scene(lambda: kept(*_LINES), _pressing("ctrl+f", *"line 31", see="Enter older")),
    "talk-commands": Scene(lambda: kept(*_TALK), _pressing("/", see="Tab completes")),
    "talk-typing": Scene(lambda: kept(*_TALK), _pressing(*"Delete them,", "ctrl+j", *"all five", see="all five")),
    "talk-unknown-command": Scene(lambda: kept(*_TALK), _pressing(*"/nothing", "enter", see="There is no command")),
    "talk-which": _which("Which task do you mean?", *_CANDIDATES),
    "talk-which-free": _which("Until when?", Candidate("1", "2026-12-18", "in a week"), free=True),
    "talk-provider-opened": _provider(opened=True),
    "talk-provider-address": _provider(opened=False),
    "talk-toast": Scene(lambda: kept(*_TALK), _told),
}
