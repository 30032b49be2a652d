from collections.abc import Mapping

import pytest

from graph.policy.bearing import archives, clears, is_final, widens
from tests.graph.fakes_desk import REGISTRY
from tools.change import Call, Change, Origin, Row


def change(before: Mapping[str, object] | None, after: Mapping[str, object] | None, kind: str = "task") -> Change:
    return Change("Change", (), (Row(kind, "tsk_1", "APO-1", "1", before, after),))


@pytest.mark.parametrize(
    ("before", "after", "clearing"),
    [
        ({"due": "2026-01-01"}, {"due": None}, True),
        ({"description": "x"}, {"description": ""}, True),
        ({"due": None}, {"due": None}, False),
        ({"due": None}, {"due": "2026-01-01"}, False),
        (None, {"due": None}, False),
        ({"due": "2026-01-01"}, None, False),
    ],
)
def test_emptying_a_field_is_clearing(
    before: dict[str, object] | None, after: dict[str, object] | None, *, clearing: bool
) -> None:
    assert clears(change(before, after)) is clearing


@pytest.mark.parametrize(
    ("before", "after", "archiving"),
    [
        ({"status": "active"}, {"status": "archived"}, True),
        ({"status": "planned"}, {"status": "cancelled"}, True),
        ({"active": True}, {"active": False}, True),
        ({"archived": False}, {"archived": True}, True),
        (None, {"status": "archived"}, True),
        ({"status": "archived"}, {"status": "archived", "name": "x"}, False),
        ({"status": "archived"}, {"status": "active"}, False),
        ({"status": "open"}, {"status": "done"}, False),
        ({"status": "open"}, {"status": ["archived"]}, False),
        ({"status": "archived"}, None, False),
    ],
)
def test_putting_a_record_away_is_archiving(
    before: dict[str, object] | None, after: dict[str, object] | None, *, archiving: bool
) -> None:
    assert archives(change(before, after)) is archiving


def test_what_has_no_undo_is_final() -> None:
    assert is_final(Change("Delete", (), ()))
    assert not is_final(Change("Delete", (), (), Call("restore_tasks", {})))


@pytest.mark.parametrize(
    ("kind", "origin", "wider"),
    [
        ("task", Origin("tool", "balance in list_budgets, this turn"), True),
        ("comment", Origin("tool", "list_invoices, this turn"), True),
        ("comment", Origin("memory", "your memory"), True),
        ("comment", Origin("tool", "text in list_comments, this turn"), False),
        ("comment", Origin("tool", "text in my_list_budgets_too, this turn"), False),
        ("comment", Origin("person", "your words about list_budgets"), False),
        ("budget", Origin("tool", "list_budgets, this turn"), False),
        ("budget", Origin("memory", "your memory"), False),
    ],
)
def test_what_few_may_read_and_more_would_is_carried_wider(kind: str, origin: Origin, *, wider: bool) -> None:
    assert widens(change({"title": "x"}, {"title": "y"}, kind), {"text": origin}, REGISTRY) is wider
