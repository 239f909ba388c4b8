"""Parts of the rows for judging each with what was learnt from the others, twins always in the same part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from amends.engines.triage.counting import Ints
from amends.engines.triage.pieces import fingerprint_of


def folds(texts: Sequence[str], kinds: Ints, parts: int) -> Ints:
    """
    Return the part, 0 to ``parts`` - 1, of each row.

    Each kind is dealt out like cards, so that no part lacks it; texts that differ in case, spaces and punctuation only
    are twins and stay together. Worked value: the kinds 0 0 1 1 in 2 parts are dealt 0 1 0 1.
    """
    next_part: dict[int, int] = defaultdict(int)
    part_of: dict[str, int] = {}
    found = np.empty(len(texts), dtype=np.int64)
    for row in np.random.default_rng(0).permutation(len(texts)):
        name = fingerprint_of(texts[row])
        if name not in part_of:
            kind = int(kinds[row])
            part_of[name] = next_part[kind] % parts
            next_part[kind] += 1
        found[row] = part_of[name]
    return found
