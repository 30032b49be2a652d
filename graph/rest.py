"""Finds what is left of a batch that was done in part, so that it can be looked at and asked about anew. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import unquote

from tools.change import Json, Proposal, Receipt, Request, Row, without
from tools.wire import canonical

CHANGED = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.TOO_MANY_REQUESTS})
"""Refusals that another look can mend; after any other the platform would only say no again."""


def rest_of(proposal: Proposal, receipts: Sequence[Receipt]) -> Json | None:
    """Return the arguments that the rest of a batch is asked for with; None where nothing is left, or nobody can tell.

    That can be told where each request is about one record, and each record stands in one list of the arguments.
    """
    outcomes = {receipt.outcome for receipt in receipts}
    pairs = _one_each(proposal.change.requests, proposal.change.rows)
    if "unknown" in outcomes or "done" not in outcomes or len(receipts) != len(pairs):
        return None
    over = [row for (_, row), receipt in zip(pairs, receipts, strict=True) if not _is_left(receipt)]
    args: Json | None = proposal.args if len(over) < len(pairs) else None
    for row in over:
        args = None if args is None else without(args, row)
    return args


def _is_left(receipt: Receipt) -> bool:
    return receipt.outcome == "refused" and (receipt.status is None or receipt.status in CHANGED)


def _one_each(requests: Sequence[Request], rows: Sequence[Row]) -> list[tuple[Request, Row]]:
    if len(requests) != len(rows):
        return []
    pairs = list(zip(requests, rows, strict=True))
    return pairs if all(_is_about(request, row) for request, row in pairs) else []


def _is_about(request: Request, row: Row) -> bool:
    said = canonical({"path": unquote(request.path).split("/"), "body": request.body}).decode()
    return canonical(row.id).decode() in said
