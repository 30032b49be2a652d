import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.strict import strict_json, strict_object
from tools.wire import canonical

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(plain)
def test_what_rfc_8785_writes_reads_back_the_same(value: object) -> None:
    assert strict_json(canonical(value), limit=10**6) == value


@given(plain)
def test_text_and_bytes_read_the_same(value: object) -> None:
    text = json.dumps(value)
    assert strict_json(text, limit=10**6) == strict_json(text.encode(), limit=10**6)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1, "a": 1}', "the name 'a' stands in it twice"),
        ('{"b": {"a": 1, "c": 2, "a": 3}}', "the name 'a' stands in it twice"),
        ("NaN", "NaN is no JSON value"),
        ("-Infinity", "-Infinity is no JSON value"),
        ("1e400", "can't carry safely"),
        ("9007199254740992", "can't carry safely"),
        ("1" * 5000, "."),
        ('"\\udc00"', "can't carry safely"),
        ('{"\\udc00": 1}', "can't carry safely"),
        ("", "not JSON: Expecting value at character 0"),
        ("{} {}", "not JSON: Extra data"),
        ('["' + "a" * 6000 + '"]', "longer than 6,000 characters"),
        ("[" * 5000, "nested too deeply"),
        (b"\xff\xfe", "not UTF-8"),
        ("[1]".encode("utf-16"), "not UTF-8"),
    ],
)
def test_json_with_two_meanings_or_none_is_refused(text: str | bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        strict_json(text, limit=6000)


def test_an_object_is_asked_for() -> None:
    assert strict_object("{}", limit=10) == {}
    with pytest.raises(ValueError, match="not a JSON object"):
        strict_object("[]", limit=10)
