"""When a model of failure types may take the place of the one in use, and which texts are kept back to say so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import comb

PARTS = 5  # one text in five is never learnt from
LEAST_JUDGED = 20  # texts kept back, below which nothing can be said
LEAST_OF_A_KIND = 5  # a kind with fewer is left to its words
LEAST_SAID = LEAST_JUDGED * PARTS
PRECISION = 0.8  # share of the suggestions that should be right; a wrong one costs one more press
MARGIN = 0.03  # of the calibration error
STAYS = timedelta(days=7)  # after somebody went back, nothing is taken up by itself


@dataclass(frozen=True, slots=True)
class Figures:
    """How good suggestions are on the texts that were kept back; all but the count are shares from 0 to 1."""

    judged: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    answered: float
    right_of_answered: float


def is_kept_back(fingerprint: str) -> bool:
    """
    Return whether a text is judged by and never learnt from: by what it says, so that it is so every night.

    Texts that differ in case, spaces and punctuation have the same fingerprint, and go the same way.
    """
    return hashlib.sha256(fingerprint.encode()).digest()[0] % PARTS == 0


def is_no_worse(new: Figures, old: Figures) -> bool:
    """
    Return whether what was learnt may be used instead, both judged on the same texts.

    Worked value: 0.80 against 0.80 right, macro-F1 0.70 against 0.69, calibration error 0.06 against 0.04: yes.
    """
    is_as_right = new.accuracy >= old.accuracy and new.macro_f1 >= old.macro_f1
    return is_as_right and new.calibration_error <= old.calibration_error + MARGIN


def may_take_up(now: datetime, went_back_at: datetime | None) -> bool:
    """Return whether a better model is taken up by itself, or waits since a person chose the former."""
    return went_back_at is None or now >= went_back_at + STAYS


LEAST_LATELY = 30  # judged by people, below which nothing is said
SELDOM = 0.01


def has_drifted(right: int, judged: int, expected: float) -> bool:
    """
    Return whether so few were right that chance would hardly do it: P(X <= right) < 1 %, X binomial.

    Worked value: of 40 that should be right 8 times in 10, 25 are too few (P = 0.0079); 26 are not (P = 0.019).
    """
    if judged < LEAST_LATELY:
        return False
    chances = (comb(judged, k) * expected**k * (1 - expected) ** (judged - k) for k in range(right + 1))
    return sum(chances) < SELDOM
