"""Joins the five verbs into one graph; where each leads stands in its return type."""

from __future__ import annotations

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph.act import act
from graph.ask import ask
from graph.look import look
from graph.state import Parts, State, at_first
from graph.think import think
from graph.weigh import weigh

Graph = CompiledStateGraph[State, Parts, State, State]

RECURSION_LIMIT = 800
"""A backstop in LangGraph's steps; what bounds a turn are the Limits."""


def build(saver: BaseCheckpointSaver[str]) -> Graph:
    """Return the graph over a checkpointer."""
    graph = StateGraph(State, context_schema=Parts)
    for verb in (think, look, weigh, ask, act):
        graph.add_node(verb.__name__, verb)
    graph.add_conditional_edges(START, at_first)
    return graph.compile(checkpointer=saver)
