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
from amends.engines.triage.views import Plain, Weighed

FORMAT = 3
Made = TypeVar("Made", Plain, Weighed, Meaning, Combination)


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
    for view in fields(Views):
        arrays |= _taken_apart(view.name, getattr(model.views, view.name))
    np.savez_compressed(folder / "arrays.npz", allow_pickle=False, **arrays)
    pieces = {"characters": model.characters.pieces, "words": model.words.pieces}
    _write(folder / "pieces.json", pieces)
    about = {
        "format": FORMAT,
        "labels": model.labels,
        "least_confidence": model.least_confidence,
        "quality": asdict(model.quality),
        "fingerprint": model.fingerprint,
    }
    _write(folder / "model.json", about)


def load(folder: Path) -> Model:
    """Return the model in a folder; raise CannotRead when there is none."""
    try:
        about = json.loads((folder / "model.json").read_text("utf-8"))
        if about["format"] != FORMAT:
            raise CannotRead(f"format {about['format']}")
        pieces = json.loads((folder / "pieces.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            return _put_together(about, pieces, dict(arrays))
    except (OSError, KeyError, TypeError, ValueError, BadZipFile) as error:
        raise CannotRead(str(error)) from error


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
        ),
        combination=_made(Combination, "combination", arrays),
        least_confidence=float(about["least_confidence"]),
        quality=Quality(**about["quality"]),
        fingerprint=str(about["fingerprint"]),
    )


def _taken_apart(name: str, made: Plain | Weighed | Meaning | Combination) -> dict[str, Any]:
    return {f"{name}.{field.name}": getattr(made, field.name) for field in fields(made)}


def _made(kind: type[Made], name: str, arrays: dict[str, Any]) -> Made:
    return kind(**{field.name: arrays[f"{name}.{field.name}"] for field in fields(kind)})


def _write(file: Path, what: object) -> None:
    file.write_text(json.dumps(what, ensure_ascii=False), "utf-8")
