import asyncio
import re
from pathlib import Path

from app.settings import read
from tests.journey.transcript import README, STEPS, same, session, written


def test_the_working_session_in_the_readme_is_what_the_program_does(tmp_path: Path) -> None:
    settings = read({"COUNTERSIGN_DATA": str(tmp_path / "data"), "COUNTERSIGN_CONFIG": str(tmp_path / "config")})
    assert same(asyncio.run(session(settings))) == same(written(README.read_text()))


def test_the_working_session_has_ten_steps() -> None:
    assert re.findall(r"^You {4}(.*)$", written(README.read_text()), re.MULTILINE) == [words for words, _ in STEPS]
    assert len(STEPS) == 10
