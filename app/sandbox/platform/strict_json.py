"""Reads JSON that has one meaning only: no name twice, no number that another reader would round (RFC 7493)."""

from __future__ import annotations

import json
import math
from typing import NoReturn

MOST_EXACT = 2**53 - 1
_MOST_DIGITS = len(str(MOST_EXACT))


class NotStrict(ValueError):
    """JSON that is broken or that two readers could understand differently, as a sentence."""


def parse(data: bytes) -> object:
    """Return the value of some JSON text.

    Raises:
        NotStrict: it is no UTF-8 JSON, repeats a name, or holds a number or a text that cannot be kept exactly.

    """
    try:
        value: object = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_int=_exact,
            parse_float=_finite,
            parse_constant=_no_number,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except NotStrict:
        raise
    except RecursionError as error:
        raise NotStrict("The JSON is nested too deeply.") from error
    except UnicodeError as error:
        raise NotStrict("The JSON holds text that is not Unicode.") from error
    except ValueError as error:
        raise NotStrict("This is not JSON.") from error
    return value


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("An object in the JSON has the same name twice.")
    return found


def _exact(digits: str) -> int:
    if len(digits.lstrip("-")) > _MOST_DIGITS or abs(int(digits)) > MOST_EXACT:
        raise NotStrict("The JSON holds an integer beyond 2^53, which not every reader keeps exactly.")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NotStrict("The JSON holds a number that is too large.")
    return number


def _no_number(name: str) -> NoReturn:
    raise NotStrict(f"The JSON holds {name}, which is no JSON number.")
