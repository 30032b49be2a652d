"""Lets packages of the agent's libraries sleep: each loads when it is first asked for a name, if it ever is.

Their submodules can be imported meanwhile. Loaded at once, these few would cost a tenth of the memory and a third of
the time that the agent's libraries take, for clients and records that are never used here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from threading import RLock
from types import ModuleType

ASLEEP = frozenset(
    {
        "langchain_openai",  # embeddings, completions and Azure, beside the one chat model
        "langchain_openai.chat_models",
        "langgraph_sdk",  # the client of a LangGraph server
        "langsmith.types",  # records of LangSmith's API
        "openai.resources",
        "openai.types",
        "openai.types.beta",
        "openai.types.realtime",
        "openai.types.responses",
        "psutil",  # asked by LangSmith about the machine
        "tiktoken",
        "yaml",
    }
)
"""Packages whose own names nobody here needs; each is imported somewhere for one submodule, or for a rare case."""


class _Sleeper(ModuleType):
    """A package whose code has not run yet; whatever it is asked for first, it runs its code and then answers."""

    def __getattr__(self, name: str) -> object:
        loader = self.__spec__.loader if self.__spec__ else None
        if isinstance(loader, _LateLoader):
            loader.wake(self)
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None


class _LateLoader(SourceFileLoader):
    """Puts a module to sleep instead of running it, and runs it when it is woken."""

    def __init__(self, fullname: str, path: str) -> None:
        super().__init__(fullname, path)
        self._lock = RLock()
        self._woken = False

    def exec_module(self, module: ModuleType) -> None:
        """Put it to sleep."""
        module.__class__ = _Sleeper

    def wake(self, module: ModuleType) -> None:
        """Run its code, once; whoever asks meanwhile from another thread waits."""
        with self._lock:
            if not self._woken:
                self._woken = True
                super().exec_module(module)
                module.__class__ = ModuleType


class _LateFinder:
    """Finds the packages that may sleep where Python would find them."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return the spec of a package that may sleep, or None for every other module."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname in ASLEEP else None
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _LateLoader(spec.loader.name, spec.loader.path)
        return spec


def let_sleep() -> None:
    """From now on, whoever imports one of these packages first leaves it asleep."""
    if not any(isinstance(finder, _LateFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _LateFinder())
