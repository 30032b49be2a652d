from dataclasses import replace

import pytest

from graph.differences import NOTHING, differences
from graph.rest import rest_of
from tests.graph.fakes_ledger import a_proposal
from tools.change import Receipt, Row, without

IDS = ("tsk_1", "tsk_2", "tsk_3")
PROPOSAL = a_proposal(ids=IDS)


def receipts(*statuses: int | str | None) -> list[Receipt]:
    """Return a receipt for each status: 2xx is done, None was never sent, "?" is unknown."""
    return [
        Receipt("k", "unknown", None, None, 0)
        if isinstance(status, str)
        else Receipt("k", "done" if status and status < 300 else "refused", status, None, 0)
        for status in statuses
    ]


@pytest.mark.parametrize(
    ("statuses", "left"),
    [
        ((200, 412, None), ["tsk_2", "tsk_3"]),
        ((200, 429, None), ["tsk_2", "tsk_3"]),
        ((200, None, None), ["tsk_2", "tsk_3"]),
        ((200, 403, None), ["tsk_3"]),
        ((200, 404, None), ["tsk_3"]),
        ((200, 200, 412), ["tsk_3"]),
    ],
)
def test_the_rest_is_what_another_look_can_mend(statuses: tuple[int | None, ...], left: list[str]) -> None:
    assert rest_of(PROPOSAL, receipts(*statuses)) == {**PROPOSAL.args, "task_ids": left}


@pytest.mark.parametrize(
    "statuses",
    [(200, 200, 200), (412, None, None), (200, "?", None), (200, 200, 403), (200, 412), ()],
    ids=["all done", "none done", "one unknown", "only a plain no left", "not all known", "nothing known"],
)
def test_there_is_no_rest_where_nothing_is_left_or_nobody_can_tell(statuses: tuple[int | str | None, ...]) -> None:
    assert rest_of(PROPOSAL, receipts(*statuses)) is None


def test_there_is_no_rest_where_requests_and_records_do_not_go_together() -> None:
    change = PROPOSAL.change
    crossed = replace(PROPOSAL, change=replace(change, rows=change.rows[::-1]))
    fewer = replace(PROPOSAL, change=replace(change, rows=change.rows[:2]))
    named = replace(PROPOSAL, args={"project": "Apollo"})
    for other in (crossed, fewer, named):
        assert rest_of(other, receipts(200, 412, None)) is None


def row(name: str, key: str | None = None) -> Row:
    return Row("task", name, "A task", "1", {"id": name, "key": key} if key else None, None)


@pytest.mark.parametrize(
    ("args", "left"),
    [
        ({"ids": ["a", "b"]}, {"ids": ["b"]}),
        ({"ids": ["APO-1", "b"], "due": "a"}, {"ids": ["b"], "due": "a"}),
        ({"ids": ["a"]}, None),
        ({"ids": ["a", "b"], "more": ["a", "c"]}, None),
        ({"ids": ["a", "APO-1", "b"]}, None),
        ({"ids": ["b", "c"]}, None),
        ({"id": "a"}, None),
        ({"ids": [{"id": "a"}, "b"]}, None),
        ({}, None),
    ],
)
def test_a_record_is_left_out_where_it_stands_in_exactly_one_list(
    args: dict[str, object], left: dict[str, object] | None
) -> None:
    assert without(args, row("a", "APO-1")) == left


def test_differences_name_records_values_and_needs() -> None:
    change = PROPOSAL.change
    later = replace(change.rows[1], version="4", label="Renamed")
    after = replace(
        PROPOSAL,
        args={"task_ids": list(IDS[1:]), "number": 7},
        change=replace(change, rows=(later, row("tsk_9")), amount=(100, "EUR")),
        verdict=replace(PROPOSAL.verdict, needs=("confirmation", "typed_confirmation")),
    )
    assert differences(PROPOSAL, after) == (
        "Left out: Renew the certificate",
        "Left out: Renew the certificate",
        "Added: A task",
        "Changed meanwhile: Renamed",
        "number: 7, was 0.",
        'Amount: [100,"EUR"], was nothing.',
        "Now also needs a typed confirmation.",
    )
    assert differences(PROPOSAL, PROPOSAL) == (NOTHING,)


def test_of_many_differences_the_rest_is_counted() -> None:
    many = a_proposal(ids=[f"tsk_{number}" for number in range(30)])
    lines = differences(many, a_proposal(ids=["tsk_0"]))
    assert len([line for line in lines if line.startswith("Left out")]) == 21
    assert "Left out: 9 more" in lines
