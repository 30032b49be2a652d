"""A name that fits several things, or a question of the agent's: answered by a number or in own words."""

from __future__ import annotations

from app.plain.console import Console
from app.text import line, named
from graph.questions import Answer, Which

_NONE = "None of these."


async def which(question: Which, console: Console, elsewhere: str) -> Answer | None:
    """Ask, and return the answer; None where it is left for later, or where nobody here may answer. Raises Gone."""
    console.printer.say("", *asked(question))
    if not console.floor.decides:
        console.printer.say(elsewhere)
        return None
    while True:
        console.printer.say(_how(question))
        text = await console.floor.word("Your answer: ")
        if text.casefold() == "later":
            return None
        if (answer := meant(question, text)) is not None:
            return answer
        console.printer.say("That is none of these.")


def asked(question: Which) -> list[str]:
    """Return a question as lines; one that may be answered freely is in the agent's own words."""
    head = f"The agent asks: {line(question.question)}" if question.free else f"Question: {line(question.question)}"
    offered = [
        f"  {place}. {', '.join(part for part in (named(each.label), named(each.detail)) if part)}"
        for place, each in enumerate(question.candidates, 1)
    ]
    return [head, *offered]


def meant(question: Which, text: str) -> Answer | None:
    """Return what a line answers; None where it answers nothing."""
    if text.casefold() == "none":
        return Answer(question.id, "", "reject", _NONE)
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(question.candidates):
        return Answer(question.id, "", "approve", question.candidates[int(text) - 1].id)
    return Answer(question.id, "", "approve", typed=text) if question.free else None


def _how(question: Which) -> str:
    number = "a number, " if question.candidates else ""
    own = "an answer in your own words, " if question.free else ""
    return f"Type {number}{own}none, or later."
