"""Lets packages of the agent's libraries sleep: each loads when it is first asked for a name, if it ever is.

Their submodules can be imported meanwhile. Without this, the agent's libraries take twice as long to load and 25 MiB
more, for clients and records that are never used here (measured by `make bench`; any other name wakes its package).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from threading import RLock
from types import ModuleType

ASLEEP = frozenset(
    {
        "argparse",  # asked by distro, which openai asks
        "charset_normalizer",  # guesses encodings for requests
        "jsonpatch",  # patches logs of runs
        "langchain_openai",  # embeddings, completions and Azure, beside the one chat model
        "langchain_openai.chat_models",
        "langgraph_sdk",  # the client of a LangGraph server
        "langsmith.types",  # records of LangSmith's API
        "more_itertools",  # asked by keyring
        "openai.resources",  # everything that OpenAI offers beside chat
        "openai.types",
        "openai.types.responses",
        "psutil",  # asked by LangSmith about the machine
        "tiktoken",  # counts tokens
    }
)
"""Packages whose own names nobody here needs; each is imported somewhere for one submodule, or for a rare case."""

UNBUILT = frozenset({"langsmith.schemas", "langsmith.run_trees"})
"""Modules of many pydantic models, most of which nobody here uses; building them takes more than all else of them."""

LEFT_OUT = frozenset({"httpx._main", "zstandard"})
"""What libraries do without where it isn't there: a command line, and a compression that no server must use."""


class _Sleeper(ModuleType):
    """A package whose code has not run yet; whatever it is asked for first, it runs its code and then answers."""

    def __getattr__(self, name: str) -> object:
        if name == "__version__" and (known := _version(self.__name__)):
            return known
        loader = self.__spec__.loader if self.__spec__ else None
        if isinstance(loader, _LateLoader):
            loader.wake(self)
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None


def _version(package: str) -> str:
    """Return what requests asks a package for and then makes no use of; empty where it isn't known."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # a tenth of the first frame's time

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


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


class _UnbuiltLoader(SourceFileLoader):
    """Loads a module whose pydantic models are built when they are first used, if they ever are."""

    def exec_module(self, module: ModuleType) -> None:
        """Run its code with pydantic told so; the models that other modules define meanwhile wait for their use too."""
        from pydantic import BaseModel  # noqa: PLC0415  # a third of the first frame's time

        before = BaseModel.model_config
        BaseModel.model_config = {**before, "defer_build": True}
        try:
            super().exec_module(module)
        finally:
            BaseModel.model_config = before


class _LateFinder:
    """Finds the packages that may sleep where Python would find them."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return the spec of a package that may sleep, or None for every other module.

        Raises:
            ModuleNotFoundError: it is left out.

        """
        if fullname in LEFT_OUT:
            raise ModuleNotFoundError(f"{fullname} is left out of this program", name=fullname)
        loader = _LateLoader if fullname in ASLEEP else _UnbuiltLoader if fullname in UNBUILT else None
        spec = PathFinder.find_spec(fullname, path, target) if loader else None
        if loader and spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = loader(spec.loader.name, spec.loader.path)
        return spec


def let_sleep() -> None:
    """From now on, whoever imports one of these packages first leaves it asleep."""
    if not any(isinstance(finder, _LateFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _LateFinder())
