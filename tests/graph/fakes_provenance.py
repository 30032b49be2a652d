"""Conversations as the cases tell them, as the messages that the graph keeps of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from app.sandbox.seed.comments import unseen
from graph.provenance.sources import Answered, answers_in, said_in
from graph.provenance.tracing import Known, trace
from tools.change import Json, Origin

TODAY = date(2026, 11, 23)
EVE = "Eve Tanaka"


@dataclass
class Talk:
    """A conversation, line by line."""

    messages: list[AnyMessage] = field(default_factory=list)
    memory: list[tuple[str, object]] = field(default_factory=list)

    def hear(self, line: Mapping[str, object]) -> None:
        match line:
            case {"person": str(text)}:
                self.messages.append(HumanMessage(text))
            case {"agent": str(text)}:
                self.messages.append(AIMessage(text))
            case {"memory": str(text)}:
                self.memory.append(("your memory", text))
            case {"comment": str(text)}:
                self.answer("list_comments", {"task": line.get("on", "APO-7")}, result=commented(text, line))
            case {"failed": str(sentence)}:
                self.answer(str(line["tool"]), line["asked"], "failed", sentence=sentence)
            case {"rejected": str(reason)}:
                self.answer(str(line["tool"]), line["asked"], "rejected", by="Alice Moreau", reason=reason)
            case {"found": found}:
                self.answer(str(line["tool"]), line.get("asked", {}), result=found)
            case _:
                raise ValueError(f"a line of no kind: {line}")

    def answer(self, tool: str, asked: object, status: str = "found", **said: object) -> None:
        call = f"msg_{len(self.messages)}-0"
        self.messages.append(AIMessage("", tool_calls=[{"name": tool, "args": asked, "id": call}]))
        self.messages.append(ToolMessage(json.dumps({"status": status, **said}, ensure_ascii=False), tool_call_id=call))

    @property
    def answers(self) -> list[Answered]:
        return answers_in(self.messages)

    def origin(
        self,
        value: object,
        argument: str = "value",
        schema: Json | None = None,
        known: Known | None = None,
    ) -> Origin:
        whole = {"properties": {argument: schema}} if schema else None
        known = known or Known(self.memory, TODAY)
        return trace({argument: value}, said_in(self.messages), self.answers, whole, known)[argument]


def commented(text: str, line: Mapping[str, object]) -> Mapping[str, object]:
    written = text + unseen(str(line["unseen"])) if "unseen" in line else text
    comment = {
        "id": "cmt_1",
        "task": {"id": "tsk_c0ffee", "key": line.get("on", "APO-7"), "title": "Print the badges"},
        "author": {"id": "usr_1", "name": line.get("by", EVE)},
        "text": written,
        "version": "1",
    }
    return {"items": [comment], "total": 1}


def talk(lines: Sequence[Mapping[str, object]]) -> Talk:
    """Return a conversation of these lines."""
    told = Talk()
    for line in lines:
        told.hear(line)
    return told
