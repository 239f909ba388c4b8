"""The curves of goodwill this installation goes by, asked for without loading Django; none is needed to size offers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from amends.cli import installation
from amends.rules.remedies.goodwill import Curves

IN_FORCE = (
    "SELECT accepted, rejected, accepted_outcomes + rejected_outcomes, taken_up_at "
    "FROM amends_goodwillcurves WHERE dropped_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class OwnCurves:
    """The house's own curves: of how many outcomes, and since which day it goes by them."""

    curves: Curves
    outcomes: int
    since: str

    def as_json(self) -> dict[str, Any]:
        return {"source": "own", "outcomes": self.outcomes, "since": self.since}


def own_curves() -> OwnCurves | None:
    """Return the curves the installation goes by; None where there are none, or no installation."""
    for accepted, rejected, outcomes, taken_up_at in installation.ask(IN_FORCE):
        return OwnCurves(Curves(_points(accepted), _points(rejected)), int(str(outcomes)), str(taken_up_at)[:10])
    return None


def _points(stored: Any) -> tuple[float, ...]:
    # Text in the embedded database, a list from PostgreSQL.
    return tuple(json.loads(stored) if isinstance(stored, str) else stored)
