import json

import pytest

from tests.tools.fakes_platform import URL, FakeAuths, FakePlatform, over
from tools.approvals import Line, NotOpened, PlatformApprovals, Waiting, Who
from tools.platform import NoAnswer, NotSent, PlatformTrouble
from tools.wire import digest

DETAILS = ({"type": "countersign_change", "change": "sha-256:c"},)
WAITING = Waiting("sha-256:c", ({"method": "POST", "path": "/v1/transfers"},), 1_800_000_000, "You asked.", DETAILS)
PENDING: dict[str, object] = {
    "id": "ap_1f",
    "version": "1",
    "state": "pending",
    "change": "sha-256:c",
    "headline": "Transfer 15,000.00 EUR from Marketing to Apollo",
    "effect": "transfer",
    "lines": [{"label": "Amount", "text": "15,000.00 EUR"}],
    "rows": ["Marketing: 60,000.00 EUR now, 45,000.00 EUR after"],
    "why": "You asked.",
    "by": {"id": "usr_alice", "name": "Alice Moreau"},
    "opened_at": 1_799_990_000,
    "expires_at": 1_800_000_000,
    "who": "finance or an admin at Acme",
    "mine": True,
    "may_decide": False,
    "decided_by": None,
    "decided_at": None,
    "comment": "",
    "changed": [],
}
REJECTED = {
    **PENDING,
    "state": "rejected",
    "version": 2,
    "decided_by": {"id": "usr_dave", "name": "Dave"},
    "decided_at": 1_799_990_600,
    "comment": "Not this quarter.",
    "changed": ["Marketing holds less"],
    "later": "a field of tomorrow",
}


def body(value: object) -> bytes:
    return json.dumps(value).encode()


async def test_an_approval_is_opened_with_the_whole_requests_and_a_token_for_exactly_this_change() -> None:
    app, auths = FakePlatform().answer(201, body(PENDING)).answer(201, body(PENDING)), FakeAuths()
    approvals = PlatformApprovals(over(app, auths), URL)
    opened = await approvals.open(WAITING)
    assert await approvals.open(WAITING) == opened
    assert (opened.id, opened.state, opened.by) == ("ap_1f", "pending", Who("usr_alice", "Alice Moreau"))
    assert opened.lines == (Line("Amount", "15,000.00 EUR"),)
    assert auths.given == [("act", ("approvals:open",), DETAILS)] * 2
    first, second = app.arrived
    assert (first.path, first.headers["content-type"]) == (b"/v1/approvals", "application/json")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == digest(["approval", "sha-256:c"])
    wanted = {"requests": list(WAITING.requests), "expires_at": WAITING.expires_at, "why": "You asked."}
    assert json.loads(first.body) == wanted
    assert first.body == second.body


async def test_an_approval_is_read_with_eyes_only_and_with_who_decided_and_why() -> None:
    app, auths = FakePlatform().answer(200, body(REJECTED)), FakeAuths()
    found = await PlatformApprovals(over(app, auths), URL).get("ap_1f")
    assert (found.state, found.decided_by, found.comment) == ("rejected", Who("usr_dave", "Dave"), "Not this quarter.")
    assert (found.version, found.changed) == ("2", ("Marketing holds less",))
    assert auths.given == [("look", ("approvals:read",), ())]


async def test_what_waits_is_listed_by_state() -> None:
    page = body({"items": [PENDING], "next_cursor": None})
    app = FakePlatform().answer(200, page).answer(200, page)
    approvals = PlatformApprovals(over(app), URL)
    assert [one.id for one in await approvals.pending()] == ["ap_1f"]
    assert [one.id for one in await approvals.listed()] == ["ap_1f"]
    assert [b"state=pending" in arrived.query for arrived in app.arrived] == [True, False]


async def test_a_no_is_told_in_the_platforms_words_and_whether_a_fresher_sign_in_would_help() -> None:
    challenge = 'Bearer error="insufficient_user_authentication", acr_values="urn:x", max_age="300"'
    plain, old = body({"detail": "That is no change."}), body({"detail": "Sign in again."})
    app = FakePlatform().answer(422, plain).answer(401, old, www_authenticate=challenge).answer(401, old)
    approvals = PlatformApprovals(over(app), URL)
    found = []
    for _ in range(3):
        with pytest.raises(NotOpened) as no:
            await approvals.open(WAITING)
        found.append((no.value.sentence, no.value.wants_fresh))
    assert found == [("That is no change.", False), ("Sign in again.", True), ("Sign in again.", False)]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {**PENDING, "id": "../me"},
        {**PENDING, "state": "maybe"},
        {**PENDING, "by": "Alice"},
        {**PENDING, "expires_at": "soon"},
    ],
)
async def test_what_is_no_approval_is_never_taken_for_one(answer: dict[str, object]) -> None:
    app = FakePlatform().answer(201, body(answer)).answer(200, body(answer))
    approvals = PlatformApprovals(over(app), URL)
    with pytest.raises(NoAnswer, match="can't be read"):
        await approvals.open(WAITING)
    with pytest.raises(PlatformTrouble):
        await approvals.get("ap_1f")


async def test_trouble_of_the_platforms_own_may_have_opened_it_and_a_missing_token_surely_not() -> None:
    with pytest.raises(NoAnswer):
        await PlatformApprovals(over(FakePlatform().answer(503)), URL).open(WAITING)
    auths = FakeAuths(trouble=NotSent("No token.", "Sign in."))
    with pytest.raises(NotSent, match="No token"):
        await PlatformApprovals(over(FakePlatform(), auths), URL).open(WAITING)
