"""Runs one of the sandbox's programs for as long as its keeper lives: when standard input closes, the program ends.

`python -m app.sandbox.tether MODULE ARGUMENTS…`; closing a pipe is the one farewell that every system knows, and that
even a killed keeper says.
"""

from __future__ import annotations

import gc
import os
import runpy
import signal
import sys
import threading
import time

MADE_BEFORE_A_LOOK = 20_000
"""Objects made before rubbish is looked for: what a program imports is many times the usual number, and is none."""

FAREWELL = 2.0
"""Seconds that the program has to finish what it is doing."""


def _watch() -> None:
    while os.read(0, 1):
        pass
    signal.raise_signal(signal.SIGTERM)
    time.sleep(FAREWELL)
    os._exit(0)


def main() -> None:
    """Run the module that the arguments name."""
    threading.Thread(target=_watch, daemon=True).start()
    gc.set_threshold(MADE_BEFORE_A_LOOK)
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
