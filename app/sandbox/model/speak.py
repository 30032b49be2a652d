"""What the model says: sentences that are true of what was found, done or refused, and the questions it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.sandbox.model.dates import SMALL
from app.sandbox.model.outcome import Kind, Outcome, Record, label
from app.sandbox.model.tables import PROJECT_COLUMNS, TASK_COLUMNS, TASK_FACTS, cell, escaped, facts, heading, table
from app.sandbox.model.wish import Wish

SELF = (
    "I'm Countersign's offline model: rules, not a neural network. I know enough English to look things up and to"
    " propose changes with the tools I am offered, and nothing beyond that. For a real language model, set"
    " `OPENAI_API_KEY` or `OPENAI_BASE_URL`."
)


@dataclass(frozen=True, slots=True)
class Question:
    """Something the model needs to know: what it is about, and the words it asks with."""

    about: str
    text: str


WHICH_TITLE = Question("title", "What should the task be called?")
WHICH_PROJECT = Question("project", "Which project do you mean?")
WHICH_TASK = Question("task", "Which task do you mean? Its key is enough, as in APO-112.")
WHICH_NAME = Question("name", "What should it be called?")
WHICH_PERSON = Question("name", "What is the person's name?")
WHICH_EMAIL = Question("email", "What is the e-mail address?")
WHICH_ROLE = Question("role", "Which role: viewer, member, lead, finance or admin?")
WHICH_TEXT = Question("text", "What should the comment say?")
WHICH_CEILING = Question("ceiling", "How much may it hold at most?")
WHICH_SOURCE = Question("from", "Which budget should the money come from?")
WHICH_TARGET = Question("to", "Which budget should the money go to?")
WHICH_PAYER = Question("budget", "Which budget should pay for it?")
WHICH_AMOUNT = Question("amount", "How much is it, in EUR?")
WHICH_ONE = {
    "project": WHICH_PROJECT,
    "task": WHICH_TASK,
    "release": Question("name", "Which release do you mean?"),
    "comment": Question("text", "Which comment do you mean? Some words of it are enough."),
    "member": Question("name", "Which person do you mean?"),
    "budget": Question("name", "Which budget do you mean?"),
    "invoice": Question("name", "Which invoice do you mean? Its number is enough."),
    "transfer": Question("budget", "Which transfer do you mean?"),
    "activity": Question("since", "Since when?"),
}
CHANGE_WHAT = {
    "project": "What should I change of the project: name, status, owner or deadline?",
    "release": "What should I change of the release: name, status or date?",
    "member": "Which role: viewer, member, lead, finance or admin?",
    "budget": "What should I change of the budget: its name, or its ceiling?",
}
WHAT_CHANGE = "What should I change: title, status, priority, assignee, description, release or due date?"
_FIXED = (
    *(
        WHICH_TITLE,
        WHICH_PROJECT,
        WHICH_TASK,
        WHICH_NAME,
        WHICH_PERSON,
        WHICH_EMAIL,
        WHICH_ROLE,
        WHICH_TEXT,
        WHICH_CEILING,
    ),
    *(WHICH_SOURCE, WHICH_TARGET, WHICH_PAYER, WHICH_AMOUNT),
    *(question for noun, question in WHICH_ONE.items() if noun not in {"project", "task"}),
)
_NEED = "What should `"


def need(parameter: str, tool: str, meaning: str) -> Question:
    """Return the question for a tool's parameter that could not be filled."""
    hint = f" ({meaning.rstrip('.')})" if meaning else ""
    return Question(parameter, f"For `{tool}` I need one thing more. {_NEED}{parameter}` be{hint}?")


def asked(said: str) -> Question | None:
    """Return the question that something said ends with."""
    found = next((question for question in _FIXED if question.text in said), None)
    if found is None and _NEED in said:
        return Question(said.rpartition(_NEED)[2].partition("`")[0], said)
    return found


def count(number: int, noun: str = "task") -> str:
    """Return `five tasks`, `1,200 tasks`, `one task`."""
    amount = SMALL[number] if 0 < number < len(SMALL) else f"{number:,}" if number else "no"
    return f"{amount} {noun}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def missing(wish: Wish, records: Sequence[Record]) -> str:
    """Return what was asked for that the records found don't tell, in words."""
    unseen = wish.priority is not None and wish.act != "update" and not any("priority" in record for record in records)
    return "What was found doesn't tell priorities, so these are tasks of any priority." if records and unseen else ""


def _predicates(wish: Wish, *, many: bool) -> list[str]:
    are, have = ("are", "have") if many else ("is", "has")
    said = [
        (wish.stale_days is not None, f"{have} had no activity for more than {wish.stale_days} days"),
        (wish.overdue, f"{are} overdue"),
        (wish.status is not None, f"{are} {(wish.status or '').replace('_', ' ')}"),
        (wish.person is not None, f"{are} assigned to {'you' if wish.person == 'me' else escaped(wish.person or '')}"),
        (wish.unassigned, f"{have} no assignee"),
        (wish.priority is not None and wish.act != "update", f"{have} {wish.priority} priority"),
        (wish.due_from is not None or wish.due_until is not None, f"{are} due {_range(wish.due_from, wish.due_until)}"),
        (wish.release is not None, f"{are} in the release {escaped(wish.release or '')}"),
        (wish.text is not None, f"{'match' if many else 'matches'} “{escaped(wish.text or '')}”"),
    ]
    return [words for holds, words in said if holds]


def _range(first: date | None, last: date | None) -> str:
    if first == last:
        return f"on {first}"
    if first is None or last is None:
        return f"until {last}" if first is None else f"from {first} on"
    return f"between {first} and {last}"


