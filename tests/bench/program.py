"""The two programs that are compared, each started as pip installs it: the real one in a home, and a bare one."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.journey.home import PROGRAM, Home

COUNTERSIGN = [PROGRAM]
_SCRIPT = f"""#!{sys.executable}
import sys
from tests.bench.bare import main
if __name__ == '__main__':
    sys.exit(main())
"""


def env_of(home: Home) -> dict[str, str]:
    """Return the environment in which a person starts either program."""
    return {name: value for name, value in home.env.items() if name != "PYTHONWARNINGS"}


@contextmanager
def new_home() -> Iterator[Home]:
    """Give a home in which nothing was ever configured or run; its sandbox ends with it."""
    folder = Path(mkdtemp(prefix="countersign-bench-"))
    home = Home(folder)
    try:
        yield home
    finally:
        home.run("sandbox", "down")
        shutil.rmtree(folder, ignore_errors=True)


def bare_program(folder: Path) -> list[str]:
    """Install a script that starts the bare program as pip would, and return its command."""
    script = folder / "bare"
    script.write_text(_SCRIPT)
    script.chmod(0o755)
    return [str(script)]
