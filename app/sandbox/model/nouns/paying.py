"""The plans that move money: from one budget to another, and out of one to a vendor."""

from __future__ import annotations

import re

from app.sandbox.model import speak
from app.sandbox.model.nouns import telling
from app.sandbox.model.nouns.pick import Seeking, called, look, shown, slots, text
from app.sandbox.model.nouns.writing import doubtful, propose, why
from app.sandbox.model.outcome import Record
from app.sandbox.model.script import Ending, Scene, Script, no_tool
from app.sandbox.model.speak import Question
from app.sandbox.model.wish import Wish


def moving(wish: Wish, scene: Scene) -> Script:
    """Propose a transfer; nothing of it is ever guessed."""
    tool = scene.tool("transfer_funds")
    if tool is None:
        return no_tool("move money")
    said = slots(wish)
    amount = text(said, "amount")
    for slot, question in (("from", speak.WHICH_SOURCE), ("to", speak.WHICH_TARGET)):
        if not text(said, slot):
            return (yield from _which_budget(question, scene))
    if amount is None:
        return Ending(f"{speak.WHICH_AMOUNT.text}", halts=True)
    if (bad := doubtful(amount)) is not None:
        return bad
    if str(said["from"]).lower() == str(said["to"]).lower():
        return Ending(f"That is one budget twice. {speak.WHICH_TARGET.text}", halts=True)
    args = {"from_budget": said["from"], "to_budget": said["to"], "amount": amount, "note": said.get("note")}
    kept = {name: value for name, value in args.items() if value}
    return (
        yield from propose((tool.call(kept, why(wish)),), "I propose the transfer; it is made when that is agreed.")
    )


def _which_budget(question: Question, scene: Scene) -> Script:
    tool = scene.tool("list_budgets")
    if tool is None:
        return Ending(question.text, halts=True)
    outcome = yield from look(tool.call({}), "I look which budgets there are, to ask which one is meant.")
    return Ending(f"{telling.listing('budget', outcome.records, outcome)}\n\n{question.text}", halts=True)


def paying(wish: Wish, scene: Scene) -> Script:
    """Propose to pay invoices from a budget."""
    tool = scene.tool("pay_invoice")
    if tool is None:
        return no_tool("pay invoices")
    said = slots(wish)
    bills = yield from _bills(wish, scene)
    if isinstance(bills, Ending):
        return bills
    budget = text(said, "budget")
    if budget is None:
        return (yield from _which_budget(speak.WHICH_PAYER, scene))
    calls = tuple(tool.call({"invoice": bill, "budget": budget}, why(wish)) for bill in bills)
    return (
        yield from propose(calls, "I propose the payment; it is made when that is agreed, and can't be taken back.")
    )


def _bills(wish: Wish, scene: Scene) -> Seeking[list[str]]:
    name = text(slots(wish), "name")
    if name is not None and not wish.plural:
        return [name]
    records = shown(wish, scene) if name is None and (wish.points or wish.said.get("place") or wish.plural) else ()
    late = re.search(r"\bover-?due\b|\blate\b", wish.clause, re.IGNORECASE) is not None
    tool = scene.tool("list_invoices")
    if not records and (name or late or wish.plural) and tool is not None:
        args = {"overdue": True} if late and name is None else {"status": "open", **({"text": name} if name else {})}
        outcome = yield from look(tool.call(args), "I look which open invoices are meant.")
        if outcome.kind != "found":
            return Ending(speak.unhappy(outcome), halts=True)
        records = outcome.records
        if not records:
            return Ending(
                f"There is no open invoice {f'of “{name}” ' if name else ''}that I can see, so nothing is to be paid.",
                halts=True,
            )
    return _chosen(wish, records)


def _chosen(wish: Wish, records: tuple[Record, ...]) -> list[str] | Ending:
    if len(records) == 1 or (records and wish.plural):
        return [str(record.get("number") or called(record)) for record in records]
    return telling.which("invoice", records)
