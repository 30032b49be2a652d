from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.css.model import RuleSet
from textual.css.parse import parse
from textual.css.tokenizer import TokenError

from app.ui.sheets import Sheets

SHEET = "Label { color: $word; } Label.loud { background: $ground; }"
LIGHT, DARK = {"word": "#111111", "ground": "#eeeeee"}, {"word": "#dddddd", "ground": "#222222"}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []

    def counted(scope: str, css: str, *args: object, **kwargs: object) -> Iterable[RuleSet]:
        texts.append(css)
        return parse(scope, css, *args, **kwargs)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr("textual.css.stylesheet.parse", counted)
    return texts


def sheet(colours: dict[str, str], text: str = SHEET) -> Sheets:
    made = Sheets(variables=colours)
    made.add_source(text, read_from=("a", "b"))
    return made


def colours_of(made: Sheets) -> list[str]:
    return [one.hex.lower() for rule in made.rules for one in (rule.styles.color, rule.styles.background) if one.a]


def test_each_set_of_colours_is_shown_in_its_own_however_one_goes_from_one_to_another() -> None:
    one, other = sheet(LIGHT), sheet(DARK)
    for _ in range(2):
        assert "#111111" in colours_of(one)
        assert "#eeeeee" in colours_of(one)
        assert not {"#dddddd", "#222222"} & set(colours_of(one))
        assert "#dddddd" in colours_of(other)
        assert not {"#111111", "#eeeeee"} & set(colours_of(other))
        one.set_variables(DARK)
        one.reparse()
        assert colours_of(one) == colours_of(other)
        one.set_variables(LIGHT)
        one.reparse()


def test_what_was_read_in_these_colours_is_not_read_again_and_what_is_new_is(read: list[str]) -> None:
    text = SHEET.replace("loud", "soft")
    made = sheet(LIGHT, text)
    made.reparse()
    sheet(LIGHT, text).parse()
    assert read == [text]
    made.set_variables(DARK)
    made.reparse()
    made.set_variables(LIGHT)
    made.reparse()
    assert read == [text, text]
    another = SHEET.replace("loud", "quiet")
    changed = sheet(LIGHT, another)
    changed.parse()
    assert read == [text, text, another]
    assert "Label.quiet" in changed.css
    assert "Label.quiet" not in made.css


def test_a_text_at_another_place_or_of_another_rank_has_rules_of_its_own(read: list[str]) -> None:
    made = Sheets(variables=LIGHT)
    made.add_source(SHEET, read_from=("a", ""), is_default_css=True, tie_breaker=3)
    made.add_source(SHEET, read_from=("b", ""), scope="Page")
    made.parse()
    assert len(read) == 2
    assert [(rule.is_default_rules, rule.tie_breaker) for rule in made.rules] == [(True, 3)] * 2 + [(False, 0)] * 2
    assert made.css.count("Page Label") == 2


def test_a_text_that_names_no_known_colour_is_refused_and_what_stood_stays() -> None:
    made = sheet(LIGHT)
    stood = made.rules
    made.add_source("Label { color: $nothing; }", read_from=("c", ""))
    with pytest.raises(TokenError):
        made.reparse()
    made.source.pop(("c", ""))
    assert made.rules == stood
