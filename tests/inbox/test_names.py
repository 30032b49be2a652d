import ast
import re
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_only_the_line_names_the_inboxs_hands_and_neither_graph_nor_tools_name_what_decides() -> None:
    sources = {path.relative_to(CHECKOUT).as_posix(): path for path in _sources("app", "graph", "tools")}
    assert {name for name, path in sources.items() if "InboxHands" in _names(path)} == {"app/hands.py", "app/line.py"}
    words = re.compile(r"countersign_decision|approvals:decide")
    naming = {
        name for name, path in sources.items() if not name.startswith("app/sandbox") and words.search(path.read_text())
    }
    assert naming == {
        "app/auth/authorization.py",
        "app/auth/confirmations.py",
        "app/auth/stepup.py",
        "app/inbox/deciding.py",
        "tools/contract.py",
        "tools/routes.py",
    }


def _sources(*floors: str) -> Iterator[Path]:
    for floor in floors:
        yield from (CHECKOUT / floor).rglob("*.py")


def _names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }
