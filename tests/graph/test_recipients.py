from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from graph.events import Ended, Event, Failed, Recipient, Said, Spoke
from graph.model.chat import make_model
from graph.model.speaking import ModelSettings
from graph.opening import open_session
from graph.policy.admitting import NO, SAID_NO, YES
from graph.policy.pdp import Pdp
from graph.policy.recipients import destination, is_here
from graph.questions import Answer, NobodyToAsk, Question, Which
from graph.session import Session
from graph.storage.audit import Audit
from graph.storage.store import Store
from graph.storage.threads import Threads
from tests.graph.fakes_desk import Desk, Person, desk_for, nobody
from tests.graph.fakes_model import calls
from tests.graph.fakes_openai import DONE, Reply, Server, model_server, piece

HELLO = Reply([piece({"role": "assistant", "content": "Hello"}), piece({}, "stop"), DONE])
FORBID = '@id("not-this-model") @because("Nothing of ours goes there.")\n{} forbid (principal, action == '
FORBID += 'Action::"receive", resource)\n{};\n'
ASKING = FORBID.format('@needs("confirmation")', 'unless { context.satisfied.contains("confirmation") }')


@dataclass
class Says:
    """A person who says yes or no to a recipient, or is not there, and keeps what was asked."""

    chosen: str | None
    asked: list[Which] = field(default_factory=list)

    async def __call__(self, question: Question) -> Sequence[Answer]:
        assert isinstance(question, Which)
        self.asked.append(question)
        if self.chosen is None:
            raise NobodyToAsk
        return [Answer(question.id, "", "approve", self.chosen)]


@dataclass
class Talk:
    """Sessions of one account with models behind sockets."""

    desk: Desk
    server: Server
    tmp_path: Path

    @asynccontextmanager
    async def session(self, rules: str = "", name: str = "m", url: str = "") -> AsyncIterator[Session]:
        ground = replace(self.desk.ground, pdp=self.with_rules(rules))
        session = await open_session(ground, ModelSettings(name, url or self.server.url), self.desk.session.thread)
        yield session
        await session.close()

    def with_rules(self, text: str) -> Pdp:
        (self.tmp_path / "own.cedar").write_text(text)
        return Pdp.load([self.tmp_path / "own.cedar"])

    async def turn(self, session: Session, ask: object = nobody, text: str = "Hi") -> list[Event]:
        return [event async for event in session.turn(text, ask)]  # type: ignore[arg-type]  # any of the askers here

    def audited(self) -> list[Mapping[str, object]]:
        with Store.open(self.desk.ground.folder, self.desk.ground.key) as store:
            return [entry.plain for entry in Audit(store, self.desk.clock).entries(kind="recipient")]

    @property
    def host(self) -> str:
        return self.server.url.removeprefix("http://").removesuffix("/v1")


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with model_server() as server, desk_for(tmp_path) as desk:
        server.replies = [HELLO] * 4
        yield Talk(desk, server, tmp_path)


def named(events: list[Event]) -> list[Recipient]:
    return [event for event in events if isinstance(event, Recipient)]


async def test_the_model_is_named_before_it_is_told_anything_and_only_once(talk: Talk) -> None:
    async with talk.session() as session:
        events = await talk.turn(session)
        assert events[:2] == [Said("Hi"), Recipient("model", "m", talk.host, changed=False)]
        assert named(await talk.turn(session)) == []
    async with talk.session() as session:
        assert named(await talk.turn(session)) == []
    assert [entry["outcome"] for entry in talk.audited()] == ["allow"]


async def test_another_model_or_another_host_is_named_again(talk: Talk) -> None:
    async with talk.session() as session:
        await talk.turn(session)
    async with talk.session(name="other") as session:
        assert named(await talk.turn(session)) == [Recipient("model", "other", talk.host, changed=True)]
    url = talk.server.url.replace("127.0.0.1", "localhost")
    async with talk.session(name="other", url=url) as session:
        host = talk.host.replace("127.0.0.1", "localhost")
        assert named(await talk.turn(session)) == [Recipient("model", "other", host, changed=True)]


async def test_where_the_rules_forbid_it_nothing_is_told_and_the_turn_ends_in_their_words(talk: Talk) -> None:
    async with talk.session(FORBID.format("", "")) as session:
        *_, failed, ended = await talk.turn(session)
        assert isinstance(failed, Failed)
        assert failed.sentence.endswith("Nothing of ours goes there.")
        assert failed.next_step
        assert ended == Ended("failed")
    assert talk.server.requests == []
    assert [(entry["outcome"], entry["rules"]) for entry in talk.audited()] == [("forbid", ["not-this-model"])]


async def test_a_rule_may_tell_hosts_kinds_and_change_apart(talk: Talk) -> None:
    text = FORBID.format("", 'when { resource.kind == "model" && resource.here && resource.changed }')
    async with talk.session(text) as session:
        assert (await talk.turn(session))[-1] == Ended("done")
    async with talk.session(text, name="other") as session:
        assert (await talk.turn(session))[-1] == Ended("failed")
    async with talk.session(text) as session:
        assert (await talk.turn(session))[-1] == Ended("done")


