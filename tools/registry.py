"""Loads the tools: the folder is the registry, and what can't be trusted to be whole is refused, not skipped."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TypeGuard, get_type_hints

from tools.contract import Context, Tool

CATALOG = Path(__file__).parent / "catalog"

BREAKS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What a file that does not load may raise."""


class RegistryError(Exception):
    """The tools can't be loaded; names the file and the reason."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Registry:
    """Every tool by its name, in the order of their files, and all the scopes they ever need."""

    tools: Mapping[str, Tool]

    @property
    def look_scopes(self) -> tuple[str, ...]:
        """Return the scopes that tools look with, each once."""
        return _once([scope for tool in self.tools.values() for scope in tool.look])

    @property
    def act_scopes(self) -> tuple[str, ...]:
        """Return the scopes that approved Changes are sent with, each once."""
        return _once([scope for tool in self.tools.values() for scope in tool.act])


def _once(scopes: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(scopes)))


def load(folder: Path = CATALOG) -> Registry:
    """Load every tool of every module in a folder, in the order of their paths.

    Raises:
        RegistryError: a file doesn't load, declares no tool, has an undeclared one, or a name stands twice.

    """
    registry, troubles = survey(folder)
    if troubles:
        raise troubles[0]
    return registry


def survey(folder: Path = CATALOG) -> tuple[Registry, tuple[RegistryError, ...]]:
    """Load what can be loaded as `load` does, and return with it why the rest can't."""
    found: dict[str, Tool] = {}
    files: dict[str, Path] = {}
    troubles: list[RegistryError] = []
    for file in sorted(folder.rglob("*.py")):
        if file.name == "__init__.py" and file.parent == folder:
            continue
        try:
            for tool in _new_tools(folder, file, files):
                found[tool.name], files[tool.name] = tool, file
        except RegistryError as trouble:
            troubles.append(trouble)
    if not found and not troubles:
        troubles.append(RegistryError(folder, "there is no tool in it"))
    return Registry(MappingProxyType(found)), tuple(troubles)


def _new_tools(folder: Path, file: Path, files: Mapping[str, Path]) -> Sequence[Tool]:
    if file.parent != folder:
        raise RegistryError(file, f"tools stand in {folder.name} itself, not in a folder of it")
    tools = tools_in(file)
    for tool in tools:
        if tool.name in files:
            raise RegistryError(file, f"the tool {tool.name} is already in {files[tool.name].name}")
    return tools


def tools_in(file: Path) -> Sequence[Tool]:
    """Load the tools of one file; raises as `load`."""
    module = _module(file)
    for name, value in vars(module).items():
        if not name.startswith("_") and _looks_like_a_tool(value, module):
            raise RegistryError(file, f"{name} takes a Context but is not declared: put @tool(effect=…) on it")
    here = {id(value): value for value in vars(module).values() if _is_of(value, module)}
    if not here:
        raise RegistryError(file, "it declares no tool")
    return list(here.values())


def _module(file: Path) -> ModuleType:
    name = f"catalog_{sha256(bytes(file.parent.resolve())).hexdigest()[:12]}.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise RegistryError(file, "Python can't load it")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BREAKS as error:
        del sys.modules[name]
        raise RegistryError(file, f"{type(error).__name__}: {error}") from error
    return module


def _is_of(value: object, module: ModuleType) -> TypeGuard[Tool]:
    return isinstance(value, Tool) and value.function.__module__ == module.__name__


def _looks_like_a_tool(value: object, module: ModuleType) -> bool:
    if not inspect.iscoroutinefunction(value) or value.__module__ != module.__name__:
        return False
    try:
        return Context in get_type_hints(value).values()
    except NameError:
        return True
