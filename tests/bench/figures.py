"""What is printed: one line a figure, with what it was measured against in the same run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Unit = Literal["ms", "µs", "MiB"]
Goal = Literal["ratio", "value"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Several runs of a thing and of its baseline; `goal` is the most that its ratio, or its value, should be.

    `peaks` are the most MiB of memory that each whole run took, where that was looked at.
    """

    name: str
    unit: Unit
    runs: Sequence[float]
    baseline: Sequence[float]
    goal: float | None = None
    of: Goal = "ratio"
    peaks: Sequence[float] = ()
    baseline_peaks: Sequence[float] = ()

    @property
    def value(self) -> float:
        return median(self.runs)

    @property
    def ratio(self) -> float:
        return self.value / median(self.baseline)

    @property
    def met(self) -> bool:
        return self.goal is None or (self.ratio if self.of == "ratio" else self.value) <= self.goal

    @property
    def line(self) -> str:
        measured = f"{self.name:<26} {_spread(self.runs, self.unit):<26} {_spread(self.baseline, self.unit):<26}"
        return f"{measured} {self.ratio:>6.2f}   {self._judged:<14} {self._peak}".rstrip()

    @property
    def _peak(self) -> str:
        """Tell the most memory that a whole run took, beside the most that one of its baseline's took."""
        return f"{max(self.peaks):.0f} / {max(self.baseline_peaks):.0f} MiB" if self.peaks else ""

    @property
    def _judged(self) -> str:
        if self.goal is None:
            return ""
        wanted = f"{self.goal:.2f}" if self.of == "ratio" else f"{self.goal:.0f} {self.unit}"
        return f"{wanted} {'met' if self.met else 'MISSED'}"


HEADING = (
    f"{'figure':<26} {'value (least-most)':<26} {'baseline (least-most)':<26} {'ratio':>6}   {'goal':<14} peak memory"
)


def _spread(runs: Sequence[float], unit: Unit) -> str:
    return f"{median(runs):.1f} {unit} ({min(runs):.1f}-{max(runs):.1f})"


def chosen(only: str, names: Iterable[str]) -> list[str]:
    """Return the names that an ONLY may mean: those that begin with it, and those that it begins with."""
    return [name for name in names if name.startswith(only) or only.startswith(name)]
