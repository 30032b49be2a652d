"""Decides what to answer: the wishes of the person's last words, run again with what has come back since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.sandbox.model import speak
from app.sandbox.model.memory import Call, Round, meant
from app.sandbox.model.nouns.plans import at_hand, noun_plan
from app.sandbox.model.outcome import Outcome
from app.sandbox.model.script import Do, Ending, Scene, Script
from app.sandbox.model.scripts import PLANS
from app.sandbox.model.tables import anything, escaped
from app.sandbox.model.unknown import using
from app.sandbox.model.wish import Wish

_AGAIN = frozenset({"chosen", "unsure"})
_WHY_AGAIN = (
    "The person has said which one is meant, so I call again with its id.",
    "What is said to stand nowhere follows from the person's words, so I call again.",
)
_TASK_ACTS = frozenset({"create", "update", "delete", "restore", "undo"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model answers: its reasoning, its words, and the calls it wants made."""

    thought: str
    text: str
    calls: tuple[Call, ...] = ()


def reply(wishes: Sequence[Wish], scene: Scene, rounds: Sequence[Round]) -> Reply:
    """Run the plans of some wishes one after another over the rounds that have happened; the first new calls are it."""
    past = iter(rounds)
    unsaid: list[str] = []
    for index, wish in enumerate(wishes):
        run = _run(plan_of(wish, scene), scene, past, unsaid)
        if isinstance(run, Reply):
            return run
        unsaid.append(run.text)
        if run.halts:
            unsaid.extend(_left(wishes[index + 1 :]))
            break
    surplus = list(past)
    if surplus:
        return Reply("", _summed(surplus[-1]))
    return Reply(_closing(rounds), "\n\n".join(text for text in unsaid if text))


def _run(script: Script, scene: Scene, past: Iterator[Round], unsaid: list[str]) -> Ending | Reply:
    """Drive one plan; what it said with calls that were made is said, and not said again."""
    try:
        do = next(script)
        while True:
            round_ = next(past, None)
            if round_ is None:
                return Reply(do.thought, "\n\n".join(text for text in (*unsaid, do.say) if text), do.calls)
            if not _same(do, round_):
                return Reply(
                    "What was called is not what I would have called, so I only tell what came back.", _summed(round_)
                )
            unsaid.clear()
            scene.learn(round_)
            round_, again = _chosen(round_, past, scene)
            if again:
                return Reply(_WHY_AGAIN[round_.outcomes[-1].kind == "unsure"], "", again)
            do = script.send(round_.outcomes)
    except StopIteration as end:
        ending: Ending = end.value
        return ending


def _chosen(round_: Round, past: Iterator[Round], scene: Scene) -> tuple[Round, tuple[Call, ...]]:
    """Call again where a person had to say which record a name meant, and where a value is said to stand nowhere.

    It follows from what the person said, by rules. Returns the calls that have not been made yet.
    """
    while any(outcome.kind in _AGAIN for outcome in round_.outcomes):
        pairs = list(zip(round_.calls, round_.outcomes, strict=True))
        again = tuple(_again(call, outcome) for call, outcome in pairs if outcome.kind in _AGAIN)
        answered = next(past, None)
        if answered is None or len(answered.outcomes) != len(again):
            return round_, again
        scene.learn(answered)
        fresh = iter(zip(answered.calls, answered.outcomes, strict=True))
        merged = [next(fresh) if outcome.kind in _AGAIN else (call, outcome) for call, outcome in pairs]
        round_ = Round(tuple(call for call, _ in merged), tuple(outcome for _, outcome in merged))
    return round_, ()


def _again(call: Call, outcome: Outcome) -> Call:
    return meant(call, outcome) if outcome.kind == "chosen" else call


def _same(do: Do, round_: Round) -> bool:
    return [call.tool for call in do.calls] == [call.tool for call in round_.calls] and len(do.calls) == len(
        round_.outcomes
    )


def _summed(round_: Round) -> str:
    told = [_told(outcome) for outcome in round_.outcomes]
    return "\n\n".join(text for text in told if text) or "Done."


def _told(outcome: Outcome) -> str:
    if outcome.kind == "found":
        return anything(outcome.data)
    return speak.done(outcome) if outcome.kind == "done" else speak.unhappy(outcome)


def _left(wishes: Sequence[Wish]) -> list[str]:
    if not wishes:
        return []
    clauses = "; ".join(f"“{escaped(wish.clause.strip().rstrip('.!?'))}”" for wish in wishes)
    return [f"I have not gone on with {clauses}. Say it again if you still want it."]


def _closing(rounds: Sequence[Round]) -> str:
    return "I have what I need, and say what came of it." if rounds else "No tool is needed for this."


def plan_of(wish: Wish, scene: Scene) -> Script:
    """Return the plan for a wish: a tool that it names, else the rules' own, else whatever tool comes closest."""
    if wish.act in {"no", "thanks", "hello", "self", "help", "again"}:
        return _talk(wish, scene)
    wish = at_hand(wish, scene)
    named = scene.toolbox.named_by(_own_words(wish))
    if named is not None:
        return using(wish, scene, named)
    if wish.noun != "task" and wish.act != "undo":
        return noun_plan(wish, scene)
    known = PLANS.get(wish.act)
    if known is None and (
        (wish.filtered and (wish.tasks or wish.everything)) or (wish.place is not None and scene.memory.shown)
    ):
        known = PLANS["search"]
    if known is not None and not _beside_the_point(wish):
        return known(wish, scene)
    closest = scene.toolbox.closest(_own_words(wish))
    if closest is not None:
        return using(wish, scene, closest)
    return known(wish, scene) if known is not None and (wish.filtered or wish.tasks) else _talk(wish, scene)


def _own_words(wish: Wish) -> str:
    """Return a clause without a new task's title, which is nobody's order."""
    titles = [text for text in (wish.title, wish.text, *wish.quotes) if text and text in wish.clause]
    clause = wish.clause
    for title in titles:
        clause = clause.replace(title, " ")
    return clause


def _beside_the_point(wish: Wish) -> bool:
    """Tell whether a search is not about tasks as far as its words go, so that another tool may be closer."""
    pointed = wish.points or wish.place is not None
    return wish.act == "search" and not wish.tasks and not pointed and (wish.loose is not None or not wish.filtered)


def _talk(wish: Wish, scene: Scene) -> Script:
    yield from ()
    name = scene.person.split()[0] if scene.person else ""
    match wish.act:
        case "hello":
            return Ending(
                f"Hello{f' {escaped(name)}' if name else ''}. What shall I look up? Say “help” to see what I can do."
            )
        case "thanks":
            return Ending("You're welcome.")
        case "self":
            return Ending(speak.SELF)
        case "no":
            return Ending("All right, I leave everything as it is.")
        case "help":
            tools = [(tool.name, tool.description) for tool in scene.toolbox.tools.values()]
            return Ending(speak.helping(tools, name))
        case _:
            return Ending(
                "I did not understand that: I am an offline model made of rules. Try “Which tasks are overdue in"
                " Apollo?”, or say “help” to see what I can do."
            )
