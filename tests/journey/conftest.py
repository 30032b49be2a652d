"""Each journey has a home of its own, and finds a sandbox as if it were new; no process is left behind."""

from collections.abc import Iterator

import pytest

from tests.journey.chromium import browser, page, watch
from tests.journey.home import Home
from tests.journey.sandbox import Sandbox, running

__all__ = ["browser", "page", "watch"]


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(Home(tmp_path_factory.mktemp("sandbox"))) as sandbox:
        yield sandbox


@pytest.fixture
def home(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return sandbox.newcomer(tmp_path_factory.mktemp("newcomer"))


@pytest.fixture
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("newcomer"))
    yield home
    home.run("sandbox", "down")
