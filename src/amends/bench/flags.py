"""`amends bench triage`: what the flags find in texts of our own, each beside its bar and a plain list of words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from amends.bench.figures import Figures
from amends.engines.triage.flags import flags_of

FOLDER = Path(__file__).parent / "flagged"
PARTS = {
    "open": "what rules and weights were made with",
    "kept": "in dialect, with typos, said indirectly; frozen first, read once",
}
# Danger is asked about in one breath: safety or food, both stop the service at once.
HARD: Mapping[str, frozenset[str]] = MappingProxyType(
    {"danger": frozenset({"safety", "food"})} | {key: frozenset({key}) for key in ("minor", "legal", "media")}
)
RECALL, PRECISION = 0.97, 0.80
# As anybody would first try it.
PLAIN = {
    "danger": r"hurt|injur|burn|fire|shock|smoke|bleed|hospital|danger|unsafe|gas leak|poison|sick|allerg|glass in"
    r"|insect|raw|mould|受伤|烫|摔|着火|漏电|流血|医院|危险|煤气|中毒|过敏|虫|发霉|过期|没熟|拉肚子|玻璃",
    "minor": r"child|kid|baby|son\b|daughter|year[- ]old|school|孩子|小孩|宝宝|儿子|女儿|婴儿|未成年|学生",
    "legal": r"lawyer|solicitor|sue\b|court|legal|police|ombudsman|律师|起诉|法院|法律|报警|12315|投诉到|仲裁",
    "media": r"journalist|reporter|newspaper|twitter|tiktok|facebook|viral|记者|媒体|曝光|抖音|微博|热搜|电视台",
}
Tell = Callable[[str], None]
Told = Sequence[tuple[set[str], str]]


def told(file: Path) -> list[tuple[set[str], str]]:
    """Return the flags a person gave, and the text; a line that begins with # says something about them all."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [({*flags.split()} - {"-"}, text) for flags, text in (line.split("\t") for line in lines)]


def measure_flags(*, tell: Tell) -> Figures:
    """Measure recall and precision of each hard flag on both halves, and how long a text takes."""
    found: Figures = {}
    begun, count = time.process_time(), 0
    for part, about in PARTS.items():
        texts = told(FOLDER / f"{part}.tsv")
        raised = [{flag.key for flag in flags_of(text)} for _, text in texts]
        count += len(texts)
        tell(f"flags, {part} half ({len(texts)} texts, {about}):")
        for key, keys in HARD.items():
            found |= _flag(f"flags_{part}_{key}", key, keys, texts, raised, tell)
    found["flags_ms_a_text"] = round((time.process_time() - begun) * 1000 / count, 2)
    return found


def _flag(name: str, key: str, keys: frozenset[str], texts: Told, raised: Sequence[set[str]], tell: Tell) -> Figures:
    truth = [not keys.isdisjoint(flags) for flags, _ in texts]
    recall, precision = quality(truth, [not keys.isdisjoint(flags) for flags in raised])
    plain = quality(truth, [bool(re.search(PLAIN[key], text, re.IGNORECASE)) for _, text in texts])
    tell(
        f"  {key}: recall {recall:.2f} (bar {RECALL}) {verdict(recall, RECALL)}, precision {precision:.2f} "
        f"(bar {PRECISION:.2f}) {verdict(precision, PRECISION)}; plain words {plain[0]:.2f}, {plain[1]:.2f}"
    )
    return {
        f"{name}_recall": round(recall, 3),
        f"{name}_precision": round(precision, 3),
        f"{name}_plain_recall": round(plain[0], 3),
        f"{name}_plain_precision": round(plain[1], 3),
    }


def quality(truth: Sequence[bool], said: Sequence[bool]) -> tuple[float, float]:
    """
    Return recall and precision; precision is 1 where nothing was said.

    Worked value: of two that are so one is said, and one that is not so: 0.5 and 0.5.
    """
    hits = sum(is_so and is_said for is_so, is_said in zip(truth, said, strict=True))
    return hits / max(sum(truth), 1), hits / sum(said) if any(said) else 1.0


def verdict(figure: float, bar: float) -> str:
    """Return in plain words whether a bar is reached."""
    return "passed" if figure >= bar else "MISSED"
