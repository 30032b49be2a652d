import shutil
from pathlib import Path

import pytest

from tests.tools.fakes_records import context
from tools.registry import CATALOG, RegistryError, load

TOOLS = {
    "activity": "list_activity",
    "budgets": "list_budgets get_budget create_budget update_budget delete_budgets restore_budgets",
    "comments": "list_comments get_comment add_comment update_comment delete_comments restore_comments",
    "invoices": "list_invoices get_invoice pay_invoice",
    "me": "who_am_i",
    "members": "list_members get_member create_member update_member delete_members restore_members",
    "projects": "list_projects get_project create_project update_project delete_projects",
    "releases": "list_releases get_release create_release update_release delete_releases restore_releases",
    "tasks": "search_tasks get_task create_task update_task delete_tasks restore_tasks",
    "transfers": "list_transfers transfer_funds",
}

PING = '''"""Ping."""
from tools import Context, tool


@tool(effect="read", look="tasks:read")
async def ping(ctx: Context, word: str = "pong") -> object:
    """Answer."""
    return word
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CATALOG, tmp_path / "catalog", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "catalog"


def reason(folder: Path, text: str, name: str = "zzz.py") -> str:
    (folder / name).write_text(text)
    with pytest.raises(RegistryError) as error:
        load(folder)
    assert str(error.value).startswith(f"{folder / name}: ")
    return error.value.reason


def test_the_catalog_holds_exactly_these_tools_in_the_order_of_their_files() -> None:
    assert list(load().tools) == [name for names in TOOLS.values() for name in names.split()]
    assert {f"{file}.py" for file in TOOLS} == {file.name for file in CATALOG.glob("*.py")} - {"__init__.py"}


def test_the_registry_knows_all_scopes_that_tools_ever_need() -> None:
    registry = load()
    assert registry.look_scopes == tuple(sorted({scope for tool in registry.tools.values() for scope in tool.look}))
    assert {"me:read", "tasks:read", "invoices:read"} < set(registry.look_scopes)
    assert {"tasks:delete", "transfers:create", "invoices:pay"} < set(registry.act_scopes)


async def test_a_file_dropped_in_later_is_a_tool(folder: Path) -> None:
    before = set(load(folder).tools)
    (folder / "ping.py").write_text(PING)
    registry = load(folder)
    assert set(registry.tools) - before == {"ping"}
    assert await registry.tools["ping"].run(context(), {}) == "pong"


def test_changing_a_tools_file_changes_its_definition_hash_and_no_other(folder: Path) -> None:
    (folder / "ping.py").write_text(PING)
    before = load(folder).tools
    (folder / "ping.py").write_text(PING.replace("return word", "return word * 2"))
    after = load(folder).tools
    assert [name for name in before if before[name].definition_hash != after[name].definition_hash] == ["ping"]


def test_loading_twice_gives_the_same_hashes(folder: Path) -> None:
    first, second = load(folder).tools, load(folder).tools
    assert {n: t.definition_hash for n, t in first.items()} == {n: t.definition_hash for n, t in second.items()}
    assert {n: t.definition_hash for n, t in first.items()} == {n: t.definition_hash for n, t in load().tools.items()}


def test_two_tools_of_one_name_are_refused(folder: Path) -> None:
    assert reason(folder, PING.replace("ping", "get_task")) == "the tool get_task is already in tasks.py"


def test_a_file_that_does_not_load_is_refused(folder: Path) -> None:
    assert reason(folder, "import nowhere_to_be_found").startswith("ModuleNotFoundError: ")
    assert reason(folder, "def broken(:").startswith("SyntaxError: ")
    assert reason(folder, "1 / 0").startswith("ZeroDivisionError: ")


def test_a_tool_without_effect_is_refused_by_name(folder: Path) -> None:
    assert "ping: say what it does with effect=" in reason(folder, PING.replace('effect="read", ', ""))


def test_a_public_function_that_takes_a_context_undeclared_is_refused(folder: Path) -> None:
    undeclared = PING + '\n\nasync def pong(ctx: Context) -> object:\n    """Forgotten."""\n    return 1\n'
    assert reason(folder, undeclared) == "pong takes a Context but is not declared: put @tool(effect=…) on it"


def test_a_private_function_may_take_a_context(folder: Path) -> None:
    (folder / "zzz.py").write_text(PING + "\n\nasync def _pong(ctx: Context) -> object:\n    return 1\n")
    assert "ping" in load(folder).tools


def test_a_file_without_a_tool_is_refused(folder: Path) -> None:
    assert reason(folder, '"""Nothing."""\n') == "it declares no tool"


def test_a_file_in_a_folder_of_the_catalog_is_refused(folder: Path) -> None:
    (folder / "more").mkdir()
    assert "tools stand in catalog itself" in reason(folder, PING, "more/ping.py")


def test_an_empty_catalog_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="there is no tool in it"):
        load(tmp_path)
