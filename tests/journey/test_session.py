import asyncio
import re
from pathlib import Path

from app.settings import read
from tests.journey import plain_transcript
from tests.journey.home import Home
from tests.journey.transcript import README, STEPS, same, session, written


def test_the_working_session_in_the_readme_is_what_the_program_does(tmp_path: Path) -> None:
    settings = read({"COUNTERSIGN_DATA": str(tmp_path / "data"), "COUNTERSIGN_CONFIG": str(tmp_path / "config")})
    assert same(asyncio.run(session(settings))) == same(written(README.read_text()))


def test_the_working_session_has_ten_steps() -> None:
    assert re.findall(r"^You {4}(.*)$", written(README.read_text()), re.MULTILINE) == [words for words, _ in STEPS]
    assert len(STEPS) == 10


def test_the_conversation_in_plain_lines_in_the_readme_is_what_the_program_writes(home: Home) -> None:
    kept = plain_transcript.written(README.read_text())
    assert plain_transcript.same(plain_transcript.conversation(home)) == plain_transcript.same(kept)
    assert "\nDone: Delete 5 tasks" in kept
    assert "\nDone: Transfer 5,000.00 EUR" in kept
