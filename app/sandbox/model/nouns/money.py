"""What is said of budgets, transfers and invoices."""

from __future__ import annotations

import re

from app.sandbox.model.nouns.cues import INVOICE, without_years
from app.sandbox.model.nouns.names import BEFORE, NAME, clean, rest, several, take_after, take_owner_of, without
from app.sandbox.model.nouns.parts import Parts
from app.sandbox.model.nouns.slots import take_amount, take_called, take_new_name, take_place, take_since
from app.sandbox.model.scan import PERSON, Scan

_BUDGET_NOISE = (
    r"\b(?:budgets?|ceilings?|balances?|funds?|money|cash|caps?|capped|limit|left|remaining|remains?|available"
    r"|spent|spend|spending|spends|used|hold|holds|much|how|got"
    r"|of|for|in|on|by|the|we|do|does|did|have|has|had|is|are|was|still|so far|already|what|afford|there|any"
    r"|can|to|at|up|be|should|must|set|it|its|over|within|enough|look|cost|all"
    r"|who|overview|maximum|max|highest|allowed|figures|numbers|state|doing|financially|finances|everyone|each"
    r"|every|project|projects|team|list)\b"
)


def budget(parts: Parts) -> dict[str, object]:
    """Read what is said of budgets."""
    scan = parts.scan
    if parts.act == "create":
        return _new_budget(scan)
    if parts.act == "update":
        return _budget_edit(scan, parts)
    if parts.act in {"delete", "restore"}:
        return {"names": several(rest(without(scan, r"\b(?:budgets?|for good|again)\b")))}
    owner = (
        take_owner_of(scan, "budgets?|balance|ceiling|funds|money|spending|finances")
        if not scan.sees(r"\bwhat's\b|\bhow's\b|\bthere's\b")
        else None
    )
    scan.take(r"\b(?:what|how|there|where)'s\b")
    take_since(scan, parts.today) if parts.says(r"\bthis (?:year|month)\b") else None
    place = re.search(r"\bproject ([\w ]+?)(?= (?:have|got|left)|\W*$)|\bproject's\b", scan.left)
    name = owner or rest(without(scan, _BUDGET_NOISE))
    return {"name": name, "of_project": bool(place)}


def _new_budget(scan: Scan) -> dict[str, object]:
    name = take_called(scan) or _with_year(scan)
    amount = take_amount(scan)
    without(
        scan,
        (
            r"\b(?:with|an?|the|ceiling|cap|limit|budget|of|up to|capped|at|maximum|max|new|and|euros?|eur|holding|it"
            r"|may|hold|should|can|is|worth|amounting|no more than|at most)\b(?! [A-Z]\w+ project)"
        ),
    )
    place = take_after(scan, "for|in|under|to|of", "projects?") or _left(scan)
    return {"name": name, "ceiling": amount, "project": place}


def _with_year(scan: Scan) -> str | None:
    match = scan.take(r"(?<!for )((?-i:[A-Z])[\w&-]+(?: (?-i:[A-Z])?[\w&-]+)? 20\d\d)\b")
    return scan.said(match[1]) if match else None


def _left(scan: Scan) -> str | None:
    return rest(without(scan, r"\b(?:for|in|project)\b"))


def _budget_edit(scan: Scan, parts: Parts) -> dict[str, object]:
    said: dict[str, object] = {}
    if parts.verb in {"rename", "call"} or scan.sees(r"\b(?:name of|renamed|be called)\b"):
        said["new_name"] = take_new_name(scan)
    else:
        by = (
            re.search(r"\b(?:by|another|extra|more|additional)\b|\badd\b|\bless\b", scan.left, re.IGNORECASE)
            is not None
            or parts.verb == "add"
        )
        amount = take_amount(scan)
        lower = re.search(r"\b(?:lower|decrease|reduce|cut|less|drop|shrink|trim)\b", parts.plain, re.IGNORECASE)
        said["by" if by else "ceiling"] = f"-{amount}" if by and amount and lower else amount
    said["name"] = rest(
        without(scan, _BUDGET_NOISE + r"|\b(?:by|another|extra|more|raise|lower|increase|instead|new|from|a|an)\b")
    )
    return said


def transfer(parts: Parts) -> dict[str, object]:
    """Read what is said of money that moves, or has moved."""
    scan = parts.scan
    return _transfers_wanted(scan, parts) if parts.act != "transfer" else _transfer(scan, parts)


_FUND = r"budgets?|funds?|account|pot|project"


def _transfer(scan: Scan, parts: Parts) -> dict[str, object]:
    text = scan.take(
        r"(?:\b(?:with (?:the |a )?)?(?:note|reason|reference|purpose|memo|saying|message|as)\b:?(?: is| of)? *"
        r"|: *)(§\d+§)"
    ) or scan.take(r"\b(?:with (?:the |a )?)?(?:note|reason|reference|purpose|memo)\b:?(?: is| of)? ([^|]+)$")
    note = scan.said(text[1]) if text else None
    amount = take_amount(scan)
    without(scan, r"(?<=[|]) *(?:euros?|eur)\b")
    source = take_after(scan, "from|out of|off", _FUND)
    target = take_after(scan, r"(?:over )?to|into|onto|towards", _FUND)
    if target is None and (
        match := scan.take(
            rf"^\s*\|?\s*(?:give|lend|top up|fund)?\s*{BEFORE}({NAME})(?:'s)?(?: (?:{_FUND}))?\s*(?:needs?|wants?|gets?"
            r"|should (?:get|have)|with|\|)"
        )
    ):
        target = clean(scan.said(match[1]))
    purpose = scan.take(r"\bfor ((?:the |a |an |our )?[^|,;.]+)")
    if purpose and target is None:
        target = clean(scan.said(purpose[1]))
    elif purpose and note is None:
        note = scan.said(purpose[1])
    if target is None:
        target = take_after(scan, "in|at", _FUND)
    said = {"from": source, "to": target, "amount": amount, "note": note}
    vague = (
        re.search(r"\b(?:half|the rest|everything|all|some)\b", without_years(parts.plain), re.IGNORECASE)
        if amount is None
        else None
    )
    return {**said, "vague": vague[0] if vague else None}


