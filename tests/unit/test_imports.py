"""Allow lists, where import-linter has only lists of what is forbidden."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
WORDS = ("graph.events", "graph.questions", "graph.conversation")

ALLOWED = {
    "app/ui": (
        "textual",
        "rich",
        "markdown_it",
        "app.text",
        "app.ui",
        "app.auth.events",
        "tools.change",
        "tools.sums",
        *WORDS,
    ),
    "app/plain": ("app.plain", "app.text", "app.ui", "app.auth.events", "tools.change", "tools.sums", *WORDS),
    "app/sandbox": (
        *(
            "app.sandbox",
            "authlib",
            "cedarpy",
            "cryptography",
            "fastapi",
            "filelock",
            "httpx",
            "jinja2",
            "joserfc",
            "markupsafe",
        ),
        *("pydantic", "rfc8785", "starlette", "uvicorn"),
    ),
    "app/auth": ("app.auth", "authlib", "cryptography", "filelock", "httpx", "joserfc", "keyring", "pydantic"),
    "app/cli.py": ("click",),
    "app/settings.py": ("dotenv", "platformdirs"),
    "app/text.py": ("tools.looks",),
    "app/log.py": (),
    "tools/change.py": (),
    "tools/sums.py": (),
    "tools/looks.py": (),
    "tools/catalog": ("tools",),
    "graph/events.py": ("tools.change",),
    "graph/questions.py": ("tools.change",),
    "graph/conversation.py": WORDS,
}


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_allowed(name: str, allowed: tuple[str, ...]) -> bool:
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names or any(
        name == prefix or name.startswith(f"{prefix}.") for prefix in allowed
    )


@pytest.mark.parametrize("place", ALLOWED)
def test_a_room_imports_only_what_its_door_lets_in(place: str) -> None:
    root = CHECKOUT / place
    files = [root] if root.is_file() else sorted(root.rglob("*.py"))
    assert files
    found = {
        f"{path.relative_to(CHECKOUT)}: {name}"
        for path in files
        for name in imports_of(path)
        if not is_allowed(name, ALLOWED[place])
    }
    assert found == set()


def test_only_the_catalogs_face_is_open_to_the_catalog() -> None:
    beyond = {
        f"{path.name}: {name}"
        for path in (CHECKOUT / "tools" / "catalog").glob("*.py")
        for name in imports_of(path)
        if name.startswith("tools.") and name.count(".") > 1
    }
    assert beyond == set()


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    declared = {re.split("[>=<]", want)[0].lower().replace("-", "_") for want in project["dependencies"]}
    named = {"markdown_it": "markdown_it_py", "dotenv": "python_dotenv", "yaml": "pyyaml"}
    imported = {
        name.split(".", maxsplit=1)[0]
        for floor in ("app", "graph", "tools")
        for path in (CHECKOUT / floor).rglob("*.py")
        for name in imports_of(path)
    }
    foreign = imported - set(sys.stdlib_module_names) - {"app", "graph", "tools"}
    assert {name for name in foreign if named.get(name, name) not in declared} == set()


def test_only_the_vault_imports_keyring() -> None:
    users = {
        str(path.relative_to(CHECKOUT))
        for path in (CHECKOUT / "app").rglob("*.py")
        if any(name.split(".")[0] == "keyring" for name in imports_of(path))
    }
    assert users == {"app/auth/vault.py"}


def test_no_widget_and_no_screen_names_the_app() -> None:
    naming = {
        str(path.relative_to(CHECKOUT))
        for path in (CHECKOUT / "app" / "ui").rglob("*.py")
        if "CountersignApp" in path.read_text() and path.name != "app.py"
    }
    assert naming == set()
