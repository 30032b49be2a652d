from __future__ import annotations

import pytest

from app.text import clean
from app.ui import edited

SOUND = {"task_ids": ["tsk_1", "tsk_2"], "note": "ä\n\x9b\u202e", "deep": {"a": [1, 2.5, True, None]}}


def test_arguments_that_are_shown_read_back_as_they_were() -> None:
    assert edited.same(edited.read(edited.shown(SOUND)), SOUND)


def test_what_could_mislead_an_eye_is_shown_escaped() -> None:
    text = edited.shown(SOUND)
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1,}', "Line 1, column 9"),
        ("", "Line 1, column 1"),
        ("[]", "braces"),
        ('{"a": 1, "a": 2}', "a stands there twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 1e999}', "can't be sent"),
        ('{"a": 9007199254740992}', "can't be sent"),
        ('{"a": ' + "9" * 5000 + "}", "can't be sent"),
        ('{"a": "\\ud800"}', "can't be sent"),
        ('{"a": ' + "[" * 60 + "]" * 60 + "}", "too deeply"),
        ("[" * 50_000, "too deeply"),
        ("{" + " " * 200_000 + "}", "longer than"),
    ],
)
def test_what_cannot_be_taken_is_said_in_one_line(text: str, why: str) -> None:
    with pytest.raises(edited.Unsound) as raised:
        edited.read(text)
    assert why in str(raised.value)
    assert "\n" not in str(raised.value)
