"""What a conversation's earlier calls and answers tell: what was shown, what there is, what can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.sandbox.model.outcome import Outcome, Record, named


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool, as this model makes it or has made it."""

    tool: str
    args: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Round:
    """The calls of one message, and what came back, in the same order."""

    calls: tuple[Call, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """Folded from a conversation, round by round; `undo` holds the calls that take the last Changes back."""

    shown: tuple[Record, ...] = ()
    known: Mapping[str, Record] = field(default_factory=dict)
    projects: tuple[str, ...] | None = None
    deleted: tuple[str, ...] = ()
    undo: tuple[Call, ...] = ()
    last_change: str = ""
    noun: str = "task"
    seen: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)

    def after(self, round_: Round) -> Memory:
        """Return what is known after one more round."""
        changed = any(outcome.kind == "done" for outcome in round_.outcomes)
        memory = replace(self, undo=()) if changed else self
        fresh: list[Record] = []
        for call, outcome in zip(round_.calls, round_.outcomes, strict=False):
            memory = _remembering(memory, call, outcome)
            fresh.extend(_tasks(call, outcome))
            memory = _seeing(memory, outcome)
        return replace(memory, shown=tuple(fresh)) if fresh else memory

    def task(self, name: str) -> Record | None:
        """Return the task of a key or id that was seen before."""
        return self.known.get(name.upper())

    def project(self, name: str) -> str | None:
        """Return a project's name as it is written, where it is known."""
        low = name.lower()
        return next((known for known in self.projects or () if known.lower() == low), None)

    def people(self) -> frozenset[str]:
        """Return the first and whole names, in small letters, of the people that tasks were seen with."""
        names = {named(task.get("assignee")).lower() for task in self.known.values()}
        return frozenset(names | {name.split()[0] for name in names if name})


_NOUNS = {
    "tsk": "task",
    "prj": "project",
    "rel": "release",
    "cmt": "comment",
    "usr": "member",
    "bud": "budget",
    "trf": "transfer",
    "inv": "invoice",
}


def noun_of(record: Record) -> str:
    """Return what kind of record this is, as its id tells; nothing where it tells nothing."""
    return _NOUNS.get(str(record.get("id", "")).partition("_")[0], "")


def _seeing(memory: Memory, outcome: Outcome) -> Memory:
    records = outcome.records if outcome.kind in {"found", "done"} else ()
    noun = noun_of(records[0]) if records else ""
    if not noun:
        return memory
    alike = tuple(record for record in records if noun_of(record) == noun)
    return replace(memory, noun=noun, seen={**memory.seen, noun: alike})


def _remembering(memory: Memory, call: Call, outcome: Outcome) -> Memory:
    if outcome.kind == "found" and is_projects(call.tool):
        names = tuple(str(record["name"]) for record in outcome.records if record.get("name"))
        return replace(memory, projects=names) if call.tool.startswith("list") else memory
    known = {**memory.known}
    for task in _tasks(call, outcome):
        known.update({str(task[name]).upper(): task for name in ("key", "id") if task.get(name)})
    memory = replace(memory, known=known)
    if outcome.kind != "done":
        return memory
    ids = strings(call.args.get("task_ids"))
    deleted = ids if call.tool == "delete_tasks" else () if call.tool == "restore_tasks" else memory.deleted
    undo = _undo(outcome.body.get("undo"))
    return replace(memory, deleted=deleted, undo=memory.undo + undo, last_change=call.tool)


def is_projects(tool: str) -> bool:
    """Tell whether a tool lists projects."""
    return "project" in tool and "task" not in tool


def strings(value: object) -> tuple[str, ...]:
    """Return the strings of a list."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(str(item) for item in value)
    return ()


def _tasks(call: Call, outcome: Outcome) -> tuple[Record, ...]:
    if outcome.kind not in {"found", "done"} or is_projects(call.tool):
        return ()
    return tuple(record for record in outcome.records if record.get("id") and record.get("title"))


def _undo(body: object) -> tuple[Call, ...]:
    if not isinstance(body, Mapping) or not isinstance(body.get("tool"), str):
        return ()
    args = body.get("args")
    return (Call(str(body["tool"]), args if isinstance(args, Mapping) else {}),)


_PLACES = {
    "tsk": ("task", "task_ids", "task_id"),
    "prj": ("project", "project_ids"),
    "rel": ("release", "release_ids"),
    "cmt": ("comment", "comment_ids"),
    "usr": ("assignee", "person", "owner", "member", "member_ids", "author", "by"),
    "inv": ("invoice",),
}


def meant(call: Call, outcome: Outcome) -> Call:
    """Return a call with the id that a person chose in the place of the name that fitted several records."""
    chosen, title = str(outcome.body.get("id", "")), str(outcome.body.get("label", "")).lower()
    args = dict(call.args)
    if chosen.startswith("bud_"):
        return Call(call.tool, _budget_meant(args, chosen, title))
    likely = [name for name in _PLACES.get(chosen.partition("_")[0], ()) if name in args]
    named_so = [name for name, value in args.items() if isinstance(value, str) and value.lower() in title]
    for name in (likely or named_so)[:1]:
        old = args[name]
        args[name] = chosen if isinstance(old, str) else _exchanged(strings(old), chosen, title)
    return Call(call.tool, args)


def _budget_meant(args: dict[str, object], chosen: str, title: str) -> dict[str, object]:
    """Put a budget's id in the place of the name that it has some words of: a call can name two budgets."""
    fits = [
        name
        for name in ("from_budget", "to_budget", "budget", "budget_ids")
        if any(one.lower() in title for one in (strings(args.get(name)) or (str(args.get(name, "?")),)))
    ]
    for name in fits[:1]:
        old = args[name]
        args[name] = chosen if isinstance(old, str) else _exchanged(strings(old), chosen, title)
    return args


def _exchanged(names: Sequence[str], chosen: str, title: str) -> list[str]:
    return [chosen if name.lower() in title else name for name in names]
