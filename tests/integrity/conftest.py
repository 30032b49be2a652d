from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.graph.fakes_desk import Desk, desk_for


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk
