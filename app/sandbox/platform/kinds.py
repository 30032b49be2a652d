"""What every kind of record can do: be read, be held to the version that somebody saw, be deleted and restored."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from app.sandbox.platform.asked import Seen
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.moments import RESTORABLE
from app.sandbox.platform.problems import Problem, no_such
from app.sandbox.platform.shapes import Items


class Versioned(Protocol):
    """A record that has an id and a version."""

    @property
    def id(self) -> str:
        """Return its id."""

    @property
    def version(self) -> str:
        """Return how often it was written."""

    def model_dump(self, *, mode: str = ...) -> dict[str, object]:
        """Return it as JSON has it, with `mode="json"`."""

    def model_dump_json(self) -> str:
        """Return it as JSON."""


class Restorable(Versioned, Protocol):
    """A record that can be deleted and, for 30 days, be restored."""

    @property
    def deleted_at(self) -> str | None:
        """Return when it was deleted."""


Record = TypeVar("Record", bound=Versioned)
Soft = TypeVar("Soft", bound=Restorable)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Record]):
    """A kind of record: what one and many are called, the statement that reads one of a tenant, and its shape.

    The statement is given `tenant`, `id`, and `gone`: what was deleted then or before can be restored no more.
    """

    one: str
    many: str
    select: str
    shape: Callable[[sqlite3.Row], Record]

    def row(self, db: sqlite3.Connection, tenant: str, record_id: str, now: int) -> sqlite3.Row:
        """Return the row of one record of a tenant.

        Raises:
            Problem: 404, the tenant has none of this id.

        """
        named = {"tenant": tenant, "id": record_id, "gone": now - RESTORABLE}
        row: sqlite3.Row | None = db.execute(self.select, named).fetchone()
        if row is None:
            raise no_such(self.one)
        return row

    def find(self, db: sqlite3.Connection, tenant: str, record_id: str, now: int) -> Record:
        """Return one record of a tenant, deleted or not, as long as it can be restored.

        Raises:
            Problem: 404, the tenant has none of this id.

        """
        return self.shape(self.row(db, tenant, record_id, now))

    def done(self, db: sqlite3.Connection, call: Call, status: int, record_id: str) -> Done:
        """Return what a call that wrote one record answers."""
        record = self.find(db, call.tenant, record_id, call.now)
        return Done(status, record.model_dump_json(), (record_id,))


def living(kind: Kind[Soft], db: sqlite3.Connection, call: Call, record_id: str) -> Soft:
    """Return one record that is not deleted.

    Raises:
        Problem: 404; 409, it is deleted.

    """
    record = kind.find(db, call.tenant, record_id, call.now)
    require_living(kind, record)
    return record


def require_living(kind: Kind[Soft], record: Soft) -> None:
    """Check that a record is not deleted.

    Raises:
        Problem: 409, it is.

    """
    if record.deleted_at is not None:
        raise Problem(409, "deleted", f"This {kind.one} is deleted. Restore it first.")


def require_version(kind: Kind[Record], record: Record, if_match: str | None) -> None:
    """Check that a record is in the version that If-Match names (RFC 9110, 13.1.1).

    Raises:
        Problem: 428 without If-Match, 400 where it is no version, 412 with the current record.

    """
    if if_match is None:
        raise Problem(428, "no-version", f"Say in If-Match which version of the {kind.one} is to be changed.")
    named = re.fullmatch(r'"([1-9][0-9]*)"', if_match, re.ASCII)
    if named is None:
        raise Problem(400, "not-a-version", 'If-Match must be one version in quotes, as in "3".')
    if record.version != named[1]:
        raise moved_on(f"This {kind.one} has changed since it was read.", record.model_dump(mode="json"))


def unchanged(kind: Kind[Record], db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> list[Record]:
    """Return the records that somebody saw, all in the versions that they saw.

    Raises:
        Problem: 404, 412 with the records that have changed.

    """
    records = [kind.find(db, call.tenant, item.id, call.now) for item in seen]
    changed = [record for record, item in zip(records, seen, strict=True) if record.version != item.version]
    if changed:
        sentence = f"{len(changed)} of {len(records)} {kind.many} have changed since they were read. Nothing was done."
        raise moved_on(sentence, [record.model_dump(mode="json") for record in changed])
    return records


def all_living(kind: Kind[Soft], db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> list[Soft]:
    """Return the records that somebody saw and wants to delete.

    Raises:
        Problem: 404, 412 with the records that have changed, 409 where one is deleted already.

    """
    records = unchanged(kind, db, call, seen)
    if any(record.deleted_at is not None for record in records):
        raise Problem(409, "deleted", f"One of these {kind.many} is deleted already. Nothing was deleted.")
    return records


def all_deleted(kind: Kind[Soft], db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> list[Soft]:
    """Return the records that somebody saw and wants to restore.

    Raises:
        Problem: 404, 412 with the records that have changed, 409 where one is not deleted.

    """
    records = unchanged(kind, db, call, seen)
    if any(record.deleted_at is None for record in records):
        raise Problem(409, "not-deleted", f"One of these {kind.many} is not deleted. Nothing was restored.")
    return records


def mark(
    kind: Kind[Soft],
    db: sqlite3.Connection,
    call: Call,
    seen: Sequence[Seen],
    statement: str,
    *,
    deleted: bool,
) -> Done:
    """Mark records as deleted now, or as not deleted, and return what the call answers.

    The statement is given `tenant`, `id`, `now` and `deleted_at`.
    """
    for item in seen:
        marked_at = call.now if deleted else None
        db.execute(statement, {"tenant": call.tenant, "id": item.id, "now": call.now, "deleted_at": marked_at})
    records = [kind.find(db, call.tenant, item.id, call.now) for item in seen]
    items = [record.model_dump(mode="json") for record in records]
    return Done(200, Items[dict[str, object]](items=items).model_dump_json(), tuple(one.id for one in records))


def moved_on(sentence: str, current: object) -> Problem:
    """Return the 412 for what has changed since it was read, with what it is now."""
    return Problem(412, "changed-meanwhile", sentence, more={"current": current})
