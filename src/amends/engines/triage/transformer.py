"""A net that reads the pieces of a text in sight of each other (BERT): six layers, each attention and a small net."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Values = NDArray[np.float32]
HEADS = 12
NEARLY_ZERO = 1e-12
FAR_BELOW = -1e9  # what a place without a piece is worth to the others
FLOAT = "F32"


@dataclass(frozen=True)
class Linear:
    """What goes in · weight + start."""

    weight: Values
    start: Values

    def __call__(self, values: Values) -> Values:
        """Return one row for each that goes in."""
        found: Values = values @ self.weight
        found += self.start
        return found


@dataclass(frozen=True)
class Evened:
    """Each row brought to mean 0 and spread 1, then to a scale and a start of its own."""

    scale: Values
    start: Values

    def __call__(self, values: Values) -> Values:
        """Return the rows evened out."""
        off = values - values.mean(axis=-1, keepdims=True)
        off /= np.sqrt((off * off).mean(axis=-1, keepdims=True) + NEARLY_ZERO)
        found: Values = off * self.scale + self.start
        return found


@dataclass(frozen=True)
class Layer:
    """Attention, in which each piece takes from the others what fits, and a net on each piece."""

    asked: Linear
    offered: Linear
    given: Linear
    taken: Linear
    after_taking: Evened
    wide: Linear
    narrow: Linear
    after_thinking: Evened

    def __call__(self, values: Values, worth: Values) -> Values:
        """Return the pieces (texts · places, width); ``worth`` (texts, 1, 1, places) hides places without a piece."""
        values = self.after_taking(self.taken(self._attended(values, worth)) + values)
        wide = self.wide(values)
        wide *= 0.5 * (1 + erf(wide * np.float32(0.5**0.5)))  # GELU
        return self.after_thinking(self.narrow(wide) + values)

    def _attended(self, values: Values, worth: Values) -> Values:
        texts, places, width = worth.shape[0], worth.shape[-1], values.shape[1]
        asked, offered, given = (
            part(values).reshape(texts, places, HEADS, width // HEADS).transpose(0, 2, 1, 3)
            for part in (self.asked, self.offered, self.given)
        )
        fit = asked @ offered.transpose(0, 1, 3, 2) / np.float32((width // HEADS) ** 0.5) + worth
        share = np.exp(fit - fit.max(axis=-1, keepdims=True))
        share /= share.sum(axis=-1, keepdims=True)
        found: Values = (share @ given).transpose(0, 2, 1, 3).reshape(texts * places, width)
        return found


@dataclass(frozen=True)
class Transformer:
    """Pieces and their places become points, layer by layer; the mean of them is the text."""

    pieces: Values  # (pieces, width)
    places: Values  # (places, width)
    evened: Evened
    layers: tuple[Layer, ...]

    @property
    def width(self) -> int:
        """Return how many directions there are."""
        return int(self.pieces.shape[1])

    def means(self, texts: Sequence[Sequence[int]]) -> Values:
        """Return one row of length 1 a text, given by the numbers of its pieces."""
        longest = max(map(len, texts))
        numbers = np.array([[*text, *[0] * (longest - len(text))] for text in texts])
        is_piece = np.arange(longest) < np.array([[len(text)] for text in texts])
        values = self.evened(self.pieces[numbers] + self.places[:longest]).reshape(-1, self.width)
        worth = np.where(is_piece, 0, FAR_BELOW).astype(np.float32)[:, None, None, :]
        for layer in self.layers:
            values = layer(values, worth)
        total: Values = (values.reshape(*numbers.shape, -1) * is_piece[..., None]).sum(axis=1)
        total /= np.linalg.norm(total, axis=1, keepdims=True)
        return total


def read_transformer(file: Path) -> Transformer:
    """Return the net of a file of named arrays (safetensors)."""
    named = _arrays(file)

    def evened(name: str) -> Evened:
        return Evened(named[f"{name}.LayerNorm.weight"], named[f"{name}.LayerNorm.bias"])

    def linear(name: str) -> Linear:
        return Linear(np.ascontiguousarray(named[f"{name}.weight"].T), named[f"{name}.bias"])

    def layer(at: int) -> Layer:
        name = f"encoder.layer.{at}"
        return Layer(
            asked=linear(f"{name}.attention.self.query"),
            offered=linear(f"{name}.attention.self.key"),
            given=linear(f"{name}.attention.self.value"),
            taken=linear(f"{name}.attention.output.dense"),
            after_taking=evened(f"{name}.attention.output"),
            wide=linear(f"{name}.intermediate.dense"),
            narrow=linear(f"{name}.output.dense"),
            after_thinking=evened(f"{name}.output"),
        )

    layers = len({name.split(".")[2] for name in named if name.startswith("encoder.layer.")})
    # One kind of text is all we read: its vector is part of every place.
    places = named["embeddings.position_embeddings.weight"] + named["embeddings.token_type_embeddings.weight"][0]
    pieces = named["embeddings.word_embeddings.weight"]
    return Transformer(pieces, places, evened("embeddings"), tuple(map(layer, range(layers))))


def _arrays(file: Path) -> dict[str, Values]:
    """Return the arrays by name: eight bytes say how long the head is, the head (JSON) what lies where behind it."""
    whole = np.asarray(np.memmap(file, dtype=np.uint8, mode="r"))
    behind = 8 + int(whole[:8].view("<u8")[0])
    head = json.loads(whole[8:behind].tobytes())
    return {
        name: whole[behind:][slice(*about["data_offsets"])].view("<f4").reshape(about["shape"])
        for name, about in head.items()
        if about.get("dtype") == FLOAT
    }
