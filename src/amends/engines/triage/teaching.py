"""What texts of our own teach about danger: the weights that ``sensing`` hears with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from amends.engines.triage.sensing import FILE, Sense, few, runs_of

STRENGTH = 10  # C of the logistic regression
LEAST_TEXTS = 2
SMOOTHING = 0.1  # texts, added to each count
LEAST_TELLING = 0.2  # so that a run as common here as there is not left out


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


def _regression(texts: Sequence[str], is_so: Sequence[bool]) -> tuple[dict[str, float], float]:
    """
    Return weight of each run that at least two texts have, and start, of a balanced logistic regression.

    Each run is weighed first by ln of how much commoner it is where it is so than where it is not, whichever way (S.
    Wang, C. D. Manning, Baselines and Bigrams, ACL 2012), so that what everybody says stays small.
    """
    counted = CountVectorizer(analyzer=runs_of, min_df=LEAST_TEXTS, dtype=float)
    rows, so = counted.fit_transform(texts), np.array(is_so)
    known = np.maximum(np.asarray(rows.sum(axis=1)).ravel(), [few(text) for text in texts])
    there, elsewhere = (np.asarray(rows[part].sum(axis=0)).ravel() + SMOOTHING for part in (so, ~so))
    telling = np.abs(np.log(there / there.sum()) - np.log(elsewhere / elsewhere.sum())) + LEAST_TELLING
    scaled = diags(1 / np.sqrt(known)) @ rows @ diags(telling)
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3000).fit(scaled, so)
    weights = np.round(fitted.coef_[0] * telling, 2)
    runs = counted.get_feature_names_out()
    return {run: float(w) for run, w in zip(runs, weights, strict=True)}, round(float(fitted.intercept_[0]), 2)
