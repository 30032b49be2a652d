"""The face for tool authors; README shows a whole tool written against it."""

from importlib import import_module
from typing import TYPE_CHECKING

from tools.change import Call, Change, Json, Request, Row

if TYPE_CHECKING:
    from tools.contract import Ambiguous, Context, ToolError, tool
    from tools.lookup import find_deleted, find_person, find_project, find_task, find_tasks, text_of

__all__ = [
    "Ambiguous",
    "Call",
    "Change",
    "Context",
    "Json",
    "Request",
    "Row",
    "ToolError",
    "find_deleted",
    "find_person",
    "find_project",
    "find_task",
    "find_tasks",
    "text_of",
    "tool",
]


def __getattr__(name: str) -> object:
    """Load the rest of the face when first asked for: who only imports `tools.change` needs no pydantic (PEP 562)."""
    if name in __all__:
        return vars(import_module("tools.lookup" if "_" in name else "tools.contract"))[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
