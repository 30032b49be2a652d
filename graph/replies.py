"""What goes back to the model as a call's answer, and the one line that a person sees of it: pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

Status = Literal[
    "found",
    "chosen",
    "answered",
    "unsure",
    "done",
    "waiting",
    "rejected",
    "failed",
    "forbidden",
    "expired",
    "stopped",
    "overtaken",
    "unknown",
]

DO_NOT_REPEAT = "Do not propose this again unless the person asks."
LABEL_LENGTH = 60
_FAILED = frozenset({"failed", "forbidden"})
_ANSWERED = '{"status":"answered"'
_NOTE = "note_"


def call_id(call: str) -> str:
    """Return a call's name as messages carry it; some servers take letters, digits, `_` and `-` only."""
    return call.replace("/", "-")


def answer(call: str, status: Status, **said: object) -> ToolMessage:
    """Return a call's answer; arguments that are None or empty text are left out."""
    body = {"status": status, **{name: value for name, value in said.items() if value not in (None, "")}}
    return ToolMessage(_json(body), tool_call_id=call_id(call), id=f"{call_id(call)}-answer")


def found(call: str, result: object, limit: int, note: str = "") -> ToolMessage:
    """Return what a read found, as JSON of at most about `limit` characters, with a note where it was cut."""
    text = _json(result)
    if len(text) <= limit:
        return answer(call, "found", result=result, note=note)
    rows = _rows(result)
    kept = _fitting(rows, limit) if rows is not None else []
    if rows is None or not kept:
        return answer(
            call, "found", result=text[:limit], note=f"Cut: the first {limit} of {len(text)} characters. {note}"
        )
    return answer(call, "found", result=kept, note=f"Cut: the first {len(kept)} of {len(rows)}. {note}".strip())


def _fitting(rows: Sequence[object], limit: int) -> list[object]:
    kept, room = [], limit
    for row in rows:
        room -= len(_json(row))
        if room < 0:
            break
        kept.append(row)
    return kept


def _rows(result: object) -> Sequence[object] | None:
    if isinstance(result, Mapping):
        result = result.get("items")
    return result if isinstance(result, list | tuple) else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dict)


def in_a_line(tool: str, result: object) -> str:
    """Return one line on what a read found, as in `5 tasks`."""
    rows = _rows(result)
    if rows is not None:
        total = result.get("total") if isinstance(result, Mapping) else None
        count = total if isinstance(total, int) else len(rows)
        noun = tool.rpartition("_")[2] or "records"
        return f"{count} {noun.removesuffix('s') if count == 1 else noun}"
    if isinstance(result, Mapping):
        words = [str(result[name]) for name in ("key", "title", "name") if result.get(name)]
        return _shortened("  ".join(words)) or "1 record"
    return "an answer"


def _shortened(text: str) -> str:
    line = " ".join(text.split(" ")).replace("\n", " ")
    return line if len(line) <= LABEL_LENGTH else line[: LABEL_LENGTH - 1] + "…"


def rejected(call: str, by: str, reason: str, note: str = "") -> ToolMessage:
    """Return the answer to a call whose Change a person rejected."""
    return answer(call, "rejected", by=by, reason=reason, note=f"{DO_NOT_REPEAT} {note}".strip())


def unanswered(messages: Sequence[AnyMessage]) -> list[str]:
    """Return the message ids of calls that have no answer yet; only the last assistant message can have any."""
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    for message in reversed(messages):
        if isinstance(message, AIMessage):
            return [str(call["id"]) for call in message.tool_calls if call["id"] not in answered]
    return []


def recent(messages: Sequence[AnyMessage], chars: int, most: int) -> list[AnyMessage]:
    """Return the latest whole turns that fit into so many characters and messages; the last one is always whole."""
    start, room = len(messages), chars
    for index in range(len(messages) - 1, -1, -1):
        room -= len(str(messages[index].text)) + _size_of_calls(messages[index])
        if isinstance(messages[index], HumanMessage):
            if (room < 0 or len(messages) - index > most) and start < len(messages):
                break
            start = index
    return list(messages[start:])


def _size_of_calls(message: AnyMessage) -> int:
    return sum(len(str(call["args"])) for call in message.tool_calls) if isinstance(message, AIMessage) else 0


def answered(call: str, *, words: str = "", chosen: str = "") -> ToolMessage:
    """Return the answer to a question that the model put to the person: their own words, or the option they chose."""
    return answer(call, "answered", words=words, chosen=chosen)


def from_person(messages: Sequence[AnyMessage]) -> list[str]:
    """Return the words of the person, those that answered a question too, oldest first."""
    return [words for _, words in placed(messages) if words]


def placed(messages: Sequence[AnyMessage]) -> list[tuple[int, str]]:
    """Return the words of the person with the places of their messages, oldest first."""
    return [
        (index, str(message.text) if isinstance(message, HumanMessage) else _answered(message).get("words", ""))
        for index, message in enumerate(messages)
        if isinstance(message, HumanMessage | ToolMessage) and not str(message.id).startswith(_NOTE)
    ]


def note_id(name: str) -> str:
    """Return the id of a message of this program's own, which stands where the person's do and is none of theirs."""
    return f"{_NOTE}{name}"


def chosen(messages: Sequence[AnyMessage]) -> list[str]:
    """Return the options that the person chose of those the model offered, oldest first."""
    return [option for _, option in chosen_at(messages)]


def chosen_at(messages: Sequence[AnyMessage]) -> list[tuple[int, str]]:
    """Return the options that the person chose with the places of their messages, oldest first."""
    options = [(index, _answered(message).get("chosen", "")) for index, message in enumerate(messages)]
    return [(index, option) for index, option in options if option]


def _answered(message: AnyMessage) -> Mapping[str, str]:
    if not isinstance(message, ToolMessage) or not str(message.text).startswith(_ANSWERED):
        return {}
    return {name: str(value) for name, value in json.loads(str(message.text)).items()}


def most_failed(messages: Sequence[AnyMessage]) -> tuple[str, int, str]:
    """Return which tool has failed, or was refused, most often in a row in this turn, how often, and why at last."""
    turn = max((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), default=0)
    names: dict[str, str] = {}
    failed: dict[str, tuple[int, str]] = {}
    for message in messages[turn:]:
        if isinstance(message, AIMessage):
            names |= {str(call["id"]): call["name"] for call in message.tool_calls}
        elif isinstance(message, ToolMessage):
            said, name = json.loads(str(message.text)), names.get(message.tool_call_id, "a tool")
            if said.get("status") not in _FAILED:
                failed.pop(name, None)
            else:
                failed[name] = failed.get(name, (0, ""))[0] + 1, str(said.get("sentence", ""))
    tool = max(failed, key=lambda name: failed[name][0], default="")
    return (tool, *failed.get(tool, (0, "")))
