"""What bounds a turn, whatever a model does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a turn, in counts, seconds, characters and bytes.

    `most_rows` and `most_amount` (minor units) bound one Change further than the rules do; None leaves it to them.
    """

    steps: int = 24
    calls: int = 24
    argument_bytes: int = 65_536
    answer_chars: int = 200_000
    result_chars: int = 24_000
    history_chars: int = 160_000
    history_messages: int = 200
    stall_seconds: float = 90.0
    answer_seconds: float = 300.0
    turn_seconds: float = 900.0
    look_seconds: float = 60.0
    opinion_seconds: float = 30.0
    failures: int = 3
    questions: int = 5
    tries: int = 2
    patience: float = 10.0
    proposal_seconds: int = 600
    second_seconds: int = 24 * 3600 - 300
    token_seconds: int = 60
    most_rows: int | None = None
    most_amount: int | None = None
