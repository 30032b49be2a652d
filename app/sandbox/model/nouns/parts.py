"""What the reader of one noun is handed: the words that are left, and what is known of the clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.sandbox.model.scan import Scan
from app.sandbox.model.wish import Act


@dataclass(frozen=True, slots=True)
class Parts:
    """A clause about a noun: `scan` holds the words that are left, `plain` all of them."""

    scan: Scan
    act: Act
    verb: str
    plain: str
    today: date
    keys: tuple[str, ...] = ()

    @property
    def finds(self) -> bool:
        """Tell whether something is only to be found out."""
        return self.act in {"search", "unknown"}

    def says(self, pattern: str) -> bool:
        """Tell whether a pattern stands anywhere in the clause."""
        return re.search(pattern, self.plain, re.IGNORECASE) is not None
