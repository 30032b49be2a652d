"""Writes README's working session anew: `python -m tests.journey.transcript`, on a sandbox of its own."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import Settings, read
from app.text import clean
from app.wiring import Parts
from graph.events import Acted, Event, Failed, Looked, Settled, Spoke
from graph.questions import Answer, Confirm, Question
from tools.change import Proposal, Row

README = Path(__file__).resolve().parents[2] / "README.md"
BEGIN, END = "<!-- session: written by `make session` -->", "<!-- end of session -->"
PERSON = "alice"

STEPS: tuple[tuple[str, str], ...] = (
    ("What projects are there?", ""),
    ("Which tasks in Apollo are stale?", ""),
    ("Delete them", "approve"),
    ("Undo that", "approve"),
    ('Create a task called "Write the launch post" in Marketing site for Eve, due 2027-01-15', ""),
    ("Set it to high priority", ""),
    ('Comment on it: "The first draft is in the shared folder."', ""),
    ("Postpone the release Apollo 4.2 by a week", "approve"),
    ("How much is left in the budget Apollo 2026?", ""),
    ("Delete the release Zephyr 2.0", "we still need it"),
)
"""What the person says, and what they decide if they are asked: approve, or reject with these words."""


@dataclass
class Session:
    """Answers what is asked and writes down what a person would see, in order."""

    lines: list[str] = field(default_factory=list)
    decision: str = ""

    async def decide(self, question: Question) -> Sequence[Answer]:
        """Write each card down and decide it as the step says."""
        if not isinstance(question, Confirm):
            raise TypeError(question)
        answers = []
        for proposal in question.proposals:
            self.lines += card(proposal)
            if self.decision == "approve":
                answers.append(Answer(proposal.id, proposal.digest, "approve"))
                self.lines.append("  > approved by the person")
            else:
                answers.append(Answer(proposal.id, proposal.digest, "reject", note=self.decision))
                self.lines.append(f"  > rejected by the person: {self.decision}")
        return answers

    def take(self, event: Event) -> None:
        """Write one event down."""
        match event:
            case Looked(_, tool, outcome, summary, _):
                self.lines.append(f"  {'!' if outcome == 'failed' else '-'} {tool}: {clean(summary)}")
            case Settled(choice="forbidden", note=note):
                self.lines.append(f"  ! forbidden: {clean(note)}")
            case Acted(_, headline, _, summary):
                self.lines.append(f"  - {clean(headline)}: {clean(summary)}")
            case Failed(sentence, next_step):
                self.lines.append(f"  ! {clean(sentence)} {clean(next_step)}")
            case _:
                pass


def said(spoken: str) -> list[str]:
    """Return the agent's words, its name before the first line."""
    lines = clean(spoken).strip().splitlines()
    return [
        f"{'Agent' if first else '     '}  {line}".rstrip()
        for first, line in zip([True, *[False] * len(lines)], lines, strict=False)
    ]


def card(proposal: Proposal) -> list[str]:
    """Return a card's three blocks as lines of text."""
    rows = [f"  |   {clean(row.label)}{changed(row)}" for row in proposal.change.rows]
    rules = [f"  | Asked by  {rule}: {because}" for rule, because in proposal.verdict.rules]
    title = f"  | {clean(proposal.change.headline)}?"
    return ["", title, *rows, *rules, f'  | Why       "{clean(proposal.why)}" (agent)']


def changed(row: Row) -> str:
    """Return what a row changes, field by field."""
    if row.before is None or row.after is None:
        return ""
    pairs = [(name, row.before.get(name), value) for name, value in row.after.items()]
    words = [
        f"{name} {was} → {is_now}" for name, was, is_now in pairs if was != is_now and isinstance(is_now, str | int)
    ]
    return f"  {clean(', '.join(words))}" if words else ""


async def session(settings: Settings) -> str:
    """Run every step on a sandbox and return what was seen."""
    parts = Parts(settings)
    seen = Session()
    try:
        await parts.prepare()
        async for _ in parts.sign_in.as_person(PERSON):
            pass
        account = await parts.sign_in.restore()
        if account is None:
            raise LookupError(PERSON)
        opened = await parts.open(account)
        for words, seen.decision in STEPS:
            seen.lines += ["", f"You    {words}", ""]
            spoken = ""
            async for event in opened.conversation.turn(words, seen.decide):
                seen.take(event)
                spoken += event.text if isinstance(event, Spoke) else ""
            seen.lines += ["", *said(spoken)]
    finally:
        await parts.close()
    return "\n".join(seen.lines).strip()


def same(text: str) -> str:
    """Return a session without what differs from day to day: dates and the ids of requests."""
    return re.sub(r"\d{4}-\d{2}-\d{2}|req_\w+", "…", text)


def written(readme: str) -> str:
    """Return the session that stands in README."""
    return readme.split(BEGIN)[1].split(END, maxsplit=1)[0].strip().removeprefix("```text").removesuffix("```").strip()


def main() -> None:
    """Put a fresh session into README."""
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with tempfile.TemporaryDirectory() as folder:
        settings = read({"COUNTERSIGN_DATA": folder, "COUNTERSIGN_CONFIG": folder})
        text = asyncio.run(session(settings))
    before, rest = README.read_text().split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n```text\n{text}\n```\n\n{END}{rest.split(END)[1]}")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
