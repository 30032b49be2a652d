"""The face for tool authors; README shows a whole tool written against it."""

from importlib import import_module
from typing import TYPE_CHECKING

from tools.change import Call, Change, Request, Row

if TYPE_CHECKING:
    from tools.contract import Ambiguous, Context, ToolError, tool

__all__ = ["Ambiguous", "Call", "Change", "Context", "Request", "Row", "ToolError", "tool"]


def __getattr__(name: str) -> object:
    """Load the contract when first asked for: who only imports `tools.change` needs no pydantic (PEP 562)."""
    if name in {"Ambiguous", "Context", "ToolError", "tool"}:
        return vars(import_module("tools.contract"))[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
