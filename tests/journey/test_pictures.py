import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyte.screens import Char

from tests.journey.picture import svg
from tests.journey.pictures import FOLDER, TITLES
from tests.journey.transcript import README

SHOWN = re.compile(r"!\[([^\]]+)\]\((\S+?)\)")
NAMESPACE = "http://www.w3.org/2000/svg"
BELONGS_TO_A_MACHINE = (
    r"://|127\.0\.0\.1|localhost|:\d{4,5}\b",
    r"/(home|root|tmp|work|usr|var|Users)/",
    r"\beyJ|\bBearer\b|[A-Za-z0-9_-]{40,}",
    r"@font-face|url\(|<script|<image|href",
)
SAYS = {
    "sign-in": ("What Countersign does on your behalf", "Alice Moreau", "Enter chooses"),
    "card": ("Delete 5 tasks in Apollo", "information loss", "deletes-need-confirmation", "(agent)"),
    "transfer": ("Move 5,000.00 EUR", "moves money", "to approve", "5,000.0"),
    "inbox": ("Inbox", "50,000.00 EUR", "Alice Moreau", "For you to decide"),
}


def words(picture: Path) -> str:
    return " ".join(text.text or "" for text in ET.parse(picture).iter(f"{{{NAMESPACE}}}text"))  # noqa: S314  # our own file


def test_the_readme_shows_every_picture_and_says_what_is_on_it() -> None:
    shown = {path: alt for alt, path in SHOWN.findall(README.read_text())}
    assert shown == {f"docs/{name}.svg": title for name, title in TITLES.items()}
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.svg" for name in TITLES}


@pytest.mark.parametrize("name", TITLES)
def test_a_picture_shows_what_it_is_there_for(name: str) -> None:
    said = words(FOLDER / f"{name}.svg")
    assert [wanted for wanted in SAYS[name] if wanted not in said] == []
    root = ET.parse(FOLDER / f"{name}.svg").getroot()  # noqa: S314  # our own file
    assert root.findtext(f"{{{NAMESPACE}}}title") == TITLES[name]


@pytest.mark.parametrize("name", TITLES)
def test_a_picture_holds_nothing_of_the_machine_it_was_drawn_on_and_fetches_nothing(name: str) -> None:
    text = (FOLDER / f"{name}.svg").read_text().replace(NAMESPACE, "", 1)
    assert [found for pattern in BELONGS_TO_A_MACHINE for found in re.findall(pattern, text)] == []


def test_what_stands_on_a_screen_is_drawn_as_it_stands() -> None:
    row = [Char("<"), Char("&", fg="e0887c", bold=True), Char("┏"), Char("━"), Char("━"), Char("▌"), Char(" ")]
    root = ET.fromstring(svg([row], 'a "title" <b>'))  # noqa: S314  # our own text
    kinds = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in root]
    assert kinds == ["title", "style", "rect", "text", "text", "path", "path", "rect"]
    assert [one.text for one in root.iter(f"{{{NAMESPACE}}}text")] == ["<", "&"]
    assert root[4].attrib | {"fill": "#e0887c", "class": "b"} == root[4].attrib
    assert root[6].attrib["d"].count("M") == 2


def test_letters_that_are_turned_round_change_places_with_their_ground() -> None:
    root = ET.fromstring(svg([[Char("n", fg="000000", bg="ffffff", reverse=True)]], "x"))  # noqa: S314  # our own text
    assert [one.attrib["fill"] for one in root[3:]] == ["#000000", "#ffffff"]
