"""`python -m tests.bench [ONLY]`: one line a figure, each beside a baseline measured in turns with it in the same run.

ONLY is the beginning of a figure's name, up to a dot, as in `startup` or `startup.worst_stall`. Everything happens in
new homes with sandboxes of their own.
"""

import sys

from tests.bench.decision import decision
from tests.bench.figures import HEADING, chosen
from tests.bench.idle import memory
from tests.bench.long_talk import long_talk
from tests.bench.many import many
from tests.bench.policy import policy
from tests.bench.stall import stall
from tests.bench.startup import startup
from tests.bench.streaming import streaming
from tests.bench.turn import turn

BENCHES = {
    "startup.first": startup,
    "startup.worst_stall": stall,
    "startup.keys_streaming": streaming,
    "startup.long_talk": long_talk,
    "memory.idle": memory,
    "turn": turn,
    "reads": many,
    "policy": policy,
    "decision": decision,
}
"""Each with the beginning that the names of its figures share."""


def main(only: str = "") -> int:
    """Print the figures asked for; a missed goal is said, and is no error: other programs run here too."""
    asked = chosen(only, BENCHES)
    if not asked:
        sys.stderr.write(f"There is no figure {only!r}. There are: {', '.join(BENCHES)}.\n")
        return 2
    sys.stdout.write(f"{HEADING}\n")
    for name in asked:
        for figure in BENCHES[name]():
            if chosen(only, [figure.name]):
                sys.stdout.write(f"{figure.line}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
