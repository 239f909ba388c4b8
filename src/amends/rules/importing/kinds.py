"""Which of our failure types another list's own type is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from amends.rules.importing.names import plain_name

MOST_REMEMBERED, LONGEST = 10_000, 300


@dataclass(frozen=True, slots=True)
class Kinds:
    """
    Our failure types by the words lists have for them.

    words  (words as ``plain_name`` gives them, primary key), the first that is found counts
    names  our own names and keys, which a type must be as a whole
    """

    words: tuple[tuple[str, int], ...] = ()
    names: Mapping[str, int] = field(default_factory=dict)
    _known: dict[str, int | None] = field(default_factory=dict)

    def of(self, text: str) -> int | None:
        """
        Return the failure type that a list's type means, None when nothing is known of it.

        Worked value: with the words ("late flight", 7), "Late Flight" and "Delay: late flight" are 7, "Plate" is not.
        """
        text = text[:LONGEST]
        if text not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[text] = self._find(plain_name(text))
        return self._known[text]

    def _find(self, plain: str) -> int | None:
        if plain in self.names:
            return self.names[plain]
        padded = f" {plain} "
        return next((key for word, key in self.words if (f" {word} " if word.isascii() else word) in padded), None)


def kinds_of(ours: Iterable[tuple[str, int, tuple[str, ...]]], words: Iterable[tuple[str, str]]) -> Kinds:
    """Return the failure types (key, primary key, names) known by their names and by a mapping's (word, key)."""
    names: dict[str, int] = {}
    by_key: dict[str, int] = {}
    for key, number, called in ours:
        by_key[key] = number
        names |= {plain_name(name): number for name in (key, *called)}
    return Kinds(tuple((plain_name(word), by_key[key]) for word, key in words if key in by_key), names)
