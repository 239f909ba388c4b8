"""A net as small as can be, in the files and under the name of the package of sentence vectors."""

import json
from pathlib import Path

import numpy as np

from amends.engines.triage.sentences import MODULE, PACKAGE

WIDTH, WIDE, PLACES, LAYERS = 24, 32, 256, 2
LETTERS = "abcdefghijklmnopqrstuvwxyz!?.'"
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *LETTERS, *(f"##{letter}" for letter in LETTERS), "cl", "##erk"]


def installed_in(folder: Path, version: str = "0.1") -> Path:
    """Write the package into a folder that may then stand on the path."""
    model = folder / MODULE / "model"
    model.mkdir(parents=True)
    (folder / MODULE / "__init__.py").touch()
    (model / "vocab.txt").write_text("\n".join(PIECES) + "\n", "utf-8")
    about = folder / f"{MODULE}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: {version}\n")
    (model / "model.safetensors").write_bytes(_named(_arrays()))
    return folder


def _arrays() -> dict[str, np.ndarray]:
    some = np.random.default_rng(3)
    sizes = {"embeddings.word_embeddings": (len(PIECES), WIDTH), "embeddings.position_embeddings": (PLACES, WIDTH)}
    sizes |= {"embeddings.token_type_embeddings": (2, WIDTH), "embeddings.LayerNorm": (WIDTH,)}
    for at in range(LAYERS):
        name = f"encoder.layer.{at}"
        sizes |= {f"{name}.attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        sizes |= {f"{name}.attention.output.dense": (WIDTH, WIDTH), f"{name}.attention.output.LayerNorm": (WIDTH,)}
        sizes |= {f"{name}.intermediate.dense": (WIDE, WIDTH), f"{name}.output.dense": (WIDTH, WIDE)}
        sizes |= {f"{name}.output.LayerNorm": (WIDTH,)}
    found = {f"{name}.weight": some.normal(size=size).astype("<f4") for name, size in sizes.items()}
    return found | {f"{name}.bias": some.normal(size=size[:1]).astype("<f4") for name, size in sizes.items()}


def _named(arrays: dict[str, np.ndarray]) -> bytes:
    head: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, values in arrays.items():
        spans = [len(body), len(body) + values.nbytes]
        head[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": spans}
        body += values.tobytes()
    told = json.dumps(head).encode()
    told += b" " * (-len(told) % 8)
    return len(told).to_bytes(8, "little") + told + body
