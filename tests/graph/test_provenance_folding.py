"""How text is evened: what may become the same, and above all what never may."""

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.provenance.days import days_in
from graph.provenance.evening import TAGS, heavy, hides, light
from graph.provenance.figures import Figure, figure_of, figures_in
from graph.provenance.standing import place
from tests.graph.fakes_provenance import TODAY, talk

TEXT = st.text(st.characters(codec="utf-8"))
MINOR = st.integers(0, 10**11)
STYLES = ("{:,.2f}", "{:.2f}", "continental", "swiss", "narrow", "€{:,.2f}", "{:,.2f} EUR", "{:.2f} euros")


def written(minor: int, style: str) -> str:
    """Write an amount as people do; points and commas change places on the continent."""
    amount = Decimal(minor) / 100
    if style == "continental":
        return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    if style == "swiss":
        return f"{amount:,.2f}".replace(",", "\u2019")
    if style == "narrow":
        return f"{amount:,.2f}".replace(".", ";").replace(",", "\u202f").replace(";", ",")
    return style.format(amount)


def digits(text: str) -> str:
    found = (chr(ord(char) - TAGS.start + 32) if ord(char) in TAGS else char for char in text)
    return "".join(str(unicodedata.decimal(char)) for char in found if unicodedata.category(char) == "Nd")


@given(TEXT)
def test_evening_neither_makes_nor_loses_a_digit(text: str) -> None:
    assert digits(heavy(text)) == "".join(char for char in heavy(text) if char in "0123456789") == digits(text)
    assert digits(light(text)) == "".join(str(unicodedata.decimal(char, "")) for char in light(text))


@pytest.mark.parametrize("char", ["²", "½", "①", "㎡", "⒈", "៣", "٣", "\uff13", "\U0001d7db"])
def test_only_decimal_digits_are_digits(char: str) -> None:
    value = unicodedata.decimal(char, None)
    assert heavy(f"5{char}") == (f"5{char.casefold()}" if value is None else f"5{value}")


@given(MINOR, MINOR, st.sampled_from(STYLES), st.sampled_from(STYLES))
def test_two_amounts_are_the_same_exactly_when_they_are_equal(one: int, two: int, first: str, second: str) -> None:
    figures = [figure_of(heavy(written(minor, style))) for minor, style in ((one, first), (two, second))]
    assert figures[0] is not None
    assert figures[1] is not None
    assert figures[0].fits(figures[1]) is (one == two)


@given(MINOR, MINOR, st.sampled_from(STYLES), st.sampled_from(STYLES))
def test_an_amount_is_the_persons_exactly_when_they_wrote_that_amount(
    said: int, sent: int, first: str, second: str
) -> None:
    told = talk([{"person": f"Please move {written(said, first)} to Apollo"}])
    assert (told.origin(written(sent, second)).source == "person") is (said == sent)


@given(st.integers(1, 10**9), st.integers(2, 4))
def test_no_group_of_a_long_number_is_an_amount(number: int, power: int) -> None:
    text = f"{number * 1000**power + 7:,}"
    assert [figure.amount for figure in figures_in(text)] == [Decimal(text.replace(",", ""))]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("1.250", []),
        ("1 250", []),
        ("1.250 eur", ["1250 eur"]),
        ("1 250 eur", ["1250 eur"]),
        ("0.125", ["0.125"]),
        ("007", []),
        ("4.3.1", []),
        ("10:30", []),
        ("10-20", []),
        ("-20", ["-20"]),
        ("APO-20", []),
        ("(20)", ["20"]),
        ("20%", ["20"]),
        ("20x", []),
        ("5k", ["5000"]),
        ("2.5 million dollars", ["2500000.0 usd"]),
        ("twenty-one thousand five hundred and six euros", ["21506 eur"]),
        ("a hundred", ["100"]),
        ("someone phoned", []),
        ("3 december 2026", []),
        ("2026-12-03", []),
        ("12,ooo.oo", []),
    ],
)
def test_what_is_an_amount_and_what_only_has_digits(text: str, amounts: list[str]) -> None:
    assert [f"{figure.amount} {figure.currency}".strip() for figure in figures_in(text)] == amounts


