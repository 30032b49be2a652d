"""`countersign policy`: what the rules are, why they decided as they did, and whether they answer as cases say."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.say import say
from app.commands.told import on_parts, told

if TYPE_CHECKING:
    from app.wiring import Parts
    from graph.ledger.claims import Ledger
    from graph.policy.cases import Tried
    from graph.policy.pdp import Pdp
    from graph.policy.table import Line
    from graph.storage.audit import AuditEntry
    from graph.storage.store import Store
    from tools.change import Need, Proposal

HAPPENS = {
    "confirmation": "asks you",
    "typed_confirmation": "asks you to type it",
    "fresh_login": "your provider asks you",
    "second_opinion": "a second model is asked",
    "second_person": "asks a second person",
}
WIDE, LONGEST = 110, 500
NO_SUCH = "There is no proposal or call {!r} on this machine. countersign audit show names them all."
SEVERAL = "{!r} is the beginning of several proposals: write more of it."


@click.group("policy", help="Show the rules, explain what they decided, and test them.")
def command() -> None:
    """Group the policy's commands."""


@command.command("show", help="Show the rules as a table: effect, who, what happens, and why.")
@click.pass_obj
def show(env_file: Path | None) -> None:
    """Print every rule that is loaded, by effect."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from app.text import line
    from graph.policy.table import grouped, table

    pdp = _rules(env_file)
    shown = Table("Effect", "Who", "What happens", "When, and by which rule", box=None, pad_edge=False)
    for name, lines in grouped(table(pdp)):
        for index, each in enumerate(sorted(lines, key=_order)):
            words = (name if index == 0 else "", each.who, _happens(each), f"{_when(each)} ({each.rule})")
            shown.add_row(*(Text(line(word)) for word in words))
        shown.add_row()
    width = None if sys.stdout.isatty() else WIDE
    Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False).print(shown)
    for sentence in _sources(pdp):
        say(line(sentence))


@command.command("explain", help="Say what decided about a proposal (or a call), and what would satisfy it.")
@click.argument("proposal")
@click.pass_obj
def explain(env_file: Path | None, proposal: str) -> None:
    """Read the account's ledger and audit, and print what policy was asked and what it said."""
    pdp = _rules(env_file)

    async def work(parts: Parts) -> list[str]:
        async with parts.store() as store:
            return list(explanation(proposal, store, pdp))

    for each in on_parts(env_file, work):
        say(each)


@command.command("test", help="Try the rules on the cases in a YAML file; exit code 1 where one is not as expected.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rules",
    "added",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Add this file to the baseline, in place of your organisation's; may be given more than once.",
)
@click.pass_obj
def test(env_file: Path | None, file: Path, added: tuple[Path, ...]) -> None:
    """Print every case that is not as expected, and how many are."""
    from app.text import clean
    from graph.policy.cases import read_cases, try_cases

    pdp = _rules(env_file, added or None)
    with _refused():
        tried = try_cases(pdp, read_cases(file))
    failed = [each for each in tried if not each.held]
    for each in failed:
        for words in _differs(each):
            say(clean(words))
    count = f"{len(tried)} case{'' if len(tried) == 1 else 's'}"
    if failed:
        raise click.ClickException(f"{len(failed)} of {count} not as expected.")
    say(f"{count}: all as expected.")


def _rules(env_file: Path | None, added: Sequence[Path] | None = None) -> Pdp:
    from app.ground import load_policy
    from app.settings import from_environment

    with told():
        return load_policy(from_environment(env_file), added)


@contextmanager
def _refused() -> Iterator[None]:
    from app.text import clean
    from graph.policy.rules import PolicyError

    try:
        yield
    except PolicyError as error:
        raise click.ClickException(clean(f"The cases cannot be read: {error}.")) from None


def _happens(each: Line) -> str:
    if each.needs is not None:
        return HAPPENS[each.needs]
    if each.outcome == "forbid":
        return "is refused"
    return {"read": "runs", "receive": "is told"}.get(each.effect, "runs, recorded")


def _when(each: Line) -> str:
    if each.outcome == "allow" and each.effect != "read":
        return f"Unless one of the lines below applies. {each.because}"
    return f"Always: {each.because}" if each.always and each.outcome != "allow" else each.because


