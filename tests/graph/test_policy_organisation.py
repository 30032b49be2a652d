import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from graph.policy.organisation import organisation_files
from graph.policy.pdp import Judgement, Pdp
from graph.policy.rules import PolicyError
from tests.graph.fakes_proposal import ALICE
from tests.graph.test_policy import judgements

ME = os.getuid()
OWNERS = frozenset({0, ME})
RULE = '@id("{}") @because("Not here.")\nforbid (principal, action == Action::"{}", resource);\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "policy"
    made.mkdir(mode=0o755)
    put(made / "b.cedar", RULE.format("no-transfers", "transfer"))
    put(made / "a.cedar", RULE.format("no-disclosures", "disclose"))
    return made


def put(file: Path, text: str, mode: int = 0o644) -> Path:
    file.write_text(text)
    file.chmod(mode)
    return file


def refused(*folders: Path, trusted: frozenset[int] = OWNERS) -> PolicyError:
    with pytest.raises(PolicyError) as error:
        organisation_files(*folders, trusted=trusted)
    return error.value


def test_the_rule_files_of_a_folder_come_in_the_order_of_their_names(folder: Path) -> None:
    put(folder / "README.md", "words", 0o666)
    put(folder / "c.cedar~", "no rule")
    assert organisation_files(folder, trusted=OWNERS) == [folder / "a.cedar", folder / "b.cedar"]


def test_what_they_forbid_is_forbidden_and_the_rest_is_as_before(folder: Path) -> None:
    pdp = Pdp.load(organisation_files(folder))
    assert pdp.judge(Judgement(ALICE, "disclose", "t")).rules == (("no-disclosures", "Not here."),)
    assert pdp.judge(Judgement(ALICE, "delete", "t")) == Pdp.load().judge(Judgement(ALICE, "delete", "t"))
    assert pdp.bundle != Pdp.load().bundle


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    assert organisation_files(tmp_path / "none") == []


def test_several_folders_add_up_and_one_named_twice_counts_once(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o755)
    file = put(other / "z.cedar", RULE.format("no-deletes", "delete"))
    assert organisation_files(folder, other, folder) == [folder / "a.cedar", folder / "b.cedar", file]


@pytest.mark.parametrize("mode", [0o666, 0o664, 0o646, 0o777])
def test_a_file_that_others_may_write_is_refused(folder: Path, mode: int) -> None:
    (folder / "b.cedar").chmod(mode)
    error = refused(folder)
    assert (error.file, error.reason) == (folder / "b.cedar", f"others may write it (mode {mode:04o})")


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o1777])
def test_a_folder_that_others_may_write_is_refused(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    error = refused(folder)
    assert (error.file, error.reason) == (folder, f"others may write it (mode {mode:04o})")


def test_a_folder_within_one_that_others_may_write_is_refused(folder: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert refused(folder).file == tmp_path
    tmp_path.chmod(0o1777)
    assert len(organisation_files(folder)) == 2


def test_what_belongs_to_somebody_else_is_refused(folder: Path) -> None:
    error = refused(folder, trusted=frozenset({ME + 1}))
    assert error.file == folder
    assert error.reason == f"it belongs to user {ME}, not to {ME + 1}"


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "z.cedar").symlink_to("a.cedar")
    assert organisation_files(folder) == [folder / "a.cedar", folder / "b.cedar"]


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside.cedar", RULE.format("x", "read"))
    (folder / "z.cedar").symlink_to(outside)
    error = refused(folder)
    assert (error.file, error.reason) == (folder / "z.cedar", f"it is a link out of the folder, to {outside}")


def test_a_link_to_what_lies_in_an_open_folder_within_is_refused(folder: Path) -> None:
    within = folder / "within"
    within.mkdir()
    put(within / "x.cedar", RULE.format("x", "read"))
    within.chmod(0o777)
    (folder / "z.cedar").symlink_to("within/x.cedar")
    assert refused(folder).file == within


@pytest.mark.parametrize("kind", ["dangling", "loop", "folder", "pipe"])
def test_what_is_no_file_is_refused(folder: Path, kind: str) -> None:
    odd = folder / "z.cedar"
    if kind == "dangling":
        odd.symlink_to("missing")
    elif kind == "loop":
        odd.symlink_to("z.cedar")
    elif kind == "folder":
        odd.mkdir()
    else:
        os.mkfifo(odd)
    assert refused(folder).reason


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    assert refused(put(tmp_path / "policy", "")).reason == "it is not a folder"
    (tmp_path / "gone").symlink_to(tmp_path / "missing")
    assert refused(tmp_path / "gone").reason.startswith("it can't be read")


def test_a_link_in_the_place_of_the_folder_leads_to_one_that_is_checked(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert organisation_files(tmp_path / "link") == [folder / "a.cedar", folder / "b.cedar"]
    folder.chmod(0o777)
    assert refused(tmp_path / "link").file in {folder, tmp_path / "link"}


def test_an_added_rule_can_permit_nothing_and_take_no_name_of_the_baselines(folder: Path) -> None:
    put(folder / "c.cedar", '@id("mine") @because("Mine.")\npermit (principal, action, resource);\n')
    with pytest.raises(PolicyError, match=r"c\.cedar, line 1: mine permits"):
        Pdp.load(organisation_files(folder))
    put(folder / "c.cedar", RULE.format("deletes-need-confirmation", "read"))
    with pytest.raises(PolicyError, match=r"c\.cedar, line 1: deletes-need-confirmation stands already"):
        Pdp.load(organisation_files(folder))


ADDED = [
    RULE.format("a", "transfer"),
    RULE.format("b", "delete").replace(";", " when { context.rows > 1 };"),
    '@id("c") @because("x") @needs("second_person") forbid (principal, action, resource) when { context.flagged };',
    (
        '@id("d") @because("x") @needs("confirmation") forbid (principal, action, resource is Tool)'
        ' unless { context.satisfied.contains("confirmation") };'
    ),
    '@id("e") @because("x") forbid (principal, action, resource) when { context.rows * 9223372036854775807 > 0 };',
]
BASELINE = Pdp.load()


@pytest.fixture(scope="module", params=range(len(ADDED)))
def tightened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pdp:
    return Pdp.load([put(tmp_path_factory.mktemp("policy") / "own.cedar", ADDED[request.param])])


@given(judgements)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_added_no_verdict_is_milder_than_the_baselines(tightened: Pdp, asked: Judgement) -> None:
    order = ["allow", "needs", "forbid"]
    before, after = BASELINE.judge(asked), tightened.judge(asked)
    assert order.index(after.outcome) >= order.index(before.outcome)
    assert after.outcome == "forbid" or set(before.needs) <= set(after.needs)
