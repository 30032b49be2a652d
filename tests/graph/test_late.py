import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from graph.late import ASLEEP, LEFT_OUT, UNBUILT

LOAD = "import sys, graph.opening, graph.model.chat, keyring, openai.resources.chat\n"
"""What is asleep is of the whole process, so each look at it is one of its own."""


def run(code: str, folder: Path | None = None) -> str:
    path = f"import sys; sys.path.insert(0, {str(folder)!r})\n" if folder else ""
    done = subprocess.run([sys.executable, "-c", path + code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_agent_loads_without_what_it_never_uses_and_every_name_in_the_list_counts() -> None:
    listed = "print(*{m.__name__ for m in sys.modules.values() if type(m).__name__ == '_Sleeper'})"
    assert set(run(LOAD + listed).split()) == ASLEEP


@pytest.mark.parametrize("name", sorted(ASLEEP))
def test_each_of_them_wakes_when_it_is_asked(name: str) -> None:
    asked = f"m = importlib.import_module({name!r}); getattr(m, 'anything', 0); print(type(m).__name__)"
    assert run("import importlib, graph\n" + asked) == "module"


@pytest.fixture
def sleepy(tmp_path: Path) -> Path:
    package = tmp_path / "sleepy"
    package.mkdir()
    (package / "__init__.py").write_text("print('woke')\nfrom sleepy.inner import INNER\nNAME = 'name'\n")
    (package / "inner.py").write_text("INNER = 'inner'\n")
    return tmp_path


SLEEPY = "import graph.late\ngraph.late.ASLEEP = {'sleepy'}\nimport graph\n"


def test_a_submodule_is_imported_without_waking_its_package(sleepy: Path) -> None:
    assert run(SLEEPY + "from sleepy.inner import INNER; print(INNER)", sleepy) == "inner"


def test_a_name_wakes_the_package_once(sleepy: Path) -> None:
    said = run(SLEEPY + "import sleepy; from sleepy import NAME, INNER; print(NAME, INNER, type(sleepy))", sleepy)
    assert said.split("\n") == ["woke", "name inner <class 'module'>"]


def test_what_a_package_does_not_have_it_does_not_have_when_woken(sleepy: Path) -> None:
    code = "import sleepy\ntry:\n    sleepy.other\nexcept AttributeError as error:\n    print(error)"
    assert run(SLEEPY + code, sleepy).split("\n") == ["woke", "module 'sleepy' has no attribute 'other'"]


def test_a_sleeping_package_tells_its_version_without_waking() -> None:
    asked = "import graph, charset_normalizer as c; print(c.__version__, type(c).__name__)"
    assert run(asked) == f"{version('charset_normalizer')} _Sleeper"


LARGEST = {
    "langsmith.schemas": "RunBase",
    "langsmith.run_trees": "RunTree",
}


@pytest.mark.parametrize("name", sorted(UNBUILT))
def test_models_that_nobody_uses_are_not_built_until_somebody_does(name: str) -> None:
    built = f"print(sys.modules[{name!r}].{LARGEST[name]}.__pydantic_complete__)"
    assert run(LOAD + built) == "False"


def test_a_model_that_was_left_unbuilt_is_built_when_it_is_used() -> None:
    assert run(LOAD + "from langsmith import RunTree; print(RunTree(name='run').name)") == "run"


def test_models_of_our_own_are_built_at_once_as_before() -> None:
    model = "import pydantic\nclass Model(pydantic.BaseModel):\n    x: int\n"
    assert run(LOAD + model + "print(Model.__pydantic_complete__, pydantic.BaseModel.model_config)") == "True {}"


def test_a_librarys_own_command_line_is_left_out_and_the_library_works() -> None:
    left_out = "import httpx; print(httpx.URL('http://a.example/b').path, *[n for n in names if n in sys.modules])"
    assert run(LOAD + f"names = {sorted(LEFT_OUT)!r}\n" + left_out) == "/b"
