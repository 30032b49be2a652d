"""Tells what is wrong with tools without running them: what they call against what they declare."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.change import EFFECTS
from tools.contract import NEVER_A_TOOLS, Tool
from tools.lookup import NOUNS
from tools.registry import CATALOG, RegistryError, survey, tools_in
from tools.routes import ROUTES, Route, route_of

SCOPES = frozenset(route.scope for route in ROUTES)
_METHODS = {"get": "GET", "items": "GET", "post": "POST", "post_on": "POST", "seen": "POST", "patch": "PATCH"}
_FINDERS = {f"find_{noun.one}": f"/v1/{noun.many}" for noun in NOUNS.values()} | {"find_member": "/v1/members"}
_FINDERS |= {"moved_today": "/v1/limits"}
_BY_KIND = frozenset({"find_deleted", "cascade_of"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in which file."""

    file: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Called:
    """One call as it is written; the path is empty where it does not stand there as text."""

    method: str
    path: str

    @property
    def route(self) -> Route | None:
        return route_of(self.method, self.path.replace("{}", "x"))


def check(file: Path | None = None) -> tuple[Sequence[Tool], Sequence[Problem]]:
    """Return the tools of one file, or of the whole catalog, and all that is wrong with them."""
    if file is None:
        registry, troubles = survey()
        tools = list(registry.tools.values())
    else:
        tools, troubles = _alone(file)
    problems = [Problem(trouble.file, trouble.reason) for trouble in troubles]
    for tool in tools:
        source = Path(inspect.getsourcefile(tool.function) or "")
        problems += [Problem(source, f"{tool.name} {reason}") for reason in _wrong(tool, source)]
    return tools, problems


def _alone(file: Path) -> tuple[list[Tool], tuple[RegistryError, ...]]:
    """Load a file that may be a draft outside the catalog; a name that the catalog has already is a trouble."""
    try:
        tools = list(tools_in(file))
    except RegistryError as trouble:
        return [], (trouble,)
    others = [other for other in CATALOG.glob("*.py") if other.resolve() != file.resolve()]
    taken = {tool.name: other.name for other in others for tool in _loaded(other)}
    twice = [tool.name for tool in tools if tool.name in taken]
    return tools, tuple(RegistryError(file, f"the tool {name} is already in {taken[name]}") for name in twice)


def _loaded(file: Path) -> Sequence[Tool]:
    try:
        return tools_in(file) if file.name != "__init__.py" else ()
    except RegistryError:
        return ()


def _wrong(tool: Tool, source: Path) -> Iterator[str]:
    for scope in [*tool.look, *tool.act]:
        if scope not in SCOPES:
            yield f"asks for the scope {scope}, which no route of the platform wants"
    calls = list(dict.fromkeys(_calls(tool.function.__name__, _functions(source))))
    for called in calls:
        if called.path:
            yield from _misfit(tool, called)
    wanted = {called.route.scope for called in calls if called.route}
    if calls and all(called.route for called in calls):
        spare = [scope for scope in [*tool.look, *tool.act] if scope in SCOPES and scope not in wanted]
        yield from (f"asks for the scope {scope}, and calls nothing that wants it" for scope in spare)


def _misfit(tool: Tool, called: _Called) -> Iterator[str]:
    route, said = called.route, f"{called.method} {called.path}"
    if route is None:
        yield f"calls {said}, which is no known route and would count as a transfer"
        return
    if route.scope in NEVER_A_TOOLS:
        yield f"calls {said}, which a person does and no tool ever may"
        return
    where, scopes = ("look", tool.look) if called.method == "GET" else ("act", tool.act)
    if route.scope not in scopes:
        yield f"calls {said}, which wants the scope {route.scope}: add it to {where}="
    if EFFECTS.index(route.effect) > EFFECTS.index(tool.effect):
        yield f'declares effect="{tool.effect}", and {said} is {route.effect}: the graver counts, so say that'


def _functions(source: Path) -> Mapping[str, ast.AST]:
    tree = ast.parse(source.read_bytes())
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def _calls(name: str, functions: Mapping[str, ast.AST], above: frozenset[str] = frozenset()) -> Iterator[_Called]:
    """Yield what a function, and those of its file that it uses, call."""
    for node in ast.walk(functions[name]):
        if isinstance(node, ast.Call):
            yield from _called(node)
        if isinstance(node, ast.Name) and node.id in _FINDERS:
            yield _Called("GET", _FINDERS[node.id])
        if isinstance(node, ast.Name) and node.id in functions and node.id not in above | {name}:
            yield from _calls(node.id, functions, above | {name})


def _called(node: ast.Call) -> Iterator[_Called]:
    texts = [one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "" for one in node.args]
    match node.func:
        case ast.Attribute(attr=name) if name in _METHODS and texts and texts[0].startswith("/"):
            yield _Called(_METHODS[name], texts[0])
        case ast.Attribute(value=ast.Name(id="Request") | ast.Attribute(attr="platform")):
            yield _Called("", "")
        case ast.Name(id="Request") if len(texts) > 1 and texts[0] and texts[1].startswith("/"):
            yield _Called(texts[0], texts[1])
        case ast.Name(id=name) if name in _BY_KIND and len(texts) > 1 and texts[1]:
            yield _Called("GET", f"/v1/{texts[1]}")
        case ast.Name(id="Request" | "find_deleted" | "cascade_of"):
            yield _Called("", "")
