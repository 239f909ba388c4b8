"""A list of old complaints as a house brings it along: quiet weeks, and lately a surge of one kind at one place."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PLACE, KIND = "Home Appliances South 家电南区", "no_show"
# Elsewhere it stays quiet: place, kind of failure, days between two cases.
ELSEWHERE = (
    ("Hotel, Bund 外滩店", "overbooked", 1),
    ("Telecom 通信", "overcharged", 1),
    ("Bakery, Jing'an 静安店", "food_safety", 2),
    ("Clearbay Air 澄湾航空", "travel_delay", 1),
)
TITLES = ("师傅约好没来，白等了一下午", "Nobody came, we waited all afternoon")


def write_history(file: Path, *, weeks: int = 20) -> None:
    """Write what came in over so many weeks, all of it closed."""
    now = datetime.now(UTC)
    rows = []
    for place, kind, days in ((PLACE, KIND, 3), *ELSEWHERE):
        for ago in range(weeks * 7, 0, -days):
            at = now - timedelta(days=ago)
            rows.append((place, kind, at, at + timedelta(hours=20)))
    _write(file, rows)


def write_surge(file: Path, *, many: int = 9) -> None:
    """Write what came in at one place within the last minutes, all of it today where the house is."""
    now = datetime.now(UTC)
    began = now.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0, second=0, microsecond=0)
    _write(file, [(PLACE, KIND, max(now - timedelta(minutes=number + 1), began), None) for number in range(many)])


def _write(file: Path, rows: list[tuple[str, str, datetime, datetime | None]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("id", "received", "closed", "type", "site", "title", "text"))
        for number, (place, kind, at, closed) in enumerate(rows):
            title = TITLES[number % 2]
            ended = closed.isoformat() if closed else ""
            writer.writerow((number, at.isoformat(), ended, kind, place, title, f"{title}."))
