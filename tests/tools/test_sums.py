import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.sums import is_typed, minor_of, money

WANTED = "1,250.00 EUR"


@pytest.mark.parametrize(
    "typed",
    [
        "1,250.00 EUR",
        "1,250.00",
        "1.250,00",
        "1250",
        "1250.00",
        "1250,00",
        "1250,0",
        "1 250,00",
        "1\u00a0250,00",
        "1\u202f250.00",
        "1'250.00",
        "1,250",
        "€ 1.250,00",
        "1250 €",
        "1250 eur",
        "EUR 1250",
        "  1,250.00  ",
    ],
)
def test_an_amount_may_be_typed_in_any_way_that_has_one_reading(typed: str) -> None:
    assert is_typed(typed, WANTED)


@pytest.mark.parametrize(
    "typed",
    [
        "1.250",
        "1.250 EUR",
        "1250.01",
        "1249.99",
        "12,50",
        "1,25",
        "125000",
        "12500",
        "1,250.00 USD",
        "$1250",
        "-1250",
        "1250.000",
        "01250",
        "1 2 5 0",
        "1,2,5,0",
        "1250 1250",
        "1.250.00",
        "EUR",
        "",
        "yes",
    ],
)
def test_what_has_two_readings_or_is_another_value_is_not_it(typed: str) -> None:
    assert not is_typed(typed, WANTED)


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_only_exactly_the_value_is_it(minor: int, other: int) -> None:
    wanted = money(minor, "EUR")
    continental = wanted.removesuffix(" EUR").translate({ord(","): ".", ord("."): ","})
    assert is_typed(continental, wanted)
    assert is_typed(wanted.replace(",", " "), wanted)
    assert is_typed(money(other, "EUR"), wanted) is (minor == other)


@given(st.text(), st.integers(0, 10**9))
def test_nothing_else_breaks_it(typed: str, minor: int) -> None:
    wanted = money(minor, "CHF")
    assert not is_typed(typed, wanted) or minor_of(typed, "CHF") == minor


def test_words_are_it_apart_from_case_spaces_and_grouping_commas() -> None:
    assert is_typed(" delete 2 tasks  in apollo ", "Delete 2 tasks in Apollo")
    assert not is_typed("Delete 3 tasks in Apollo", "Delete 2 tasks in Apollo")
    assert not is_typed("", "Delete 2 tasks in Apollo")
    assert not is_typed("", "")
