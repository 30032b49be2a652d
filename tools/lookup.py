"""Finds what a person's words mean on the platform: one record, a question which one, or what is near."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tools.amounts import with_money
from tools.change import Json, label_of
from tools.contract import Ambiguous, Context, ToolError

MOST_AT_ONCE = 200
MOST_SEEN = 1000
MOST_ASKED = 20
"""How many candidates a person is asked to choose from."""

NEAR = 5
_WORDS = 200
"""How many characters of a name the platform searches by."""

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of platform record; `partly`: some whole words of a name are enough where only one record has them."""

    one: str
    many: str
    prefix: str
    names: tuple[str, ...] = ("name",)
    partly: bool = True


NOUNS: Mapping[str, Noun] = {
    noun.many: noun
    for noun in (
        Noun("project", "projects", "prj_", ("key", "name")),
        Noun("task", "tasks", "tsk_", ("key", "title"), partly=False),
        Noun("release", "releases", "rel_"),
        Noun("comment", "comments", "cmt_", ("text",)),
        Noun("person", "members", "usr_", ("name", "email")),
        Noun("budget", "budgets", "bud_"),
        Noun("invoice", "invoices", "inv_", ("number", "vendor")),
    )
}
"""Every kind of record that has a name, by what the platform's paths call it."""

Finder = Callable[[Context, str], Awaitable[Json]]


def text_of(record: Json, *names: str) -> str:
    """Return a record's value as text, as in `text_of(task, "assignee", "name")`; empty where there is none."""
    value: object = record
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return "" if value is None else str(value)


async def find_project(ctx: Context, said: str) -> Json:
    """Return the project with this id, key or name.

    Raises:
        ToolError: there is none; it names what is near.
        Ambiguous: several fit, as everywhere here.

    """
    return await _find(ctx, NOUNS["projects"], said)


async def find_task(ctx: Context, said: str) -> Json:
    """Return the task with this id, key or whole title; raises as `find_project`."""
    return await _find(ctx, NOUNS["tasks"], said)


async def find_release(ctx: Context, said: str, project: str = "") -> Json:
    """Return the release with this id or name, as in `Apollo 2.4` or `2.4`; with the id of a project, among its own."""
    release = await _find(ctx, NOUNS["releases"], said, project=project or None)
    if project and text_of(release, "project", "id") != project:
        raise ToolError(
            f"{label_of(release)} is a release of {text_of(release, 'project', 'name')}, not of this project."
        )
    return release


async def find_comment(ctx: Context, said: str) -> Json:
    """Return the comment with this id or with these words in it; raises as `find_project`."""
    return await _find(ctx, NOUNS["comments"], said)


async def find_member(ctx: Context, said: str) -> Json:
    """Return the person with this id, name or address, whole; `me` is who the tool works for."""
    return await _find(ctx, NOUNS["members"], ctx.principal.sub if said.casefold() == "me" else said)


async def find_person(ctx: Context, said: str) -> Json:
    """Return id and name of a person, as records name them; otherwise as `find_member`."""
    if said.casefold() in {"me", ctx.principal.sub}:
        return {"id": ctx.principal.sub, "name": ctx.principal.name}
    member = await find_member(ctx, said)
    return {"id": member["id"], "name": member["name"]}


async def find_budget(ctx: Context, said: str) -> Json:
    """Return the budget with this id or name; raises as `find_project`."""
    return await _find(ctx, NOUNS["budgets"], said)


async def find_invoice(ctx: Context, said: str) -> Json:
    """Return the invoice with this id or number, or of this vendor; raises as `find_project`."""
    return await _find(ctx, NOUNS["invoices"], said)


async def find_all(ctx: Context, find: Finder, said: Sequence[str]) -> list[Json]:
    """Return what each of some words means to one of the finders here, each record once; raises as that one."""
    _check_number(said)
    return _once(await side_by_side([find(ctx, one) for one in said]))


async def find_deleted(ctx: Context, many: str, said: Sequence[str]) -> list[Json]:
    """Return the deleted records of a kind (as in `tasks`) by ids or names, each once; raises as `find_project`."""
    _check_number(said)
    noun = NOUNS[many]
    deleted = await ctx.platform.items(f"/v1/{many}", deleted=True, limit=MOST_SEEN)
    sought = Noun(f"deleted {noun.one}", many, noun.prefix, ("id", *noun.names), noun.partly)
    return _once([_one(sought, one, deleted) for one in said])


