"""Each journey has a home of its own, and leaves no process behind."""

from collections.abc import Iterator

import pytest

from tests.journey.chromium import browser, page, watch
from tests.journey.home import Home

__all__ = ["browser", "home", "page", "watch"]


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("newcomer"))
    yield home
    home.run("sandbox", "down")
