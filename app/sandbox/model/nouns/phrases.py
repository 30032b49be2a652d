"""Turns of phrase that say beyond doubt what a clause is about and what is to happen."""

from __future__ import annotations

import re

from app.sandbox.model.lexicon import KEY, TASKS
from app.sandbox.model.nouns.cues import EMAIL, INVOICE, PLACE, ROLE, VERSION
from app.sandbox.model.nouns.slots import PROJECT_STATES

MOVING = (
    r"\b(?:moved|transferred|sent|shifted|booked|transfer|move|shift|send|book|reallocate|wire|put|give|take"
    r"|pull|lend|top up|bring|hand|pass"
    r"|allocate|assign|add|transferring|moving|draw|grab"
    r"|get|needs?|wants?|gets|should (?:get|have)|shove|pump|inject|channel|redirect|fund|free up)\b"
)
ROUTE = (
    r"\b(?:from|out of|off)\b.*\b(?:to|into|onto|for|in|over to)\b|\b(?:to|into|onto|for)\b.*\b(?:from|out of|off)\b"
)
CEILING = r"\b(?:ceiling|cap|capped|limit)\b"
NOT_A_TASK = rf"\b(?:tasks?|tickets?|issues?|to-?dos?|remind me)\b|{KEY}"
HOLD = "|".join(PROJECT_STATES.values())
PROJECT_VERB = (
    r"^(?:pause|unpause|resume|reactivate|archive|unarchive|shelve|freeze|suspend|mothball|wrap up"
    r"|un-?archive)\b|\b(?:on|off) hold\b|\bon ice\b|\b(?:can|may|should|will|goes|go) (?:go )?(?:on|continue"
    r"|start|restart)\b(?: again)?\W*$"
    r"|\b(?:is|are|be|has been) (?:now )?(?:paused|archived|on hold|frozen|resumed|active again)\b"
)
OWNING = (
    r"\b(?:hand|pass|give|transfer)(?:ing)? (?:over )?(?!me\b|us\b).* (?:over )?to\b(?=.*\bownership\b)"
    r"|\bhand(?:ing)? (?:over )?[^|]* (?:over )?to\b|\btakes? over\b|\btake charge of\b"
    r"|\b(?:new |the )?owner\b|\bownership\b|\b(?:lead|owner|head) (?:of|for|on)\b|\b(?:is|be"
    r"|put) (?:now )?in charge of\b"
    r"|\b(?:should|shall|must|will|can) (?:now )?(?:lead|own|run|head|manage|take over)\b"
)
COMMENTING = (
    r"^(?:comment|reply|respond|answer)\b|^(?:add|leave|write|post|put|drop|make|attach|note|new|another"
    r"|i (?:want|need|would like) to (?:add|leave|write))\b[^|]*?\b(?:comment|note|remark|reply|message)\b"
    r"|^(?:say|tell|write|note|mention|let|ask)\b(?! me\b| us\b).*(?:\b(?:on|under|in|at|to|below"
    rf"|about)\b) (?:the )?(?:task )?{KEY}|^(?:on|under|to) {KEY},? (?:please )?(?:say|write|note|comment|reply"
    r"|add|tell)"
    rf"|^{KEY}\W+(?:add )?(?:comment|note|remark|reply|say)\b|\b(?:leave|write|post) (?:this |that "
    rf"|the following |something )?(?:on|under|to) {KEY}"
)
PAY = (
    r"^(?:pay|settle|pay off)\b(?!ment)|^clear\b.*\b(?:invoice|bill)\b|\b(?:should|must|has to|have to"
    r"|needs? to|can|may|to) be (?:paid"
    r"|settled)\b|[,:;] *(?:please )?pay\b|\b(?:please|and) (?:pay|settle)\b"
    r"|\buse [\w ]+ to (?:pay|settle)\b|\b(?:want|need|like|go ahead) (?:and |to )*(?:pay|settle)\b|\b(?:make"
    r"|do|trigger|release) the payment\b|^(?:book|charge|put) (?:the )?[^|]*\b(?:invoice|bill)\b[^|]*\b(?:to"
    r"|against|on|from|out of)\b"
    rf"|^(?:book|charge|put) (?:the )?(?:invoice |bill )?{INVOICE} (?:to|against|on|from|out of)\b"
)
ROLE_CHANGE = (
    r"^(?:make|promote|demote|upgrade|downgrade|turn|appoint|set|change|give|switch|move|grant|assign"
    rf"|let)\b(?!.*\b{TASKS}\b).*\b{ROLE}s?\b(?! of (?!acme|the company))"
    r"|\b(?:should|shall|must|needs? to|has to|can|could|may|ought to|will) (?:now )?(?:be|become|get|have"
    r"|be made|be promoted to"
    rf"|be given) (?:an? |the )?(?:role (?:of )?)?{ROLE}\b"
    r"|\b(?:becomes?|is now|gets?(?: to be)?|will be|is to be|is going to be) (?:an? "
    rf"|the )(?:role (?:of )?)?{ROLE}\b(?! of)"
    rf"|^(?:could|can|may|should|will|would) [\w ]+? (?:be|become|get) (?:an? |the )?(?:role (?:of )?)?{ROLE}\b"
    rf"|\b(?:role|rights|permissions?)\b.*\bto {ROLE}\b|^(?:promote|demote)\b"
)
HIRING = rf"^(?:invite|onboard|on-board|hire|enrol|welcome|sign up|let (?!.*\bback\b).* in\b)\b|{EMAIL}"
FIRING = (
    r"^(?:offboard|off-board|fire|dismiss|kick(?! off\b)|deactivate|expel|let [\w ]+ go)\b|^(?:remove|delete|take|throw"
    rf"|kick|drop|get)\b.*\b(?:from|off|out of) {PLACE}\b"
    r"|\bhas left\b|\bis leaving\b|\bleaves (?:us|the company|acme)\b|\b(?:no longer|doesn't"
    r"|does not) works? (?:here|with us|for us)|\bhas quit\b|\bquit\b"
    r"|\b(?:revoke|remove|end|take away|withdraw|delete|close|disable) [\w ]+'s (?:access|account|membership"
    r"|login)"
)
REJOINING = (
    r"\b(?:let|bring|take|get|re-?invite|reinstate|have|want)\b.*\bback (?:in|on|to|into)\b.*\b(?:team|company"
    r"|staff|members?)\b|^(?:re-?invite|reinstate)\b|^let .*\bback in\b"
)
MONEY_LEFT = r"\bceiling\b"
INSIDE_RELEASE = (
    r"^(?:what(?:'s| is| are| all)?|which|who|anything|how much|is anything)\b[^|]*\b(?:in|part of|planned for"
    r"|goes into|go into|going into|scheduled for|inside|on|left for|missing for|open (?:in|for)"
    rf"|belongs? to)\b[^|]*(?:{VERSION}|\b(?:the |next |this |that )(?:next )?release\b)"
    r"|^what\b[^|]*\b(?:has to|have to|needs?|remains|left|missing|open|to do|to be done|blocks|holds up)\b[^"
    rf"|]*\b(?:for|in|on|of|before)\b[^|]*{VERSION}"
)


WHAT_IS = re.compile(
    r"(?:(?:what(?:'s| is) )?(?:the )?(?:status|state|progress|owner|deadline|details|health) of|tell (?:me"
    r"|us) (?:everything |more |all )?(?:about|of)|who(?:'s| is| was)|what(?:'s| is)|describe"
    r"|info(?:rmation)? (?:on|about)"
    r"|details (?:of|on|about)|show(?: me| us)?|look up|open|get) (?:the )?((?!(?:my|our|the|all"
    r"|your)\b)[\w&'-]+(?: [\w&'-]+){0,2}?)\s*[?.!]*\s*$",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    rf"\b(?:{TASKS}|overdue|late|due|new|up|open|done|mine|me|it|that|this|them|everything|all|next|left|stale"
    r"|urgent|status|going|on|in|of|time|day|date"
    r"|first|last|one|ones|those|these|by|weather|your|you|progress|there|here|today|week|month)\b",
    re.IGNORECASE,
)
