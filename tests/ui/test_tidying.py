import gc
import weakref
from collections.abc import Iterator

import pytest

from app.ui.tidying import CALM, Tidier


class Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def tidier() -> Iterator[Tidier]:
    tidier = Tidier()
    tidier.start()
    yield tidier
    tidier.stop()


def old_rubbish() -> weakref.ref[Ring]:
    ring = Ring()
    gc.collect(1)
    gc.collect(1)
    return weakref.ref(ring)


def be_busy() -> None:
    for _ in range(CALM + 1):
        gc.collect(0)


def test_a_full_collection_waits_for_rest_and_then_comes(tidier: Tidier) -> None:
    tidier.look()
    rubbish = old_rubbish()
    be_busy()
    tidier.look()
    assert rubbish() is not None
    tidier.look()
    assert rubbish() is None


def test_no_full_collection_comes_by_itself_and_later_they_do_again() -> None:
    before = gc.get_threshold()
    tidier = Tidier()
    tidier.start()
    assert gc.get_threshold() == (*before[:2], 1_000_000)
    tidier.stop()
    assert gc.get_threshold() == before


def test_nothing_is_collected_while_collections_are_switched_off(tidier: Tidier) -> None:
    tidier.look()
    rubbish = old_rubbish()
    gc.disable()
    try:
        tidier.look()
    finally:
        gc.enable()
    assert rubbish() is not None