_NOBODY = frozenset(
    ["we", "you", "they", "anyone", "anybody", "us", "somebody", "i", "been", "was", "were", "transfers", "money"]
)
_MAKER = (
    rf"\b(?!(?:transfers?|that|which|money|what|who|anything|all)\b)({PERSON}) (?:has |have )?"
    r"(?:made|sent|booked|did|moved|transferred)\b"
)
_BY = rf"\b(?:by|did|has|have) ({PERSON}) ?(?:made?|sent|send|moved?|book(?:ed)?|transfer(?:red)?)?\b(?<!by the)"
_MOVED = (
    r"\b(?:transfers?|transferred|bookings?|money|movements?|moved?|moves|went|go|goes|gone|came|come|into"
    r"|out of|from|to"
    r"|in|out|of|for|on|between|booked|reallocations?|sent|received?|get|got|made?|budgets?|history|much|how|did|do|has"
    r"|have|been|were|was|we|any|the|all|list|big|biggest|paid|what|where|funds|touched|involving|concerning|affecting"
    r"|affected|related|with|about|happened|which|show|me|there|is|are|latest|recent)\b"
)


def _transfers_wanted(scan: Scan, parts: Parts) -> dict[str, object]:
    since = take_since(scan, parts.today)
    made = scan.take(_MAKER)
    by = "me" if scan.take(r"\b(?:my|did i|have i|by me|i (?:made|sent|booked|moved))\b") else None
    match = made if by else scan.take(_BY) or made
    name = scan.said(match[1]) if match else None
    by = by or (None if name and name.lower() in _NOBODY else name)
    owner = take_owner_of(scan, "transfers?|bookings?|money")
    without(scan, _MOVED)
    return {"since": since, "by": by, "budget": owner or rest(scan)}


_OPEN = (
    r"\b(?:open|unpaid|outstanding|owe|owed|owing|to pay|to be paid|still (?:have )?to|pending|due|payable"
    r"|payables|not (?:yet )?paid|aren't paid|haven't (?:been )?paid|need(?:s)? paying|unsettled|waiting)\b"
)
_PAID = r"\b(?:paid|settled|pay(?= )|cleared)\b"
_LATE = r"\b(?:over-?due|late|past due|past (?:its|their|the) due (?:date|day)|behind)\b"
_BILL_NOISE = (
    r"\b(?:invoices?|bills?|vendors?|suppliers?|creditors?|payables?|payments?|number|no|nr|we|do|does|did|has"
    r"|have|had|been|is|are|was|were|much|how|to|from|for|of|by|the|any|all|still"
    r"|when|what|which|who|whom|money|already|yet|due|amount|about|details?|total|in|on|this|next|week|month"
    r"|year|need|must|should|i|us|pay|got|there|date|with|them|left|that|list|current(?:ly)?|and|altogether"
    r"|at)\b"
)


def invoice(parts: Parts) -> dict[str, object]:
    """Read what is said of invoices."""
    scan = parts.scan
    if parts.act == "pay":
        return _payment(scan)
    number = scan.take(INVOICE, exact=False) if not parts.says(r"\bsince\b") else None
    late = scan.take(_LATE) is not None
    state = "open" if scan.take(_OPEN) else "paid" if scan.take(_PAID) else None
    asked = parts.says(r"^(?:is|are|was|were|has|have|did|when)\b") and not parts.says(
        r"\binvoices\b|\bbills\b|\bany\b"
    )
    text = rest(without(scan, _BILL_NOISE + rf"|{_OPEN}|{_PAID}"))
    if number is not None:
        return {"number": number[0]}
    return {"status": None if late or (asked and text) else state, "overdue": True if late else None, "text": text}


_PAY_NOISE = (
    r"\b(?:be|paid|settled?|please|it|that|one|off|overdue|open|unpaid|outstanding|now|today|want|go ahead|make|payment"
    r"|budget|can|you|charge)\b"
)


def _payment(scan: Scan) -> dict[str, object]:
    used = scan.take(
        rf"\b(?:use|with|take|charge) {BEFORE}({NAME})(?:'s)? ?(?:{_FUND})? (?:for|to (?:pay|settle|cover))\b"
    )
    budget = clean(scan.said(used[1])) if used else None
    if budget is None:
        budget = take_after(
            scan,
            r"from|out of|via|using|against|through|with|off|charge(?:d)? (?:it )?to|charging(?: it)?(?: to)?|on|by",
            _FUND,
        )
    if budget is None and scan.sees(r"\binvoice|\bbill"):
        budget = take_after(scan, r"(?<!due )to", _FUND)
    number, place = scan.take(INVOICE), take_place(scan)
    name = number[0] if number else rest(without(scan, f"{_BILL_NOISE}|{_PAY_NOISE}"))
    return {"name": name, "budget": budget, "place": place}
