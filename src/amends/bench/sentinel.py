"""`amends bench triage`: whom the record shows as failed twice, in histories that a person labelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from amends.bench.figures import Figures
from amends.bench.flags import FOLDER, PRECISION, quality, verdict
from amends.engines.triage.flags import flags_of
from amends.rules.double_deviation import Reason, reasons
from amends.rules.reading import is_praise_alone

FILE = FOLDER / "histories.tsv"
RECALL = 0.95
HEARD_AT = datetime(2026, 11, 17, 9, tzinfo=UTC)
LEFT_OUT = ("o", "m", "p")  # ended as no failure of ours, merged, or still open: judged by a person first
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class History:
    """What the record has of a customer when words are heard: ``earlier`` days before, promises broken, the rating."""

    is_twice: bool
    earlier: tuple[str, ...]
    broken: tuple[str, ...]
    rating: int | None
    has_objected: bool
    words: str


def histories(file: Path = FILE) -> list[History]:
    """Return the labelled histories."""
    return [_history(*line.split("\t")) for line in file.read_text("utf-8").splitlines()]


def _history(label: str, earlier: str, broken: str, rating: str, objected: str, words: str) -> History:
    return History(
        label == "twice",
        tuple(filter(None, earlier.split(","))),
        tuple(filter(None, broken.split(","))),
        int(rating) if rating else None,
        objected == "yes",
        words,
    )


def is_noted(history: History) -> bool:
    """Return whether it is noted as failed twice before anybody has judged it."""
    before = [HEARD_AT - timedelta(days=int(one)) for one in history.earlier if not one.endswith(LEFT_OUT)]
    found = reasons(
        received_at=HEARD_AT,
        rating=history.rating,
        broken=history.broken,
        earlier=before,
        has_objected=history.has_objected,
    )
    flags = {flag.key for flag in flags_of(history.words)}
    return bool(found) and not (found == (Reason.SECOND_FAILURE,) and is_praise_alone(flags))


def measure_sentinel(*, tell: Tell) -> Figures:
    """Measure recall and precision of the note "failed twice", beside whoever was ever heard before."""
    told = histories()
    truth = [history.is_twice for history in told]
    recall, precision = quality(truth, [is_noted(history) for history in told])
    plain = quality(truth, [bool(history.earlier) for history in told])
    tell(
        f"failed twice ({len(told)} histories): recall {recall:.2f} (bar {RECALL}) {verdict(recall, RECALL)}, "
        f"precision {precision:.2f} (bar {PRECISION:.2f}) {verdict(precision, PRECISION)}; "
        f"heard before at all {plain[0]:.2f}, {plain[1]:.2f}"
    )
    return {
        "sentinel_recall": round(recall, 3),
        "sentinel_precision": round(precision, 3),
        "sentinel_plain_recall": round(plain[0], 3),
        "sentinel_plain_precision": round(plain[1], 3),
    }
