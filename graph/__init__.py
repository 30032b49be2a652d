"""The agent; LangGraph reads this setting once, at its import: a checkpoint may hold only values that run no code."""

import os

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
