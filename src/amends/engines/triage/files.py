"""Models as plain files: two of JSON and one of arrays; nothing in them is ever executed."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from amends.engines.triage.combining import Combination
from amends.engines.triage.counting import Vocabulary
from amends.engines.triage.meaning import Meaning
from amends.engines.triage.measuring import Quality
from amends.engines.triage.model import Model, Views
from amends.engines.triage.sentences import VectorsMissing, made_with
from amends.engines.triage.views import Placed, Plain, Weighed

FORMAT = 3
WITH_VECTORS = 4  # an Amends that knows nothing of sentence vectors refuses such a model
Made = TypeVar("Made", Plain, Weighed, Meaning, Placed, Combination)


class CannotRead(ValueError):
    """The folder holds no model that this version understands."""


def save(model: Model, folder: Path) -> None:
    """Write the model into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {
        **_taken_apart("combination", model.combination),
        "characters.rarity": model.characters.rarity,
        "words.rarity": model.words.rarity,
    }
    for name, view in vars(model.views).items():
        arrays |= _taken_apart(name, view) if view is not None else {}
    np.savez_compressed(folder / "arrays.npz", allow_pickle=False, **arrays)
    pieces = {"characters": model.characters.pieces, "words": model.words.pieces}
    _write(folder / "pieces.json", pieces)
    about = {
        "format": WITH_VECTORS if model.made_with else FORMAT,
        "labels": model.labels,
        "least_confidence": model.least_confidence,
        "quality": asdict(model.quality),
        "fingerprint": model.fingerprint,
    }
    if model.made_with:
        about["vectors"] = model.made_with
    _write(folder / "model.json", about)


def load(folder: Path) -> Model:
    """Return the model in a folder; raise CannotRead when there is none, VectorsMissing without its weights."""
    try:
        about = json.loads((folder / "model.json").read_text("utf-8"))
        if about["format"] not in {FORMAT, WITH_VECTORS}:
            raise CannotRead(f"format {about['format']}")
        _require_vectors(about.get("vectors", ""))
        pieces = json.loads((folder / "pieces.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            return _put_together(about, pieces, dict(arrays))
    except (OSError, KeyError, TypeError, ValueError, BadZipFile) as error:
        raise CannotRead(str(error)) from error


def _require_vectors(wanted: str) -> None:
    if wanted and (here := made_with()) != wanted:
        raise VectorsMissing(f"it was learnt with {wanted}, and {here} is installed: learn it again, or install that")


def _put_together(about: dict[str, Any], pieces: dict[str, list[str]], arrays: dict[str, Any]) -> Model:
    return Model(
        labels=tuple(about["labels"]),
        characters=Vocabulary(tuple(pieces["characters"]), arrays["characters.rarity"]),
        words=Vocabulary(tuple(pieces["words"]), arrays["words.rarity"]),
        views=Views(
            plain=_made(Plain, "plain", arrays),
            weighed=_made(Weighed, "weighed", arrays),
            meaning=_made(Meaning, "meaning", arrays),
            words=_made(Weighed, "words", arrays),
            meaning_of_words=_made(Meaning, "meaning_of_words", arrays),
            sentences=_made(Placed, "sentences", arrays) if "vectors" in about else None,
        ),
        combination=_made(Combination, "combination", arrays),
        least_confidence=float(about["least_confidence"]),
        quality=Quality(**about["quality"]),
        fingerprint=str(about["fingerprint"]),
        made_with=str(about.get("vectors", "")),
    )


def _taken_apart(name: str, made: Plain | Weighed | Meaning | Placed | Combination) -> dict[str, Any]:
    return {f"{name}.{field.name}": getattr(made, field.name) for field in fields(made)}


def _made(kind: type[Made], name: str, arrays: dict[str, Any]) -> Made:
    return kind(**{field.name: arrays[f"{name}.{field.name}"] for field in fields(kind)})


def _write(file: Path, what: object) -> None:
    file.write_text(json.dumps(what, ensure_ascii=False), "utf-8")
