"""Files of texts that people sorted, for `amends bench triage`; they are not part of Amends."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

Row = Mapping[str, str]
LEAST_OF_A_KIND = 10  # rarer kinds cannot be measured


@dataclass(frozen=True, slots=True)
class Task:
    """Where the texts are, and what they are to be sorted by."""

    file: str
    text: tuple[str, ...]
    label: str
    wanted: Callable[[Row], bool] = bool
    is_english: bool = False


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "airline": Task("airline_tweets.csv.gz", ("text",), "negativereason", is_english=True),
        "hotel": Task("zh_hotel_reviews.csv.gz", ("review",), "label"),
        "delivery": Task("zh_waimai_reviews.csv.gz", ("review",), "label"),
        "shopping": Task("zh_shopping_reviews.csv.gz", ("review",), "label"),
        "goods": Task("zh_shopping_reviews.csv.gz", ("review",), "cat", lambda row: row["label"] == "0"),
        "government": Task("zh_gov_silver7.csv.gz", ("留言主题", "留言详情"), "silver_a"),
        "finance": Task("cfpb_complaints.csv.gz", ("Consumer complaint narrative",), "Product", is_english=True),
    }
)


def rows_of(task: Task, folder: Path) -> tuple[list[str], list[str]]:
    """Return texts and labels, without rows that lack one and without kinds of fewer than ten rows."""
    with gzip.open(folder / task.file, "rt", encoding="utf-8-sig", newline="") as lines:
        read = [
            ("\n".join(row[name] for name in task.text), row[task.label])
            for row in csv.DictReader(lines)
            if task.wanted(row)
        ]
    found = [(text, label) for text, label in read if text.strip() and label]
    often: dict[str, int] = {}
    for _text, label in found:
        often[label] = often.get(label, 0) + 1
    kept = [(text, label) for text, label in found if often[label] >= LEAST_OF_A_KIND]
    return [text for text, _ in kept], [label for _, label in kept]
