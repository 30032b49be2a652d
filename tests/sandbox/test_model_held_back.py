"""Phrasings that nobody looked at while the offline model was written; at least 80 % must be understood."""

import json
import tomllib
from pathlib import Path
from typing import Any

from tests.sandbox.fakes_phrasings import Heard, heard

CASES = tomllib.loads(Path(__file__).with_name("held_back.toml").read_text())["case"]


def is_right(case: dict[str, Any], calls: Heard) -> bool:
    return any(
        name in case["tools"]
        and all(wanted.lower() in json.dumps(args.get(key, "")).lower() for key, wanted in case.get("args", {}).items())
        for name, args in calls
    )


def test_there_are_at_least_sixty_and_none_is_in_the_table_the_model_was_written_with() -> None:
    held_back = {case["words"].lower() for case in CASES}
    assert len(held_back) >= 60
    written_with = Path(__file__).with_name("fakes_sayings.py").read_text().lower()
    assert {words for words in held_back if f'"{words}"' in written_with} == set()


async def test_at_least_eighty_percent_are_understood() -> None:
    wrong = [case["words"] for case in CASES if not is_right(case, await heard(case["words"]))]
    assert len(wrong) <= len(CASES) // 5, wrong
