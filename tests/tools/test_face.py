import subprocess
import sys

import pytest

import tools


def test_everything_on_the_face_is_there() -> None:
    assert {name: getattr(tools, name) for name in tools.__all__}


def test_what_is_not_on_the_face_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'hands'"):
        _ = tools.hands


def test_the_shared_values_load_neither_pydantic_nor_httpx() -> None:
    code = "import sys, tools.change; print(sorted({'pydantic', 'httpx', 'rfc8785'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # our own code
    assert run.stdout.strip() == "[]"
