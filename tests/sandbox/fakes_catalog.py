"""A little catalog of tools with a few tasks behind it, and a person who talks with the model over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

Json = dict[str, Any]
Answering = Callable[[str, Mapping[str, Any]], object]

WHY = {"type": "string", "description": "One sentence for the person who decides."}
TEXT = {"type": "string"}
IDS = {"type": "array", "items": TEXT}
STATUS = {"type": "string", "enum": ["open", "in_progress", "done"]}
PRIORITY = {"type": "string", "enum": ["low", "normal", "high"]}
NEW = {"title": TEXT, "description": TEXT, "assignee": TEXT, "priority": PRIORITY, "due": TEXT}


def tool(name: str, says: str, required: Sequence[str] = (), **properties: object) -> Json:
    parameters = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return {"type": "function", "function": {"name": name, "description": says, "parameters": parameters}}


CATALOG = [
    tool(
        "search_tasks",
        "Find tasks; everything that is given must fit.",
        project=TEXT,
        text=TEXT,
        assignee=TEXT,
        status=STATUS,
        stale_days={"type": "integer"},
        overdue={"type": "boolean"},
        limit={"type": "integer"},
    ),
    tool("get_task", "Read one task whole.", ["task"], task=TEXT),
    tool("list_projects", "List the projects that the person can see.", text=TEXT),
    tool("get_project", "Read one project.", ["project"], project=TEXT),
    tool("create_task", "Create a task in a project.", ["project", "title", "why"], project=TEXT, **NEW, why=WHY),
    tool("update_task", "Change a task.", ["task", "why"], task=TEXT, status=STATUS, **NEW, clear=IDS, why=WHY),
    tool("delete_tasks", "Delete tasks; they can be restored.", ["task_ids", "why"], task_ids=IDS, why=WHY),
    tool("restore_tasks", "Bring deleted tasks back.", ["task_ids", "why"], task_ids=IDS, why=WHY),
    tool("who_am_i", "Say who the signed-in person is."),
]


def task(number: int, title: str, project: str = "Apollo", **more: object) -> Json:
    key = {"Apollo": "APO", "Zephyr": "ZEP"}[project]
    return {
        "id": f"tsk_{number}",
        "key": f"{key}-{number}",
        "title": title,
        "status": "open",
        "due": None,
        "updated_at": "2026-06-11T09:00:00Z",
        "version": "1",
        "assignee": None,
        "project": project,
        "priority": "normal",
        **more,
    }


STALE = [task(112, "Old landing page copy", assignee="Bob Lindqvist"), task(118, "Spike: new router")]
LATE = [task(7, "Update onboarding copy", "Zephyr", due="2026-11-01", updated_at="2026-11-20T09:00:00Z")]
PROJECTS = [{"id": "prj_1", "key": "APO", "name": "Apollo"}, {"id": "prj_2", "key": "ZEP", "name": "Zephyr"}]
ME = {"id": "usr_alice", "name": "Alice Moreau", "email": "alice@acme.example", "role": "lead", "teams": ["web"]}


def found(result: object) -> Json:
    return {"status": "found", "result": result}


def answers(name: str, args: Mapping[str, Any]) -> object:
    every = [*STALE, *LATE]
    match name:
        case "search_tasks":
            items = [record for record in every if _fits(record, args)]
            return found({"items": items, "total": len(items)})
        case "get_task":
            one = next((record for record in every if args["task"] in {record["key"], record["title"]}), None)
            return found(one) if one else {"status": "failed", "error": f"There is no task {args['task']}."}
        case "list_projects":
            return found({"items": PROJECTS, "total": 2})
        case "who_am_i":
            return found({**ME, "tenant": {"id": "ten_acme", "name": "Acme"}})
        case _:
            return {"status": "done"}


def _fits(record: Json, args: Mapping[str, Any]) -> bool:
    return all(
        (
            args.get("project", record["project"]).lower() == record["project"].lower(),
            args.get("text", "").lower() in record["title"].lower(),
            not args.get("stale_days") or record in STALE,
            not args.get("overdue") or record in LATE,
        )
    )


@dataclass(slots=True)
class Talk:
    """A conversation: what is said to the model goes on until it calls no more tools."""

    app: Starlette
    tools: Sequence[Json] = field(default_factory=lambda: CATALOG)
    answering: Answering = answers
    system: str = "You are Countersign.\n\nThe person: Alice Moreau, lead at Acme. Teams: web.\nToday is 2026-11-22.\n"
    messages: list[Json] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)

    async def once(self) -> Json:
        body = {
            "model": "countersign-offline",
            "messages": [{"role": "system", "content": self.system}, *self.messages],
            "tools": list(self.tools),
        }
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://model") as client:
            response = await client.post("/v1/chat/completions", json=body)
        assert response.status_code == 200, response.text
        message: Json = response.json()["choices"][0]["message"]
        return message

    async def says(self, text: str, steps: int = 8) -> str:
        """Say something and return the model's last words; its calls are kept."""
        self.messages.append({"role": "user", "content": text})
        self.calls = []
        for _ in range(steps):
            message = await self.once()
            self.messages.append(message)
            if not message.get("tool_calls"):
                return str(message["content"])
            for call in message["tool_calls"]:
                name, args = call["function"]["name"], json.loads(call["function"]["arguments"])
                self.calls.append((name, args))
                content = json.dumps(self.answering(name, args))
                self.messages.append({"role": "tool", "tool_call_id": call["id"], "content": content})
        raise AssertionError(f"no end after {self.calls}")
