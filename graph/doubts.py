"""What the program itself is unsure of: values that stand nowhere are looked up or asked for before they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.provenance.sources import Said
from graph.provenance.tracing import trace
from tools.change import Json, Origin

CHOSEN = Origin("person", "what you chose of what the agent offered")


def by_choice(provenance: Mapping[str, Origin], args: Json, choices: Sequence[str]) -> Mapping[str, Origin]:
    """Return the provenance with what the person chose of the model's own options counted as theirs.

    Only a single value that stands nowhere else is: a choice does not wash clean what somebody else wrote.
    """
    if not choices:
        return provenance
    return {
        name: CHOSEN if is_made_up(origin) and _stands_in(args.get(name), choices) else origin
        for name, origin in provenance.items()
    }


def is_made_up(origin: Origin) -> bool:
    """Tell whether a value stands neither in the person's words nor in anything that was read."""
    return origin.flagged and origin.source == "nowhere"


def _stands_in(value: object, choices: Sequence[str]) -> bool:
    if not isinstance(value, str | int | float):
        return False
    return trace({"value": value}, [Said(one) for one in choices], ())["value"].source == "person"
