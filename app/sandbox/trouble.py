"""What can go wrong with the sandbox, as a person is told."""

from __future__ import annotations


class WorldError(Exception):
    """The sandbox cannot be had: one sentence, and the next step."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step
