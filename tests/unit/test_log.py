import logging
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.log import FILE, to_file


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    to_file(tmp_path / "data")
    yield tmp_path / "data" / FILE
    logging.captureWarnings(capture=False)
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = before, level


def fail() -> None:
    raise LookupError("sk-secret and a task's title")


def test_what_broke_is_logged_by_place_and_type_and_not_by_its_words(written: Path) -> None:
    try:
        fail()
    except LookupError:
        logging.getLogger("graph.session").exception("A turn broke.")
    text = written.read_text()
    assert "A turn broke." in text
    assert "LookupError" in text
    assert "in fail" in text
    assert "sk-secret" not in text


def test_the_cause_is_logged_too(written: Path) -> None:
    try:
        try:
            fail()
        except LookupError as error:
            raise RuntimeError("again sk-secret") from error
    except RuntimeError:
        logging.getLogger("graph.session").exception("A turn broke.")
    text = written.read_text()
    assert text.index("LookupError") < text.index("RuntimeError")
    assert "sk-secret" not in text


def test_warnings_go_to_the_log_and_not_to_the_screen(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("an odd answer: sk-secret", stacklevel=1)
    assert "test_log.py" in written.read_text()
    assert "UserWarning" in written.read_text()
    assert "sk-secret" not in written.read_text()
    assert capsys.readouterr().err == ""


def test_the_log_is_private_and_libraries_that_log_requests_are_quiet(written: Path) -> None:
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    logging.getLogger("httpx").info("GET /authorize?code=secret")
    logging.getLogger("authlib").debug("token")
    assert written.read_text() == ""


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    taken = tmp_path / "file"
    taken.write_text("")
    to_file(taken)
    assert isinstance(root.handlers[0], logging.NullHandler)
    logging.captureWarnings(capture=False)
    root.handlers, root.level = before, level
