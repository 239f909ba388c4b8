"""A list in which several customers lately begin to say the same, of a kind that nobody has a name for."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.engines.test_topics import APP, OFTEN, SMOKE

PLACE = "Home Appliances South 家电南区"
ELSEWHERE = "Hotel, Bund 外滩店"


def write_topics(file: Path, *, weeks: int = 9) -> None:
    """Write an ordinary case a day, and what eleven people told in the last days."""
    now = datetime.now(UTC)
    rows = [
        (ELSEWHERE, f"{OFTEN[ago % len(OFTEN)]} {ago}", now - timedelta(days=ago), True)
        for ago in range(weeks * 7, 3, -1)
    ]
    rows += [(PLACE, text, now - timedelta(hours=11 * at + 1), False) for at, text in enumerate(APP)]
    rows += [(ELSEWHERE, text, now - timedelta(hours=9 * at + 2), False) for at, text in enumerate(SMOKE)]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("id", "received", "closed", "site", "title", "text"))
        for number, (place, text, at, is_closed) in enumerate(rows):
            ended = (at + timedelta(hours=20)).isoformat() if is_closed else ""
            writer.writerow((number, at.isoformat(), ended, place, text, text))
