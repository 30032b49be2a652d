"""The agent; what must be set before its libraries are first imported is set here."""

import os

from graph.late import let_sleep

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
"""LangGraph reads this once, at its import: a checkpoint may hold only values that run no code."""

let_sleep()
