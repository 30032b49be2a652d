"""The digest of a proposal: everything the person saw and everything it rests on (DESIGN 2)."""

from __future__ import annotations

from tools.change import Call, Json, Proposal, Row
from tools.wire import digest


def proposal_digest(proposal: Proposal, definition: str, bundle: str) -> str:
    """Return the digest of a proposal, whatever its own `digest` and `id` say.

    `definition` is the tool's definition hash, `bundle` the policy's hash. The person and the expiry are covered by the
    proposal's change digest. Neither the order of keys nor tuples that came back as lists make a difference.

    Raises:
        ValueError: a value that RFC 8785 cannot hold.

    """
    change = proposal.change
    return digest(
        {
            "change": proposal.change_digest,
            "headline": change.headline,
            "rows": [_row(row) for row in change.rows],
            "undo": {"call": _call(change.undo), "until": change.undo_until},
            "amount": change.amount,
            "facts": change.facts,
            "needs": proposal.verdict.needs,
            "tool": {"name": proposal.tool, "definition": definition},
            "args": proposal.args,
            "records": [[row.kind, row.id, row.version] for row in change.rows],
            "thread": proposal.thread,
            "call": proposal.call,
            "policy": bundle,
            "differs": proposal.differs,
        },
    )


def _row(row: Row) -> Json:
    return {
        "kind": row.kind,
        "id": row.id,
        "label": row.label,
        "version": row.version,
        "before": row.before,
        "after": row.after,
    }


def _call(call: Call | None) -> Json | None:
    return None if call is None else {"tool": call.tool, "args": call.args}
