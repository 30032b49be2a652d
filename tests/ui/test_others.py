from __future__ import annotations

import pytest

from app.ui import others
from app.ui.draw import draw, kind
from app.ui.links import address
from app.ui.story import Story
from app.ui.widgets.lines import Pending
from graph.events import Confirming, Ended, Entry, Event, Parked, Recipient, Said, Seconded
from tests.ui.fakes_shown import chat
from tests.ui.fakes_ui import FakeConversation, told
from tests.ui.fakes_values import NOW

PARKED = Parked("p1", "Move 50,000.00 EUR", "ap_1", "finance or an admin at Acme", NOW + 86_400)
APPROVED = Seconded("p1", "Move 50,000.00 EUR", "approve", "Dave Okafor")


def lines(story: Story, now: float = NOW) -> list[str]:
    return [draw(item, now=now).plain for item in story.items]


def kept(*events: Event, first: int = 1) -> list[Entry]:
    return [Entry(first + place, NOW, event) for place, event in enumerate(events)]


def test_what_waits_for_a_second_person_says_who_its_state_and_how_long_is_left() -> None:
    story = Story()
    story.take(PARKED, 0.0)
    [said] = lines(story)
    for words in (
        "Waiting for a second person  Move 50,000.00 EUR",
        "Who    finance or an admin at Acme",
        "State  waiting, 24 h 00 min left (until 2026-",
        "The conversation goes on meanwhile. Ctrl+O shows it.",
    ):
        assert words in said
    assert kind(story.items[0]) == "-parked"
    assert "23 h 00 min left" in lines(story, NOW + 3600)[0]
    assert "waited in vain" in lines(story, NOW + 86_401)[0]


def test_the_second_persons_word_comes_at_the_end_and_ends_the_waiting() -> None:
    story = Story()
    story.take(PARKED, 0.0)
    story.take(Said("meanwhile"), 1.0)
    changed = story.take(APPROVED, 2.0)
    assert [item.key for item in changed] == [0, 2]
    assert lines(story) == [
        "▪ Was put to a second person  Move 50,000.00 EUR",
        "meanwhile",
        "✓ Dave Okafor approved  Move 50,000.00 EUR",
    ]


def test_what_was_kept_of_a_second_person_reads_as_it_was_lived() -> None:
    story = Story()
    story.prepend(kept(Said("b"), APPROVED, first=3))
    story.prepend(kept(Said("a"), PARKED))
    assert lines(story)[1] == "▪ Was put to a second person  Move 50,000.00 EUR"
    whole = Story()
    whole.prepend(kept(Said("a"), PARKED, APPROVED))
    assert "Was put" in lines(whole)[1]
    still = Story()
    still.prepend(kept(Said("a"), PARKED))
    assert "Waiting" in lines(still)[1]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            Seconded("p1", "Move 5 EUR", "reject", "Dave Okafor", "Not\nthis \x1b[31mquarter"),
            "✗ Dave Okafor rejected  Move 5 EUR  “Not this �quarter”",
        ),
        (Seconded("p1", "Move 5 EUR", "expired", ""), "- No second person decided in time  Move 5 EUR"),
        (Seconded("p1", "Move 5 EUR", "approve", ""), "✓ The second person approved  Move 5 EUR"),
        (Confirming("p1", "Move 5 EUR", "http://x", opened=True), "↗ Asked your provider to confirm  Move 5 EUR"),
        (
            Recipient("model", "gpt-x", "api.example", changed=False),
            "→ What you write here and what is looked up goes to gpt-x at api.example.",
        ),
        (
            Recipient("opinion", "[b]m[/b]", "h\u202eost", changed=True),
            "! Another recipient than before. Data for the opinion goes to [b]m[/b] at h�ost.",
        ),
    ],
)
def test_each_is_said_in_words_and_nothing_from_outside_is_markup(event: Event, said: str) -> None:
    assert others.draw(event, now=NOW, waiting=True).plain == said


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://id.example/authorize?client_id=c&request_uri=urn:x", True),
        ("http://127.0.0.1:41001/authorize?x=1", True),
        ("http://localhost/a", True),
        ("http://id.example/authorize", False),
        ("https://id.example@evil.example/", False),
        ("https://id.ex\u0430mple/", False),
        ("https://id.example/\x1b]8;;https://evil.example\x07", False),
        ("https://id.example/a b", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://id.example/" + "x" * 2000, False),
    ],
)
def test_an_address_is_a_link_only_where_it_leads_nowhere_else(url: str, links: bool) -> None:  # noqa: FBT001  # a case
    drawn = address(url)
    found = [span.style.link for span in drawn.spans if not isinstance(span.style, str)]
    assert found == ([url] if links else [])
    assert "\x1b" not in drawn.plain


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_conversation_shows_what_waits_and_what_came_of_it(size: tuple[int, int]) -> None:
    events: list[Event] = [Said("go"), PARKED, Ended("done")]
    conversation = FakeConversation(script=lambda _text, _ask: told(events))
    async with chat(conversation, size=size) as shown:
        await shown.says("go")
        await shown.sees("Waiting for a second person", "finance or an admin at Acme", "24 h 00 min left")
        shown.time.pass_(3600)
        shown.app.screen.query_one(Pending).tick()
        await shown.sees("23 h 00 min left")
        events[:] = [Said("and"), APPROVED, Ended("done")]
        await shown.says("and")
        await shown.sees("✓ Dave Okafor approved", "▪ Was put to a second person")
        shown.app.screen.query_one(Pending).tick()
        await shown.sees("▪ Was put to a second person")
