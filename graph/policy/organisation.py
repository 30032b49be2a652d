"""Finds the rules that an administrator added, and takes them only from where nobody else could have written them."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from graph.policy.pdp import BASELINE
from graph.policy.rules import PolicyError

SUFFIX = ".cedar"
SUPERUSER = 0
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def organisation_files(*folders: Path, trusted: frozenset[int] | None = None) -> Sequence[Path]:
    """Return the rule files of an organisation's folders, in order of their names; a folder that isn't there has none.

    `trusted` are the users who may own them: the superuser, and whoever owns this program, since who can rewrite the
    baseline can't be held by an added rule. Nobody else may be able to write a file, its folder, or anything above.

    Raises:
        PolicyError: one of them can't be trusted or read; names it and the reason.

    """
    owners = frozenset({SUPERUSER, BASELINE.stat().st_uid}) if trusted is None else trusted
    found: dict[Path, None] = {}
    for folder in folders:
        found |= dict.fromkeys(_files_of(folder.absolute(), owners))
    return list(found)


def _files_of(folder: Path, owners: frozenset[int]) -> list[Path]:
    try:
        if not os.path.lexists(folder):
            return []
        whole = folder.resolve(strict=True)
        _check_way(folder, owners)
        _check_way(whole, owners)
        entries = sorted(entry for entry in whole.iterdir() if entry.name.lower().endswith(SUFFIX))
        return [_file(entry, whole, owners) for entry in entries]
    except (OSError, RuntimeError) as error:
        raise PolicyError(folder, 0, f"it can't be read: {error}") from error


def _check_way(folder: Path, owners: frozenset[int]) -> None:
    """Check a folder, and that nobody could put another one in its place."""
    if not folder.is_dir():
        raise PolicyError(folder, 0, "it is not a folder")
    _check(folder, folder.stat(), owners)
    for above in folder.parents:
        status = above.stat()
        if not status.st_mode & stat.S_ISVTX:
            _check(above, status, owners)
        elif status.st_uid not in owners:
            raise PolicyError(above, 0, _whose(status, owners))


def _file(entry: Path, folder: Path, owners: frozenset[int]) -> Path:
    whole = entry.resolve(strict=True)
    if folder not in whole.parents:
        raise PolicyError(entry, 0, f"it is a link out of the folder, to {whole}")
    if not whole.is_file():
        raise PolicyError(entry, 0, "it is not a file")
    for part in (entry, whole, *(each for each in whole.parents if folder in each.parents)):
        _check(part, part.stat(), owners)
    return whole


def _check(path: Path, status: os.stat_result, owners: frozenset[int]) -> None:
    if os.name != "posix":
        raise PolicyError(path, 0, "who may write it can't be told on this system")
    if status.st_uid not in owners:
        raise PolicyError(path, 0, _whose(status, owners))
    if status.st_mode & OTHERS_WRITE:
        raise PolicyError(path, 0, f"others may write it (mode {stat.S_IMODE(status.st_mode):04o})")


def _whose(status: os.stat_result, owners: frozenset[int]) -> str:
    return f"it belongs to user {status.st_uid}, not to {' or '.join(str(owner) for owner in sorted(owners))}"
