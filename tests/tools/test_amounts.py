import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import ToolError
from tools.amounts import MOST, amount_of, in_all, lacks, money, row_of_budget, with_money

BUDGET = {
    "id": "bud_1",
    "name": "Apollo",
    "version": "3",
    "currency": "EUR",
    "balance": 5000,
    "spent": 100,
    "ceiling": 9,
}


@given(st.integers(-(10**12), 10**12))
def test_what_is_written_for_people_reads_back_the_same(minor: int) -> None:
    said = money(minor, "EUR")
    if minor < 0:
        with pytest.raises(ToolError):
            amount_of(said, "EUR")
    else:
        assert amount_of(said, "EUR") == amount_of(said.replace(",", ""), "EUR") == minor


@given(st.integers(0, 10**12))
def test_the_continental_way_of_writing_reads_the_same(minor: int) -> None:
    said = money(minor, "EUR").removesuffix(" EUR").translate({ord(","): ".", ord("."): ","})
    assert amount_of(said, "EUR") == minor


@pytest.mark.parametrize(
    "said",
    [
        "1250",
        "1250.0",
        "1250.00",
        "1250,00",
        "1,250",
        "1,250.00",
        "1.250,00",
        "1.250,0",
        "1 250",
        "1 250,00",
        "1'250.00",
        "1\u2019250.00",
        "1\u00a0250,00",
        "€1,250",
        "€ 1250",
        "1250 €",
        "EUR 1.250,00",
        "1,250.00 EUR",
        "1,250.00 eur",
        " 1250 EUR ",
        "1\n250",
    ],
)
def test_each_way_of_writing_the_same_amount_is_read(said: str) -> None:
    assert amount_of(said, "EUR") == 125_000


@pytest.mark.parametrize(
    ("said", "minor"), [("0", 0), ("0.5", 50), ("0,05", 5), ("1,000,000", 10**8), ("1.000.000", 10**8)]
)
def test_small_and_large_amounts_are_read(said: str, minor: int) -> None:
    assert amount_of(said, "EUR") == minor


@pytest.mark.parametrize(
    "said",
    [
        "1.250",
        "0.250",
        "0,250",
        "1,25,0",
        "1.25.00",
        "12,50,00",
        "1,250,00",
        "1.250.00",
        "1.2.3",
        "01",
        "1.234",
        "1.",
        ".5",
        "1,2345",
        "-5",
        "+5",
        "1e3",
        "5k",
        "five",
        "",
        " ",
        "EUR",
        "٣",
        "12 50",
        "1 2",
        "1,250 000",
        "1,250.001",
        "NaN",
        "0x10",
        "1250 EUR please",
    ],
)
def test_what_has_no_single_reading_is_refused_with_a_way_to_write_it(said: str) -> None:
    with pytest.raises(ToolError, match=r"1,250\.00|no amount"):
        amount_of(said, "EUR")


@pytest.mark.parametrize("said", ["$1,250", "1250 USD", "GBP 5", "€5 USD", "XXX 5"])
def test_another_currency_is_refused_and_never_converted(said: str) -> None:
    with pytest.raises(ToolError, match="not converted"):
        amount_of(said, "EUR")


def test_more_than_the_platform_takes_is_refused_before_anybody_is_asked() -> None:
    assert amount_of(money(MOST, "EUR"), "EUR") == MOST
    with pytest.raises(ToolError, match="more than the platform takes"):
        amount_of(money(MOST + 1, "EUR"), "EUR")


def test_sums_are_written_as_people_read_them_and_nothing_else_is_touched() -> None:
    shown = with_money(BUDGET)
    assert shown == {**BUDGET, "balance": "50.00 EUR", "spent": "1.00 EUR", "ceiling": "0.09 EUR"}


def test_each_currency_is_added_up_by_itself() -> None:
    pounds = {"currency": "GBP", "balance": 1}
    assert in_all([BUDGET, pounds, BUDGET], "balance") == "100.00 EUR and 0.01 GBP"
    assert in_all([], "balance") == ""


def test_a_budgets_row_shows_what_it_will_hold_and_words_say_what_it_lacks() -> None:
    row = row_of_budget(BUDGET, -4000, spent=4000)
    assert (row.label, row.before, row.after) == (
        "Apollo",
        with_money(BUDGET),
        with_money({**BUDGET, "balance": 1000, "spent": 4100}),
    )
    assert (row_of_budget(BUDGET, -5000).after or {})["balance"] == "0.00 EUR"
    assert lacks(BUDGET, 5000) == ""
    assert lacks(BUDGET, 5001) == "Apollo holds 50.00 EUR, which is less than 50.01 EUR."