def _order(each: Line) -> tuple[bool, int]:
    """What always holds comes first, what is refused last."""
    return not each.always, list(HAPPENS).index(each.needs) if each.needs else len(HAPPENS)


def _sources(pdp: Pdp) -> Iterator[str]:
    files = [rule.file for rule in pdp.rules]
    for index, file in enumerate(dict.fromkeys(files)):
        count = f"{files.count(file)} rule{'' if files.count(file) == 1 else 's'}"
        yield f"{count} of the baseline." if index == 0 else f"{count} of your organisation, from {file}."
    yield f"Approvals rest on exactly these: {pdp.bundle}"


def explanation(wanted: str, store: Store, pdp: Pdp) -> Iterator[str]:
    """Yield the lines that explain a proposal of an account by the beginning of its id, or a call.

    Raises:
        click.ClickException: there is none, or there are several.

    """
    from graph.ledger.claims import Ledger
    from graph.policy.explaining import explained
    from graph.storage.audit import Audit

    audit = Audit(store, time.time)
    ledger = Ledger(store, audit, time.time)
    proposal = _found(wanted, ledger)
    call, thread = (wanted, None) if proposal is None else (proposal.call, proposal.thread)
    verdicts = audit.entries(kind="verdict", thread=thread)
    entry = next((each for each in reversed(verdicts) if each.plain.get("call") == call), None)
    if entry is None:
        raise click.ClickException(NO_SUCH.format(wanted))
    met = () if proposal is None else _met(proposal, store, ledger)
    said = () if proposal is None else proposal.verdict.rules
    from app.text import named

    yield from _about(entry, proposal, ledger)
    found = explained((entry.plain, entry.body), pdp, met, said)
    for rule, because in found.rules:
        yield f"Decided by   {named(rule)}: {named(because)}"
    for name, value in found.told:
        yield f"Policy knew  {named(name)}: {named(value)}"
    for need, how, is_met in found.needs:
        yield f"Needs        {need}: {'met' if is_met else f'met once {how}'}"
    if found.outcome == "forbid":
        yield "Needs        nothing would satisfy these rules: they refuse it, whoever agrees."
    if found.changed:
        yield "The rules have changed since; what is still open is judged by today's before anything is done."


def _met(proposal: Proposal, store: Store, ledger: Ledger) -> Sequence[Need]:
    from graph.policy.safeguards import satisfied_by
    from graph.second.seconds import Seconds
    from graph.storage.audit import Audit
    from graph.storage.lease import Leases

    seconds = Seconds(store, Audit(store, time.time), Leases(store, time.time))
    return satisfied_by(ledger.decision(proposal.id), proposal, seconds.of(proposal.id))


def _about(entry: AuditEntry, proposal: Proposal | None, ledger: Ledger) -> Iterator[str]:
    from app.text import named

    yield named(str(entry.body.get("headline", "")), LONGEST)
    yield f"Tool         {named(str(entry.body.get('tool', '')), LONGEST)}, effect {entry.plain.get('effect')}"
    yield f"Verdict      {entry.plain.get('outcome')}"
    if proposal is not None:
        yield f"State        {ledger.state(proposal.id)}"


def _found(wanted: str, ledger: Ledger) -> Proposal | None:
    found = ledger.beginning(wanted) if wanted else []
    if len(found) > 1:
        raise click.ClickException(SEVERAL.format(wanted))
    return found[0] if found else None


def _differs(tried: Tried) -> Iterator[str]:
    expected, verdict = tried.case.expected, tried.verdict
    yield f"✗ {tried.case.case}"
    yield f"    expected  {_answer(expected.outcome, expected.needs, expected.rules)}"
    yield f"    answered  {_answer(verdict.outcome, verdict.needs, [rule for rule, _ in verdict.rules])}"


def _answer(outcome: str, needs: Sequence[Need], rules: Sequence[str] | None) -> str:
    wanted = f" {', '.join(needs)}" if needs else ""
    return f"{outcome}{wanted}" + (f", by {', '.join(rules) or 'no rule'}" if rules is not None else "")