async def is_there(ctx: Context, find: Finder, said: str) -> bool:
    """Tell whether a finder still finds something, so that an undo may name it; nothing to find is there."""
    try:
        return not said or bool(await find(ctx, said))
    except ToolError:
        return False


async def side_by_side(looks: Sequence[Awaitable[Json]]) -> list[Json]:
    """Return what some looks find, in their order; the first that fails ends the others."""
    running = [asyncio.ensure_future(look) for look in looks]
    try:
        return list(await asyncio.gather(*running))
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _find(ctx: Context, noun: Noun, said: str, **among: object) -> Json:
    if said.startswith(noun.prefix):
        record = await ctx.platform.get(f"/v1/{noun.many}/{{}}", said)
        if record.get("deleted_at"):
            raise ToolError(f"{label_of(record)} is deleted; restore_{noun.many} brings it back.")
        return record
    records = await ctx.platform.items(f"/v1/{noun.many}", q=said[:_WORDS], limit=MOST_SEEN, **among)
    if not records:
        records = await ctx.platform.items(f"/v1/{noun.many}", limit=MOST_SEEN, **among)
    return _one(noun, said, records)


def _check_number(said: Sequence[str]) -> None:
    if not said:
        raise ToolError("Name at least one record.")
    if len(said) > MOST_AT_ONCE:
        raise ToolError(f"At most {MOST_AT_ONCE} records at once; do it in smaller steps.")


def _once(records: Sequence[Json]) -> list[Json]:
    return list({text_of(record, "id"): record for record in records}.values())


def _one(noun: Noun, said: str, records: Sequence[Json]) -> Json:
    wanted = _even(said)
    names = [(record, [_even(text_of(record, name)) for name in noun.names]) for record in records]
    fitting = [record for record, known in names if wanted in known]
    if noun.partly and not fitting:
        fitting = [record for record, known in names if any(_has_words(one, wanted) for one in known)]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > MOST_ASKED:
        raise ToolError(f'{len(fitting)} {noun.many} fit "{said}". Say more of which one is meant, or its id.')
    if fitting:
        raise Ambiguous(f'Which {noun.one} is meant by "{said}"?', [_candidate(record) for record in fitting])
    near = _near(wanted, names)
    hint = f" Near: {'; '.join(near)}." if near else ""
    raise ToolError(f'There is no {noun.one} "{said}" among those you can see.{hint}')


def _near(wanted: str, names: Sequence[tuple[Json, list[str]]]) -> list[str]:
    labels = {name: _short(label_of(record)) for record, known in names for name in known if name}
    within = [known for known in labels if wanted and wanted in known]
    close = get_close_matches(wanted, labels, NEAR, 0.5)
    return list(dict.fromkeys(labels[known] for known in [*within, *close]))[:NEAR]


def _candidate(record: Json) -> tuple[str, str, str]:
    """Return a record's id, its label, and whatever of it can tell it apart from others of that name."""
    shown = with_money(record)
    telling = [
        (text_of(record, "project", "name"), "in {}"),
        (text_of(record, "task", "key"), "on {}"),
        (text_of(record, "author", "name"), "by {}"),
        (text_of(record, "role"), "{}"),
        (text_of(record, "status").replace("_", " "), "{}"),
        (text_of(record, "assignee", "name"), "assigned to {}"),
        (text_of(shown, "amount"), "{}"),
        (text_of(shown, "balance"), "holds {}"),
        (text_of(record, "due"), "due {}"),
        (text_of(record, "date"), "on {}"),
        (text_of(record, "updated_at")[:10], "last touched {}"),
        (text_of(record, "email"), "{}"),
    ]
    return (
        text_of(record, "id"),
        _short(label_of(record)),
        ", ".join(said.format(word) for word, said in telling if word),
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _has_words(name: str, wanted: str) -> bool:
    return bool(wanted) and f" {wanted} " in f" {name} "


def _even(text: str) -> str:
    return " ".join(text.casefold().split())
