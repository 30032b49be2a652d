"""What a conversation reports while a turn runs: plain values, in the order in which a screen shows them."""

from dataclasses import dataclass
from typing import Literal

from tools.change import Choice, Json, Receipt


@dataclass(frozen=True, slots=True)
class Said:
    """The person's words have been taken into the conversation."""

    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """More of the model's reasoning, to be joined to what came before under the same message id."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """More of the model's answer in Markdown, to be joined to what came before under the same message id."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Used:
    """How many tokens an answer took, as the model's server counts them; nothing is told where it does not."""

    message: str
    taken_in: int
    given_out: int


@dataclass(frozen=True, slots=True)
class Looking:
    """A tool began to look; `call` is known by message id and index, as in `msg_1f/0`."""

    call: str
    tool: str
    args: Json


@dataclass(frozen=True, slots=True)
class Looked:
    """A tool has looked: it found something, proposes a Change, or could not; `summary` is one line of ours."""

    call: str
    tool: str
    outcome: Literal["found", "change", "failed"]
    summary: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A proposal is no longer open: decided by a person, run out, stopped, forbidden by policy or overtaken."""

    proposal: str
    headline: str
    choice: Choice | Literal["expired", "stopped", "forbidden", "overtaken"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Confirming:
    """The provider's own page is asked to confirm a proposal: where it is, whether a browser took it, what it shows."""

    proposal: str
    headline: str
    url: str
    opened: bool
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parked:
    """A proposal that the person approved waits for a second one; `who` says in words who may decide."""

    proposal: str
    headline: str
    approval: str
    who: str
    expires: int


@dataclass(frozen=True, slots=True)
class Seconded:
    """The second person has decided, or time has run out; `by` is that person's name, `note` what they said."""

    proposal: str
    headline: str
    choice: Literal["approve", "reject", "expired"]
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives data beside the platform, told at first use and when it is another: `kind` as in `model`."""

    kind: str
    name: str
    host: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Acting:
    """The executor has begun to send a Change; stopping no longer stops this."""

    call: str
    headline: str


@dataclass(frozen=True, slots=True)
class Acted:
    """A Change has been sent, one receipt a request in their order; `summary` is one line of ours."""

    call: str
    headline: str
    receipts: tuple[Receipt, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something went wrong: one sentence, and what the person can do next. The conversation goes on."""

    sentence: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The turn is over; `waiting` leaves a question open that `resume` brings back."""

    reason: Literal["done", "stopped", "waiting", "failed"]


Event = (
    Said
    | Thought
    | Spoke
    | Used
    | Looking
    | Looked
    | Settled
    | Confirming
    | Parked
    | Seconded
    | Recipient
    | Acting
    | Acted
    | Failed
    | Ended
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept line of a conversation; `seq` counts from 1, `at` is in Unix seconds."""

    seq: int
    at: int
    event: Event
