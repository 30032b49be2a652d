"""The face for tool authors; README shows a whole tool written against it."""

from importlib import import_module
from typing import TYPE_CHECKING

from tools.change import NEW, Call, Change, Json, Request, Row

if TYPE_CHECKING:
    from tools.allowance import moved_today
    from tools.amounts import amount_in, amount_of, in_all, lacks, money, row_of_budget, with_money
    from tools.cascades import cascade_of, counted, named
    from tools.contract import Ambiguous, Context, ToolError, tool
    from tools.editing import edit_of, restored
    from tools.lookup import (
        find_all,
        find_budget,
        find_comment,
        find_deleted,
        find_invoice,
        find_member,
        find_person,
        find_project,
        find_release,
        find_task,
        is_there,
        text_of,
    )

__all__ = ["NEW", "Ambiguous", "Call", "Change", "Context", "Json", "Request", "Row", "ToolError", "tool"]
__all__ += ["find_all", "find_budget", "find_comment", "find_deleted", "find_invoice", "find_member", "find_person"]
__all__ += ["amount_in", "amount_of", "cascade_of", "counted", "edit_of", "find_project", "find_release", "find_task"]
__all__ += ["in_all", "is_there", "lacks", "money", "moved_today", "named", "restored", "row_of_budget", "text_of"]
__all__ += ["with_money"]


def __getattr__(name: str) -> object:
    """Load the rest of the face when first asked for: who only imports `tools.change` needs no pydantic (PEP 562)."""
    for place in ("contract", "lookup", "cascades", "editing", "amounts", "allowance") if name in __all__ else ():
        if name in vars(module := import_module(f"tools.{place}")):
            return vars(module)[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
