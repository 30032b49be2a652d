"""From a request's messages and tools to the model's reply: everything that it knows stands in the request."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.sandbox.model import outcome
from app.sandbox.model.comparing import GIVE_OPINION, compared
from app.sandbox.model.followup import Turn, wishes_of
from app.sandbox.model.memory import Call, Memory, Round
from app.sandbox.model.plan import Reply, reply
from app.sandbox.model.script import Scene
from app.sandbox.model.toolbox import Toolbox, tool_of
from app.sandbox.model.wire import Completion, Message

_TODAY = re.compile(r"\bToday is (\d{4}-\d\d-\d\d)\b")
_NOTE = re.compile(r"\(\w+, not the person: ")
"""What a program says of itself between the person's words, so that it is none of them."""
_PERSON = re.compile(r"^The person: ([^,\n.]+?)(?:,[^\n]*| at [^\n]*)?$", re.MULTILINE)


def answer(request: Completion, server_day: date) -> Reply:
    """Return what the model says to a request; the day is the system message's, or else the server's."""
    system = "\n".join(message.text for message in request.messages if message.role in {"system", "developer"})
    today = _today(system, server_day)
    talk = [message for message in request.messages if message.role in {"user", "assistant", "tool"}]
    last = max((index for index, message in enumerate(talk) if message.role == "user"), default=-1)
    if last < 0:
        return Reply("", "Say something, and I will see what I can do.")
    if [tool.function.name for tool in request.tools] == [GIVE_OPINION]:
        return compared(talk[last].text)
    memory = Memory()
    for round_ in rounds(talk[:last]):
        memory = memory.after(round_)
    person = _PERSON.search(system)
    scene = Scene(_toolbox(request), today, memory, person[1].strip() if person else "")
    return reply(wishes_of(_turns(talk), today), scene, rounds(talk[last:]))


def _today(system: str, server_day: date) -> date:
    found = _TODAY.search(system)
    try:
        return date.fromisoformat(found[1]) if found else server_day
    except ValueError:
        return server_day


def _toolbox(request: Completion) -> Toolbox:
    offered = [] if request.tool_choice == "none" else [tool.function for tool in request.tools]
    return Toolbox({tool.name: tool_of(tool.name, tool.description, tool.parameters) for tool in offered})


def _turns(talk: Sequence[Message]) -> list[Turn]:
    turns: list[Turn] = []
    said = ""
    for message in talk:
        if message.role == "assistant" and not message.tool_calls:
            said = message.text
        elif message.role == "user" and not _NOTE.match(message.text):
            turns.append(Turn(message.text, said))
            said = ""
    return turns


def rounds(talk: Sequence[Message]) -> list[Round]:
    """Return the calls of some messages with their outcomes, each message's together."""
    answers = {message.tool_call_id: message.text for message in talk if message.role == "tool"}
    found = []
    for message in talk:
        calls = message.tool_calls or []
        if calls and all(call.id in answers for call in calls):
            made = tuple(Call(call.function.name, _args(call.function.arguments)) for call in calls)
            found.append(Round(made, tuple(outcome.read(answers[call.id]) for call in calls)))
    return found


def _args(text: str) -> Mapping[str, object]:
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