def found(wish: Wish, number: int) -> str:
    """Return one sentence on how many tasks fit, as in `Five tasks in Apollo are overdue.`."""
    place = f" in {escaped(wish.project)}" if wish.project else ""
    predicates = _predicates(wish, many=number > 1)
    if not predicates:
        return f"There {'is' if number == 1 else 'are'} {count(number)}{place or ' that you can see'}."
    if number == 0:
        return f"No task{place} {' and '.join(predicates)}."
    return capital(f"{count(number)}{place} {' and '.join(predicates)}.")


def listing(wish: Wish, records: Sequence[Record], outcome: Outcome, *, filtered: bool) -> str:
    """Return the answer to a search."""
    number = len(records) if filtered else max(outcome.total, len(records))
    unseen = missing(wish, records)
    sentence = found(replace(wish, priority=None) if unseen else wish, number)
    rows = table(records, TASK_COLUMNS, number) if records and not wish.counting else ""
    return "\n\n".join(part for part in (sentence, unseen, rows, outcome.note) if part)


def task(record: Record) -> str:
    """Return one task, or one project, whole."""
    title = f"**{escaped(label(record))}**"
    rest = {
        name: record.get(name)
        for name in (*TASK_FACTS, *(name for name in PROJECT_COLUMNS if name not in {"key", "name", *TASK_FACTS}))
    }
    description = str(record.get("description") or "").strip()
    quoted = "\n".join(f"> {escaped(line)}" for line in description.splitlines())
    return "\n\n".join(part for part in (title, facts(rest), quoted) if part)


def projects(records: Sequence[Record]) -> str:
    """Return the projects."""
    if not records:
        return "There are no projects that you can see."
    return f"{capital(count(len(records), 'project'))}:\n\n{table(records, PROJECT_COLUMNS)}"


def person(data: object) -> str:
    """Return who the person is, as the platform says."""
    if not isinstance(data, Mapping):
        return escaped(str(data))
    tenant = data.get("tenant")
    company = tenant.get("name") if isinstance(tenant, Mapping) else data.get("tenant_name") or tenant
    role = f", {cell(data['role'])}" if data.get("role") else ""
    place = f" at {cell(company)}" if company else ""
    teams = data.get("teams")
    team = f" Teams: {cell(teams)}." if teams else ""
    mail = f" ({cell(data['email'])})" if data.get("email") else ""
    return f"You are **{cell(data.get('name'))}**{mail}{role}{place}.{team}"


_ENDINGS: Mapping[Kind, str] = {
    "forbidden": "That is not allowed.",
    "failed": "That did not work.",
    "waiting": "This waits for a decision. We can go on meanwhile; I will know when it has been made.",
    "stopped": "You stopped this, so nothing was sent.",
    "expired": "The question ran out before it was decided, so nothing was changed. Ask again if you still want it.",
    "overtaken": "This was not done: something else came first. Ask again if you still want it.",
    "unknown": "Nobody can tell yet whether this was done. I leave these records alone until it is known.",
}


def unhappy(outcome: Outcome) -> str:
    """Return what to say when something was not done; the reason stands as it was given."""
    if outcome.kind == "rejected":
        reason = f" The reason given: “{escaped(outcome.sentence)}”." if outcome.sentence else ""
        return f"All right: nothing was changed.{reason} I won't propose it again unless you ask."
    own = _ENDINGS.get(outcome.kind, "")
    if outcome.kind in {"forbidden", "failed", "unknown", "waiting"} and outcome.sentence:
        return outcome.sentence
    return own


def undoable(outcome: Outcome, number: int) -> str:
    """Return until when deleted tasks can be brought back, where the answer says so."""
    until = next((str(task["restorable_until"]) for task in outcome.records if task.get("restorable_until")), "")
    day = f" until {until[:10]}" if until else ""
    return f"{'It' if number == 1 else 'They'} can be restored{day}: say “undo that”."


def done(outcome: Outcome) -> str:
    """Return what was done in the answer's own words, where it has some."""
    return f"Done: {escaped(outcome.headline.rstrip('.'))}." if outcome.headline else ""


def become(record: Record, fields: Sequence[str]) -> str:
    """Return what a task has become, field by field, as the platform has it now."""
    values = [f"{heading(name).lower()} {cell(record[name] or 'none')}" for name in fields if name in record]
    return f"{escaped(label(record))}: {', '.join(values)}." if values else f"{escaped(label(record))} is changed."


def helping(tools: Sequence[tuple[str, str]], name: str) -> str:
    """Return what a person can ask for, and every tool on offer."""
    hello = f"Hello {escaped(name)}. " if name else ""
    rows = "\n".join(
        f"- `{tool}`: {escaped(description.strip().splitlines()[0] if description.strip() else '')}"
        for tool, description in tools
    )
    return (
        f"{hello}You can ask me, for example:\n\n"
        "- Which tasks are overdue in Apollo?\n- Show my tasks\n- Delete the stale tasks in Apollo\n"
        "- Create a task called “Check the footer” in Apollo for Bob, due Friday\n- Mark APO-112 done\n"
        "- What did Eve say about APO-113?\n- Postpone Apollo 4.2 by a week\n- How much is left for Apollo?\n"
        "- Move 1,250.00 from Marketing to Apollo\n- Which invoices are overdue?\n- Make Carol a member\n"
        "- What happened since Monday?\n- Undo that\n\n"
        f"These are the tools I have here:\n\n{rows or '- none'}\n\n{SELF}"
    )
