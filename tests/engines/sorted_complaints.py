"""Complaints made up from parts, in two languages and of three kinds."""

from __future__ import annotations

import numpy as np

PARTS = {
    "late": (
        ["the parcel", "my order", "快递", "包裹"],
        ["came days late", "is still delayed", "一直没到", "晚到三天"],
    ),
    "rude": (["the clerk", "your agent", "店员", "客服"], ["was rude to me", "shouted at us", "态度很差", "对我大吼"]),
    "broken": (["the kettle", "this lamp", "水壶", "台灯"], ["is broken", "leaks and sparks", "坏了", "漏水"]),
}
ENDINGS = ["", "!", " again", " today", "，请处理", "，太失望了", " please help", " on Monday", "。第二次了"]


def complaints(n: int, *, seed: int = 0, noise: float = 0.0) -> tuple[list[str], list[str]]:
    """Return texts and labels; a share ``noise`` of the labels is wrong."""
    random = np.random.default_rng(seed)
    texts, labels = [], []
    for at in range(n):
        label = list(PARTS)[at % 3]
        subject, what = (str(random.choice(part)) for part in PARTS[label])
        texts.append(f"{subject} {what}{random.choice(ENDINGS)} {random.integers(1_000_000)}")
        labels.append(str(random.choice(list(PARTS))) if random.random() < noise else label)
    return texts, labels
