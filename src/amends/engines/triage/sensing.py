"""Danger in words that no rule names: a small linear model on runs of characters, learnt from texts of our own."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from amends.engines.triage.pieces import characters

FILE = Path(__file__).parent / "lexicon" / "danger.json"
LONGEST = 160  # characters that are judged at once: about what the texts learnt from have
RULE = 2.0  # what an expression of the rules in the same passage adds
LEAST = 0.5  # the score from which danger is said, chosen on texts that neither rules nor weights were made from
SURE = (
    2.0  # from which it is said without a rule as if one had: of everyday reviews 1 % or fewer reach it, 2 to 5 % LEAST
)
FEW_RUNS = 30  # about four words of letters, or eight Chinese characters
STRENGTH = 30  # C of the logistic regression
LEAST_TEXTS = 2
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？\n]*")
_CLAUSE = re.compile(r"[^,.;:!?，。；：！？、\n]+")


@dataclass(frozen=True, slots=True)
class Sense:
    """What each run of characters says: how much it speaks of danger, and of food rather than of anything else."""

    danger: dict[str, float]
    food: dict[str, float]
    danger_start: float
    food_start: float

    def of_danger(self, passage: str) -> float:
        """Return the score of a passage; 0 is an even chance."""
        return self.danger_start + _score(self.danger, passage)

    def is_of_food(self, passage: str) -> bool:
        """Return whether a passage of danger is about food and drink."""
        return self.food_start + _score(self.food, passage) > 0

    def clause(self, passage: str) -> str:
        """Return the part of the passage that speaks most of danger, as it stands there."""
        clauses = [found.strip() for found in _CLAUSE.findall(passage)]
        return max(clauses, key=lambda clause: _score(self.danger, clause), default=passage)


def passages(text: str) -> Iterator[tuple[int, str]]:
    """Yield neighbouring sentences together up to 160 characters, and where they begin; a longer one stands alone."""
    begun, some = 0, ""
    for found in _SENTENCE.finditer(text):
        if some and len(some) + len(found[0]) > LONGEST:
            yield begun, some
            begun, some = found.start(), ""
        some += found[0]
        begun = begun if len(some) > len(found[0]) else found.start()
    if some.strip():
        yield begun, some


def learn(texts: Sequence[str], flags: Sequence[Iterable[str]]) -> Sense:
    """Return what texts and the flags a person gave them teach."""
    dangerous = [bool({"safety", "food"} & {*given}) for given in flags]
    about = [(text, "food" in given) for text, given, is_so in zip(texts, flags, dangerous, strict=True) if is_so]
    danger, danger_start = _regression(texts, dangerous)
    food, food_start = _regression([text for text, _ in about], [is_food for _, is_food in about])
    return Sense(danger, food, danger_start, food_start)


def save(sense: Sense, file: Path = FILE) -> None:
    """Write the weights, a line a run of characters: danger, food."""
    runs = sorted({*sense.danger, *sense.food})
    rows = {run: [sense.danger.get(run, 0.0), sense.food.get(run, 0.0)] for run in runs}
    about = {"start": [sense.danger_start, sense.food_start], "runs": rows}
    file.write_text(json.dumps(about, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n") + "\n", "utf-8")


@cache
def sense() -> Sense:
    """Return what was learnt."""
    read = json.loads(FILE.read_text("utf-8"))
    danger, food = ({run: row[at] for run, row in read["runs"].items() if row[at]} for at in (0, 1))
    return Sense(danger, food, *read["start"])


def _score(weight: dict[str, float], passage: str) -> float:
    """Return the sum of the weights of all known runs, each once, over the root of how many; few prove little."""
    known = [weight[run] for run in set(characters(passage)) if run in weight]
    return sum(known) / math.sqrt(max(len(known), FEW_RUNS))


def _regression(texts: Sequence[str], is_so: Sequence[bool]) -> tuple[dict[str, float], float]:
    """Return weight of each run that at least two texts have, and start, of a balanced logistic regression."""
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415 - a second to load, only to learn
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above
    from sklearn.preprocessing import normalize  # noqa: PLC0415 - as above

    counted = CountVectorizer(analyzer=lambda text: {*characters(text)}, min_df=LEAST_TEXTS, dtype=float)
    rows = normalize(counted.fit_transform(texts))
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(rows, list(is_so))
    runs = counted.get_feature_names_out()
    weight = {run: round(float(w), 2) for run, w in zip(runs, fitted.coef_[0], strict=True)}
    return weight, round(float(fitted.intercept_[0]), 2)
