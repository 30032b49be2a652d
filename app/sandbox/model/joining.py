"""Makes one wish of clauses that belong together: `In Apollo, create …`, `Carol has left, remove her`."""

from __future__ import annotations

from dataclasses import replace

from app.sandbox.model.wish import Wish


def joined(wishes: list[Wish]) -> tuple[Wish, ...]:
    """Make one wish of what belongs together: `In Apollo, create …`, `create … and assign it to Bob`."""
    joined: list[Wish] = []
    for wish in wishes:
        before = joined[-1] if joined else None
        if before is not None and before.noun == wish.noun != "task" and before.act == wish.act and _only_points(wish):
            continue
        if before is not None and _is_place(before) and not wish.project:
            joined[-1] = replace(wish, project=before.project)
        elif before is not None and _says_more(before, wish):
            joined[-1] = replace(
                before,
                clause=f"{before.clause} and {wish.clause}",
                person=wish.person or before.person,
                due=wish.due or before.due,
                priority=wish.priority or before.priority,
                status=wish.status or before.status,
            )
        else:
            joined.append(wish)
    return tuple(joined)


def _only_points(wish: Wish) -> bool:
    """Tell whether a clause says again, of what the one before named, what that one said: `Carol left, remove her`."""
    return wish.points and not wish.plural and not any(wish.said.values())


def _is_place(wish: Wish) -> bool:
    return wish.act == "unknown" and wish.project is not None and not wish.tasks


def _says_more(before: Wish, wish: Wish) -> bool:
    points_back = wish.act == "update" and wish.points and not wish.keys and not wish.clears
    return points_back and before.act in {"create", "update"}