async def test_a_person_who_is_asked_and_says_yes_is_not_asked_again_under_the_same_rules(talk: Talk) -> None:
    person = Says(YES)
    async with talk.session(ASKING) as session:
        events = await talk.turn(session, person)
        assert named(events) == [Recipient("model", "m", talk.host, changed=False)]
        assert (await talk.turn(session, person))[-1] == Ended("done")
    (question,) = person.asked
    assert question.question.endswith("Nothing of ours goes there.")
    assert [candidate.id for candidate in question.candidates] == [YES, NO]
    async with talk.session(ASKING + FORBID.format("", "when { false }").replace("not-this", "never-this")) as session:
        assert (await talk.turn(session, person))[-1] == Ended("done")
    assert len(person.asked) == 2


async def test_a_person_who_says_no_or_nothing_that_fits_ends_the_turn(talk: Talk) -> None:
    for person in (Says(NO), Says("anything")):
        async with talk.session(ASKING) as session:
            *_, failed, ended = await talk.turn(session, person)
            assert isinstance(failed, Failed)
            assert failed.sentence.endswith(SAID_NO)
            assert ended == Ended("failed")
    assert talk.server.requests == []


async def test_where_nobody_can_be_asked_the_words_wait_and_are_taken_in_once_somebody_can(talk: Talk) -> None:
    async with talk.session(ASKING) as session:
        assert await talk.turn(session, Says(None)) == [Said("Hi"), Ended("waiting")]
    assert talk.server.requests == []
    async with talk.session(ASKING) as session:
        events = [event async for event in session.resume(Says(YES))]
    assert [type(event) for event in events] == [Recipient, Spoke, Ended]
    assert "Hi" in str(talk.server.requests)


async def test_what_this_program_cannot_collect_is_a_no(talk: Talk) -> None:
    async with talk.session(FORBID.format('@needs("second_person")', "")) as session:
        *_, failed, ended = await talk.turn(session)
    assert isinstance(failed, Failed)
    assert "It would need a second person" in failed.sentence
    assert (ended, talk.server.requests) == (Ended("failed"), [])


async def test_words_with_nothing_after_them_but_who_is_told_are_still_taken_in(talk: Talk) -> None:
    with Store.open(talk.desk.ground.folder, talk.desk.ground.key) as store:
        threads = Threads(store, talk.desk.clock)
        threads.append(talk.desk.session.thread, Said("Hi there"))
        threads.append(talk.desk.session.thread, Recipient("model", "m", talk.host, changed=False))
    async with talk.session() as session:
        events = [event async for event in session.resume(nobody)]
    assert events[-1] == Ended("done")
    assert "Hi there" in str(talk.server.requests)


async def test_a_question_left_open_stays_open_while_the_model_may_not_be_told(talk: Talk) -> None:
    desk = talk.desk
    (task,) = await desk.some(1)
    desk.model.then(calls(("delete_tasks", {"task_ids": [task], "why": "Stale."})))
    assert (await desk.turn("Delete it"))[-1] == Ended("waiting")
    async with talk.session(FORBID.format("", "")) as session:
        person = Person()
        events = [event async for event in session.resume(person)]
    assert [type(event) for event in events] == [Failed, Ended]
    assert person.asked == []
    assert await desk.deletions() == 0


async def test_a_server_that_sends_elsewhere_is_not_followed(talk: Talk) -> None:
    async with model_server() as other:
        other.replies = [HELLO]
        talk.server.replies = [Reply((b"{}",), 307, {"location": f"{other.url}/chat/completions"})]
        async with talk.session() as session:
            events = await talk.turn(session)
        assert events[-1] == Ended("failed")
        assert other.requests == []


@pytest.mark.parametrize("variable", ["OPENAI_API_BASE", "OPENAI_BASE_URL"])
async def test_no_variable_that_only_a_library_reads_changes_who_is_told(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "https://elsewhere.example/v1")
    for settings in (ModelSettings("m"), ModelSettings("m", "https://api.case.example/v1")):
        model, client = make_model(settings)
        told = str(model.root_async_client.base_url)  # type: ignore[attr-defined]  # ChatOpenAI's
        await client.aclose()
        assert told.startswith(settings.address)


def test_a_destination_is_known_by_host_and_port_and_never_shows_a_password() -> None:
    assert destination("model", "m", "https://user:secret@api.case.example:8443/v1?x=1").host == "api.case.example:8443"


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9:80", True),
        ("[::1]:8000", True),
        ("localhost:8000", True),
        ("api.openai.com", False),
        ("localhost.example", False),
        ("10.0.0.1", False),
        ("", False),
        ("[", False),
    ],
)
def test_this_machine_is_known_by_its_loopback(host: str, *, here: bool) -> None:
    assert is_here(host) is here
