"""Memory that is used again: to be given fresh pages costs more than the arithmetic done on them."""

from __future__ import annotations

import math

import numpy as np

from amends.engines.early_warning.calendar import Floats


class Room:
    """Arrays by name; one that was handed out before is handed out again, so that only one user may have it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[str, Floats] = {}

    def full(self, name: str, shape: tuple[int, ...], value: float) -> Floats:
        """Return an array of this shape, all ``value``."""
        size = math.prod(shape)
        if name not in self._kept or self._kept[name].size < size:
            self._kept[name] = np.empty(size)
        found: Floats = self._kept[name][:size].reshape(shape)
        found[...] = value
        return found