def test_with_others_words_every_reading_counts() -> None:
    assert Figure(Decimal(12000)) in figures_in("12,ooo.oo", generous=True)
    assert {figure.amount for figure in figures_in("1.250", generous=True)} == {Decimal(1250), Decimal("1.25")}


def test_minor_units_know_which_currencies_have_none() -> None:
    assert Figure(Decimal(1250), "eur").minor == Figure(Decimal("12.5"), "eur")
    assert Figure(Decimal(1250), "jpy").minor == Figure(Decimal(1250), "jpy")


DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FORMS = ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%d. %b %Y", "the %dth of %B, %Y", "%b %d %Y")


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_is_found_however_it_is_written_and_no_other_is(day: date, form: str) -> None:
    assert days_in(heavy(f"Done by {day.strftime(form)}.")) == {day}


@given(DAYS)
def test_what_could_be_two_days_is_both(day: date) -> None:
    swapped = {date(day.year, day.day, day.month)} if day.day <= 12 else set()
    assert days_in(day.strftime("on %d/%m/%Y")) == {day, *swapped}


@given(DAYS)
def test_a_day_without_a_year_is_the_last_and_the_next(day: date) -> None:
    found = days_in(heavy(day.strftime("%d %B")), TODAY)
    assert all((one.day, one.month) == (day.day, day.month) for one in found)
    assert all(abs(one - TODAY) <= timedelta(366) for one in found)
    assert found or (day.day, day.month) == (29, 2)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("today", [23]),
        ("the day after tomorrow", [25]),
        ("yesterday", [22]),
        ("on friday", [27]),
        ("on monday", [23, 30]),
        ("last friday", [20]),
        ("in a week", [30]),
        ("3 days ago", [20]),
        ("end of this week", [27, 29]),
        ("fridays are for cake", []),
        ("90 days", []),
    ],
)
def test_days_are_counted_from_the_turns_day(words: str, days: list[int]) -> None:
    assert sorted(one.day for one in days_in(words, TODAY)) == days
    assert days_in(words) == frozenset()


def test_months_quarters_and_years_end_where_they_do() -> None:
    ends = ("end of next month", "end of the quarter", "end of next quarter", "end of the year")
    assert [str(*days_in(words, TODAY)) for words in ends] == ["2026-12-31", "2026-12-31", "2027-03-31", "2026-12-31"]
    assert days_in("in 3 months", date(2026, 11, 30)) == {date(2027, 2, 28)}


@given(TEXT)
def test_nothing_that_people_write_stops_the_evening(text: str) -> None:
    assert "\n" not in light(text) + heavy(text)
    assert (days_in(heavy(text), TODAY), figures_in(heavy(text), generous=True)) is not None
    assert hides(text) in {True, False}


def test_letters_that_look_the_same_are_the_same_to_an_eye_and_not_to_a_keyboard() -> None:
    assert (
        heavy("\u0410\u0420\u041e-112 \u0425\u0425 \u0399\u0392\u0391\u039d \uff50\uff41\uff59")
        == "apo-112 xx iban pay"
    )
    assert light("\u0410\u0420\u041e-112") != light("APO-112")
    assert heavy("O0 Il1 rn") != heavy("00 111 m")


@given(
    st.from_regex(r"[a-z]{1,5}( [a-z]{1,5}){0,2}", fullmatch=True), st.from_regex(r"[a-z \-.@]{0,30}", fullmatch=True)
)
def test_what_stands_strictly_stands_generously_too(value: str, text: str) -> None:
    text = light(text)
    assert place(value, text, strict=True) < 0 or place(value, text) >= 0
    assert (place(value, text) >= 0) is (f" {value} " in "".join(c if c.isalpha() else " " for c in f" {text} "))
