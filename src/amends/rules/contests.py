"""When a language model may suggest failure types instead: better than the local one beyond chance, on like texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

MOST_ROWS = 300
BY_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """How often one of the two alone was right, and how likely so lopsided a result is by chance."""

    only_asked: int
    only_local: int
    by_chance: float

    @property
    def is_better(self) -> bool:
        """Whether the one that was asked is better beyond chance."""
        return self.only_asked > self.only_local and self.by_chance < BY_CHANCE


def verdict(truth: Sequence[int], asked: Sequence[int | None], local: Sequence[int | None]) -> Verdict:
    """
    Compare two that judged the same texts; no answer is a wrong one.

    McNemar's exact test, two-sided: where both are right or both are wrong says nothing; of the others, were they
    equally good, each would fall to either side as a coin does. Source: McNemar (1947), Psychometrika 12, 153.
    Worked value: 15 that it alone got right against 4 of the other are 2·P(X ≤ 4 | 19, ½) = 0.019: better. 9 against 3
    are 0.146: not shown.
    """
    right = [(a == t, b == t) for t, a, b in zip(truth, asked, local, strict=True)]
    only_asked, only_local = right.count((True, False)), right.count((False, True))
    return Verdict(only_asked, only_local, _coin(only_asked + only_local, min(only_asked, only_local)))


def _coin(throws: int, fewer: int) -> float:
    """Return how likely one side comes up so seldom or more seldom, whichever side it is."""
    as_few: int = sum(comb(throws, k) for k in range(fewer + 1))
    return min(1.0, float(2 * as_few / 2**throws))


def may_switch_on(found: Verdict, macro_f1: float, local_macro_f1: float) -> bool:
    """Return whether it won: better beyond chance, and not by giving up the rare kinds for the frequent ones."""
    return found.is_better and macro_f1 >= local_macro_f1


def macro_f1(truth: Sequence[int], chosen: Sequence[int | None]) -> float:
    """
    Return the mean over the kinds that are true or chosen of 2 · hits / (times true + times chosen).

    No answer is no kind of its own. Worked value: truth 1 1 2, chosen 1 none 2 gives (2/3 + 1) / 2 = 0.833.
    """
    kinds = {*truth, *(one for one in chosen if one is not None)}
    return sum(_f1(kind, truth, chosen) for kind in kinds) / len(kinds) if kinds else 0.0


def _f1(kind: int, truth: Sequence[int], chosen: Sequence[int | None]) -> float:
    hits = sum(t == c == kind for t, c in zip(truth, chosen, strict=True))
    return 2 * hits / (list(truth).count(kind) + list(chosen).count(kind))


def figures_of(truth: Sequence[int], chosen: Sequence[int | None]) -> dict[str, float]:
    """Return of one of the two the share that is right, macro-F1, the share answered, and of these the share right."""
    answered = [(t, c) for t, c in zip(truth, chosen, strict=True) if c is not None]
    right = sum(t == c for t, c in answered)
    return {
        "accuracy": right / len(truth),
        "macro_f1": macro_f1(truth, chosen),
        "answered": len(answered) / len(truth),
        "right_of_answered": right / len(answered) if answered else 0.0,
    }
